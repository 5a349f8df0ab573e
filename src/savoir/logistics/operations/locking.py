"""The first thing every verb does: lock the case, then read what hangs on it."""

from savoir.cases.operations import lock_case
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.prepared import prepared
from savoir.logistics.models import ReturnAuthorization
from savoir.logistics.queries.scope import authorization

_CHANGING = prepared(
    lambda ra_id: ReturnAuthorization.objects.filter(id=ra_id).values_list(
        "method", "canceled_at", "tracking_number", "slip_id"
    )
)


def locked_authorization(actor: Actor, ra_number: str) -> ReturnAuthorization:
    """The authorization with its case locked until the transaction ends. Raises NotFound.

    Rows read afterwards are those that the last holder of the lock left.
    """
    ra = authorization(actor, ra_number)
    lock_case(actor=system_actor(actor.org_id), case_id=ra.case_id)
    changed = _CHANGING.rows(ra_id=ra.id)[0]
    ra.method, ra.canceled_at, ra.tracking_number, ra.slip_id = changed
    return ra
