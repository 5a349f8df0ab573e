"""The reference pages repeat the code, so they are made from it; the others only name what exists."""

import re
import subprocess
import sys
from pathlib import Path

LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")
CODE_PATH = re.compile(r"`((?:src/savoir|bin|deploy|gates|tests|bench|docs)/[\w./-]*[\w/])`")


def generate(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """In a process of its own: other tests declare events and reactions of theirs."""
    command = [sys.executable, str(root / "docs" / "generate.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def pages(root: Path) -> list[Path]:
    return [root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").rglob("*.md"))]


def test_the_reference_is_current(real_root: Path) -> None:
    outcome = generate(real_root, "--check")

    assert outcome.returncode == 0, f"{outcome.stdout}{outcome.stderr}\nRun: python docs/generate.py"


def test_every_variable_of_the_environment_is_in_the_settings_page(real_root: Path) -> None:
    page = (real_root / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    source = (real_root / "src/savoir/config/environment.py").read_text(encoding="utf-8")
    named = set(re.findall(r'"((?:SAVOIR|DATABASE)_[A-Z_]+)"', source))

    assert len(named) > 8
    assert [name for name in sorted(named) if f"`{name}`" not in page] == []


def test_no_link_of_the_docs_leads_nowhere(real_root: Path) -> None:
    broken = [
        f"{page.relative_to(real_root)}: {target}"
        for page in pages(real_root)
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []


def test_every_file_the_docs_name_exists(real_root: Path) -> None:
    absent = [
        f"{page.relative_to(real_root)}: {name}"
        for page in pages(real_root)
        for name in CODE_PATH.findall(page.read_text(encoding="utf-8"))
        if not (real_root / name).exists()
    ]

    assert absent == []
