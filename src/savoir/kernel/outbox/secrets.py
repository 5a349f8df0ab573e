"""Signing secrets of an endpoint: shown once, sealed, two of them while one is rotated."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from savoir.kernel.outbox.rules import SECRET_OVERLAP
from savoir.kernel.sealing import seal, unseal

PREFIX: Final = "whsec_"
_BYTES: Final = 32


def new_secret() -> str:
    """A fresh secret as Standard Webhooks writes it: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def sealed_secret(secret: str) -> bytes:
    """One secret without an end, encrypted."""
    return seal({"secrets": [{"secret": secret, "until": None}]})


def rotated(sealed: bytes, *, secret: str, now: datetime) -> bytes:
    """`secret` first; the former one signs too, for a day more; older ones end. Raises SealBroken."""
    until = (now + SECRET_OVERLAP).isoformat()
    former = next((held["secret"] for held in _held(sealed) if held["until"] is None), None)
    kept = [{"secret": former, "until": until}] if former is not None else []
    return seal({"secrets": [{"secret": secret, "until": None}, *kept]})


def secrets_at(sealed: bytes, now: datetime) -> tuple[str, ...]:
    """Secrets that sign at `now`, the newest first. Raises SealBroken."""
    held = _held(sealed)
    return tuple(
        entry["secret"]
        for entry in held
        if entry["until"] is None or datetime.fromisoformat(entry["until"]) > now
    )


def _held(sealed: bytes) -> Sequence[dict[str, str]]:
    found: Sequence[dict[str, str]] = unseal(sealed)["secrets"]
    return found
