"""A parcel that never came: after the day to send back and a week of grace, a person looks."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from savoir.cases.operations import hand_to_person
from savoir.cases.queries import case_by_id
from savoir.cases.states import OVER
from savoir.kernel import jobs
from savoir.kernel.access import Actor, Permission, require
from savoir.logistics.models import PostingProof, ReturnAuthorization
from savoir.logistics.queries.receipts import is_complete
from savoir.organizations.queries import brand_card

OVERDUE = "returns.overdue"
GRACE = timedelta(days=7)
LONGEST_TRAVEL = timedelta(days=14)
MORNING = time(9)


def look_when_overdue(*, actor: Actor, ra_id: int, case_id: int, send_back_by: date) -> None:
    """Look on the morning a week after `send_back_by` whether the parcel came."""
    _look_on(actor, ra_id, case_id, send_back_by + GRACE)


def _look_on(actor: Actor, ra_id: int, case_id: int, day: date) -> None:
    brand = brand_card(actor=actor, brand_id=case_by_id(actor=actor, case_id=case_id).brand_id)
    morning = datetime.combine(day, MORNING, ZoneInfo(brand.zone))
    jobs.enqueue(OVERDUE, org_id=actor.org_id, run_at=morning, ra_id=ra_id)


def look_for_parcel(*, actor: Actor, ra_id: int, now: datetime) -> bool:
    """Hand the case to a person when its parcel has not arrived; True when it was handed over.

    A parcel that was posted has two weeks to travel. No right ends here: the date was a courtesy.
    """
    require(actor, Permission.RETURN_READ)
    ra = ReturnAuthorization.objects.select_for_update().filter(id=ra_id).first()
    if ra is None or ra.canceled_at is not None or is_complete(ra):
        return False
    if case_by_id(actor=actor, case_id=ra.case_id).state in OVER:
        return False
    posted = PostingProof.objects.filter(ra=ra).first()
    if posted is not None and now.date() < posted.posted_on + LONGEST_TRAVEL:
        _look_on(actor, ra.id, ra.case_id, posted.posted_on + LONGEST_TRAVEL)
        return False
    hand_to_person(actor=actor, case_id=ra.case_id, now=now)
    return True
