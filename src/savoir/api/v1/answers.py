"""Answering a case, as the desk does: grant a remedy, refuse, ask."""

from savoir.api.requests import ApiRequest
from savoir.api.resources import Resource
from savoir.api.v1.reading import case_now
from savoir.api.v1.schemas.cases import Accepted, accepted_of
from savoir.api.v1.schemas.deeds import Answered, CaseAnswer, QuestionAnswer, RefusalAnswer, RemedyAnswer
from savoir.cases import operations as cases
from savoir.kernel.access import Permission
from savoir.kernel.errors import Invalid, MotiveMissing, NotAllowed, NotFound
from savoir.organizations.queries import NobodyDecided, deciding_person
from savoir.resolutions import operations

answers = Resource("cases")


@answers.does(
    "/cases/{number}/answer", Answered, status=200,
    scopes=(
        Permission.CASE_READ, Permission.SALE_READ, Permission.MESSAGE_READ, Permission.MESSAGE_SEND,
        Permission.OFFER_ACCEPT, Permission.CASE_DECIDE, Permission.CASE_REFUSE,
    ),
    refuses=(
        NotFound, NotAllowed, Invalid, NobodyDecided, cases.CaseMoved, cases.GoneUp, operations.OfferMoved,
        operations.RemedyNotOffered, MotiveMissing, operations.ApprovalNeeded,
        operations.NobodyGrants, cases.BelowTheLaw,
    ),
)  # fmt: skip
def answer_case(request: ApiRequest, number: str, body: CaseAnswer) -> Answered:
    """Grant a remedy by the plan of `GET /cases/{number}/offers`, refuse with the reason said to the
    customer, or ask him for something. The message leaves with the answer.

    A remedy takes `resolutions:offer:accept`, and `cases:case:decide` when it is not granted or needs a
    person; a question `cases:case:decide`; a refusal takes `cases:case:refuse` and the colleague who
    decided it. A remedy that neither the rules nor the law give asks the rules' table of leeway, in which a
    program has no role: 409 `approval_needed` names the role that approves (`facts.approver`); a colleague
    asks for it from the case's page. Nothing is kept of it here.
    """
    accepted = None
    match body:
        case RemedyAnswer():
            accepted = _grant(request, number, body)
        case RefusalAnswer():
            person = deciding_person(actor=request.actor, email=body.decided_by)
            operations.answer_with_refusal(
                actor=person, case_reference=number, motive=body.motive.value, reason=body.reason,
                instead=body.instead, ground=body.ground, now=request.now,
            )  # fmt: skip
        case QuestionAnswer():
            operations.answer_with_question(
                actor=request.actor, case_reference=number, what=body.what.value, text=body.text,
                now=request.now,
            )  # fmt: skip
    return Answered.model_construct(case=case_now(request, number), accepted=accepted)


def _grant(request: ApiRequest, number: str, body: RemedyAnswer) -> Accepted:
    agreed = operations.answer_with_remedy(
        actor=request.actor, case_reference=number, remedy=body.remedy, plan_digest=body.plan_digest,
        text=body.text, motive=str(body.motive), note=body.note, ground=body.ground, now=request.now,
    )  # fmt: skip
    return accepted_of(agreed)
