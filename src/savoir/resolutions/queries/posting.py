"""What posting a parcel would start, before it is declared."""

from datetime import date, datetime

from savoir.cases.queries import case_by_id
from savoir.kernel.access import Actor
from savoir.kernel.values.days import local_day
from savoir.organizations.queries import brand_card
from savoir.resolutions.models import Refund
from savoir.resolutions.rules import Awaited, basis_owing, counted_from, dates_of
from savoir.resolutions.states import RefundState, Trigger
from savoir.resolutions.values import DatesOfPosting


def refund_if_posted(*, actor: Actor, case_id: int, posted_on: date, now: datetime) -> DatesOfPosting | None:
    """The dates that a posting on `posted_on`, declared now, gives the money; None when none waits for it.

    The same as the deed writes (test). Raises NotFound.
    """
    case = case_by_id(actor=actor, case_id=case_id)
    zone = brand_card(actor=actor, brand_id=case.brand_id).zone
    rows = Refund.objects.select_related("resolution__decision").order_by("id")
    waiting = rows.filter(case_id=case_id, gesture=None, state=RefundState.REQUESTED.value)
    opened_on = local_day(case.opened_at, zone)
    found = dates_of(
        [awaited(refund, opened_on) for refund in waiting], posted_on=posted_on, received_on=None,
        told_on=local_day(now, zone),
    )  # fmt: skip
    return found[0] if found else None


def awaited(refund: Refund, opened_on: date) -> Awaited:
    """A refund of something agreed on as its dates are reckoned; resolution and decision are loaded."""
    agreed = refund.resolution
    assert agreed is not None, "a gesture waits for nothing"
    return Awaited(
        trigger=Trigger(refund.trigger), promised_days=int(agreed.plan.get("promised_days", 14)),
        owed_on=basis_owing(refund.owed_on, agreed.decision.offer),
        asked_on=counted_from(agreed.decision.offer, opened_on),
    )  # fmt: skip
