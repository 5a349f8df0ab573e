"""Questions about organizations, brands, places and people. All inside a block, except where said."""

from hashlib import sha256
from typing import Any

from django.db.models import Exists, QuerySet, Subquery

from savoir.kernel.access import Actor, Role, member_actor
from savoir.kernel.ahead import Asked
from savoir.kernel.errors import NotFound
from savoir.kernel.memory import keep, recall, settings_in
from savoir.kernel.prepared import prepared
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.calendars import BusinessCalendar
from savoir.organizations.models import (
    Brand,
    Calendar,
    Member,
    Membership,
    Organization,
    Route,
    Site,
)
from savoir.organizations.rules import expand_calendar, slot_rows
from savoir.organizations.values import (
    BrandCard,
    MembershipCard,
    SiteCard,
)

_BRAND_TABLES = settings_in("organizations_brand", "organizations_calendar")
_SITE_TABLES = settings_in("organizations_site", "organizations_calendar")
_BRAND = prepared(
    lambda org_id, brand_id: Brand.objects.filter(org_id=org_id, id=brand_id).select_related("calendar")
)
_SITE = prepared(
    lambda org_id, site_id: Site.objects.filter(org_id=org_id, id=site_id).select_related("calendar")
)


def key_digest(key: str) -> str:
    """What a route or link stores instead of its key: SHA-256, hexadecimal."""
    return sha256(key.encode()).hexdigest()


def brand_card(*, actor: Actor, brand_id: int) -> BrandCard:
    """A brand with its calendar. Raises NotFound."""
    return recall(
        ("brand", actor.org_id, brand_id), tables=_BRAND_TABLES, is_setting=True,
        read=lambda: _brand_of_id(actor, brand_id),
    )  # fmt: skip


def _brand_of_id(actor: Actor, brand_id: int) -> BrandCard:
    brand = _BRAND.first(org_id=actor.org_id, brand_id=brand_id)
    if brand is None:
        raise NotFound("brand")
    return _brand_card(brand)


def brands(*, actor: Actor) -> tuple[BrandCard, ...]:
    """Every brand of the organization, by name."""
    return tuple(_brand_card(brand) for brand in _brands_for(actor).order_by("name", "id"))


def brand_of_address(*, actor: Actor, slug: str) -> BrandCard:
    """The brand of a portal address. Raises NotFound."""
    brand = _brands_for(actor).filter(slug=slug).first()
    if brand is None:
        raise NotFound("brand")
    return _brand_card(brand)


_ZONES = prepared(lambda org: Brand.objects.filter(org_id=org).order_by("id").values_list("zone", flat=True))


def zone_of(*, actor: Actor) -> str:
    """Where the actor's clock hangs: his site's zone, else that of the organization's first brand."""
    if actor.site_ids:
        sites_there = _sites_for(actor).filter(id__in=actor.site_ids).order_by("id")
        found = sites_there.values_list("calendar__zone", flat=True).first()
    else:
        found = recall(
            ("first zone", actor.org_id), tables=("organizations_brand",),
            read=lambda: _ZONES.first(org=actor.org_id),
        )  # fmt: skip
    return found or "Europe/Paris"


def site_card(*, actor: Actor, site_id: int) -> SiteCard:
    """A place; customers may see it too, since it is where parcels go. Raises NotFound."""
    return recall(
        ("site", actor.org_id, site_id), tables=_SITE_TABLES, is_setting=True,
        read=lambda: _site_of_id(actor, site_id),
    )  # fmt: skip


def _site_of_id(actor: Actor, site_id: int) -> SiteCard:
    site = _SITE.first(org_id=actor.org_id, site_id=site_id)
    if site is None:
        raise NotFound("site")
    return _site_card(site)


def sites(*, actor: Actor) -> tuple[SiteCard, ...]:
    """Every place of the organization, by name."""
    found = tuple(_site_card(site) for site in _sites_for(actor).order_by("name", "id"))
    for card in found:  # whoever asks for one of them next need not ask the database
        keep(("site", actor.org_id, card.id), card, tables=_SITE_TABLES, is_setting=True)
    return found


def business_calendar(*, actor: Actor, calendar_id: int) -> BusinessCalendar:
    """Slots of a calendar minus legal holidays and days closed by choice. Raises NotFound."""
    row = Calendar.objects.filter(org_id=actor.org_id, id=calendar_id).first()
    if row is None:
        raise NotFound("calendar")
    return _calendar(row)


def organization_of_brand(slug: str) -> tuple[int, int] | None:
    """(organization, brand) of a portal address; None when nobody has it. Before any block."""
    org_id = organization_of_address(slug)
    if org_id is None:
        return None
    with organization_block(org_id):
        brand_id = Brand.objects.filter(org_id=org_id, slug=slug).values_list("id", flat=True).first()
    return None if brand_id is None else (org_id, int(brand_id))


