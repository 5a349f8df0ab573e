"""Answers beyond the rule that were asked of a second person."""

from collections.abc import Collection

from savoir.cases.queries import case_by_id
from savoir.cases.states import Remedy
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotAllowed
from savoir.kernel.values.money import Money
from savoir.resolutions.models import AskedRemedy
from savoir.resolutions.states import AskedState, Lapse
from savoir.resolutions.values import AskedRemedyCard


def remedies_asked(*, actor: Actor, case_id: int) -> tuple[AskedRemedyCard, ...]:
    """Those of a case, oldest first, whatever became of them. Raises NotFound, NotAllowed."""
    require(actor, Permission.CASE_READ)
    if actor.is_customer:
        raise NotAllowed("case", code="colleagues_only")
    case_by_id(actor=actor, case_id=case_id)
    return tuple(card_of(row) for row in AskedRemedy.objects.filter(case_id=case_id).order_by("id"))


def remedies_waiting(*, actor: Actor, case_ids: Collection[int]) -> tuple[AskedRemedyCard, ...]:
    """What waits for a second person on these cases. Raises NotAllowed."""
    require(actor, Permission.APPROVAL_DECIDE)
    rows = AskedRemedy.objects.filter(case_id__in=case_ids, state=AskedState.ASKED.value)
    return tuple(card_of(row) for row in rows.order_by("id"))


def card_of(row: AskedRemedy) -> AskedRemedyCard:
    """A row as pages show it."""
    return AskedRemedyCard(
        id=row.id, case_id=row.case_id, remedy=Remedy(row.remedy),
        amount=Money(row.amount_minor, row.currency), beyond=Money(row.beyond_minor, row.currency),
        parts=tuple(
            (part["line"], part["quantity"], Money(part["minor"], row.currency)) for part in row.parts
        ),
        plan_digest=row.plan_digest, motive=row.motive, note=row.note, ground=row.ground, text=row.text,
        row_id=row.row_id, approver=row.approver, state=AskedState(row.state), asked_by=row.asked_by,
        asked_at=row.asked_at, expires_at=row.expires_at, answered_by=row.answered_by, answer=row.answer,
        lapse=Lapse(row.lapse) if row.lapse else None, ended_at=row.ended_at,
    )  # fmt: skip
