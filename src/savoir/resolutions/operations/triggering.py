"""When the money may leave: the trigger's event, or the law's day, whichever comes first; what the law does
not owe leaves on the promised day instead of the law's.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from savoir.cases import operations as case_operations
from savoir.cases.queries import case_by_id, promises_of_case
from savoir.cases.states import PromiseKind
from savoir.kernel import jobs, ledger
from savoir.kernel.access import Actor, ActorKind
from savoir.kernel.errors import Conflict, NotFound
from savoir.kernel.lifecycles import advance
from savoir.kernel.prepared import prepared
from savoir.kernel.rows import write_columns
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
from savoir.organizations.queries import brand_card
from savoir.organizations.values import BrandCard
from savoir.resolutions import states
from savoir.resolutions.events import RefundDated, RefundHeldBack, RefundLeaving
from savoir.resolutions.models import Refund
from savoir.resolutions.operations.locking import lock_case_of, lock_cases
from savoir.resolutions.queries.posting import awaited
from savoir.resolutions.rules import dates_of, fires
from savoir.resolutions.states import RefundState, Trigger
from savoir.resolutions.values import DatesOfPosting

SETTLE = "refunds.settle"
LEGAL_DATE = "refunds.legal_date"
PROMISED_DAY = "refunds.promised_day"
UNDO_WINDOW = timedelta(seconds=10)
DOCK_WINDOW = timedelta(minutes=1)
_WAITING = (RefundState.REQUESTED.value, RefundState.PAUSED.value)
_TAKEN_BACK = (RefundState.SETTLING.value, RefundState.PAUSED.value)
MORNING, EVENING = time(9), time(18)

_UNSENT = prepared(
    lambda case_id: (
        Refund.objects.select_for_update(of=("self",))
        .select_related("resolution__decision")
        .filter(case_id=case_id, gesture=None, state__in=_WAITING)
        .order_by("id")
    )
)


def meet_trigger(
    *, actor: Actor, case_id: int, trigger: Trigger, happened_on: date, now: datetime
) -> tuple[int, ...]:
    """`trigger` happened on a case: let the refunds that wait for it (or for less) leave; return their ids.

    A click of a member leaves ten seconds to undo, an inspection a minute (the dock may take it back until
    its next scan); a posting, a receipt or a job leaves none. Raises NotFound.
    """
    lock_cases([case_id])
    case = case_by_id(actor=actor, case_id=case_id)
    brand = brand_card(actor=actor, brand_id=case.brand_id)
    posted, received = (
        happened_on if trigger is wanted else None for wanted in (Trigger.POSTING, Trigger.RECEIPT)
    )
    if posted or received:
        date_refunds(actor=actor, case_id=case_id, posted_on=posted, received_on=received, now=now)
    waits = _time_to_undo(actor, trigger)
    left, told = list[int](), list[date]()
    for refund in _waiting(case_id):
        if not fires(Trigger(refund.trigger), trigger):
            continue
        if refund.state == RefundState.PAUSED.value:
            _note_due(refund, now)
            continue
        _leave(actor, refund, now + waits, now)
        left.append(refund.id)
        told.extend(filter(None, [refund.promised_on]))
    if left:
        _promise(actor, case_id, brand, max(told, default=None), now)
    return tuple(left)


def _time_to_undo(actor: Actor, trigger: Trigger) -> timedelta:
    if trigger is Trigger.INSPECTION:
        return DOCK_WINDOW
    is_click = actor.kind is ActorKind.MEMBER and trigger is Trigger.REQUEST
    return UNDO_WINDOW if is_click else timedelta(0)


class MoneyHasLeft(Conflict):
    """The rail was asked for this money: what let it leave can't be taken back."""


def take_back_trigger(*, actor: Actor, case_id: int, happened_at: datetime, now: datetime) -> tuple[int, ...]:
    """The inspection of that instant did not happen: refunds it let leave wait again; return their ids.

    One that a person resumed, or that was agreed on since, waits again too. Raises MoneyHasLeft when one was
    sent since, and then nothing changed.
    """
    lock_cases([case_id])
    case = case_by_id(actor=actor, case_id=case_id)
    brand = brand_card(actor=actor, brand_id=case.brand_id)
    rows = Refund.objects.select_for_update().filter(_moved_by(happened_at), case_id=case_id, gesture=None)
    refunds = list(rows.exclude(state=RefundState.CANCELED.value).order_by("id"))
    for refund in refunds:
        if refund.first_sent_at is not None or refund.state not in _TAKEN_BACK:
            raise MoneyHasLeft("refund", state=refund.state)
    for refund in refunds:
        _hold_back(actor, refund, brand, now)
    return tuple(refund.id for refund in refunds)


def _moved_by(inspected_at: datetime) -> Q:
    """Refunds that an inspection let leave, then or later, and those that waited for one and left since."""
    at_once = Q(leaves_at__in=(inspected_at, inspected_at + DOCK_WINDOW))  # a paused one notes the instant
    agreed_since = Q(asked_at__gte=inspected_at, leaves_at=F("asked_at") + DOCK_WINDOW)
    left_since = Q(first_sent_at__gte=inspected_at) | Q(settled_at__gte=inspected_at)
    return at_once | agreed_since | (Q(trigger=Trigger.INSPECTION.value) & left_since)


