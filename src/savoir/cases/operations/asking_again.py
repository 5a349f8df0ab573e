"""After the dock: who takes the case, and whether a person looks, by the rows that read what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from savoir.cases.events import CaseRouted, LookAsked
from savoir.cases.models import Case, Promise
from savoir.cases.operations.locking import locked, write_case
from savoir.cases.operations.moving import hand_to_person
from savoir.cases.operations.promising import make_promise
from savoir.cases.operations.routing import kept_row, routed_columns
from savoir.cases.queries.answers import answer_of_case
from savoir.cases.queries.known import known_lines, version_of_case
from savoir.cases.rules import (
    KnownLine,
    first_answer_due,
    last_day_for,
    legal_day,
    look_found,
    reads_inspection,
    routing_found,
)
from savoir.cases.states import OVER, CaseState, Handler, PromiseKind, PromiseState, RoutedAfter
from savoir.cases.values import FiredRow, FoundOnLine, Routing
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.ledger import Code, events_of
from savoir.kernel.values.days import local_day
from savoir.organizations.queries import brand_card
from savoir.policies.tables import Compiled

_MOVED = ("team_id", "team_wanted", "handled_by", "urgency")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A locked case, the version that answers it, what is known of its lines, and who asks."""

    actor: Actor
    case: Case
    version_id: int
    compiled: Compiled
    lines: tuple[KnownLine, ...]


def ask_after_inspection(
    *, actor: Actor, case_id: int, found: Sequence[FoundOnLine], now: datetime
) -> tuple[bool, bool]:
    """Ask again who takes a case and who looks at it; whether it went to others, and whether a look is new.

    `found`: every inspection of the case in their order, the one just made last. Nothing is written where
    nothing changes. What a person gave away by hand stays there, and a look once asked for stays; a new one
    ends before the law's own day and moves no date that was told. Raises NotFound.
    """
    require(actor, Permission.CASE_READ)
    asked = _asked(actor, case_id)
    if asked is None:
        return False, False
    is_looked_at = _look(asked, found[-1], now)
    return _route(asked, found, RoutedAfter.INSPECTION, now), is_looked_at


def ask_after_undoing(*, actor: Actor, case_id: int, found: Sequence[FoundOnLine], now: datetime) -> bool:
    """An inspection was taken back: ask again who takes the case; whether it went to others.

    `found`: the inspections that are left. A look that was asked for stays. Raises NotFound.
    """
    require(actor, Permission.CASE_READ)
    asked = _asked(actor, case_id)
    return asked is not None and _route(asked, found, RoutedAfter.INSPECTION_UNDONE, now)


def _asked(actor: Actor, case_id: int) -> _Asked | None:
    case = locked(actor, case_id=case_id)
    version = version_of_case(actor, case.id)
    if version is None or not reads_inspection(version[1]):
        return None
    return _Asked(actor, case, *version, known_lines(case.id))


def _look(asked: _Asked, found: FoundOnLine, now: datetime) -> bool:
    case, actor = asked.case, asked.actor
    line = next((one for one in asked.lines if one.line_id == found.line_id), None)
    wanted = look_found(asked.compiled, line, found) if line and case.look_by is None else None
    if wanted is None:
        return False
    by = _day_of_look(actor, case, wanted.within, now)
    if case.state != CaseState.WAITING_ON_CUSTOMER.value:  # else when he has replied
        hand_to_person(actor=actor, case_id=case.id, look_by=by, now=now)
        _answer_in_time(actor, case, by, now)
    case.look_by, case.look_row = by, kept_row(wanted.row)
    write_case(case, "look_by", "look_row")
    fact = LookAsked(subject_id=case.id, by=by, **_by_row(asked, wanted.row))
    ledger.record(fact, actor=actor, now=now)
    return True


def _answer_in_time(actor: Actor, case: Case, by: date, now: datetime) -> None:
    """The same finding may have put the case before a person a moment ago: what was promised in this very
    instant is promised by the day of the look. What was promised before stays.
    """
    due = first_answer_due(brand_card(actor=actor, brand_id=case.brand_id), now, look_by=by)
    told = Promise.objects.filter(case=case, kind=PromiseKind.ANSWER.value, made_at=now, due_at__gt=due)
    if told.filter(state=PromiseState.RUNNING.value).exists():
        make_promise(actor=actor, case_id=case.id, kind=PromiseKind.ANSWER, due_at=due, now=now)


def _day_of_look(actor: Actor, case: Case, within: int, now: datetime) -> date:
    """Counted from the day of the inspection; the law's days are those of the request."""
    legal = min(legal_day(line) for line in answer_of_case(actor=actor, case_id=case.id).lines)
    return last_day_for(local_day(now, brand_card(actor=actor, brand_id=case.brand_id).zone), within, legal)


def _route(asked: _Asked, found: Sequence[FoundOnLine], after: RoutedAfter, now: datetime) -> bool:
    case, said = asked.case, routing_found(asked.compiled, asked.lines, found)
    columns = routed_columns(asked.actor, said)
    is_moved = any(getattr(case, name) != columns[name] for name in _MOVED)
    if not is_moved or case.state in OVER or _is_by_hand(case):
        return False
    if case.team_id != columns["team_id"]:
        case.owner_id = None  # in another team it is nobody's until somebody takes it
    for name, value in columns.items():
        setattr(case, name, value)
    write_case(case, "team", "team_wanted", "handled_by", "urgency", "routed_by", "owner")
    ledger.record(_fact(asked, said, after), actor=asked.actor, now=now)
    return True


def _is_by_hand(case: Case) -> bool:
    """Whether it was a person who said last who takes the case. Facts of before name no cause: persons'."""
    told = [fact.payload for fact in events_of("case", case.id) if fact.kind == CaseRouted.kind]
    return bool(told) and told[-1].get("after", RoutedAfter.HAND.value) == RoutedAfter.HAND.value


def _fact(asked: _Asked, said: Routing, after: RoutedAfter) -> CaseRouted:
    return CaseRouted(
        subject_id=asked.case.id, team=Code(said.team), handled_by=Handler(asked.case.handled_by),
        after=after, urgency=said.urgency, **_by_row(asked, said.row),
    )  # fmt: skip


def _by_row(asked: _Asked, row: FiredRow | None) -> dict[str, Any]:
    """The row as a fact names it: its words stay in the version."""
    if row is None:
        return {}
    return {
        "version_id": asked.version_id, "table": Code(row.table), "row": Code(row.row_id),
        "number": row.number,
    }  # fmt: skip
