"""What becomes of the cases of a team that ends, and of those that waited for one to be made."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from savoir.cases.events import CaseRouted
from savoir.cases.models import Case
from savoir.cases.operations.locking import locked, write_case
from savoir.cases.queries.known import version_of_case
from savoir.cases.states import ALIVE, Handler, RoutedAfter
from savoir.kernel import jobs, ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.ledger import Code
from savoir.organizations.queries import teams
from savoir.policies.facts import Point

LEAVING, FINDING = "cases.leave_team", "cases.find_team"
AT_ONCE = 200
LATE_COMERS = timedelta(minutes=10)  # whoever had read the team before it ended has committed by then


def expect_leaving(*, actor: Actor, team_id: int, to_team_id: int | None, now: datetime) -> None:
    """A team ended: a job sends its cases on, and does so again for what was given to it in that instant."""
    require(actor, Permission.CASE_ASSIGN)
    for at in (now, now + LATE_COMERS):
        jobs.enqueue(LEAVING, org_id=actor.org_id, run_at=at, team_id=team_id, to_team_id=to_team_id or 0)


def expect_finding(*, actor: Actor, team_id: int, now: datetime) -> None:
    """A team was made, or stands again: a job brings it the cases whose rows had named it in vain, if any."""
    require(actor, Permission.CASE_ASSIGN)
    if _ids(Case.objects.filter(team_wanted=_code(actor, team_id)).exclude(team_wanted="")):
        jobs.enqueue(FINDING, org_id=actor.org_id, run_at=now, team_id=team_id)


def leave_team(*, actor: Actor, team_id: int, to_team_id: int | None, now: datetime) -> int:
    """Send open cases of a team that ended to another, or to no team; how many there were, `AT_ONCE` at most.

    Who has taken one keeps it, and who handles it goes on. Nothing happens while the team stands: it was
    taken up again. When the other one has ended meanwhile too, they go to no team.
    """
    require(actor, Permission.CASE_ASSIGN)
    standing = {team.id: team.code for team in teams(actor=actor)}
    if team_id in standing:
        return 0
    to = to_team_id if to_team_id in standing else None
    waiting = _ids(Case.objects.filter(team_id=team_id))
    for case in _locked(actor, waiting, team_id=team_id):
        case.team_id, case.routed_by = to, None
        write_case(case, "team", "routed_by")
        _tell(actor, case, standing.get(to or 0, ""), RoutedAfter.TEAM_ENDED, now)
    return len(waiting)


def find_team(*, actor: Actor, team_id: int, now: datetime) -> int:
    """Bring a team the open cases whose rows had named it before it was there; how many, `AT_ONCE` at most.

    Who handles them is whom the row names. Who has taken one keeps it.
    """
    require(actor, Permission.CASE_ASSIGN)
    code = _code(actor, team_id)
    waiting = _ids(Case.objects.filter(team_wanted=code)) if code else []
    for case in _locked(actor, waiting, team_wanted=code):
        case.team_id, case.team_wanted, case.handled_by = team_id, "", _handler(actor, case).value
        write_case(case, "team", "team_wanted", "handled_by")
        _tell(actor, case, code, RoutedAfter.TEAM_MADE, now)
    return len(waiting)


def _code(actor: Actor, team_id: int) -> str:
    """What rules call a team that stands; "" for any other."""
    return next((team.code for team in teams(actor=actor) if team.id == team_id), "")


def _ids(rows: QuerySet[Case]) -> list[int]:
    return list(rows.filter(state__in=sorted(ALIVE)).order_by("id").values_list("id", flat=True)[:AT_ONCE])


def _locked(actor: Actor, ids: list[int], **still: Any) -> Iterator[Case]:
    """Each case under its lock, in one order, unless it went elsewhere before we had it."""
    for case_id in ids:
        case = locked(actor, case_id=case_id)
        if all(getattr(case, name) == value for name, value in still.items()):
            yield case


def _handler(actor: Actor, case: Case) -> Handler:
    """Who handles it by the row that named the team; as it is where that row can't be found."""
    version = version_of_case(actor, case.id)
    if version is not None and case.routed_by:
        for table in version[1].tables[Point.ROUTING]:
            for hit, row in zip(table.hits, table.rows, strict=True):
                if [hit.table, hit.row_id] == case.routed_by[:2]:
                    return Handler(row.outputs.get("handled_by") or Handler.AGENTS)
    return Handler(case.handled_by)


def _tell(actor: Actor, case: Case, code: str, after: RoutedAfter, now: datetime) -> None:
    fact = CaseRouted(subject_id=case.id, team=Code(code), handled_by=Handler(case.handled_by), after=after)
    ledger.record(fact, actor=actor, now=now)
