"""Setting an organization up: brands, places, calendars, declarations."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.organizations.models import Brand, Calendar, Organization, Route, Site
from savoir.organizations.queries import key_digest
from savoir.organizations.rules import expand_calendar, slot_rows


class NameTaken(Conflict):
    """Something of this organization, or an address shared by all, is called so already."""


class CalendarUnreadable(Invalid):
    """A slot, a zone, a region or a closed day can't be read."""


def found_organization(*, name: str, slug: str, is_demo: bool = False, now: datetime) -> int:
    """Create an organization; return its id. Before any block, by the person who owns the machine.

    `is_demo`: invented from end to end, so that a visitor of a demo may play its people. Raises NameTaken.
    """
    try:
        with transaction.atomic():
            return Organization.objects.create(name=name, slug=slug, is_demo=is_demo).id
    except IntegrityError:
        raise NameTaken("slug", name=slug) from None


def add_calendar(
    *, actor: Actor, name: str, slots: Sequence[Mapping[str, Any]], zone: str = "Europe/Paris",
    holiday_country: str = "FR", holiday_region: str = "", closed_days: Sequence[date] = (), now: datetime,
) -> int:  # fmt: skip
    """Create a calendar from weekly slots ({"weekday": 0, "opens": "09:00", "closes": "18:00"}); its id.

    Raises CalendarUnreadable, NameTaken.
    """
    require(actor, Permission.ORGANIZATION_MANAGE)
    closed = [day.isoformat() for day in closed_days]
    try:
        expand_calendar(zone, slot_rows(slots), holiday_country, holiday_region, tuple(closed))
    except (ValueError, KeyError, OSError):
        raise CalendarUnreadable("slots", code="unreadable") from None
    row = Calendar(
        org_id=actor.org_id, name=name, zone=zone, slots=[dict(slot) for slot in slots],
        holiday_country=holiday_country, holiday_region=holiday_region, closed_days=closed,
    )  # fmt: skip
    return _created(row, "name", name)


def add_site(
    *, actor: Actor, code: str, name: str, kind: str, calendar_id: int, street: str, postcode: str, city: str,
    country: str = "FR", now: datetime,
) -> int:  # fmt: skip
    """Create a store, warehouse or outlet; return its id. Raises NameTaken, NotFound, Invalid."""
    require(actor, Permission.ORGANIZATION_MANAGE)
    if kind not in Site.Kind.values:
        raise Invalid("kind", code="unknown_kind")
    _must_be_ours(Calendar, actor, calendar_id, "calendar")
    row = Site(
        org_id=actor.org_id, code=code, name=name, kind=kind, street=street, postcode=postcode, city=city,
        country=country, calendar_id=calendar_id,
    )  # fmt: skip
    return _created(row, "code", code)


def add_brand(
    *, actor: Actor, slug: str, name: str, calendar_id: int, return_site_id: int, now: datetime, **looks: Any
) -> int:
    """Create a brand and its portal address; return its id. `looks`: the other fields of `BrandCard`.

    Raises NameTaken (the address is one for all organizations), NotFound, Invalid.
    """
    require(actor, Permission.ORGANIZATION_MANAGE)
    _must_be_ours(Calendar, actor, calendar_id, "calendar")
    _must_be_ours(Site, actor, return_site_id, "site")
    given = {"languages": ["fr"], **looks}
    if given.get("default_language", "fr") not in given["languages"]:
        raise Invalid("default_language", code="not_spoken")
    given["languages"] = list(given["languages"])
    with transaction.atomic():
        route = Route(kind=Route.Kind.BRAND, key_digest=key_digest(slug), org_id=actor.org_id)
        _created(route, "slug", slug)
        row = Brand(
            org_id=actor.org_id, slug=slug, name=name, calendar_id=calendar_id, return_site_id=return_site_id,
            **given,
        )  # fmt: skip
        return _created(row, "slug", slug)


def _must_be_ours(model: Any, actor: Actor, row_id: int, word: str) -> None:
    if not model.objects.filter(org_id=actor.org_id, id=row_id).exists():
        raise NotFound(word)


def _created(row: Any, field: str, name: str) -> int:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise NameTaken(field, name=name) from None
    return int(row.id)