def organization_of_address(slug: str) -> int | None:
    """The active organization of a portal address, by one look-up. Before any block."""
    return _routed(Route.Kind.BRAND, slug)


def active_organizations(slug: str = "") -> tuple[int, ...]:
    """Ids of the active organizations, or of the one called `slug`. Before any block, for the terminal."""
    named = Organization.objects.filter(active=True, **({"slug": slug} if slug else {}))
    return tuple(named.order_by("id").values_list("id", flat=True))


def demo_organization() -> MembershipCard | None:
    """The organization that was invented for the demo; None where there is none. Before any block."""
    invented = Organization.objects.filter(active=True, is_demo=True).order_by("id")
    return next((MembershipCard(*row) for row in invented.values_list("id", "name")[:1]), None)


def organization_of_link(secret: str) -> int | None:
    """The active organization of a customer's one-time link. Before any block."""
    return _routed(Route.Kind.LINK, secret)


def organization_of_provider(account: str) -> int | None:
    """The active organization of an outside account that calls us (webhooks). Before any block."""
    return _routed(Route.Kind.PROVIDER, account)


def _open_to(user_id: Any) -> QuerySet[Membership]:
    rows = Membership.objects.filter(
        user_id=user_id, user__is_active=True, active=True, org__active=True
    ).select_related("org")
    return rows.order_by("org__name", "org_id")


_OPEN_TO = prepared(_open_to)


def memberships_of(user_id: int) -> tuple[MembershipCard, ...]:
    """Organizations a person may enter, by name. Before any block."""
    return tuple(MembershipCard(row.org_id, row.org.name) for row in _OPEN_TO.rows(user_id=user_id))


def _works(org_id: Any, user_id: Any) -> QuerySet[Member]:
    rows = Member.objects.filter(
        org_id=org_id, user_id=user_id, active=True, user__is_active=True, org__active=True,
        user__memberships__org_id=org_id, user__memberships__active=True,
    )  # fmt: skip
    beside = Brand.objects.filter(org_id=org_id, alongside_since__isnull=False, alongside_until=None)
    first = Brand.objects.filter(org_id=org_id).order_by("id").values("zone")[:1]
    found = rows.select_related("user").annotate(is_beside=Exists(beside), first_zone=Subquery(first))
    return found.order_by("id")[:1]


_WORKS = prepared(_works)


def actor_asked(user_id: int, org_id: int) -> Asked:
    """What `actor_of` will ask: for whoever opens the organization's block only to let a person in."""
    return _WORKS, {"org_id": org_id, "user_id": user_id}


def actor_of(user_id: int, org_id: int) -> Actor | None:
    """The member a person is in the open organization; None when he is not, or no longer, one."""
    row: Any = _WORKS.first(org_id=org_id, user_id=user_id)
    if row is None:
        return None
    recall(("first zone", org_id), tables=("organizations_brand",), read=lambda: row.first_zone)
    return member_actor(
        org_id=org_id, member_id=row.id, name=row.user.full_name, role=Role(row.role),
        site_ids=frozenset({row.site_id} if row.site_id else ()), is_alongside=row.is_beside,
    )  # fmt: skip


def _brands_for(actor: Actor) -> QuerySet[Brand]:
    rows = Brand.objects.filter(org_id=actor.org_id).select_related("calendar")
    return rows if actor.brand_id is None else rows.filter(id=actor.brand_id)


def _sites_for(actor: Actor) -> QuerySet[Site]:
    return Site.objects.filter(org_id=actor.org_id).select_related("calendar")


def _routed(kind: Route.Kind, key: str) -> int | None:
    rows = Route.objects.filter(kind=kind, key_digest=key_digest(key), org__active=True)
    return rows.values_list("org_id", flat=True).first()


def _calendar(row: Calendar) -> BusinessCalendar:
    return expand_calendar(
        row.zone, slot_rows(row.slots), row.holiday_country, row.holiday_region, tuple(row.closed_days)
    )


def _brand_card(brand: Brand) -> BrandCard:
    return BrandCard(
        id=brand.id, slug=brand.slug, name=brand.name, hue=brand.hue, languages=tuple(brand.languages),
        default_language=brand.default_language, zone=brand.zone, sender_name=brand.sender_name,
        sender_address=brand.sender_address, legal_entity=brand.legal_entity, phone=brand.phone,
        phone_hours=brand.phone_hours, mediator_name=brand.mediator_name, mediator_site=brand.mediator_site,
        calendar=_calendar(brand.calendar), return_site_id=brand.return_site_id,
        answer_hours=brand.answer_hours, answer_clock=brand.answer_clock,
        is_alongside=brand.alongside_since is not None and brand.alongside_until is None,
    )  # fmt: skip


def _site_card(site: Site) -> SiteCard:
    return SiteCard(
        id=site.id, code=site.code, name=site.name, kind=site.kind, street=site.street,
        postcode=site.postcode, city=site.city, country=site.country, zone=site.calendar.zone,
    )  # fmt: skip
