"""What the next request on a sold line must know of this case: kept with the line, for the law to read."""

from datetime import datetime

from savoir.cases.queries import case_by_id, case_lines, timeline_of_case
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.values.days import local_day
from savoir.orders import operations as orders
from savoir.organizations.queries import brand_card
from savoir.resolutions.attempts import KEPT, attempts_of


def keep_line_history(*, actor: Actor, case_id: int, now: datetime) -> None:
    """Keep with each claimed or exchanged line what the case's facts say was agreed, done, refused.

    Called by reactions in the transaction of the fact; asked again it says the same. Raises NotFound.
    """
    require(actor, Permission.CASE_READ)
    lines = [line for line in case_lines(actor=actor, case_id=case_id) if line.intent in KEPT]
    if not lines:
        return
    case = case_by_id(actor=actor, case_id=case_id)
    zone = brand_card(actor=actor, brand_id=case.brand_id).zone
    events = timeline_of_case(actor=actor, case_id=case_id)
    asked_on = local_day(case.opened_at, zone)
    attempts = [
        (line.order_line_id, nth, one)
        for line in lines
        if line.order_line_id is not None
        for nth, one in attempts_of(line, events, asked_on=asked_on, zone=zone)
    ]
    orders.keep_line_history(actor=actor, case_number=case_id, attempts=attempts, now=now)
