"""A case as one row of the queue."""

from dataclasses import dataclass

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


def row_of(case: CaseCard) -> Row:
    """The words of one case."""
    proposal = case.proposal or ""
    return Row(
        case=case, reason=words.reason_words(case), state=words.state_words(case),
        chip=words.CHIPS.get(proposal, "person"), proposal=words.REMEDY_VERBS[proposal],
        entry=words.ENTRIES[case.entry], entry_icon=words.ENTRY_ICONS[case.entry],
        short=case.reference.partition("-")[2],
    )  # fmt: skip
