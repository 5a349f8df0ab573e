"""A small house in a folder of its own, where a test may break what it likes."""

from pathlib import Path

import pytest
from gates.__main__ import ROOT, run

ROOMS = [
    "config",
    "web",
    "api",
    "commands",
    "connectors",
    "refusals",
    "insights",
    "resolutions",
    "logistics",
    "conversations",
    "cases",
    "policies",
    "orders",
    "organizations",
    "law",
    "kernel",
]


class House:
    """A tree shaped like ours: every room, empty, and one clean page and module."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for package in ("savoir", *(f"savoir/{room}" for room in ROOMS), "savoir/kernel/values"):
            self.write(f"src/{package}/__init__.py", "")

    def write(self, path: str, text: str) -> None:
        """Put `text` in the file `path`; the folders below `src/savoir` become packages."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        for folder in file.relative_to(self.root).parents:
            if path.endswith(".py") and len(folder.parts) > 1 and folder.parts[0] == "src":
                (self.root / folder / "__init__.py").touch()

    def module(self, name: str, text: str = "") -> None:
        """Write the module `savoir.<name>`."""
        self.write(f"src/savoir/{name.replace('.', '/')}.py", text)

    def found(self, gate: str) -> str:
        """Return what `gate` finds here, as one text ("" when the gate is kept)."""
        return "\n".join(run(gate, self.root).findings)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def real_root() -> Path:
    return ROOT
