"""Cases: opened, listed, read, and what each may still get."""

from contextlib import AbstractContextManager
from typing import Annotated

from ninja import Query
from pydantic import AwareDatetime, Field

from savoir.api import cursors
from savoir.api.requests import ApiRequest
from savoir.api.resources import Resource
from savoir.api.v1.reading import case_named
from savoir.api.v1.schemas import cases as shapes
from savoir.api.v1.schemas.common import After, Limit
from savoir.api.v1.schemas.events import Event, events_of
from savoir.api.v1.schemas.offers import Offers, offers_of
from savoir.api.v1.schemas.refunds import Refund, refund_of
from savoir.api.v1.schemas.returns import return_of
from savoir.cases import operations, queries
from savoir.cases.states import CaseState, Entry
from savoir.cases.values import CaseRequest, LineRequest
from savoir.kernel.access import Permission
from savoir.kernel.ahead import foreseen
from savoir.kernel.errors import Invalid, NotFound
from savoir.kernel.publication import public_events
from savoir.logistics.queries import returns_of_case
from savoir.orders.operations import NothingLeftToReturn
from savoir.orders.queries import order_card, sale_line
from savoir.orders.values import SaleLine
from savoir.organizations.queries import brand_card
from savoir.resolutions import operations as resolutions
from savoir.resolutions.queries import offers_of_case, refunds_of_case

cases = Resource("cases")
_SEES = (Permission.CASE_READ, Permission.SALE_READ)


@cases.does(
    "/cases", shapes.CaseOpened,
    scopes=(Permission.CASE_OPEN, Permission.CASE_READ, Permission.SALE_READ, Permission.OFFER_ACCEPT),
    refuses=(
        NotFound, Invalid, operations.NothingToOpen, operations.ClaimAlreadyOpen, NothingLeftToReturn,
        resolutions.OfferMoved, resolutions.RemedyNotOffered,
    ),
)  # fmt: skip
def open_case(request: ApiRequest, body: shapes.CaseToOpen) -> shapes.CaseOpened:
    """Open a case on lines of one order. With a remedy and the digest of its plan it is agreed at once, in
    the same transaction; else, or when a person must look, a person answers by `next_due_at`.
    """
    actor = request.actor
    sale = sale_line(actor=actor, line_id=body.lines[0].line_id)
    lines = tuple(
        LineRequest(asked=line.asked(), wanted=body.remedy, words=line.words) for line in body.lines
    )
    with _its_questions(request, sale):
        order = order_card(actor=actor, order_id=sale.order_id)
        card, accepted = resolutions.request_remedy(
            actor=actor, remedy=body.remedy, plan_digest=body.plan_digest, now=request.now,
            request=CaseRequest(order_id=order.id, entry=Entry.API, language=body.language, lines=lines),
        )  # fmt: skip
    brand = brand_card(actor=actor, brand_id=card.brand_id).slug
    return shapes.CaseOpened.model_construct(
        case=shapes.case_of(queries.ListedCase(card=card, brand=brand, order_number=order.number)),
        accepted=shapes.accepted_of(accepted) if accepted else None,
    )


def _its_questions(request: ApiRequest, sale: SaleLine) -> AbstractContextManager[None]:
    """What opening asks about the order, its customer and the next number goes together."""
    return foreseen(
        ("a program opens a case", sale.brand_id), org_id=request.actor.org_id, order_id=sale.order_id,
        customer_id=sale.customer_id, currency=sale.currency, now=request.now,
    )  # fmt: skip


@cases.reads("/cases", shapes.Cases, scopes=(Permission.CASE_READ,), refuses=())
def list_cases(
    request: ApiRequest,
    *,
    state: Annotated[tuple[CaseState, ...], Query()] = (),
    order: Annotated[str, Field(max_length=60)] = "",
    email: Annotated[str, Field(max_length=254)] = "",
    updated_since: AwareDatetime | None = None,
    after: After = "",
    limit: Limit = 50,
) -> shapes.Cases:
    """Cases, newest first: by state (several are one or the other), order number, customer's e-mail address,
    or what changed since an instant. `email` asks who bought: it takes `orders:sale:read` too, and a key of
    one brand finds by it what that brand was told.
    """
    (before,) = cursors.read("cases", after)
    wanted = queries.CaseFilter(states=state, order_number=order, email=email, updated_since=updated_since)
    found = queries.cases_listed(actor=request.actor, wanted=wanted, before_id=before, limit=limit + 1)
    page = found[:limit]
    return shapes.Cases.model_construct(
        cases=[shapes.case_of(one) for one in page],
        next=cursors.written("cases", page[-1].card.id) if len(found) > limit else "",
    )


@cases.reads("/cases/{number}", shapes.WholeCase, scopes=(Permission.CASE_READ,))
def read_case(request: ApiRequest, number: str) -> shapes.WholeCase:
    """Everything on a case: lines, decisions in force, promises, authorizations, refunds, and its history."""
    actor = request.actor
    found = case_named(request, number)
    case_id = found.card.id
    decided = queries.current_decisions(actor=actor, case_id=case_id)
    return shapes.WholeCase.model_construct(
        case=shapes.case_of(found),
        lines=[shapes.line_of(line) for line in queries.case_lines(actor=actor, case_id=case_id)],
        decisions=[shapes.decision_of(one, request.language) for one in decided],
        promises=shapes.promises_of(queries.promises_of_case(actor=actor, case_id=case_id)),
        return_authorizations=[return_of(ra) for ra in returns_of_case(actor=actor, case_id=case_id)],
        refunds=_refunds(request, case_id),
        timeline=_history(request, case_id),
    )


def _history(request: ApiRequest, case_id: int) -> list[Event]:
    """The facts of a case; those of refunds for whoever may read refunds."""
    actor = request.actor
    entries = queries.timeline_of_case(actor=actor, case_id=case_id)
    told = public_events(org_id=actor.org_id, entries=entries)
    sees_refunds = Permission.REFUND_READ in actor.permissions
    return events_of(one for one in told if sees_refunds or "refund" not in one.data)


def _refunds(request: ApiRequest, case_id: int) -> list[Refund] | None:
    if Permission.REFUND_READ not in request.actor.permissions:
        return None
    return [refund_of(card) for card in refunds_of_case(actor=request.actor, case_id=case_id)]


@cases.reads("/cases/{number}/offers", Offers, scopes=_SEES)
def read_offers(request: ApiRequest, number: str) -> Offers:
    """What may be agreed on the case: rights as of the day it was opened, plans and promises as of today."""
    case_id = case_named(request, number).card.id
    found = offers_of_case(actor=request.actor, case_id=case_id, now=request.now)
    return offers_of(found, request.language)
