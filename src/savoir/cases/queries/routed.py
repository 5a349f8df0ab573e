"""Who has a case, and why."""

from savoir.cases.queries.answers import look_of
from savoir.cases.queries.scope import case_row
from savoir.cases.states import Handler, Urgency
from savoir.cases.values import FiredRow, RoutedCase
from savoir.kernel.access import Actor, system_actor
from savoir.organizations.queries import teams


def routed_case(*, actor: Actor, case_id: int) -> RoutedCase:
    """Who has the case, by which row of the policy, and who looks first. Asks for teams only of a case that
    has one. Raises NotFound.
    """
    case = case_row(actor, case_id)
    name = ""
    if case.team_id is not None:
        known = teams(actor=system_actor(actor.org_id))
        name = next((team.name for team in known if team.id == case.team_id), "")
    return RoutedCase(
        team_id=case.team_id, team_name=name, team_wanted=case.team_wanted,
        handled_by=Handler(case.handled_by), urgency=Urgency(case.urgency),
        row=FiredRow(*case.routed_by) if case.routed_by else None, look=look_of(case),
    )  # fmt: skip
