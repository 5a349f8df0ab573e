"""Releases after the present one, in the clone that the server fetches from: one is sound, one does not load
and one loads and does not serve.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

LATER, UNREADABLE, SPOILED = "walk-later", "walk-unreadable", "walk-spoiled"
_NOTE: Final = "docs/later.md"
_URLS: Final = "src/savoir/config/urls.py"
_SERVED: Final = "src/savoir/config/wsgi.py"  # loaded by the web server alone: the tables are made without it


def publish(source: Path, bare: Path) -> None:
    """The bare clone of `source`, its `main` what is committed there, and the branches after it."""
    shutil.rmtree(bare, ignore_errors=True)
    _git("clone", "--quiet", "--bare", str(source), str(bare))
    _git("-C", str(bare), "branch", "--force", "main", "HEAD")
    _git("-C", str(bare), "symbolic-ref", "HEAD", "refs/heads/main")
    _branch(bare, LATER, _NOTE, "A later release.\n")
    _branch(bare, UNREADABLE, _URLS, "raise RuntimeError('a release that does not load')\n")
    _branch(bare, SPOILED, _SERVED, "raise RuntimeError('a release that does not serve')\n")


def _branch(bare: Path, name: str, file: str, content: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _git("clone", "--quiet", str(bare), folder)
        (Path(folder) / file).write_text(content)
        _git("-C", folder, "add", "-A")
        _git(
            "-C", folder, "-c", "user.name=walk", "-c", "user.email=walk@example.test", "commit", "-qm", name
        )
        _git("-C", folder, "push", "--quiet", "--force", "origin", f"HEAD:{name}")


def _git(*words: str) -> None:
    subprocess.run(["git", *words], check=True)
