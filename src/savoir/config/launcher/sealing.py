"""Backups sealed before they leave the machine: AES-256-GCM in pieces, each bound to its place and the end.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizar 2015): a piece that is missing, swapped, cut off
or altered fails to open. The key is 32 random bytes, shown once as text; who loses it loses the backups.
"""

import base64
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from savoir.config.launcher.faults import LauncherFault

MAGIC: Final = b"SAVOIR-SEALED-1\n"
_PIECE: Final = 1 << 20
_TAG, _PREFIX, _KEY_BYTES = 16, 7, 32


def new_key() -> str:
    """A fresh key as text: 52 letters and digits in groups of four, for paper."""
    text = base64.b32encode(secrets.token_bytes(_KEY_BYTES)).decode().rstrip("=")
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def key_bytes(text: str) -> bytes:
    """The key behind its text, whatever the groups and the case. LauncherFault for anything else."""
    plain = "".join(text.split()).replace("-", "").upper()
    try:
        key = base64.b32decode(plain + "=" * (-len(plain) % 8))
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise LauncherFault("This is not a backup key: 52 letters and digits from 2 to 7, in groups of four.")
    return key


def seal(source: Path, target: Path, key: str) -> None:
    """Write `source` sealed to `target`, mode 0600, all of it or nothing."""
    cipher, prefix = AESGCM(key_bytes(key)), os.urandom(_PREFIX)
    draft = target.with_name(target.name + ".part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as plain, os.fdopen(descriptor, "wb") as sealed:
        sealed.write(MAGIC + prefix)
        for number, (piece, is_last) in enumerate(_pieces(plain, _PIECE)):
            sealed.write(cipher.encrypt(_nonce(prefix, number, is_last=is_last), piece, MAGIC))
        sealed.flush()
        os.fsync(sealed.fileno())
    draft.rename(target)


def unseal(source: Path, target: Path, key: str) -> None:
    """Open what was sealed, mode 0600, all of it or nothing. LauncherFault: another key, a damaged file."""
    cipher = AESGCM(key_bytes(key))
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as plain, source.open("rb") as sealed:
            if sealed.read(len(MAGIC)) != MAGIC:
                raise LauncherFault(f"{source} is not a sealed backup.")
            prefix = sealed.read(_PREFIX)
            for number, (piece, is_last) in enumerate(_pieces(sealed, _PIECE + _TAG)):
                plain.write(cipher.decrypt(_nonce(prefix, number, is_last=is_last), piece, MAGIC))
        draft.rename(target)
    except (InvalidTag, ValueError):
        raise LauncherFault(f"{source} does not open: another key, or a damaged file.") from None
    finally:
        draft.unlink(missing_ok=True)


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """(piece, whether it is the last one); an empty file has one empty piece."""
    piece = file.read(size)
    while True:
        following = file.read(size)
        yield piece, not following
        if not following:
            return
        piece = following


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + (b"\x01" if is_last else b"\x00")
