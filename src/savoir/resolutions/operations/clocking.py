"""The legal clocks of a case follow its facts; a person is told before one falls, and when it has."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

from savoir.cases.operations import lock_case
from savoir.cases.queries import case_by_id
from savoir.kernel import jobs, ledger, tasks
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Conflict, NotFound
from savoir.kernel.ledger import Code
from savoir.kernel.lifecycles import advance
from savoir.kernel.prepared import prepared
from savoir.kernel.rows import insert_row, write_columns
from savoir.kernel.values.days import end_of_day, local_day
from savoir.kernel.values.money import Money
from savoir.law.clocks import Clock
from savoir.law.mediation import Dispute, first_day
from savoir.law.values import Party
from savoir.organizations.queries import brand_card
from savoir.resolutions import states
from savoir.resolutions.events import LegalClockKept, LegalClockLost
from savoir.resolutions.models import LegalClock, Refund
from savoir.resolutions.queries.clocks_wanted import CalledFor, Wanted, clocks_called_for
from savoir.resolutions.states import ClockState, RefundState
from savoir.resolutions.values import BY_HAND, LOST_AFTER

WATCH = "clocks.watch"
NEAR, MISSED = "legal_date_near", "legal_date_missed"
MORNING = time(7)
SOON_AFTER_MIDNIGHT = time(0, 5)
_ENDS_AS: Final = {RefundState.SETTLED.value: ClockState.KEPT}
_OF_CASE = prepared(
    lambda case_id: LegalClock.objects.select_for_update(of=("self",)).filter(case_id=case_id).order_by("id")
)
_STATE_OF = prepared(lambda refund_id: Refund.objects.filter(id=refund_id).values_list("state", "held_at"))
_FOR_GOOD: Final = frozenset({ClockState.KEPT.value, ClockState.LOST.value})


class NotByHand(Conflict):
    """This clock ends by what happens on its case, or has ended already."""


def keep_clocks(*, actor: Actor, case_id: int, now: datetime) -> None:
    """Let the legal clocks of a case be those that its facts call for now: start, move, end.

    Asked twice it changes nothing more. What was kept or lost for a day does not start again for it.
    """
    require(actor, Permission.CASE_READ)
    lock_case(actor=actor, case_id=case_id)
    called_for = clocks_called_for(actor=actor, case_id=case_id, now=now)
    wanted = {(one.dated.clock.value, one.refund_id): one for one in called_for.wanted}
    rows = _OF_CASE.rows(case_id=case_id)
    running = {(row.kind, row.refund_id): row for row in rows if row.state == ClockState.RUNNING.value}
    ended = {(row.kind, row.refund_id, row.due_on) for row in rows if row.state in _FOR_GOOD}
    for key, row in running.items():
        if key in wanted:
            _move(row, wanted[key], now)
        else:
            _end(row, _outcome(row, called_for), now)
    for key, one in wanted.items():
        if key not in running and (*key, one.dated.due_on) not in ended:
            _start(actor, case_id, one, now)


def _outcome(row: LegalClock, called_for: CalledFor) -> ClockState:
    """Kept when what it asked for is done; else it is owed no more."""
    if row.refund_id is not None:
        state, _held = _STATE_OF.first(refund_id=row.refund_id) or ("", None)
        return _ENDS_AS.get(state, ClockState.DROPPED)
    return ClockState.KEPT if row.kind in called_for.done else ClockState.DROPPED


def _start(actor: Actor, case_id: int, one: Wanted, now: datetime) -> None:
    dated = one.dated
    row = insert_row(
        LegalClock(
            org_id=actor.org_id, case_id=case_id, refund_id=one.refund_id,
            brand_id=case_by_id(actor=actor, case_id=case_id).brand_id, kind=dated.clock.value,
            article=dated.article, first_on=dated.first_on, due_on=dated.due_on,
            is_ours=dated.whose is Party.SELLER, is_owed=one.is_owed, amount_minor=one.amount.minor,
            currency=one.amount.currency, scale=dated.late.value if dated.late else "",
            contract_on=one.contract_on, started_at=now,
        )
    )  # fmt: skip
    _watch_again(row, now)


def _move(row: LegalClock, one: Wanted, now: datetime) -> None:
    """The same clock by other facts. Of another day a person hears anew: what was told named the old one."""
    dated = one.dated
    facts = {
        "article": dated.article, "first_on": dated.first_on, "due_on": dated.due_on,
        "amount_minor": one.amount.minor, "scale": dated.late.value if dated.late else "",
    }  # fmt: skip
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    if "due_on" in changed:
        row.alerted_at = row.missed_at = None
        changed += ["alerted_at", "missed_at"]
        tasks.close_all_tasks(subject_kind="clock", subject_id=row.id, outcome="moved", now=now)
        _watch_again(row, now)
    if changed:
        write_columns(row, *changed)


def _end(row: LegalClock, to: ClockState, now: datetime) -> None:
    row.ended_at = now
    advance(row, "state", to, lifecycle=states.CLOCK, also=("ended_at",))
    tasks.close_all_tasks(subject_kind="clock", subject_id=row.id, outcome=to.value, now=now)


def alert_on(due_on: date) -> date:
    """The day on which a person hears of a clock that falls on `due_on`."""
    return due_on - timedelta(days=settings.ENVIRONMENT.legal_alert_days)


def _watch_again(row: LegalClock, now: datetime) -> None:
    """Look at a clock of ours on the morning of its alert, and once its day is over; at a claim on the day
    that opens the mediator too.
    """
    if not row.is_ours:
        return
    zone = brand_card(actor=system_actor(row.org_id), brand_id=row.brand_id).zone
    looks = [(alert_on(row.due_on), MORNING), (row.due_on + timedelta(days=1), SOON_AFTER_MIDNIGHT)]
    if row.kind == Clock.REMEDY.value:
        opened_at = case_by_id(actor=system_actor(row.org_id), case_id=row.case_id).opened_at
        opens_on = first_day(Dispute(complained_on=local_day(opened_at, zone)))
        looks += [(opens_on, SOON_AFTER_MIDNIGHT)] if opens_on else []
    for day, hour in looks:
        at = datetime.combine(day, hour, ZoneInfo(zone))
        jobs.enqueue(WATCH, org_id=row.org_id, run_at=max(at, now), clock_id=row.id)


def watch_clock(*, actor: Actor, clock_id: int, now: datetime) -> str:
    """Tell a person of a clock that is about to fall, or has fallen: once each. What it told, "" for nothing.

    Money that leaves by itself calls nobody before its day; one that is late always does. The clocks of its
    case are brought up to date first.
    """
    require(actor, Permission.REFUND_SETTLE)
    case_id = (
        LegalClock.objects.filter(id=clock_id, state="running").values_list("case_id", flat=True).first()
    )
    if case_id is None:
        return ""
    keep_clocks(actor=actor, case_id=case_id, now=now)
    row = LegalClock.objects.select_for_update(of=("self",)).filter(id=clock_id).first()
    if row is None or row.state != ClockState.RUNNING.value or not row.is_ours:
        return ""
    zone = brand_card(actor=actor, brand_id=row.brand_id).zone
    today = local_day(now, zone)
    if today > row.due_on and row.kind in LOST_AFTER:
        return _lose(row, now)
    if today > row.due_on:
        return _tell(actor, row, MISSED, zone, now) if row.missed_at is None else ""
    if today < alert_on(row.due_on) or row.alerted_at is not None or _leaves_by_itself(row):
        return ""
    return _tell(actor, row, NEAR, zone, now)


def _lose(row: LegalClock, now: datetime) -> str:
    """It asks nobody for what can't be done any more; the case says that it was lost."""
    _end(row, ClockState.LOST, now)
    fact = LegalClockLost(subject_id=row.case_id, clock=Code(row.kind), due_on=row.due_on)
    ledger.record(fact, actor=system_actor(row.org_id), now=now)
    return ""


