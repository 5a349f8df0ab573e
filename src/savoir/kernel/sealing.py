"""Credentials at rest: Fernet (AES-128-CBC with HMAC-SHA256) under keys derived from the secret key."""

import base64
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"savoir connector accounts v1"


class SealBroken(RuntimeError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """Stored credentials open with none of the keys: the secret key was changed without its fallback."""


def seal(plain: Mapping[str, Any]) -> bytes:
    """Encrypt JSON-like settings under the current secret key."""
    return _ring().encrypt(json.dumps(plain, sort_keys=True).encode())


def unseal(sealed: bytes) -> dict[str, Any]:
    """Open what `seal` made under the current key or one of `SECRET_KEY_FALLBACKS`. Raises SealBroken."""
    try:
        return dict(json.loads(_ring().decrypt(sealed)))
    except InvalidToken:
        raise SealBroken("no key opens this account") from None


def reseal(sealed: bytes) -> bytes:
    """The same settings under the current key. Raises SealBroken."""
    try:
        return _ring().rotate(sealed)
    except InvalidToken:
        raise SealBroken("no key opens this account") from None


def _ring() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


@lru_cache(maxsize=8)
def _fernet(secret_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
