"""A return that another system authorized: the number on the label in the post finds it here."""

from datetime import datetime

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid
from savoir.kernel.rows import write_columns
from savoir.kernel.values.references import former_key
from savoir.logistics.models import ReturnAuthorization
from savoir.logistics.operations.locking import locked_authorization
from savoir.logistics.queries.authorizations import card_of
from savoir.logistics.values import RaCard


class FormerNumberTaken(Conflict):
    """Another return has this number of the former system; `facts["ra_number"]` is it."""


def name_formerly(
    *, actor: Actor, ra_number: str, former_number: str, tracking_number: str = "", now: datetime
) -> RaCard:
    """Let a return be found by the number another system printed on its label. Named twice is named once.

    No label is ordered for it any more. Raises NotFound, Invalid, FormerNumberTaken.
    """
    require(actor, Permission.CASE_MOVE_IN)
    ra = locked_authorization(actor, ra_number)
    key = former_key(former_number)
    if not key:
        raise Invalid("former_number", code="required")
    other = ReturnAuthorization.objects.filter(former_key=key).exclude(id=ra.id).first()
    if other is not None:
        raise FormerNumberTaken("former_number", ra_number=other.number)
    ra.former_number, ra.former_key = former_number[:60], key
    ra.tracking_number = ra.tracking_number or tracking_number
    write_columns(ra, "former_number", "former_key", "tracking_number")
    return card_of(ra)
