"""Facts since a cursor: what a program reads to stay current, without stepping over late commits."""

from dataclasses import astuple

from savoir.api import cursors
from savoir.api.requests import ApiRequest
from savoir.api.resources import Resource
from savoir.api.v1.schemas.common import After, Limit
from savoir.api.v1.schemas.events import Events, events_of
from savoir.kernel.access import Permission
from savoir.kernel.ledger import Place, events_after
from savoir.kernel.publication import public_events

events = Resource("events")


@events.reads("/events", Events, scopes=(Permission.EVENT_READ,), refuses=())
def list_events(request: ApiRequest, after: After = "", limit: Limit = 100) -> Events:
    """Facts past `after`, oldest first; empty begins at the first. A fact whose transaction is still open
    comes later, never too late for the cursor.
    """
    place = Place(*cursors.read("events", after, count=3, formerly=2))
    found = events_after(actor=request.actor, after=place, limit=limit)
    told = public_events(org_id=request.actor.org_id, entries=[entry for _, entry in found])
    brand = request.actor.brand_id
    last = cursors.written("events", *astuple(found[-1][0])) if found else after
    return Events.model_construct(
        events=events_of(one for one in told if brand in (None, one.brand_id)), next=last,
        more=len(found) == limit,
    )  # fmt: skip