def _leaves_by_itself(row: LegalClock) -> bool:
    found = _STATE_OF.first(refund_id=row.refund_id) if row.refund_id is not None else None
    return found is not None and found[0] == RefundState.SETTLING.value and found[1] is None


def _tell(actor: Actor, row: LegalClock, code: str, zone: str, now: datetime) -> str:
    """One task at a time: that of the missed day takes the place of the other."""
    if code == MISSED:
        row.missed_at = now
        tasks.close_tasks(code=NEAR, subject_kind="clock", subject_id=row.id, outcome="missed", now=now)
    else:
        row.alerted_at = now
    write_columns(row, "alerted_at", "missed_at")
    case = case_by_id(actor=actor, case_id=row.case_id)
    tasks.open_task(
        code=code, subject_kind="clock", subject_id=row.id, due_at=end_of_day(row.due_on, zone), now=now,
        detail={
            "reference": case.reference, "case_id": case.id, "clock": row.kind, "article": row.article,
            "due_on": row.due_on.isoformat(), "minor": row.amount_minor, "currency": row.currency,
        },
    )  # fmt: skip
    return code


def note_clock_kept(*, actor: Actor, clock_id: int, now: datetime) -> int:
    """A person says that it is done: the protest left, the postage was repaid. Returns the case's id.

    Raises NotFound, NotAllowed, NotByHand; then nothing happened.
    """
    require(actor, Permission.TASK_DO)
    found = LegalClock.objects.filter(id=clock_id).values_list("case_id", flat=True).first()
    if found is None:
        raise NotFound("clock")
    lock_case(actor=actor, case_id=found)
    row = LegalClock.objects.select_for_update(of=("self",)).get(id=clock_id)
    if row.kind not in BY_HAND or row.state != ClockState.RUNNING.value:
        raise NotByHand("clock", state=row.state)
    _end(row, ClockState.KEPT, now)
    repaid = Money(row.amount_minor, row.currency) if row.is_owed and row.amount_minor else None
    fact = LegalClockKept(subject_id=row.case_id, clock=Code(row.kind), due_on=row.due_on, amount=repaid)
    ledger.record(fact, actor=actor, now=now)
    return row.case_id
