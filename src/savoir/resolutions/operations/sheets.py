"""The sheet of another system's cases, as doors hand it in: the template, the rows, the words of a fault."""

from datetime import datetime

from savoir.resolutions.move_in.parsing import FormerCase, former_cases
from savoir.resolutions.move_in.reading import SheetUnreadable, read_sheet
from savoir.resolutions.move_in.sentences import column_word as move_in_column
from savoir.resolutions.move_in.sentences import sentence as move_in_sentence
from savoir.resolutions.move_in.template import template_sheet as move_in_template

__all__ = [
    "FormerCase", "SheetUnreadable", "move_in_column", "move_in_sentence", "move_in_template",
    "read_former_cases",
]  # fmt: skip


def read_former_cases(content: bytes, *, zone: str, now: datetime) -> tuple[FormerCase, ...]:
    """The cases of a file's bytes, each with its fault when it has one. Raises SheetUnreadable.

    Dates without a zone are those of `zone`.
    """
    return former_cases(read_sheet(content).rows, zone=zone, now=now)
