"""What stands on each line of a case: the decision in force, with the law's dates frozen with it."""

from dataclasses import dataclass
from datetime import date, datetime

from savoir.cases.models import Decision
from savoir.cases.queries.scope import case_row
from savoir.kernel.access import Actor
from savoir.kernel.prepared import prepared

_LAST = prepared(
    lambda case_id: (
        Decision.objects.filter(case_id=case_id)
        .order_by("line__position", "line_id", "superseded", "-id")
        .distinct("line__position", "line_id")
        .values_list("outcome", "remedy", "offer", "decided_at", "superseded")
    )
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The decision in force on one line. `outcome`: offered, accepted or refused; `remedy` "" unless
    accepted; `basis`: the legal one; `remedy_due_on`: the law's last day to mend, None without a claim. One
    that was taken back stands as an offer: what was asked, and since when, has not moved.
    """

    outcome: str
    remedy: str
    basis: str
    remedy_due_on: date | None
    return_method: str
    customer_pays_return: bool
    decided_at: datetime


def standing_of_case(*, actor: Actor, case_id: int) -> tuple[Standing, ...]:
    """What stands on each line, in their order. Raises NotFound."""
    case_row(actor, case_id)
    return tuple(_standing(*row) for row in _LAST.rows(case_id=case_id))


def _standing(
    outcome: str, remedy: str, offer: dict[str, object], decided_at: datetime, is_taken_back: bool
) -> Standing:
    due = offer.get("remedy_due_on")
    if is_taken_back:
        outcome, remedy = Decision.Outcome.OFFERED.value, ""
    return Standing(
        outcome, remedy, str(offer.get("basis", "")), date.fromisoformat(str(due)) if due else None,
        str(offer.get("return_method", "")), bool(offer.get("customer_pays_return")), decided_at,
    )  # fmt: skip
