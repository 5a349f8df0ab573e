"""The lists of the desk, each as a condition in SQL that fits an index of its own (`cases.models.Case`).

They are text because PostgreSQL must see the words of a partial index, not places for them: with
`state = $1` a plan that is kept cannot use it, and every question would be planned anew.
"""

from enum import StrEnum
from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from savoir.kernel.prepared import Slot


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


_C = "cases_case"
_WAITING = f"{_C}.needs_person AND {_C}.state = 'open'"
_ALIVE = f"{_C}.state IN ('open', 'waiting_on_customer', 'waiting_on_partner')"
_TO_DO = (
    f"{_WAITING} AND ({_C}.snoozed_until IS NULL OR {_C}.snoozed_until <= %(now)s)"
    f" AND {_C}.escalated_to = ANY(%(ranks)s)"
)
_ON_THE_WAY = (
    f"EXISTS (SELECT FROM cases_caseline l WHERE l.org_id = {_C}.org_id AND l.case_id = {_C}.id"
    " AND l.reception IN ('awaiting', 'in_transit'))"
)
_MONEY = "('refund', 'returnless_refund')"
CONDITIONS = {
    QueueView.TO_DO: _TO_DO,
    # Whoever set it aside: the customer waits. A new date was told, the answer is still owed.
    QueueView.LATE: f"{_WAITING} AND ({_C}.next_due_at <= %(now)s OR {_C}.answer_broken_at IS NOT NULL)",
    QueueView.TODAY: f"{_TO_DO} AND {_C}.next_due_at > %(now)s AND {_C}.next_due_at <= %(evening)s",
    QueueView.WEEK: f"{_ALIVE} AND {_C}.next_due_at > %(now)s AND {_C}.next_due_at <= %(week_end)s",
    QueueView.WAITING: f"{_C}.state = 'waiting_on_customer'",
    QueueView.MINE: f"{_ALIVE} AND {_C}.owner_id = %(member)s",
    QueueView.TO_DECIDE: f"{_TO_DO} AND {_C}.proposal > ''",
    QueueView.ON_THE_WAY: f"{_ALIVE} AND {_ON_THE_WAY}",
    QueueView.MONEY: f"{_ALIVE} AND NOT {_C}.needs_person AND {_C}.proposal IN {_MONEY}",
    QueueView.ESCALATED: f"{_WAITING} AND NOT ({_C}.escalated_to = '')",
    QueueView.SNOOZED: f"{_WAITING} AND {_C}.snoozed_until > %(now)s",
    QueueView.CLOSED: f"{_C}.state IN ('resolved', 'closed') AND {_C}.resolved_at >= %(week_ago)s",
}
NAMES = ("now", "evening", "week_end", "week_ago", "member", "ranks")


def condition(view: QueueView, **slots: Any) -> RawSQL:
    """The list's condition for a queryset of cases; `slots` stand where its values go."""
    found: list[Any] = []

    class Places(dict[str, str]):
        """Notes the order in which the text asks for its values."""

        def __getitem__(self, name: str) -> str:
            found.append(slots.get(name) or Slot(name))
            return "%s"

    text = CONDITIONS[view] % Places()
    return RawSQL(text, found, output_field=BooleanField())  # noqa: S611 - a constant of this file


_COUNT = "(SELECT count(*) FROM (SELECT FROM cases_case WHERE {} LIMIT %(most)s) v)"
COUNTED = "SELECT " + ", ".join(map(_COUNT.format, CONDITIONS.values()))
