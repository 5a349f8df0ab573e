"""Refunds: read, one by its reference."""

from savoir.api.requests import ApiRequest
from savoir.api.resources import Example, Resource
from savoir.api.v1.schemas.refunds import Refund, refund_of
from savoir.kernel.access import Permission
from savoir.resolutions import queries

refunds = Resource("refunds")


@refunds.reads(
    "/refunds/{reference}", Refund, scopes=(Permission.REFUND_READ,),
    example=Example(
        path="/refunds/REM-4KQZ-7T2M", body=None,
        answer={
            "reference": "REM-4KQZ-7T2M", "amount": {"minor": 5900, "currency": "EUR"}, "state": "requested",
            "trigger": "posting", "tender": "card", "last4": "4821", "asked_at": "2026-11-23T11:00:00Z",
            "leaves_at": None, "promised_on": "2026-12-07", "legal_due_on": "2026-12-07", "settled_at": None,
            "failure_code": "",
        },
    ),
)  # fmt: skip
def read_refund(request: ApiRequest, reference: str) -> Refund:
    """One refund: how much, to which means, by which day, and how far it is."""
    return refund_of(queries.refund_card(actor=request.actor, reference=reference))
