"""What posting a parcel would start, before it is declared."""

from datetime import date, datetime

from savoir.cases.queries import case_by_id
from savoir.kernel.access import Actor
from savoir.kernel.values.days import local_day
from savoir.organizations.queries import brand_card
from savoir.resolutions.models import Refund
from savoir.resolutions.rules import counted_from, legal_refund_date, settle_by
from savoir.resolutions.states import RefundState
from savoir.resolutions.values import DatesOfPosting


def refund_if_posted(*, actor: Actor, case_id: int, posted_on: date, now: datetime) -> DatesOfPosting | None:
    """The dates that a posting on `posted_on`, declared now, gives the money; None when none waits for it.

    The same as the deed writes (test). Raises NotFound.
    """
    case = case_by_id(actor=actor, case_id=case_id)
    zone = brand_card(actor=actor, brand_id=case.brand_id).zone
    rows = Refund.objects.select_related("resolution__decision").order_by("id")
    refund = rows.filter(case_id=case_id, gesture=None, state=RefundState.REQUESTED.value).first()
    if refund is None or refund.resolution is None:
        return None
    offer = refund.resolution.decision.offer
    asked_on = counted_from(offer, local_day(case.opened_at, zone))
    legal = legal_refund_date(str(offer.get("basis", "")), asked_on, received_on=None, posted_on=posted_on)
    days = int(refund.resolution.plan.get("promised_days", 14))
    return DatesOfPosting(settle_by(posted_on, days, legal, told_on=local_day(now, zone)), legal)
