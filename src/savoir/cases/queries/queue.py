"""The agent's queue: views by promise, by owner, by state; one query for a page, one for all counts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from savoir.cases.models import Case, CaseLine, Promise
from savoir.cases.queries.cards import card_of
from savoir.cases.queries.scope import visible_cases
from savoir.cases.states import Rank
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor, ActorKind, Role
from savoir.kernel.values.money import Money

PAGE = 50


class QueueView(StrEnum):
    """The lists at the left of the desk."""

    TO_DO = "to_do"
    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    WAITING = "waiting"
    MINE = "mine"
    TO_DECIDE = "to_decide"
    ON_THE_WAY = "on_the_way"
    MONEY = "money"
    CLOSED = "closed"
    ESCALATED = "escalated"
    SNOOZED = "snoozed"


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


@dataclass(frozen=True, slots=True)
class Bounds:
    """Instants that divide a day: now, this evening, the end of the week, a week ago."""

    now: datetime
    evening: datetime
    week_end: datetime
    week_ago: datetime


_OVER = ("resolved", "closed")


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


def _condition(view: QueueView, actor: Actor, bounds: Bounds) -> Q:
    waiting, alive = Q(needs_person=True, state="open"), ~Q(state__in=_OVER)
    to_do = to_do_of(actor, bounds.now)
    on_the_way = CaseLine.objects.filter(case=OuterRef("pk"), reception__in=["awaiting", "in_transit"])
    money = ["refund", "returnless_refund"]
    late = Q(next_due_at__lte=bounds.now) | Q(Exists(_broken_answer()))
    return {
        QueueView.TO_DO: to_do,
        QueueView.LATE: waiting & late,  # whoever set it aside: the customer waits
        QueueView.TODAY: to_do & Q(next_due_at__gt=bounds.now, next_due_at__lte=bounds.evening),
        QueueView.WEEK: alive & Q(next_due_at__gt=bounds.now, next_due_at__lte=bounds.week_end),
        QueueView.WAITING: Q(state="waiting_on_customer"),
        QueueView.MINE: alive & Q(owner_id=actor.id),
        QueueView.TO_DECIDE: to_do & Q(proposal__gt=""),
        QueueView.ON_THE_WAY: alive & Q(Exists(on_the_way)),
        QueueView.MONEY: alive & Q(needs_person=False, proposal__in=money),
        QueueView.ESCALATED: waiting & ~Q(escalated_to=""),
        QueueView.SNOOZED: waiting & Q(snoozed_until__gt=bounds.now),
        QueueView.CLOSED: Q(state__in=_OVER, resolved_at__gte=bounds.week_ago),
    }[view]


def _broken_answer() -> QuerySet[Promise]:
    """Answers we did not give in time and still owe: a new date was told, the case stays late until then."""
    answers = Promise.objects.filter(case=OuterRef("case"), kind__in=["first_answer", "answer"])
    given = answers.filter(state="kept", ended_at__gte=OuterRef("ended_at"))
    broken = Promise.objects.filter(case=OuterRef("pk"), kind__in=["first_answer", "answer"], state="broken")
    return broken.filter(~Exists(given))


def queue(
    *, actor: Actor, view: QueueView, bounds: Bounds, after: tuple[datetime | None, int] | None = None,
    limit: int = PAGE,
) -> QueuePage:  # fmt: skip
    """One page of a view, soonest promise first (undated last). One query."""
    rows = visible_cases(actor).filter(_condition(view, actor, bounds))
    if after is not None:
        rows = rows.filter(_past(*after))
    ordered = rows.select_related("customer", "owner__user", "team").order_by(
        F("next_due_at").asc(nulls_last=True), "id"
    )
    found = list(ordered[: limit + 1])
    cards = tuple(_card(row) for row in found[:limit])
    more = len(found) > limit
    return QueuePage(rows=cards, after=(cards[-1].next_due_at, cards[-1].id) if more else None)


def _past(due: datetime | None, case_id: int) -> Q:
    if due is None:
        return Q(next_due_at__isnull=True, id__gt=case_id)
    return Q(next_due_at__gt=due) | Q(next_due_at=due, id__gt=case_id) | Q(next_due_at__isnull=True)


def _card(row: Case) -> CaseCard:
    return card_of(
        row, customer=row.customer.name if row.customer else "",
        owner=row.owner.user.full_name if row.owner else "", team=row.team.name if row.team else "",
    )  # fmt: skip


def queue_counts(*, actor: Actor, bounds: Bounds) -> dict[QueueView, int]:
    """How many cases each view holds. One query."""
    counted = visible_cases(actor).aggregate(
        **{view.value: Count("id", filter=_condition(view, actor, bounds)) for view in QueueView}
    )
    return {view: counted[view.value] for view in QueueView}


def queue_totals(*, actor: Actor, view: QueueView, bounds: Bounds) -> tuple[int, tuple[Money, ...]]:
    """Number and value of a view's cases, one amount per currency."""
    rows = (
        visible_cases(actor).filter(_condition(view, actor, bounds)).order_by()
        .values("currency").annotate(n=Count("id"), worth=Sum("value_minor"))
    )  # fmt: skip
    found = list(rows)
    return sum(row["n"] for row in found), tuple(Money(row["worth"], row["currency"]) for row in found)
