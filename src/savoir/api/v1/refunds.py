"""Refunds: read."""

from typing import Annotated

from ninja import Query

from savoir.api import cursors
from savoir.api.requests import ApiRequest
from savoir.api.resources import Resource
from savoir.api.v1.schemas.common import After, Limit
from savoir.api.v1.schemas.refunds import Refund, Refunds, refund_of
from savoir.kernel.access import Permission
from savoir.resolutions import queries
from savoir.resolutions.states import RefundState

refunds = Resource("refunds")


@refunds.reads("/refunds", Refunds, scopes=(Permission.REFUND_READ,), refuses=())
def list_refunds(
    request: ApiRequest,
    state: Annotated[tuple[RefundState, ...], Query()] = (),
    after: After = "",
    limit: Limit = 50,
) -> Refunds:
    """Refunds, newest first; several `state` are one or the other."""
    (before,) = cursors.read("refunds", after)
    found = queries.refunds_listed(actor=request.actor, states=state, before_id=before, limit=limit + 1)
    page = found[:limit]
    return Refunds.model_construct(
        refunds=[refund_of(card) for card in page],
        next=cursors.written("refunds", page[-1].id) if len(found) > limit else "",
    )


@refunds.reads("/refunds/{reference}", Refund, scopes=(Permission.REFUND_READ,))
def read_refund(request: ApiRequest, reference: str) -> Refund:
    """One refund: how much, to which means, by which day, and how far it is."""
    return refund_of(queries.refund_card(actor=request.actor, reference=reference))
