"""Handing a case on, with a word for whoever has it next: the deed and its note stand in one transaction."""

from datetime import datetime

from savoir.cases import operations as cases
from savoir.cases.states import Rank, SnoozeReason
from savoir.conversations.operations.writing import add_note
from savoir.kernel.access import Actor, Permission, require


def escalate_with_note(*, actor: Actor, case_reference: str, to: Rank, note: str, now: datetime) -> None:
    """Send a case up and say why. Raises Invalid without words, and what `cases.escalate_case` raises."""
    require(actor, Permission.CASE_NOTE)
    cases.escalate_case(actor=actor, reference=case_reference, to=to, now=now)
    add_note(actor=actor, case_reference=case_reference, text=note, now=now)


def snooze_with_note(
    *, actor: Actor, case_reference: str, until: datetime, reason: SnoozeReason, note: str = "",
    past_promise: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """Let a case stand aside; what more there is to say becomes a note.

    Raises what `snooze_case` raises, and Invalid without words for another reason than the listed ones.
    """
    require(actor, Permission.CASE_NOTE)
    cases.snooze_case(
        actor=actor, reference=case_reference, until=until, reason=reason, past_promise=past_promise, now=now
    )
    if note.strip() or reason is SnoozeReason.OTHER:
        add_note(actor=actor, case_reference=case_reference, text=note, now=now)
