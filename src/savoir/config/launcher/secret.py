"""What only its owner may read: the passwords of the database roles, and the key that signs sessions."""

import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from savoir.config.launcher.account import Account
from savoir.config.launcher.faults import ClusterFault

PASSWORD_BYTES = 24
KEY_BYTES = 48


def read(path: Path) -> dict[str, str] | None:
    """Role -> password, or None when there is no file; ClusterFault when this user may not read it."""
    try:
        content = path.read_text()
    except FileNotFoundError:
        return None
    except PermissionError:
        raise ClusterFault(f"{path} belongs to another user. Run this as that user or as root.") from None
    return dict(json.loads(content))


def ensure(path: Path, roles: Sequence[str], account: Account) -> None:
    """Write one random password per role, once, whole or not at all."""
    if path.exists():
        return
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    write_private(draft, json.dumps({role: secrets.token_hex(PASSWORD_BYTES) for role in roles}), account)
    draft.rename(path)


def read_key(path: Path) -> str:
    """The signing key, "" when none was made; ClusterFault when this user may not read it."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""
    except PermissionError:
        raise ClusterFault(f"{path} belongs to another user. Run this as that user or as root.") from None


def ensure_key(path: Path, account: Account) -> None:
    """Make a random signing key, once: of several that start together the first is kept, whole."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.draft-{secrets.token_hex(4)}")
    write_private(draft, secrets.token_urlsafe(KEY_BYTES), account)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def write_private(path: Path, content: str, account: Account) -> None:
    """Write a new file of mode 0600 that belongs to `account`."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    account.own(path)
