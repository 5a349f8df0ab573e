"""A case as one row of the queue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise

from savoir.cases.values import CaseCard
from savoir.web.desk import words


@dataclass(frozen=True, slots=True)
class Row:
    """The case with its words."""

    case: CaseCard
    reason: str | Promise
    state: str | Promise
    chip: str
    proposal: str | Promise
    entry: str | Promise
    entry_icon: str
    short: str
    owed_since: datetime | None = None


def rows_of(cases: Iterable[CaseCard], *, owed_since: Mapping[int, datetime]) -> list[Row]:
    """The words of each case; `owed_since`: by case, for when its answer was promised and not given."""
    return [replace(row_of(case), owed_since=owed_since.get(case.id)) for case in cases]


def row_of(case: CaseCard) -> Row:
    """The words of one case."""
    proposal = case.proposal or ""
    return Row(
        case=case, reason=words.reason_words(case), state=words.state_words(case),
        chip=words.CHIPS.get(proposal, "person"), proposal=words.REMEDY_VERBS[proposal],
        entry=words.ENTRIES[case.entry], entry_icon=words.ENTRY_ICONS[case.entry],
        short=case.reference.partition("-")[2],
    )  # fmt: skip
