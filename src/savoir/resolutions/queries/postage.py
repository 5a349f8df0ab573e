"""What the customer paid to post a faulty thing, and by when it is owed back (L217-11, D217-1, L241-6)."""

from dataclasses import dataclass
from datetime import date, datetime

from savoir.cases.queries import case_by_id
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.values.money import Money
from savoir.law.clocks import Clock
from savoir.resolutions.models import LegalClock, PostagePaid
from savoir.resolutions.queries.clocks_wanted import is_postage_ours
from savoir.resolutions.states import ClockState


@dataclass(frozen=True, slots=True)
class PostageCard:
    """The postage of a case, owed to the customer. `amount`: as it was told, None while nobody did; `due_on`:
    the law's last day, None until the parcel was posted; `is_repaid`: a person said that it went back.
    """

    currency: str
    amount: Money | None
    receipt_id: int | None
    by_customer: bool
    due_on: date | None
    is_repaid: bool


def postage_of_case(*, actor: Actor, case_id: int, now: datetime) -> PostageCard | None:
    """The postage that is ours to repay, None where the law leaves it to the customer. Raises NotFound."""
    case = case_by_id(actor=actor, case_id=case_id)
    if not is_postage_ours(actor=system_actor(actor.org_id), case_id=case_id, now=now):
        return None
    row = PostagePaid.objects.filter(case_id=case_id).first()
    clocks = LegalClock.objects.filter(case_id=case_id, kind=Clock.POSTAGE.value).order_by("-id")
    clock = clocks.exclude(state=ClockState.DROPPED.value).first()
    return PostageCard(
        currency=case.value.currency, amount=Money(row.amount_minor, row.currency) if row else None,
        receipt_id=row.receipt_id if row else None, by_customer=row is not None and row.told_by == "customer",
        due_on=clock.due_on if clock else None,
        is_repaid=clock is not None and clock.state == ClockState.KEPT.value,
    )  # fmt: skip
