"""What leaves the machine is sealed: it opens with its key, whole, or not at all."""

import errno
from pathlib import Path

import pytest

from savoir.config.launcher import sealing
from savoir.config.launcher.faults import LauncherFault

MIB = 1 << 20


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB])
def test_what_was_sealed_opens_as_it_was(tmp_path: Path, size: int) -> None:
    plain, sealed, back = (tmp_path / name for name in ("plain", "sealed", "back"))
    plain.write_bytes(bytes(n % 251 for n in range(1000)) * (size // 1000 + 1))
    with plain.open("r+b") as file:
        file.truncate(size)
    key = sealing.new_key()
    sealing.seal(plain, sealed, key)
    sealing.unseal(sealed, back, key.lower().replace("-", " "))
    assert back.read_bytes() == plain.read_bytes()
    assert sealed.stat().st_mode & 0o777 == 0o600
    assert plain.read_bytes()[:64] not in sealed.read_bytes() or size < 64, "one byte may be there by chance"


@pytest.mark.parametrize("damage", ["key", "byte", "cut", "cut at a piece", "swapped", "not sealed"])
def test_what_was_touched_does_not_open(tmp_path: Path, damage: str) -> None:
    plain, sealed, back = (tmp_path / name for name in ("plain", "sealed", "back"))
    plain.write_bytes(b"x" * (2 * MIB + 5))
    key = sealing.new_key()
    sealing.seal(plain, sealed, key)
    head, piece = len(sealing.MAGIC) + 7, MIB + 16
    content = sealed.read_bytes()
    touched = {
        "key": content, "byte": content[:-1] + bytes([content[-1] ^ 1]), "cut": content[:-3],
        "cut at a piece": content[: head + piece], "not sealed": b"PGDMP" + content,
        "swapped": content[:head] + content[head + piece : head + 2 * piece] + content[head : head + piece]
        + content[head + 2 * piece :],
    }[damage]  # fmt: skip
    sealed.write_bytes(touched)
    with pytest.raises(LauncherFault):
        sealing.unseal(sealed, back, sealing.new_key() if damage == "key" else key)
    assert not back.exists()
    assert list(tmp_path.glob("*.part")) == []


def test_a_disk_that_fills_while_opening_keeps_nothing_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, sealed, back = (tmp_path / name for name in ("plain", "sealed", "back"))
    plain.write_bytes(b"x" * (2 * MIB + 5))
    key = sealing.new_key()
    sealing.seal(plain, sealed, key)
    modes: list[int] = []

    def full(prefix: bytes, number: int, *, is_last: bool) -> bytes:
        modes.extend(path.stat().st_mode & 0o777 for path in tmp_path.glob("*.part"))
        if is_last:
            raise OSError(errno.ENOSPC, "No space left on device")
        return nonce(prefix, number, is_last=is_last)

    nonce = sealing._nonce
    monkeypatch.setattr(sealing, "_nonce", full)
    with pytest.raises(OSError, match="No space left"):
        sealing.unseal(sealed, back, key)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plain", "sealed"]
    assert set(modes) == {0o600}


def test_a_key_is_told_from_a_word() -> None:
    with pytest.raises(LauncherFault, match="52 letters"):
        sealing.key_bytes("correct horse battery staple")
    assert len(sealing.new_key().replace("-", "")) == 52
    assert sealing.new_key() != sealing.new_key()
