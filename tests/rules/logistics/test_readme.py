"""The room's README names every verb and refusal and draws its lifecycle from the table."""

from pathlib import Path

import savoir.logistics
from savoir.logistics import operations
from savoir.logistics.states import UNKNOWN

README = (Path(savoir.logistics.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_the_drawing_is_the_table() -> None:
    assert UNKNOWN.mermaid() in README


def test_every_verb_and_refusal_stands_there() -> None:
    answered_by_jobs = {"record_means", "look_for_parcel"}
    assert [name for name in operations.__all__ if f"`{name}`" not in README] == sorted(answered_by_jobs)
