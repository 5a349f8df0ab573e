"""Return authorizations: read, and the day the parcel was posted."""

from typing import Annotated

from ninja import Path
from pydantic import Field

from savoir.api import cursors
from savoir.api.requests import ApiRequest
from savoir.api.resources import Resource
from savoir.api.v1.schemas.common import After, Limit
from savoir.api.v1.schemas.deeds import Posting
from savoir.api.v1.schemas.returns import ReturnAuthorization, Returns, WholeReturn, awaited_of, return_of
from savoir.kernel.access import Permission
from savoir.kernel.errors import NotFound
from savoir.logistics import operations, queries

returns = Resource("return authorizations")
Number = Annotated[str, Field(max_length=60), Path()]


@returns.reads("/return-authorizations", Returns, scopes=(Permission.CASE_READ,), refuses=())
def list_returns(request: ApiRequest, after: After = "", limit: Limit = 50) -> Returns:
    """Authorizations, newest first."""
    (before,) = cursors.read("returns", after)
    found = queries.returns_listed(actor=request.actor, before_id=before, limit=limit + 1)
    page = found[:limit]
    return Returns.model_construct(
        return_authorizations=[return_of(card) for card in page],
        next=cursors.written("returns", page[-1].id) if len(found) > limit else "",
    )


@returns.reads(
    "/return-authorizations/{number}", WholeReturn, scopes=(Permission.CASE_READ, Permission.SALE_READ)
)
def read_return(request: ApiRequest, number: Number) -> WholeReturn:
    """One authorization with what its parcel may hold; the number in any scanner's spelling."""
    card = queries.ra_by_number(actor=request.actor, ra_number=number)
    lines = queries.expected_lines(actor=request.actor, ra_number=card.number)
    return WholeReturn.model_construct(
        return_authorization=return_of(card), lines=[awaited_of(line) for line in lines]
    )


@returns.does(
    "/return-authorizations/{number}/posting", ReturnAuthorization,
    scopes=(Permission.CASE_READ, Permission.POSTING_DECLARE),
    refuses=(
        NotFound, operations.PostingNotProved, operations.PostingDateImpossible, operations.AlreadyPosted,
        operations.NotAwaited,
    ),
)  # fmt: skip
def declare_posting(request: ApiRequest, number: Number, body: Posting) -> ReturnAuthorization:
    """The parcel was posted: the law's clock of the refund runs from that day (L221-24)."""
    card = operations.declare_posting(
        actor=request.actor, ra_number=number, posted_on=body.posted_on, now=request.now,
        tracking_number=body.tracking_number,
    )  # fmt: skip
    return return_of(card)
