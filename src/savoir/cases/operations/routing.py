"""Who takes a case: said by the policy when it is opened, changed afterwards by a person or by the dock."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from savoir.cases.events import CaseRouted
from savoir.cases.models import Case
from savoir.cases.operations.handing import NotToDo
from savoir.cases.operations.locking import check_rank, locked, write_case
from savoir.cases.queries.cards import card_of
from savoir.cases.rules import NOBODY_SAID, routing_of
from savoir.cases.states import OVER, Handler
from savoir.cases.values import CaseAnswer, CaseCard, FiredRow, LineRequest, Routing
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Invalid
from savoir.kernel.ledger import Code
from savoir.organizations.queries import teams
from savoir.policies.queries import version_card


def route_case(
    *, actor: Actor, reference: str, team_id: int | None, handled_by: Handler, now: datetime
) -> CaseCard:
    """Give a case to another team, or to whoever handles it elsewhere; `team_id` None = to no team.

    Its promises stay. In another team it is nobody's until somebody takes it. Nothing is written when it is
    there already. Raises NotFound, Invalid("team"), GoneUp, NotToDo for a case that is over.
    """
    require(actor, Permission.CASE_ASSIGN)
    case = locked(actor, reference=reference)
    check_rank(actor, case)
    if case.state in OVER:
        raise NotToDo("case", reference=case.reference)
    codes = {team.id: team.code for team in teams(actor=actor)}
    if team_id is not None and team_id not in codes:
        raise Invalid("team", code="unknown")
    if (case.team_id, case.handled_by, case.team_wanted) == (team_id, handled_by.value, ""):
        return card_of(case)
    if case.team_id != team_id:
        case.owner_id = None
    case.team_id, case.handled_by, case.team_wanted, case.routed_by = team_id, handled_by.value, "", None
    write_case(case, "team", "handled_by", "team_wanted", "routed_by", "owner")
    fact = CaseRouted(subject_id=case.id, team=Code(codes.get(team_id or 0, "")), handled_by=handled_by)
    ledger.record(fact, actor=actor, now=now)
    return card_of(case)


def routing_of_request(actor: Actor, lines: Sequence[LineRequest], answer: CaseAnswer) -> Routing:
    """Who takes what is asked, by the version that answers it."""
    version_id = answer.lines[0].version_id
    if version_id is None:
        return NOBODY_SAID
    compiled = version_card(actor=system_actor(actor.org_id), version_id=version_id).compiled
    return routing_of(compiled, answer.lines, [one.wanted.value if one.wanted else "" for one in lines])


def routed_columns(actor: Actor, said: Routing) -> dict[str, Any]:
    """The columns of a case. A team that the house has not falls to the agents, and its code is kept."""
    known = {team.code: team.id for team in teams(actor=system_actor(actor.org_id))} if said.team else {}
    is_lost = bool(said.team) and said.team not in known
    return {
        "team_id": known.get(said.team), "team_wanted": said.team if is_lost else "",
        "handled_by": (Handler.AGENTS if is_lost else said.handled_by).value, "urgency": said.urgency.value,
        "routed_by": kept_row(said.row),
    }  # fmt: skip


def kept_row(row: FiredRow | None) -> list[str | int] | None:
    """A row as a column keeps it."""
    return None if row is None else [row.table, row.row_id, row.number, row.label_fr, row.label_en]


def look_columns(answer: CaseAnswer) -> dict[str, Any]:
    """Who looks first at a new case, by when and for which row; {} when nobody must."""
    look = answer.look
    return {} if look is None else {"look_by": look.by, "look_row": kept_row(look.row)}


def routed_fact(said: Routing, case: Case) -> dict[str, Any]:
    """What the event that opens a case says of who takes it: codes alone."""
    return {"team": Code(said.team), "handled_by": Handler(case.handled_by), "urgency": said.urgency}
