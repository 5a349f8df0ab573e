"""The case of an address, read once for every resource below it."""

from savoir.api.requests import ApiRequest
from savoir.api.v1.schemas.cases import Case, case_of
from savoir.cases.queries import ListedCase, listed_case


def case_named(request: ApiRequest, number: str) -> ListedCase:
    """The case of a number, with its brand and order. Raises NotFound."""
    return listed_case(actor=request.actor, reference=number)


def case_now(request: ApiRequest, number: str) -> Case:
    """The case as it stands now, as it is sent."""
    return case_of(case_named(request, number))
