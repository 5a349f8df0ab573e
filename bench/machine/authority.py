"""An authority that the machines trust from the start, as they trust the world's."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_DAYS: Final = "30"
_EC: Final = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


@dataclass(frozen=True)
class Pair:
    """A certificate and its key."""

    certificate: Path
    key: Path


def make_authority(place: Path) -> Pair:
    """Its own certificate and key, made once."""
    pair = Pair(place / "authority.crt", place / "authority.key")
    if not pair.certificate.exists():
        _openssl(
            "req", "-x509", *_EC, "-days", _DAYS, "-keyout", str(pair.key), "-out", str(pair.certificate),
            "-subj", "/CN=Authority of the walk", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        )  # fmt: skip
    return pair


def sign(authority: Pair, place: Path, *names: str) -> Pair:
    """A server's certificate for these names."""
    stem = place / names[0]
    pair = Pair(stem.with_name(f"{stem.name}.crt"), stem.with_name(f"{stem.name}.key"))
    asked, more = stem.with_name(f"{stem.name}.csr"), stem.with_name(f"{stem.name}.ext")
    _openssl("req", *_EC, "-keyout", str(pair.key), "-out", str(asked), "-subj", f"/CN={names[0]}")
    listed = ",".join(f"DNS:{name}" for name in names)
    more.write_text(f"subjectAltName={listed}\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n")
    _openssl(
        "x509", "-req", "-in", str(asked), "-CA", str(authority.certificate), "-CAkey", str(authority.key),
        "-CAcreateserial", "-days", _DAYS, "-extfile", str(more), "-out", str(pair.certificate),
    )  # fmt: skip
    return pair


def _openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)
