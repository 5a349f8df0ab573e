"""Who has a case, and why."""

from savoir.cases.queries.answers import look_of
from savoir.cases.queries.scope import case_row
from savoir.cases.states import Handler, Urgency
from savoir.cases.values import FiredRow, RoutedCase
from savoir.kernel.access import Actor


def routed_case(*, actor: Actor, case_id: int) -> RoutedCase:
    """Who has the case, by which row of the policy, and who looks first. Raises NotFound."""
    case = case_row(actor, case_id)
    return RoutedCase(
        team_id=case.team_id, team_name=case.team.name if case.team else "", team_wanted=case.team_wanted,
        handled_by=Handler(case.handled_by), urgency=Urgency(case.urgency),
        row=FiredRow(*case.routed_by) if case.routed_by else None, look=look_of(case),
    )  # fmt: skip
