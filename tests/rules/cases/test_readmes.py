"""READMEs name every verb of their room and draw its lifecycles from the tables."""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import savoir
from savoir.cases import operations as cases
from savoir.cases import states as case_states
from savoir.kernel.values.lifecycles import Lifecycle
from savoir.resolutions import operations as resolutions
from savoir.resolutions import states as money_states

ROOMS = Path(savoir.__path__[0])
DRAWN = [
    ("cases", case_states.CASE), ("cases", case_states.ACCEPTANCE), ("cases", case_states.RECEPTION),
    ("cases", case_states.PROMISE), ("resolutions", money_states.RESOLUTION),
    ("resolutions", money_states.REFUND),
]  # fmt: skip


def readme(room: str) -> str:
    """What a newcomer reads first."""
    return (ROOMS / room / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("room", "lifecycle"), DRAWN, ids=lambda value: getattr(value, "name", value))
def test_the_drawing_is_the_table(room: str, lifecycle: Lifecycle[Any]) -> None:
    assert f"```mermaid\n{lifecycle.mermaid()}```" in readme(room)


@pytest.mark.parametrize(("room", "operations"), [("cases", cases), ("resolutions", resolutions)])
def test_every_verb_stands_there(room: str, operations: ModuleType) -> None:
    verbs = [name for name in operations.__all__ if name[0].islower()]
    assert [name for name in verbs if f"`{name}`" not in readme(room)] == []


def test_every_room_has_one() -> None:
    rooms = [path.parent for path in ROOMS.glob("*/__init__.py")]
    assert len(rooms) > 10
    assert [room.name for room in rooms if not (room / "README.md").exists()] == []
