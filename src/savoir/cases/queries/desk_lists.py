"""The lists of the desk, each as a condition in SQL that fits an index of its own (`cases.models.Case`).

They are text because PostgreSQL must see the words of a partial index, not places for them: with
`state = $1` a plan that is kept cannot use it, and every question would be planned anew.
"""

# ruff: noqa: S608 - every piece of these questions is a constant of this file

from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from savoir.cases.states import Handler
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
# One line is looked for behind each case of the ordered walk, which ends when the page is full. As EXISTS the
# planner joins all lines to all cases first: it plans for the average house, not for the large one.
_ON_THE_WAY = (
    f"(SELECT true FROM cases_caseline l WHERE l.org_id = {_C}.org_id AND l.case_id = {_C}.id"
    " AND l.reception IN ('awaiting', 'in_transit') LIMIT 1)"
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


class Part(StrEnum):
    """Where a page begins: at the top, behind a dated case, behind an undated one."""

    FIRST = "first"
    DATED = "dated"
    UNDATED = "undated"


_SOONEST, _NEWEST = f"{_C}.next_due_at, {_C}.id", f"{_C}.resolved_at DESC, {_C}.id DESC"
# `>=` enters the index, the second test drops its rows before the cursor.
_BEHIND = {
    Part.FIRST: "",
    Part.DATED: f" AND {_C}.next_due_at >= %(due)s AND ({_C}.next_due_at > %(due)s OR {_C}.id > %(case_id)s)",
    Part.UNDATED: f" AND {_C}.next_due_at IS NULL AND {_C}.id > %(case_id)s",
}
_BEHIND_CLOSED = f" AND {_C}.resolved_at <= %(due)s AND ({_C}.resolved_at < %(due)s OR {_C}.id < %(case_id)s)"


class Only(NamedTuple):
    """Of a list only the cases of one team, those that somebody handles, or both. `team` is a code, "" = any;
    `handled_by` None = whoever.
    """

    team: str = ""
    handled_by: Handler | None = None


EVERYTHING = Only()
# A word of ours stands in the text itself: the planner must see that it is not the agents' to use the index.
_OF_TEAM = f" AND {_C}.team_id = (SELECT t.id FROM organizations_team t WHERE t.code = %(team)s)"
_HANDLED = {handler: f" AND {_C}.handled_by = '{handler.value}'" for handler in Handler}


def _narrowed(only: Only) -> str:
    return (_OF_TEAM if only.team else "") + (_HANDLED[only.handled_by] if only.handled_by else "")


def on_page(view: QueueView, part: Part, most: int, only: Only) -> RawSQL:
    """The condition "is one of the first `most` cases of the list behind the cursor", narrowed to `only`.

    The page is cut before anything is joined to it: planned for the average house, a list of twelve thousand
    was joined and sorted whole.
    """
    is_over = view is QueueView.CLOSED
    behind = _BEHIND_CLOSED if is_over and part is not Part.FIRST else _BEHIND[part]
    found: list[Any] = []

    class Places(dict[str, str]):
        """Notes the order in which the text asks for its values."""

        def __getitem__(self, name: str) -> str:
            found.append(Slot(name))
            return "%s"

    wanted = f"{CONDITIONS[view]}{_narrowed(only)}{behind}"
    wanted += f" ORDER BY {_NEWEST if is_over else _SOONEST} LIMIT {most:d}"
    text = f"{_C}.id = ANY(ARRAY(SELECT {_C}.id FROM {_C} WHERE {wanted}))" % Places()
    return RawSQL(text, found, output_field=BooleanField())  # noqa: S611 - constants of this file


_COUNT = "(SELECT count(*) FROM (SELECT FROM cases_case WHERE {} LIMIT %(most)s) v)"
# Two ranges of two indexes: with OR, one index of the whole list would be walked to its end at every page.
_COUNT_LATE = (
    f"(SELECT count(*) FROM ((SELECT FROM {_C} WHERE {_WAITING} AND {_C}.next_due_at <= %(now)s"
    f" LIMIT %(most)s) UNION ALL (SELECT FROM {_C} WHERE {_WAITING} AND {_C}.answer_broken_at IS NOT NULL"
    f" AND ({_C}.next_due_at > %(now)s OR {_C}.next_due_at IS NULL) LIMIT %(most)s) LIMIT %(most)s) v)"
)
# From the lines, few and in the order of their index; behind each its case is looked for.
_COUNT_ON_THE_WAY = (
    "(SELECT count(*) FROM (SELECT DISTINCT l.case_id FROM cases_caseline l"
    " WHERE l.reception IN ('awaiting', 'in_transit')"
    f" AND (SELECT true FROM {_C} WHERE {_C}.org_id = l.org_id AND {_C}.id = l.case_id AND {_ALIVE} LIMIT 1)"
    " ORDER BY l.case_id LIMIT %(most)s) v)"
)
_OWN_COUNTS = {QueueView.LATE: _COUNT_LATE, QueueView.ON_THE_WAY: _COUNT_ON_THE_WAY}
# The teams come with the numbers: the desk shows both, and asks once.
_TEAMS = (
    "(SELECT json_agg(json_build_array(t.code, t.name) ORDER BY t.name) FROM organizations_team t"
    " WHERE t.code > '' AND t.ended_at IS NULL)"
)
COUNTED = "SELECT " + ", ".join(
    [*(_OWN_COUNTS.get(view) or _COUNT.format(text) for view, text in CONDITIONS.items()), _TEAMS]
)
