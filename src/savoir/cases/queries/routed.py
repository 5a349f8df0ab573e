"""Who has a case, and why."""

from collections.abc import Mapping
from typing import Any

from savoir.cases.queries.answers import look_of
from savoir.cases.queries.scope import case_row
from savoir.cases.states import Handler, Urgency
from savoir.cases.values import FiredRow, RoutedCase
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.policies.facts import Point
from savoir.policies.queries import version_card


def routed_case(*, actor: Actor, case_id: int) -> RoutedCase:
    """Who has the case, by which row of the policy, and who looks first. Raises NotFound."""
    case = case_row(actor, case_id)
    return RoutedCase(
        team_id=case.team_id, team_name=case.team.name if case.team else "", team_wanted=case.team_wanted,
        handled_by=Handler(case.handled_by), urgency=Urgency(case.urgency),
        row=FiredRow(*case.routed_by) if case.routed_by else None, look=look_of(case),
    )  # fmt: skip


def row_told(*, actor: Actor, told: Mapping[str, Any]) -> FiredRow | None:
    """The row that a fact of a case's history names, in the words of its version; None where none spoke.

    No question once the process knows the version. Raises NotFound for a version that is not there.
    """
    require(actor, Permission.CASE_READ)
    if told.get("version_id") is None:
        return None
    system = system_actor(actor.org_id)
    compiled = version_card(actor=system, version_id=told["version_id"]).compiled
    hits = (hit for point in (Point.ROUTING, Point.RISK_LOOK) for table in compiled.tables[point]
            for hit in table.hits)  # fmt: skip
    found = next((hit for hit in hits if (hit.table, hit.row_id) == (told["table"], told["row"])), None)
    return None if found is None else FiredRow.of(found)
