"""What else a desk does to a case: whose it is, until when it rests, when it is over."""

from savoir.api.requests import ApiRequest
from savoir.api.resources import Resource
from savoir.api.v1.reading import case_named, case_now
from savoir.api.v1.schemas.cases import Case
from savoir.api.v1.schemas.deeds import (
    Assignment,
    CaseRouting,
    Escalation,
    Member,
    Members,
    Settled,
    Shipment,
    ShipmentFailure,
    Snooze,
    Team,
    Teams,
)
from savoir.cases import operations
from savoir.conversations import operations as conversations
from savoir.kernel.access import Permission, require
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.organizations.queries import members, teams
from savoir.resolutions import operations as resolutions

deeds = Resource("cases")
_READ = Permission.CASE_READ


@deeds.does(
    "/cases/{number}/assignment", Case, status=200, scopes=(_READ, Permission.CASE_ASSIGN),
    refuses=(NotFound, Invalid, operations.GoneUp),
)  # fmt: skip
def assign_case(request: ApiRequest, number: str, body: Assignment) -> Case:
    """Give the case to a member, or back to everybody."""
    operations.assign_case(actor=request.actor, reference=number, member_id=body.member_id, now=request.now)
    return case_now(request, number)


@deeds.does(
    "/cases/{number}/routing", Case, status=200, scopes=(_READ, Permission.CASE_ASSIGN),
    refuses=(NotFound, Invalid, operations.GoneUp, operations.NotToDo),
)  # fmt: skip
def route_case(request: ApiRequest, number: str, body: CaseRouting) -> Case:
    """Give the case to another team, or to whoever handles it elsewhere. Promised dates stay; in another team
    it is nobody's until somebody takes it.
    """
    operations.route_case(
        actor=request.actor, reference=number, team_id=body.team_id, handled_by=body.handled_by,
        now=request.now,
    )  # fmt: skip
    return case_now(request, number)


@deeds.does(
    "/cases/{number}/snooze", Case, status=200,
    scopes=(_READ, Permission.CASE_ASSIGN, Permission.CASE_NOTE),
    refuses=(
        NotFound, Invalid, operations.GoneUp, operations.NotToDo, operations.SnoozeImpossible,
        operations.BeyondPromise,
    ),
)  # fmt: skip
def snooze_case(request: ApiRequest, number: str, body: Snooze) -> Case:
    """Let the case stand aside until an instant, 60 days ahead at most. No clock stops."""
    conversations.snooze_with_note(
        actor=request.actor, case_reference=number, until=body.until, reason=body.reason, note=body.note,
        past_promise=body.past_promise, now=request.now,
    )  # fmt: skip
    return case_now(request, number)


@deeds.does(
    "/cases/{number}/escalation", Case, status=200,
    scopes=(_READ, Permission.CASE_ASSIGN, Permission.CASE_NOTE),
    refuses=(NotFound, Invalid, operations.GoneUp, operations.NotToDo, operations.NobodyAbove),
)  # fmt: skip
def escalate_case(request: ApiRequest, number: str, body: Escalation) -> Case:
    """Send the case up to a senior or the supervisor, with a word for them."""
    conversations.escalate_with_note(
        actor=request.actor, case_reference=number, to=body.to, note=body.note, now=request.now
    )
    return case_now(request, number)


@deeds.does("/cases/{number}/closure", Settled, status=200, scopes=(_READ, Permission.CASE_CLOSE))
def close_case(request: ApiRequest, number: str) -> Settled:
    """Close a resolved case; `done` is false when it is not resolved, or closed already."""
    case_id = case_named(request, number).card.id
    done = operations.close_case(actor=request.actor, case_id=case_id, now=request.now)
    return Settled.model_construct(case=case_now(request, number), done=done)


@deeds.undoes("/cases/{number}/closure", Case, scopes=(_READ, Permission.CASE_OPEN, Permission.SALE_READ))
def reopen_case(request: ApiRequest, number: str) -> Case:
    """Open a resolved or closed case again: a person answers by `next_due_at`. 409 when it is open."""
    operations.reopen_case(actor=request.actor, reference=number, now=request.now)
    return case_now(request, number)


@deeds.undoes(
    "/cases/{number}/question", Settled, scopes=(_READ, Permission.MESSAGE_SEND),
    refuses=(NotFound, NotAllowed, operations.GoneUp),
)  # fmt: skip
def settle_question(request: ApiRequest, number: str) -> Settled:
    """What the customer wrote about a decided case needs no answer: it leaves the queue."""
    done = operations.settle_question(actor=request.actor, reference=number, now=request.now)
    return Settled.model_construct(case=case_now(request, number), done=done)


@deeds.does(
    "/cases/{number}/shipment", Case, status=200, scopes=(_READ, Permission.TASK_DO),
    refuses=(NotFound, Invalid, resolutions.NothingToSend),
)  # fmt: skip
def declare_shipment(request: ApiRequest, number: str, body: Shipment) -> Case:
    """The replaced or repaired thing left; the customer is told."""
    resolutions.fulfil_goods(
        actor=request.actor, case_reference=number, order_reference=body.order_reference, now=request.now
    )
    return case_now(request, number)


@deeds.does(
    "/cases/{number}/shipment/failure", Case, status=200, scopes=(_READ, Permission.TASK_DO),
    refuses=(NotFound, resolutions.NothingToSend),
)  # fmt: skip
def declare_shipment_failure(request: ApiRequest, number: str, body: ShipmentFailure) -> Case:
    """What was agreed can't be sent: a person decides anew, and an exchange that falls through counts as a
    withdrawal of the day it was asked for (L221-21).
    """
    resolutions.call_off_goods(actor=request.actor, case_reference=number, why=body.why, now=request.now)
    return case_now(request, number)


@deeds.reads("/members", Members, scopes=(_READ,), refuses=())
def list_members(request: ApiRequest) -> Members:
    """Active colleagues, to give a case to: whoever may read cases sees whose they are."""
    require(request.actor, Permission.CASE_READ)
    found = members(actor=request.actor)
    return Members.model_construct(members=[
        Member.model_construct(id=one.id, name=one.name, role=one.role, team=one.team_name) for one in found
    ])  # fmt: skip


@deeds.reads("/teams", Teams, scopes=(_READ,), refuses=())
def list_teams(request: ApiRequest) -> Teams:
    """Teams of the house, to give a case to; rules name them by their codes."""
    require(request.actor, Permission.CASE_READ)
    return Teams.model_construct(teams=[
        Team.model_construct(id=one.id, code=one.code, name=one.name) for one in teams(actor=request.actor)
    ])  # fmt: skip
