"""The agent's queue: views by promise, by owner, by state; one query for a page, one for all counts."""

from collections import namedtuple
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from savoir.cases.models import Case
from savoir.cases.queries.cards import card_of
from savoir.cases.queries.desk_lists import (
    CONDITIONS,
    COUNTED,
    EVERYTHING,
    Only,
    Part,
    QueueView,
    on_page,
)
from savoir.cases.states import Rank
from savoir.cases.values import CaseCard
from savoir.kernel.access import ROLE_PERMISSIONS, Actor, ActorKind, Permission, Role, require
from savoir.kernel.prepared import Prepared, prepared, prepared_text
from savoir.organizations.queries import members
from savoir.organizations.values import MemberCard

PAGE, MOST_COUNTED = 50, 200
Cursor = tuple[datetime | None, int]
_Row = tuple[Any, ...]


_RANKS = {
    Role.SENIOR.value: frozenset({"", Rank.SENIOR.value}),
    Role.SUPERVISOR.value: frozenset({"", *Rank}),
    Role.ADMIN.value: frozenset({"", *Rank}),
}


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of a view; `after` is the cursor of the next one, None at the end."""

    rows: tuple[CaseCard, ...]
    after: tuple[datetime | None, int] | None


class CaseBeside(NamedTuple):
    """A case as it stands beside another one; `reason` is a value of `Reason`."""

    id: int
    reference: str
    headline: str
    reason: str
    next_due_at: datetime | None
    customer_name: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """Instants that divide a day: now, this evening, the end of the week, a week ago."""

    now: datetime
    evening: datetime
    week_end: datetime
    week_ago: datetime


def who_answers(*, actor: Actor) -> tuple[MemberCard, ...]:
    """Colleagues whose role takes cases, by name: to nobody else is one given."""
    return tuple(
        one for one in members(actor=actor) if Permission.CASE_ASSIGN in ROLE_PERMISSIONS[Role(one.role)]
    )


def ranks_of_role(role: str) -> frozenset[str]:
    """Ranks whose cases a member of this role answers; "" is everybody's."""
    return _RANKS.get(role, frozenset({""}))


def ranks_of(actor: Actor) -> frozenset[str]:
    """The same for an actor; a program has none, a job of ours stands above all."""
    if actor.kind is ActorKind.API:
        return ranks_of_role("")
    return ranks_of_role(actor.role.value) if actor.role else frozenset({"", *Rank})


def ranks_above(actor: Actor) -> tuple[Rank, ...]:
    """Ranks a case of the actor's may go up to, the nearest first; none above a supervisor."""
    return tuple(rank for rank in Rank if rank.value not in ranks_of(actor))


def to_do_of(actor: Actor, now: datetime) -> Q:
    """Cases that wait for a person like the actor now: neither standing aside nor gone up beyond him."""
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    return Q(needs_person=True, state="open") & awake & Q(escalated_to__in=sorted(ranks_of(actor)))


def queue(
    *, actor: Actor, view: QueueView, bounds: Bounds, after: Cursor | None = None, limit: int = PAGE,
    only: Only = EVERYTHING,
) -> QueuePage:  # fmt: skip
    """One page of a view, soonest promise first (undated last); what is over newest first; narrowed to a team
    or to who handles it. One query, and a second one on the page where the dated cases end.
    """
    require(actor, Permission.CASE_READ)
    if actor.is_customer:
        return QueuePage(rows=(), after=None)
    found = _page(view, after, only, _values(actor, bounds) | {"team": only.team}, limit + 1)
    cards = tuple(_card(row) for row in found[:limit])
    last = cards[-1] if len(found) > limit else None
    return QueuePage(rows=cards, after=None if last is None else (_place(view, last), last.id))


def queue_asked(
    *, actor: Actor, view: QueueView, bounds: Bounds, limit: int = PAGE, only: Only = EVERYTHING
) -> tuple[Prepared[_Row], dict[str, Any]]:
    """What `queue` will ask for its first page: for whoever asks it together with other questions."""
    values = _values(actor, bounds) | {"team": only.team, "due": None, "case_id": 0}
    return _asking(view, Part.FIRST, limit + 1, _any_team(only)), values


def cases_beside(
    *, actor: Actor, view: QueueView, bounds: Bounds, limit: int, only: Only = EVERYTHING
) -> tuple[tuple[CaseBeside, ...], bool]:
    """The first `limit` cases of a view in its order, in few words, and whether there are more; narrowed as
    the list is. One query.
    """
    require(actor, Permission.CASE_READ)
    if actor.is_customer:
        return (), False
    question, values = beside_asked(actor=actor, view=view, bounds=bounds, limit=limit, only=only)
    found = question.rows(**values)
    return tuple(CaseBeside._make(row) for row in found[:limit]), len(found) > limit


