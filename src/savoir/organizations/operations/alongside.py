"""Running alongside: a brand decides and promises here while another system still pays and writes.

Two instants on the brand say when. What falls between them, both included, stays here unless a person says
otherwise: a message that was made then and is worked off later is held all the same.
"""

from datetime import datetime

from django.db import connection

from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, NotFound
from savoir.organizations.events import AlongsideBegun, AlongsideEnded
from savoir.organizations.models import Brand
from savoir.organizations.values import Alongside


class AlongsideAlready(Conflict):
    """The brand runs alongside since `facts["since"]`."""


class NotAlongside(Conflict):
    """The brand does not run alongside."""


class StillAlongside(Conflict):
    """The brand still runs beside another system: nothing leaves."""


def begin_alongside(*, actor: Actor, brand_id: int, now: datetime) -> None:
    """From now on nothing of the brand leaves: neither money nor mail nor an order for a label.

    What a provider or mail server was handed before is on its way. Raises NotFound, AlongsideAlready.
    """
    require(actor, Permission.ALONGSIDE_SET)
    brand = _locked(actor, brand_id)
    if brand.alongside_since is not None and brand.alongside_until is None:
        raise AlongsideAlready("brand", since=brand.alongside_since)
    brand.alongside_since, brand.alongside_until = now, None
    brand.save(update_fields=["alongside_since", "alongside_until"])
    ledger.record(AlongsideBegun(subject_id=actor.org_id, brand_id=brand_id), actor=actor, now=now)


def end_alongside(*, actor: Actor, brand_id: int, now: datetime) -> datetime:
    """What is made from now on leaves; return since when the brand ran alongside. Raises NotAlongside.

    What was held stays held: `resolutions.operations.stop_alongside` says what becomes of it.
    """
    require(actor, Permission.ALONGSIDE_SET)
    brand = _locked(actor, brand_id)
    if brand.alongside_since is None or brand.alongside_until is not None:
        raise NotAlongside("brand")
    brand.alongside_until = now
    brand.save(update_fields=["alongside_until"])
    ledger.record(AlongsideEnded(subject_id=actor.org_id, brand_id=brand_id), actor=actor, now=now)
    return brand.alongside_since


def _locked(actor: Actor, brand_id: int) -> Brand:
    brand = Brand.objects.select_for_update(no_key=True).filter(org_id=actor.org_id, id=brand_id).first()
    if brand is None:
        raise NotFound("brand")
    return brand


def alongside_of(*, actor: Actor, brand_id: int) -> Alongside:
    """Whether a brand runs alongside, true until the transaction ends: who switches it waits.

    Whoever hands something to the outside asks this under its own lock. Raises NotFound.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT alongside_since, alongside_until FROM organizations_brand"
            " WHERE id = %s AND org_id = %s FOR SHARE",
            [brand_id, actor.org_id],
        )
        found = cursor.fetchone()
    if found is None:
        raise NotFound("brand")
    return Alongside(*found)
