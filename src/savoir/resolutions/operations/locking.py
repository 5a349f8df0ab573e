"""One order of locks for all that moves money: the case first, then its refunds, then their payment.

Whoever holds a refund and waits for its case would wait forever for somebody who came from the case.
"""

from collections.abc import Iterable

from savoir.cases.operations import lock_case
from savoir.kernel.access import system_actor
from savoir.kernel.errors import NotFound
from savoir.kernel.prepared import prepared
from savoir.kernel.tenancy import current_organization
from savoir.resolutions.models import Refund

_CASE_OF = prepared(lambda refund_id: Refund.objects.filter(id=refund_id).only("id", "case_id"))


def lock_case_of(refund_id: int) -> int:
    """Lock the case of a refund; return its id. Raises NotFound."""
    return _lock(_CASE_OF.first(refund_id=refund_id))


def refund_of_reference(reference: str) -> Refund:
    """A refund and its payment's row, locked after its case. Raises NotFound."""
    _lock(Refund.objects.only("id", "case_id").filter(reference=reference).first())
    rows = Refund.objects.select_for_update(of=("self",)).select_related("payment")
    return rows.get(reference=reference)


def lock_cases(case_ids: Iterable[int]) -> None:
    """Lock several cases, always in one order."""
    system = system_actor(current_organization())
    for case_id in sorted(set(case_ids)):
        lock_case(actor=system, case_id=case_id)


def _lock(refund: Refund | None) -> int:
    if refund is None:
        raise NotFound("refund")
    lock_cases([refund.case_id])
    return refund.case_id
