"""Units that somebody wants to be destroyed, for whoever lets it happen."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from savoir.kernel import approvals
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.approvals import LastRequest
from savoir.logistics.models import Inspection
from savoir.logistics.states import Finding, Grade, Why
from savoir.logistics.values import DESTRUCTION, CondemnedCard, DestructionWord

INSPECTION: Final = "inspection"  # what an approval of a destruction is about


def destruction_asked(*, actor: Actor, inspection_id: int, now: datetime) -> bool:
    """Whether a second person was asked and has not answered yet."""
    require(actor, Permission.RETURN_READ)
    asked = approvals.open_request(
        subject_kind=INSPECTION, subject_id=inspection_id, verb=DESTRUCTION, now=now
    )
    return asked is not None


def destruction_words(
    *, actor: Actor, inspection_ids: Collection[int], now: datetime
) -> dict[int, DestructionWord]:
    """How the last request to destroy the units of each of these inspections stands (1 query); nothing for
    those nobody wants destroyed.
    """
    require(actor, Permission.RETURN_READ)
    if not inspection_ids:
        return {}
    found = approvals.last_requests(subject_kind=INSPECTION, subject_ids=inspection_ids, verb=DESTRUCTION)
    words = {subject: _word(asked, now) for subject, asked in found.items()}
    return {subject: word for subject, word in words.items() if word is not None}


def _word(asked: LastRequest, now: datetime) -> DestructionWord | None:
    """None for a yes: the units are destroyed."""
    if asked.decided_by is None:
        why = Why.ASKED if asked.waits(now) else Why.LAPSED
        return DestructionWord(why, asked.asked_by, asked.asked_at, asked.expires_at)
    if asked.granted or asked.decided_at is None:
        return None
    return DestructionWord(Why.REFUSED, asked.decided_by, asked.decided_at, asked.expires_at, asked.motive)


def condemned(*, actor: Actor, inspection_ids: Collection[int]) -> dict[int, CondemnedCard]:
    """What the units of these inspections are and what was found of them, by inspection (1 query)."""
    require(actor, Permission.RETURN_READ)
    if not inspection_ids:
        return {}
    rows = Inspection.objects.filter(id__in=inspection_ids).select_related(
        "receipt_line__return_line__case_line", "receipt_line__return_line__ra__case"
    )
    return {row.id: _card(row) for row in rows}


def _card(row: Inspection) -> CondemnedCard:
    line = row.receipt_line.return_line
    return CondemnedCard(
        case_reference=line.ra.case.reference, product_name=line.case_line.product_name,
        quantity=row.quantity, serial=row.serial_seen, grade=Grade(row.grade), finding=Finding(row.finding),
        note=row.note,
    )  # fmt: skip
