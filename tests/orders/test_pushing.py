"""Sales that another system tells us of: created, updated, unchanged, older or refused, each by itself."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from savoir.config.launcher.cluster import Cluster
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.orders import operations
from savoir.orders.models import Customer, Delivery, Order, OrderLine, Payment, Product
from savoir.organizations import operations as organizations
from savoir.resolutions.queries import check_invariants
from tests.shop import Shop, make_shop

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def order(number: str, **given: Any) -> dict[str, Any]:
    """An order as a shop tells it: one line of two mugs, paid by card."""
    return {
        "order_id": number, "order_number": number, "contract_at": datetime(2026, 11, 2, 10, tzinfo=UTC),
        "currency": "EUR", "country": "FR", "customer": {"name": "Ana Lopez", "email": "ana@exemple.fr"},
        "lines": [{"line_id": f"{number}-1", "product": {"id": "MUG", "name": "Mug"}, "quantity": 2,
                   "unit_price": "12.50"}],
        "payments": [{"id": f"{number}-P", "tender": "card", "amount": "25.00"}], **given,
    }  # fmt: skip


def _push(shop: Shop, *records: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    told = operations.push_orders(actor=shop.system, brand_id=shop.brand_id, records=records, now=NOW)
    return [(one.id, one.outcome, one.code, one.field) for one in told]


def test_each_record_stands_alone_and_says_what_became_of_it(in_shop: Shop) -> None:
    bad = order("B", lines=[{"line_id": "B-1", "product": {"id": "MUG"}, "quantity": -1, "unit_price": "1"}])
    told = _push(in_shop, order("A"), bad, order("C"), order("A"))
    assert told == [
        ("A", "created", "", ""), ("B", "refused", "negative", "quantity"), ("C", "created", "", ""),
        ("A", "refused", "duplicate", "order_id"),
    ]  # fmt: skip
    assert set(Order.objects.values_list("external_id", flat=True)) == {"A", "C"}


def test_told_again_nothing_changes_and_news_are_told_from_repetition(in_shop: Shop) -> None:
    _push(in_shop, order("A"), order("B"))
    again = order("B", customer={"name": "Ana Lopez", "email": "ana@exemple.fr", "phone": "0612000001"})
    assert [one[1] for one in _push(in_shop, order("A"), order("B"))] == ["unchanged", "unchanged"]
    moved = order("A", payments=[{"id": "A-P", "tender": "paypal", "amount": "25.00"}])
    assert [one[1] for one in _push(in_shop, moved, again)] == ["updated", "updated"]
    assert Payment.objects.get(external_id="A-P").tender == "paypal"


def test_late_news_never_undo_newer_ones(in_shop: Shop) -> None:
    _push(in_shop, order("A", updated_at=NOW, country="BE"))
    assert _push(in_shop, order("A", updated_at=NOW - timedelta(hours=1), country="DE"))[0][1] == "older"
    assert Order.objects.get().country == "BE"
    assert _push(in_shop, order("A", updated_at=NOW, country="BE"))[0][1] == "unchanged"


def test_what_is_held_returned_or_refunded_is_never_lowered(in_shop: Shop) -> None:
    arrived = [{"id": "A-D", "delivered_at": NOW - timedelta(days=9)}]
    _push(in_shop, order("A", deliveries=arrived))
    line, payment = OrderLine.objects.get(), Payment.objects.get()
    operations.hold(actor=in_shop.agent, line_id=line.id, quantity=2, now=NOW)
    operations.reserve_refund(actor=in_shop.system, payment_id=payment.id, amount=Money(2500, "EUR"), now=NOW)
    smaller = [{"line_id": "A-1", "product": {"id": "MUG"}, "quantity": 1, "unit_price": "12.50"}]
    paid = [{"id": "A-P", "tender": "card", "amount": "12.50"}]
    assert _push(in_shop, order("A", lines=smaller, payments=paid))[0][1] in ("updated", "unchanged")
    line.refresh_from_db()
    payment.refresh_from_db()
    assert (line.quantity, line.delivered_qty, line.held_qty) == (2, 2, 2)
    assert (payment.amount_minor, payment.pending_minor) == (2500, 2500)


def test_refunds_that_the_shop_tells_count_once(shop: Shop) -> None:
    paid = [{"id": "A-P", "tender": "card", "amount": "25.00", "refunded": "10.00"}]
    for _ in range(2):
        with organization_block(shop.org_id):
            _push(shop, order("A", payments=paid))
        drain(until=NOW)
        with organization_block(shop.org_id):
            assert Payment.objects.get().refunded_minor == 1000
            assert not [one for one in check_invariants(actor=shop.system, now=NOW) if one.violations]


def _deliver(shop: Shop, *records: dict[str, Any]) -> list[tuple[str, str, str]]:
    told = operations.push_deliveries(actor=shop.system, brand_id=shop.brand_id, records=records, now=NOW)
    return [(one.id, one.outcome, one.code) for one in told]


def test_parcels_one_after_the_other_add_up(in_shop: Shop) -> None:
    _push(in_shop, order("A"))
    at = NOW - timedelta(days=2)
    first = {"order_id": "A", "id": "D1", "delivered_at": at, "lines": [{"line_id": "A-1", "quantity": 1}]}
    assert _deliver(in_shop, first) == [("D1", "updated", "")]
    assert OrderLine.objects.get().delivered_qty == 1
    assert _deliver(in_shop, first | {"id": "D2"}, {"order_id": "Z", "id": "D3"}) == [
        ("D2", "updated", ""), ("D3", "refused", "unknown_order"),
    ]  # fmt: skip
    assert OrderLine.objects.get().delivered_qty == 2
    assert _deliver(in_shop, first | {"id": "D4"})[0][1:] == ("refused", "beyond_quantity")
    assert Delivery.objects.count() == 2
    assert Order.objects.get().email_normalized == "ana@exemple.fr"


def test_who_may_not_import_may_not_push_and_too_many_are_refused(in_shop: Shop) -> None:
    with pytest.raises(NotAllowed):
        operations.push_orders(
            actor=in_shop.actors[Role.AGENT], brand_id=in_shop.brand_id, records=[order("A")], now=NOW
        )
    with pytest.raises(operations.TooManyRecords):
        _push(in_shop, *[order(str(n)) for n in range(501)])
    with pytest.raises(NotFound):
        operations.push_orders(actor=in_shop.system, brand_id=0, records=[order("A")], now=NOW)
    assert not Order.objects.exists()


def test_many_records_cost_no_more_statements_than_one(in_shop: Shop) -> None:
    with CaptureQueriesContext(connection) as few:
        _push(in_shop, order("A"))
    with CaptureQueriesContext(connection) as many:
        _push(in_shop, *[order(f"N{n}") for n in range(60)])
    assert len(many) <= len(few) + 2


def test_products_and_customers_come_without_a_sale(in_shop: Shop) -> None:
    def products(*records: dict[str, Any]) -> list[tuple[str, str]]:
        told = operations.push_products(actor=in_shop.system, records=records, now=NOW)
        return [(one.outcome, one.code) for one in told]

    def customers(*records: dict[str, Any]) -> list[tuple[str, str]]:
        told = operations.push_customers(actor=in_shop.system, records=records, now=NOW)
        return [(one.outcome, one.code) for one in told]

    mug = {"id": "MUG", "name": "Mug", "category_path": "maison/cuisine", "weight_grams": 300}
    assert products(mug, {"name": "Sans nom"}, mug | {"id": "CUP", "weight_grams": -1}) == [
        ("created", ""), ("refused", "missing"), ("refused", "negative"),
    ]  # fmt: skip
    assert products(mug) == [("unchanged", "")]
    assert products({"id": "MUG", "hygiene_sealed": True}) == [("updated", "")]
    found = Product.objects.get()
    assert (found.name, found.weight_grams, found.hygiene_sealed) == ("Mug", 300, True)
    ana = {"id": "C1", "name": "Ana López", "email": "Ana@Exemple.fr", "phone": "0612000001", "country": "FR"}
    assert customers(ana, {"id": "C2", "since": "demain"}, {"name": "X"}) == [
        ("created", ""), ("refused", "not_a_date"), ("refused", "missing"),
    ]  # fmt: skip
    assert customers(ana) == [("unchanged", "")]
    assert customers({"id": "C1", "city": "Lille"}) == [("updated", "")]
    known = Customer.objects.get()
    assert (known.name_search, known.email_normalized, known.phone_normalized, known.city) == (
        "ana lopez", "ana@exemple.fr", "33612000001", "Lille")  # fmt: skip


def test_declared_days_count_once_a_told_parcel_has_left(in_shop: Shop) -> None:
    organizations.declare(
        actor=in_shop.system, brand_id=in_shop.brand_id, fact="delivery_days", value=4, channel="web",
        begins_on=date(2026, 1, 1), now=NOW,
    )  # fmt: skip
    asked: dict[str, Any] = {"actor": in_shop.system, "brand_id": in_shop.brand_id, "now": NOW}
    parcel = {
        "order_id": "A",
        "id": "A-D",
        "carrier": "Colissimo",
        "lines": [{"line_id": "A-1", "quantity": 2}],
    }
    _push(in_shop, order("A"))
    operations.push_deliveries(**asked, records=[parcel])
    assert operations.count_declared_arrivals(**asked) == 0
    assert Delivery.objects.get().delivered_at is None
    operations.push_deliveries(**asked, records=[parcel | {"shipped_at": NOW - timedelta(days=5)}])
    assert operations.count_declared_arrivals(**asked) == 1
    assert Delivery.objects.get().delivered_at == NOW - timedelta(days=1)


_SEED = """
INSERT INTO orders_order (org_id, external_id, number, number_normalized, brand_id, channel, seller,
    marketplace, rail, contract_at, currency, price_includes_tax, total_minor, delivery_paid_minor,
    email_normalized, postcode_normalized, country)