def beside_asked(
    *, actor: Actor, view: QueueView, bounds: Bounds, limit: int, only: Only = EVERYTHING
) -> tuple[Prepared[_Row], dict[str, Any]]:
    """What `cases_beside` will ask: for whoever asks it together with other questions."""
    values = _values(actor, bounds) | {"team": only.team, "due": None, "case_id": 0}
    return _listing(view, limit + 1, _any_team(only)), values


@cache
def _listing(view: QueueView, most: int, only: Only) -> Prepared[_Row]:
    """The same page as `_asking`, of the few columns that are read."""
    name = Coalesce("customer__name", Value(""))
    return prepared(
        lambda now, evening, week_end, week_ago, member, ranks, team, due, case_id: _ordered(
            view, Case.objects.filter(on_page(view, Part.FIRST, most, only))
        ).values_list("id", "reference", "headline", "reason", "next_due_at", name)
    )


def _any_team(only: Only) -> Only:
    """Which question is asked: one for all teams, one for each who handles."""
    return only._replace(team="any") if only.team else only


def _place(view: QueueView, case: CaseCard) -> datetime | None:
    """What the view is ordered by."""
    return case.resolved_at if view is QueueView.CLOSED else case.next_due_at


def _page(view: QueueView, after: Cursor | None, only: Only, asked: dict[str, Any], most: int) -> list[_Row]:
    is_any = _any_team(only)
    if after is None:
        return _asking(view, Part.FIRST, most, is_any).rows(**asked, due=None, case_id=0)
    due, case_id = after
    if due is None:
        return _asking(view, Part.UNDATED, most, is_any).rows(**asked, due=None, case_id=case_id)
    found = _asking(view, Part.DATED, most, is_any).rows(**asked, due=due, case_id=case_id)
    if len(found) == most or view is QueueView.CLOSED:
        return found
    undated = _asking(view, Part.UNDATED, most, is_any).rows(**asked, due=None, case_id=0)
    return found + undated[: most - len(found)]


def _values(actor: Actor, bounds: Bounds) -> dict[str, Any]:
    return {
        "now": bounds.now, "evening": bounds.evening, "week_end": bounds.week_end,
        "week_ago": bounds.week_ago, "member": actor.id, "ranks": sorted(ranks_of(actor)),
    }  # fmt: skip


@cache
def _asking(view: QueueView, part: Part, most: int, only: Only) -> Prepared[_Row]:
    """The question for one page of a view, compiled once."""
    return prepared(
        lambda now, evening, week_end, week_ago, member, ranks, team, due, case_id: _on_page(
            view, on_page(view, part, most, only)
        )
    )


def _on_page(view: QueueView, wanted: RawSQL) -> QuerySet[Case, _Row]:
    return _ordered(view, Case.objects.filter(wanted)).values_list(*_COLUMNS, *_NAMED)


def _ordered(view: QueueView, rows: QuerySet[Case]) -> QuerySet[Case]:
    if view is QueueView.CLOSED:
        return rows.order_by("-resolved_at", "-id")
    return rows.order_by(F("next_due_at").asc(nulls_last=True), "id")


_UNLISTED = frozenset({"org_id", "team_wanted", "routed_by", "look_row", "standing"})
_COLUMNS = tuple(field.attname for field in Case._meta.concrete_fields if field.attname not in _UNLISTED)
_NAMED = ("customer__name", "owner__user__full_name", "team__name")
_Read = namedtuple("_Read", _COLUMNS)  # type: ignore[misc]  # names of columns


def _card(row: _Row) -> CaseCard:
    *own, customer, owner, team = row
    listed: Any = _Read(*own)
    return card_of(listed, customer=customer or "", owner=owner or "", team=team or "")


_FIGURES = prepared_text(COUNTED)


class QueueFigures(NamedTuple):
    """What stands beside the lists: how many cases each holds, and the teams by code and name."""

    counts: dict[QueueView, int]
    teams: tuple[tuple[str, str], ...]


def queue_figures(*, actor: Actor, bounds: Bounds) -> QueueFigures:
    """How many cases each view holds, counted up to `MOST_COUNTED + 1`: beyond, nobody reads the number and
    everybody would wait for it; and the teams a list may be narrowed to. One query.
    """
    require(actor, Permission.CASE_READ)
    if actor.is_customer:
        return QueueFigures(dict.fromkeys(QueueView, 0), ())
    question, values = figures_asked(actor=actor, bounds=bounds)
    (row,) = question.rows(**values)
    *counts, teams = row
    return QueueFigures(
        dict(zip(CONDITIONS, counts, strict=True)), tuple((code, name) for code, name in teams or ())
    )


def figures_asked(*, actor: Actor, bounds: Bounds) -> tuple[Prepared[_Row], dict[str, Any]]:
    """What `queue_figures` will ask: for whoever asks it together with other questions."""
    values = _values(actor, bounds) | {"most": MOST_COUNTED + 1}
    return _FIGURES, {name: values[name] for name in _FIGURES.form.names}


def queue_counts(*, actor: Actor, bounds: Bounds) -> dict[QueueView, int]:
    """How many cases each view holds. One query."""
    return queue_figures(actor=actor, bounds=bounds).counts
