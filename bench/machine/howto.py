"""The words of the how-to, as its reader pastes them: what is walked is what is written."""

from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "install-on-a-server.md"
PLACE_OF_ADDRESS: Final = "ADDRESS-OF-THIS-REPOSITORY"


def commands(heading: str, address: str, *, page: Path = PAGE) -> list[str]:
    """The indented commands below a heading that begins so, with the repository's address in its place."""
    text = page.read_text(encoding="utf-8").split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    lines = [line[4:] for line in text.splitlines() if line.startswith("    ")]
    return [line.replace(PLACE_OF_ADDRESS, address) for line in lines]
