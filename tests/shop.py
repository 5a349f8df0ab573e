"""Builders of tests: a shop with its people, and sales. Straight to the tables, on purpose."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from savoir.kernel.access import Actor, Role, customer_actor, member_actor, system_actor
from savoir.kernel.rows import insert_row
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Customer, Delivery, DeliveryLine, Order, OrderLine, Payment, Product
from savoir.organizations.models import (
    Brand,
    BrandDeclaration,
    Calendar,
    Member,
    Membership,
    Organization,
    Route,
    Site,
    User,
)
from tests.groundwork import ANSWERS, FOUNDED, decide_since_2009, pay_by_stripe

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
_numbers = count(1)
WEEK = [{"weekday": day, "opens": "09:00", "closes": "18:00"} for day in range(6)]


@dataclass(frozen=True)
class Shop:
    """Ids and actors of a test shop."""

    org_id: int
    brand_id: int
    brand_slug: str
    calendar_id: int
    warehouse_id: int
    store_id: int
    actors: dict[Role, Actor] = field(repr=False)

    @property
    def system(self) -> Actor:
        """Jobs and reactions."""
        return system_actor(self.org_id)

    @property
    def agent(self) -> Actor:
        """Léa, at the desk."""
        return self.actors[Role.AGENT]

    @property
    def dock(self) -> Actor:
        """Samir, at the warehouse."""
        return self.actors[Role.WAREHOUSE]

    def customer(self, *order_ids: int, verified: bool = False) -> Actor:
        """Somebody who proved these orders."""
        return customer_actor(org_id=self.org_id, order_ids=frozenset(order_ids), verified=verified)


@dataclass(frozen=True)
class Sale:
    """Ids of a sale."""

    order_id: int
    number: str
    line_ids: tuple[int, ...]
    payment_id: int
    customer_id: int
    email: str
    product_id: int


def make_shop(slug: str = "lenoir", *, hue: int = 243, points: tuple[str, ...] = ANSWERS) -> Shop:
    """Create an organization with everything a return needs."""
    unique = f"{slug}-{next(_numbers)}"
    org = Organization.objects.create(slug=unique, name="Maison Lenoir", reference_key=b"k" * 32)
    digest = hashlib.sha256(unique.encode()).hexdigest()
    insert_row(Route(kind=Route.Kind.BRAND, key_digest=digest, org=org))
    with organization_block(org.id):
        calendar = insert_row(Calendar(org=org, name="Service client", slots=WEEK))
        kinds = (Site.Kind.WAREHOUSE, Site.Kind.STORE)
        sites = Site.objects.bulk_create(_site(org, calendar, kind) for kind in kinds)
        brand = _brand(org, unique, hue, calendar, sites[0])
        BrandDeclaration.objects.bulk_create(
            BrandDeclaration(org=org, brand=brand, fact=fact, value=True, begins_on=FOUNDED.date())
            for fact in ("withdrawal_information_given", "return_cost_announced")
        )
        actors = _members(org, sites)
        decide_since_2009(org.id, brand.id, points)
        pay_by_stripe(org.id)
    return Shop(
        org_id=org.id, brand_id=brand.id, brand_slug=unique, calendar_id=calendar.id,
        warehouse_id=sites[0].id, store_id=sites[1].id, actors=actors,
    )  # fmt: skip


def _brand(org: Organization, slug: str, hue: int, calendar: Calendar, site: Site) -> Brand:
    return insert_row(Brand(
        org=org, slug=slug, name="Maison Lenoir", hue=hue, languages=["fr", "en"],
        sender_name="Maison Lenoir", sender_address="sav@lenoir.example", legal_entity="Maison Lenoir SAS",
        phone="03 53 01 42 17", phone_hours="lundi au samedi, 9 h à 19 h", mediator_name="Médiation Exemple",
        mediator_site="mediation.example", calendar=calendar, return_site=site,
    ))  # fmt: skip


def _site(org: Organization, calendar: Calendar, kind: Site.Kind) -> Site:
    return Site(
        org=org,
        code=kind.value,
        name=f"Maison Lenoir, {kind.value}",
        kind=kind,
        street="12 rue du Grand-But",
        postcode="59810",
        city="Lesquin",
        calendar=calendar,
    )


def _members(org: Organization, sites: list[Site]) -> dict[Role, Actor]:
    users = User.objects.bulk_create(
        User(email=f"{role.value}.{org.slug}@lenoir.example", full_name=f"{role.value} test") for role in Role
    )
    Membership.objects.bulk_create(Membership(user=user, org=org) for user in users)
    places = {Role.WAREHOUSE: sites[0], Role.STORE: sites[1]}
    members = Member.objects.bulk_create(
        Member(org=org, user=user, role=role.value, site=places.get(role))
        for role, user in zip(Role, users, strict=True)
    )
    return {
        Role(member.role): member_actor(
            org_id=org.id, member_id=member.id, name=member.user.full_name, role=Role(member.role),
            site_ids=frozenset({member.site_id} if member.site_id else ()),
        )
        for member in members
    }  # fmt: skip


def sell(shop: Shop, *, price: int = 5900, quantity: int = 1, lines: int = 1, **given: Any) -> Sale:
    """Create a sale inside an open block. `given`: delivered_at, contract_at, channel, product flags
    (`product={...}`), columns of the order (`order={...}`), number, email, delivery_paid, currency, rail.
    """
    n = next(_numbers)
    delivered_at = given.get("delivered_at", NOON - timedelta(days=9))
    customer = _customer(shop, n, given.get("email", f"claire.{n}@exemple.fr"))
    order = _order(shop, n, customer, given, total=price * quantity * lines + given.get("delivery_paid", 0))
    product = _product(shop, n, given)
    rows = [_line(order, product, f"L{n}-{i}", (i + 1, quantity, price), delivered_at) for i in range(lines)]
    payment = _payment(order, n)
    if delivered_at:
        _deliver(shop, n, order, rows, delivered_at)
    return Sale(
        order_id=order.id, number=order.number, line_ids=tuple(row.id for row in rows), payment_id=payment.id,
        customer_id=customer.id, email=customer.email, product_id=product.id,
    )  # fmt: skip


def _product(shop: Shop, n: int, given: dict[str, Any]) -> Product:
    flags = {"name": "Robe en lin", "contract_kind": "", **given.get("product", {})}
    return insert_row(Product(org_id=shop.org_id, external_id=f"P{n}", sku=f"SKU{n}", **flags))


def _customer(shop: Shop, n: int, email: str) -> Customer:
    return insert_row(Customer(
        org_id=shop.org_id, external_id=f"C{n}", name="Claire Martin", name_search="claire martin",
        email=email, email_normalized=email.lower(), postcode="59000", country="FR",
        street="3 rue de la Clef", city="Lille",
    ))  # fmt: skip


def _line(
    order: Order,
    product: Product,
    external_id: str,
    counted: tuple[int, int, int],
    delivered_at: datetime | None,
) -> OrderLine:
    position, quantity, price = counted
    return insert_row(OrderLine(
        org_id=order.org_id, external_id=external_id, order=order, product=product, position=position,
        name=product.name, quantity=quantity, unit_price_minor=price, tax_basis_points=2000,
        delivered_qty=quantity if delivered_at else 0,
    ))  # fmt: skip


def _payment(order: Order, n: int) -> Payment:
    return insert_row(Payment(
        org_id=order.org_id, external_id=f"PAY{n}", order=order, tender="card", provider="stripe",
        provider_reference=f"pi_{n}", last4="4821", amount_minor=order.total_minor, currency=order.currency,
        paid_at=order.contract_at,
    ))  # fmt: skip


def _order(shop: Shop, n: int, customer: Customer, given: dict[str, Any], *, total: int) -> Order:
    number = given.get("number", f"FR-{80000 + n}")
    delivered_at = given.get("delivered_at") or NOON - timedelta(days=9)
    return insert_row(
        Order(
            org_id=shop.org_id,
            external_id=f"O{n}",
            number=number,
            number_normalized=number.replace("-", "").upper(),
            brand_id=shop.brand_id,
            customer=customer,
            channel=given.get("channel", "web"),
            contract_at=given.get("contract_at", delivered_at - timedelta(days=3)),
            currency=given.get("currency", "EUR"),
            total_minor=total,
            **{"is_professional": False, "is_gift": False, **given.get("order", {})},
            delivery_paid_minor=given.get("delivery_paid", 0),
            delivery_standard_minor=given.get("delivery_paid", 0),
            email_normalized=customer.email_normalized,
            postcode_normalized=customer.postcode,
            country="FR",
            rail=given.get("rail", "provider"),
        )
    )


def _deliver(shop: Shop, n: int, order: Order, rows: list[OrderLine], delivered_at: datetime) -> None:
    delivery = insert_row(
        Delivery(
            org_id=shop.org_id,
            external_id=f"D{n}",
            order=order,
            mode="parcel",
            carrier="Colissimo",
            tracking_number=f"6A{n:011d}",
            shipped_at=delivered_at - timedelta(days=2),
            delivered_at=delivered_at,
        )
    )
    for row in rows:
        insert_row(DeliveryLine(org_id=shop.org_id, delivery=delivery, line=row, quantity=row.quantity))
