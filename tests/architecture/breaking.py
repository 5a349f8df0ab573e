"""The tree with a folder of its own to break, all else the house's, and what pytest says of its tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .conftest import ROOT

# Pure tests need neither Django nor a database: half the time of each.
LEAN = ("-p", "tests.effort", "-p", "no:django", "--noconftest", "-c", os.devnull, "--rootdir", ".",
        "-W", "ignore::pytest.PytestUnknownMarkWarning")  # fmt: skip


def house_to_break(root: Path, folder: str) -> Path:
    """A tree at `root` whose `folder` (below `src`) is its own; it is filled by `fresh`."""
    for name in ("tests", "docs", "pyproject.toml"):
        (root / name).symlink_to(ROOT / name)
    into, source = root / "src", ROOT / "src"
    for part in Path(folder).parts[1:]:
        into.mkdir()
        for entry in source.iterdir():
            if entry.name not in (part, "__pycache__"):
                (into / entry.name).symlink_to(entry)
        into, source = into / part, source / part
    return root


def fresh(house: Path, folder: str) -> Path:
    """The folder as it stands, copied anew."""
    shutil.rmtree(house / folder, ignore_errors=True)
    shutil.copytree(ROOT / folder, house / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return house / folder


def flip(file: Path, stands: str, flipped: str) -> None:
    """Put one comparison in the place of another; it stands there once."""
    source = file.read_text(encoding="utf-8")
    assert source.count(stands) == 1, f"{file.name} no longer says {stands!r} once"
    file.write_text(source.replace(stands, flipped), encoding="utf-8")


def tried(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Pytest in a tree, with few examples."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *arguments],
        cwd=root, capture_output=True, text=True, check=False, timeout=900,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1",
             "SAVOIR_THOROUGH": "0"},
    )  # fmt: skip
