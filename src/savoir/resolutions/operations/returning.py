"""The way back of what an agreement wants back: a new authorization, or the one that the customer holds."""

from datetime import date, datetime

from savoir.cases.queries import case_by_id, timeline_of_case
from savoir.cases.states import Reception
from savoir.cases.values import CaseLineCard
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.ledger import LedgerEntry
from savoir.logistics import operations as logistics
from savoir.logistics.queries import expected_lines, returns_of_case
from savoir.logistics.states import ReturnMethod
from savoir.logistics.values import RaCard
from savoir.organizations.queries import brand_card
from savoir.resolutions.operations.triggering import meet_trigger
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import Plan


def authorize(actor: Actor, case_id: int, lines: tuple[CaseLineCard, ...], plan: Plan, now: datetime) -> str:
    """Let the lines come back as the plan says; return the number they come back under, "" for none.

    A case that is decided anew may have an authorization from before. What was posted under it keeps it, and
    so does a slip that sends the same way: it is printed anew with what is promised now. Another one is taken
    back. What has arrived needs none.
    """
    if all(line.reception is Reception.NOT_EXPECTED for line in lines):
        return _issue(actor, case_id, lines, plan, now) if plan.return_needed else ""
    running = _running(actor, case_id)
    if running is not None and _keeps(actor, running, plan, now):
        return running.number
    if running is not None:
        system = system_actor(actor.org_id)
        logistics.cancel_authorization(actor=system, ra_number=running.number, now=now)
    return _issue(actor, case_id, lines, plan, now) if plan.return_needed else ""


def _running(actor: Actor, case_id: int) -> RaCard | None:
    """The authorization under which something is still awaited."""
    system = system_actor(actor.org_id)
    for card in returns_of_case(actor=system, case_id=case_id):
        awaited = (line.awaited for line in expected_lines(actor=system, ra_number=card.number))
        if card.canceled_at is None and any(awaited):
            return card
    return None


def _keeps(actor: Actor, card: RaCard, plan: Plan, now: datetime) -> bool:
    """Whether the slip stays; one that is still to be used says what the plan promises."""
    if card.posted_on is not None:
        return True
    way = (plan.return_needed, plan.return_method, plan.customer_pays_return)
    if way != (True, card.method.value, card.customer_pays):
        return False
    logistics.renew_slip(
        actor=system_actor(actor.org_id), ra_number=card.number, promised_on=plan.promised_on,
        promised_if_by=_promised_if_by(plan), now=now,
    )  # fmt: skip
    return True


def _promised_if_by(plan: Plan) -> date | None:
    """The day until which the parcel must leave for the promised one; None when the money waits for none."""
    return None if plan.trigger is Trigger.REQUEST else plan.if_posted_by


def take_back_slips(actor: Actor, case_id: int, now: datetime) -> None:
    """Cancel every authorization of a case under which nothing was posted and nothing has come."""
    system = system_actor(actor.org_id)
    for card in returns_of_case(actor=system, case_id=case_id):
        if card.canceled_at is not None or card.posted_on is not None:
            continue
        if all(line.received_qty == 0 for line in expected_lines(actor=system, ra_number=card.number)):
            logistics.cancel_authorization(actor=system, ra_number=card.number, now=now)


def _issue(actor: Actor, case_id: int, lines: tuple[CaseLineCard, ...], plan: Plan, now: datetime) -> str:
    missing = tuple((line.id, line.quantity - line.received_qty) for line in lines)
    missing = tuple((line_id, quantity) for line_id, quantity in missing if quantity > 0)
    if plan.send_back_by is None or not missing:
        return ""
    case = case_by_id(actor=actor, case_id=case_id)
    brand = brand_card(actor=actor, brand_id=case.brand_id)
    card = logistics.authorize_return(
        actor=system_actor(actor.org_id), case_id=case_id, site_id=brand.return_site_id,
        method=ReturnMethod(plan.return_method), customer_pays=plan.customer_pays_return,
        send_back_by=plan.send_back_by, lines=missing, promised_on=plan.promised_on,
        promised_if_by=_promised_if_by(plan), now=now,
    )  # fmt: skip
    return card.number


def meet_what_happened(*, actor: Actor, case_id: int, lines: tuple[CaseLineCard, ...], now: datetime) -> None:
    """Events of the parcel that happened before the agreement let its money leave too: they won't come again.

    An inspection that was taken back did not happen. Nothing to do for a case whose things never
    were under way.
    """
    if all(line.reception is Reception.NOT_EXPECTED for line in lines):
        return
    entries = timeline_of_case(actor=actor, case_id=case_id)
    undone = {entry.payload["inspection_id"] for entry in entries if entry.kind == "inspection_undone"}
    for entry in entries:
        happened = _trigger(entry) if entry.payload.get("inspection_id") not in undone else None
        if happened is not None:
            meet_trigger(actor=actor, case_id=case_id, trigger=happened[0], happened_on=happened[1], now=now)


def _trigger(entry: LedgerEntry) -> tuple[Trigger, date] | None:
    """What a fact of the parcel fires, as when it was recorded (`config/reactions/resolutions.py`)."""
    said = entry.payload
    if entry.kind == "parcel_posted":
        return Trigger.POSTING, date.fromisoformat(said["posted_on"])
    if entry.kind == "parcel_received" and said["complete"]:
        return Trigger.RECEIPT, date.fromisoformat(said["received_on"])
    if entry.kind == "item_inspected" and said["conform"] and said.get("complete"):
        return Trigger.INSPECTION, entry.at.date()
    return None
