"""Which authorizations exist for whom, however a scanner spelled them."""

import re
from itertools import chain

from django.db.models import QuerySet

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.memory import recall
from savoir.kernel.prepared import prepared
from savoir.kernel.values.references import former_keys, readings
from savoir.logistics.models import ReturnAuthorization

TABLES = ("logistics_returnauthorization", "cases_case")
_LAST_PART = re.compile(r"[/!#\s]+")  # on an AZERTY keyboard layout "/" becomes "!" and "M" becomes "?"

_BY_NUMBER = prepared(lambda number: ReturnAuthorization.objects.filter(number=number).select_related("case"))
_BY_FORMER = prepared(lambda key: ReturnAuthorization.objects.filter(former_key=key).select_related("case"))


def visible_authorizations(actor: Actor) -> QuerySet[ReturnAuthorization]:
    """Members and jobs see all of the organization's (a parcel may come to any site), a customer his own."""
    require(actor, Permission.CASE_READ)
    rows = ReturnAuthorization.objects.select_related("case")
    if actor.brand_id is not None:
        return rows.filter(case__brand_id=actor.brand_id)
    return rows.filter(case__order_id__in=actor.order_ids) if actor.is_customer else rows


def spellings_of(ra_number: str) -> tuple[str, ...]:
    """Valid numbers a scan may mean, the likeliest first: Code 128, the address in the QR code, or typed."""
    parts = [part for part in _LAST_PART.split(ra_number.strip()) if part]
    last = parts[-1] if parts else ""
    whole = (ra_number, last, last.partition("?")[0])
    return tuple(dict.fromkeys(spelling for part in whole for spelling in readings(part)))


def authorization(actor: Actor, ra_number: str) -> ReturnAuthorization:
    """The row of a number as scanned, read once until somebody writes one. Raises NotFound."""
    require(actor, Permission.CASE_READ)
    found = recall(("authorization", ra_number), tables=TABLES, read=lambda: _numbered(ra_number))
    if found is None or (actor.is_customer and found.case.order_id not in actor.order_ids):
        raise NotFound("ra_number")
    if not actor.sees_brand(found.case.brand_id):
        raise NotFound("ra_number")
    return found


def _numbered(ra_number: str) -> ReturnAuthorization | None:
    """Our own number first; else the one on a label that the former system printed."""
    found = (_BY_NUMBER.first(number=number) for number in spellings_of(ra_number))
    former = (_BY_FORMER.first(key=key) for key in former_keys(ra_number))
    return next((row for row in chain(found, former) if row is not None), None)