SELECT org_id, 'seed-' || n, number, number_normalized, brand_id, channel, seller, marketplace, rail,
    contract_at, currency, true, total_minor, 0, '', '', country
FROM orders_order, generate_series(1, 20000) n WHERE external_id = 'A'"""
_READ = (
    "SELECT (seq_tup_read + idx_tup_fetch)::int FROM pg_stat_xact_user_tables WHERE relname = 'orders_order'"
)


def _orders_read() -> int:
    """Rows of orders that this transaction has read so far."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return int(cursor.fetchone()[0])


def test_a_push_reads_the_orders_it_tells_and_no_others(
    template: tuple[Cluster, str], own_database: str
) -> None:
    shop = make_shop()
    with organization_block(shop.org_id):
        _push(shop, order("A"))
        with connection.cursor() as cursor:
            cursor.execute(_SEED)
    template[0].run_sql(own_database, "ANALYZE orders_order")
    parcel = {"id": "A-D", "delivered_at": datetime(2026, 11, 5, tzinfo=UTC)}
    with organization_block(shop.org_id):
        before = _orders_read()
        told = _push(shop, order("A", deliveries=[parcel], country="BE", updated_at=NOW), order("B"))
        assert _orders_read() - before < 100
    assert [one[1] for one in told] == ["updated", "created"]