def _hold_back(actor: Actor, refund: Refund, brand: BrandCard, now: datetime) -> None:
    refund.leaves_at = None
    refund.save(update_fields=["leaves_at"])
    if refund.state == RefundState.PAUSED.value:
        return
    advance(refund, "state", RefundState.REQUESTED, lifecycle=states.REFUND)
    case_operations.cancel_promise(actor=actor, case_id=refund.case_id, kind=PromiseKind.REFUND, now=now)
    if refund.promised_on is not None:
        _promise(actor, refund.case_id, brand, refund.promised_on, now)
    amount = Money(refund.amount_minor, refund.currency)
    ledger.record(RefundHeldBack(subject_id=refund.case_id, refund_id=refund.id, amount=amount),
                  actor=actor, now=now)  # fmt: skip


def _waiting(case_id: int) -> list[Refund]:
    return _UNSENT.rows(case_id=case_id)


def _note_due(refund: Refund, now: datetime) -> None:
    """A paused refund would leave now: it does when a person lets it go on."""
    if refund.leaves_at is None:
        refund.leaves_at = now
        write_columns(refund, "leaves_at")


def settle_lock(refund: Refund) -> str:
    """Jobs that settle one refund run one after the other."""
    return f"refund:{refund.org_id}:{refund.id}"


def _leave(actor: Actor, refund: Refund, leaves_at: datetime, now: datetime) -> None:
    refund.leaves_at = leaves_at
    advance(refund, "state", RefundState.SETTLING, lifecycle=states.REFUND, also=("leaves_at",))
    jobs.enqueue(
        SETTLE, org_id=refund.org_id, run_at=leaves_at, lock=settle_lock(refund), refund_id=refund.id,
    )  # fmt: skip
    fact = RefundLeaving(
        subject_id=refund.case_id, refund_id=refund.id, amount=Money(refund.amount_minor, refund.currency)
    )
    ledger.record(fact, actor=actor, now=now)


def date_refunds(
    *, actor: Actor, case_id: int, posted_on: date | None, received_on: date | None, now: datetime
) -> None:
    """The parcel was posted or arrived: fix the law's last day and the promised day of each waiting refund,
    promise it to the customer, and set the timer that lets the money leave on the law's day; on the promised
    one where the law owes nothing. A day that was told stays.
    """
    lock_cases([case_id])
    case = case_by_id(actor=actor, case_id=case_id)
    brand = brand_card(actor=actor, brand_id=case.brand_id)
    waiting, is_told = _waiting(case_id), _is_told(actor, case_id)
    opened_on = local_day(case.opened_at, brand.zone)
    found = dates_of(
        [awaited(refund, opened_on) for refund in waiting], posted_on=posted_on, received_on=received_on,
        told_on=local_day(now, brand.zone),
    )  # fmt: skip
    for refund, dates in zip(waiting, found, strict=True):
        if _is_news(refund, dates.legal_due_on, is_told=is_told):
            _date(actor, refund, dates, brand, now)


def _is_told(actor: Actor, case_id: int) -> bool:
    """Whether the customer holds a date for his money already."""
    told = promises_of_case(actor=actor, case_id=case_id)
    return any(one.kind == PromiseKind.REFUND.value and one.state == "running" for one in told)


def _is_news(refund: Refund, legal: date | None, *, is_told: bool) -> bool:
    """Whether these dates are better than those it has: a sooner day of the law, or the first one told."""
    if refund.owed_on == "":
        return not is_told
    return legal is not None and (refund.legal_due_on is None or legal < refund.legal_due_on)


def _date(actor: Actor, refund: Refund, dates: DatesOfPosting, brand: BrandCard, now: datetime) -> None:
    refund.legal_due_on, refund.promised_on = dates.legal_due_on, dates.promised_on
    write_columns(refund, "legal_due_on", "promised_on")
    _promise(actor, refund.case_id, brand, dates.promised_on, now)
    last, timer = dates.legal_due_on or dates.promised_on, LEGAL_DATE if dates.legal_due_on else PROMISED_DAY
    morning = datetime.combine(last, MORNING, ZoneInfo(brand.zone))
    jobs.enqueue(timer, org_id=refund.org_id, run_at=max(morning, now), refund_id=refund.id)
    fact = RefundDated(
        subject_id=refund.case_id, refund_id=refund.id, promised_on=dates.promised_on,
        legal_due_on=dates.legal_due_on,
    )  # fmt: skip
    ledger.record(fact, actor=actor, now=now)


def _promise(actor: Actor, case_id: int, brand: BrandCard, on: date | None, now: datetime) -> None:
    """The customer's date for the money: 18 h of the day he was told, else two days from now.

    One date on every page: money that leaves sooner keeps the date that was told.
    """
    day = on or local_day(now, brand.zone) + timedelta(days=2)
    due_at = datetime.combine(day, EVENING, ZoneInfo(brand.zone))
    if due_at <= now:
        due_at = brand.calendar.add_business_time(now, timedelta(hours=1))
    case_operations.make_promise(
        actor=actor, case_id=case_id, kind=PromiseKind.REFUND, due_at=due_at, now=now
    )


def leave_on_last_day(*, actor: Actor, refund_id: int, now: datetime) -> bool:
    """The law's day is here, or the promised one where the law owes nothing: the money leaves whatever its
    trigger waits for. False when it has left.

    A paused refund still waits for its person: part of the money is with the customer already.
    """
    try:
        lock_case_of(refund_id)
    except NotFound:
        return False
    refund = Refund.objects.select_for_update().get(id=refund_id)
    if refund.state == RefundState.PAUSED.value:
        _note_due(refund, now)
    if refund.state != RefundState.REQUESTED.value:
        return False
    _leave(actor, refund, now, now)
    return True
