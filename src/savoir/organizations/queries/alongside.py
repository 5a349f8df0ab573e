"""When brands ran beside another system: the last period of each, and all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from savoir.kernel.access import Actor
from savoir.kernel.errors import NotFound
from savoir.kernel.ledger import events_of
from savoir.kernel.memory import recall, settings_in
from savoir.organizations.events import AlongsideBegun, AlongsideEnded
from savoir.organizations.models import Brand
from savoir.organizations.values import Alongside


@dataclass(frozen=True, slots=True)
class BesideBrand:
    """A brand and its last period beside another system."""

    id: int
    name: str
    slug: str
    beside: Alongside


def brands_beside(*, actor: Actor) -> tuple[BesideBrand, ...]:
    """Every brand of the organization, by name (1 query, no lock: `alongside_of` holds it for a deed)."""
    rows = Brand.objects.filter(org_id=actor.org_id).order_by("name", "id")
    if actor.brand_id is not None:
        rows = rows.filter(id=actor.brand_id)
    found = rows.values_list("id", "name", "slug", "alongside_since", "alongside_until")
    return tuple(
        BesideBrand(row_id, name, slug, Alongside(since, until)) for row_id, name, slug, since, until in found
    )


def brand_beside(*, actor: Actor, brand_id: int) -> BesideBrand:
    """One of them. Raises NotFound."""
    for brand in brands_beside(actor=actor):
        if brand.id == brand_id:
            return brand
    raise NotFound("brand")


_TABLES = settings_in("organizations_brand")
Periods = tuple[tuple[datetime, datetime | None], ...]


def periods_beside(*, actor: Actor) -> Mapping[int, Periods]:
    """Every period of each brand, oldest first, as the ledger tells them (1 query); None: it lasts."""
    return recall(
        ("periods beside", actor.org_id), tables=_TABLES, is_setting=True,
        read=lambda: _periods(actor.org_id),
    )  # fmt: skip


def _periods(org_id: int) -> Mapping[int, Periods]:
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    for entry in events_of("organization", org_id):
        if entry.kind == AlongsideBegun.kind:
            found.setdefault(entry.payload["brand_id"], []).append((entry.at, None))
        elif entry.kind == AlongsideEnded.kind:
            periods = found[entry.payload["brand_id"]]
            periods[-1] = (periods[-1][0], entry.at)
    return {brand_id: tuple(periods) for brand_id, periods in found.items()}
