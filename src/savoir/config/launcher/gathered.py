"""Whether the static files in the home are those of this installation: gathering them costs seconds."""

import hashlib
import importlib.metadata
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "web"
PACKAGES = ("django", "django-htmx", "whitenoise")
STAMP = "gathered"


def digest() -> str:
    """Names the sources: every file of the pages, and the packages that bring or press static files."""
    whole = hashlib.sha256()
    for name in PACKAGES:
        whole.update(f"{name} {importlib.metadata.version(name)}\n".encode())
    for path in sorted(path for path in SOURCES.rglob("*") if path.suffix not in ("", ".pyc", ".html")):
        found = path.stat()
        whole.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return whole.hexdigest()


def is_current(home: Path) -> bool:
    """True when what stands in the home was made from these sources."""
    try:
        return (home / STAMP).read_text(encoding="utf-8") == digest() and (home / "static").is_dir()
    except FileNotFoundError:
        return False


def mark(home: Path) -> None:
    """Write down that the static files are current."""
    (home / STAMP).write_text(digest(), encoding="utf-8")
