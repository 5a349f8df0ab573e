"""What answers wait for: the real answer asked of every line, and what a declaration changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from savoir.cases import queries
from savoir.cases.models import DecidabilityMeasure
from savoir.cases.operations import measure_decidability
from savoir.cases.queries.decidable import QUESTIONS
from savoir.cases.states import Intent, Reason
from savoir.kernel.errors import Invalid
from savoir.kernel.tenancy import organization_block
from savoir.orders import operations as orders
from savoir.orders.models import Category, Delivery, Order, OrderLine, Product
from savoir.orders.operations import imports
from savoir.orders.queries import sold_lines_of_brand
from savoir.organizations import operations as organizations
from savoir.organizations.models import Brand, BrandDeclaration
from tests.shop import NOON, Sale, Shop, sell

NOW = datetime(2026, 11, 23, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "examples" / "imports" / "shopify-orders.csv"


def _import(shop: Shop) -> None:
    found = orders.recognize_export(actor=shop.system, source=EXAMPLE)
    orders.import_orders(
        actor=shop.system, brand_id=shop.brand_id, source=EXAMPLE, mapping=found.mapping, now=NOW
    )


def _declare(shop: Shop, fact: str, value: object, channel: str = "web") -> None:
    organizations.declare(
        actor=shop.system, brand_id=shop.brand_id, fact=fact, value=value, channel=channel,
        begins_on=date(2026, 1, 1), now=NOW,
    )  # fmt: skip


def _arrive(shop: Shop) -> int:
    return orders.count_declared_arrivals(actor=shop.system, brand_id=shop.brand_id, now=NOW)


def test_an_export_says_what_it_lacks_in_lines_and_euros(shop: Shop) -> None:
    _import(shop)
    with organization_block(shop.org_id):
        found = queries.decidability(actor=shop.system, brand_id=shop.brand_id, now=NOW)
    assert (found.lines_total, found.lines_asked, found.is_sample) == (7, 7, False)
    by_fact = {(fact.fact, fact.channel): fact for fact in found.missing}
    parcels = by_fact["delivery_days", "web"]
    assert (parcels.lines, str(parcels.value)) == (5, "342.50 EUR")
    assert (parcels.first_on, parcels.last_on) == (date(2026, 10, 1), date(2026, 10, 5))
    assert parcels.is_declarable


def test_each_declaration_frees_its_lines_until_all_are_decided(shop: Shop) -> None:
    _import(shop)
    with organization_block(shop.org_id):
        before = queries.decidability(actor=shop.system, brand_id=shop.brand_id, now=NOW)
        _declare(shop, "buyer_kind", "consumer", channel="")
        _declare(shop, "delivery_days", 4)
        _arrive(shop)
        after = queries.decidability(actor=shop.system, brand_id=shop.brand_id, now=NOW)
        parcel = Delivery.objects.get(order__number="#1001")
        assert parcel.delivered_at == parcel.shipped_at + timedelta(days=4)
        assert OrderLine.objects.get(order__number="#1001", position=2).delivered_qty == 2
        assert not OrderLine.objects.get(order__number="#1004").delivered_qty
    assert before.share is not None
    assert after.share is not None
    assert before.share < after.share == 1000
    assert after.missing == ()


def test_the_figure_is_the_real_answer(in_shop: Shop) -> None:
    for given in ({}, {"channel": "store"}, {"delivered_at": None}, {"product": {"hygiene_sealed": True}}):
        sell(in_shop, **given)
    Order.objects.filter(channel="web").update(is_professional=None)
    found = queries.decidability(actor=in_shop.system, brand_id=in_shop.brand_id, now=NOON)
    waiting = 0
    for line in OrderLine.objects.all():
        answers = [
            queries.offers_for(
                actor=in_shop.system, line_id=line.id, intent=intent, reason=reason, quantity=1, answers={},
                now=NOON,
            )
            for intent, reason in QUESTIONS
        ]  # fmt: skip
        codes = {"nothing_offered", "no_policy"}
        waiting += any(a.why_person in codes and a.law_missing for a in answers) or not line.delivered_qty
    assert found.lines_asked - found.lines_decided == waiting


def test_a_real_date_replaces_the_declared_one(shop: Shop) -> None:
    _import(shop)
    arrived = datetime(2026, 10, 9, 10, 0, tzinfo=UTC)
    with organization_block(shop.org_id):
        _declare(shop, "delivery_days", 2)
        assert _arrive(shop) == 3
        assert _arrive(shop) == 0
        Delivery.objects.filter(order__number="#1001").update(delivered_at=arrived)
    _import(shop)
    with organization_block(shop.org_id):
        assert Delivery.objects.get(order__number="#1001").delivered_at == arrived


def test_a_parcel_that_can_not_be_there_yet_is_under_way(shop: Shop) -> None:
    _import(shop)
    with organization_block(shop.org_id):
        _declare(shop, "delivery_days", 60)
        assert _arrive(shop) == 0


def test_sales_told_late_are_asked_on_the_day_they_are_there_and_no_figure_goes_back(in_shop: Shop) -> None:
    sold, long_ago = sell(in_shop), NOON - timedelta(days=400)
    assert Delivery.objects.get(order_id=sold.order_id).delivered_at > long_ago
    for at, measured in ((long_ago, long_ago), (NOON, NOON), (long_ago, NOON)):
        measure_decidability(actor=in_shop.system, brand_id=in_shop.brand_id, now=at)
        told = queries.measured_decidability(actor=in_shop.system, brand_id=in_shop.brand_id)
        assert told is not None
        assert (told[0].lines_asked, told[1]) == (1, measured)


def test_of_many_lines_a_sample_is_asked_and_its_size_said(in_shop: Shop) -> None:
    sell(in_shop, lines=12)
    found = queries.decidability(actor=in_shop.system, brand_id=in_shop.brand_id, now=NOON, sample=4)
    assert (found.lines_total, found.lines_asked) == (12, 4)
    assert found.is_sample


def test_a_sample_follows_nothing_that_orders_repeat(in_shop: Shop) -> None:
    """Each order: a thing, then its gift wrapping."""
    for _ in range(24):
        sell(in_shop, lines=2)
    asked = {"actor": in_shop.system, "brand_id": in_shop.brand_id, "most": 24}
    lines = list(sold_lines_of_brand(**asked))
    assert len(lines) == 24
    assert {line.position for line in lines} == {1, 2}
    assert [line.line_id for line in sold_lines_of_brand(**asked)] == [line.line_id for line in lines]


def test_lines_are_read_in_batches_not_one_by_one(in_shop: Shop) -> None:
    sell(in_shop, lines=30)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        queries.decidability(actor=in_shop.system, brand_id=in_shop.brand_id, now=NOON)
    assert len(asked) <= 10


@pytest.mark.parametrize(("fact", "value"), [
    ("delivery_days", "four"), ("delivery_days", 61), ("delivery_days", True), ("buyer_kind", "robot"),
    ("withdrawal_information_given", 1),
])  # fmt: skip
def test_a_value_that_a_fact_can_not_have_is_refused(in_shop: Shop, fact: str, value: object) -> None:
    with pytest.raises(Invalid):
        _declare(in_shop, fact, value)
    assert not BrandDeclaration.objects.filter(begins_on=date(2026, 1, 1)).exists()


@pytest.fixture
def ruleless(in_shop: Shop) -> Shop:
    """The same house, with a brand that nobody gave rules."""
    brand = Brand.objects.get(id=in_shop.brand_id)
    brand.id, brand.slug, brand.name = None, f"{in_shop.brand_slug}-sud", "Lenoir Sud"
    brand.save(force_insert=True)
    return replace(in_shop, brand_id=brand.id)


def test_lines_without_rules_are_not_decided_and_stand_apart(ruleless: Shop) -> None:
    sell(ruleless, lines=2)
    found = queries.decidability(actor=ruleless.system, brand_id=ruleless.brand_id, now=NOON)
    assert (found.lines_decided, found.share) == (0, 0)
    assert [(one.fact, one.lines, one.is_declarable) for one in found.without_policy] == [
        ("policy", 2, False)
    ]
    assert "policy" not in {one.fact for one in found.facts}


def test_a_dry_run_measures_what_would_come_in(shop: Shop) -> None:
    found = orders.recognize_export(actor=shop.system, source=EXAMPLE)
    report = orders.check_orders(
        actor=shop.system, brand_id=shop.brand_id, source=EXAMPLE, mapping=found.mapping, now=NOW
    )
    assert len(report.sample) == 7
    with organization_block(shop.org_id):
        trial = queries.decidability_of(
            actor=shop.system, brand_id=shop.brand_id, lines=report.sample, lines_total=7, now=NOW
        )
    _import(shop)
    with organization_block(shop.org_id):
        deed = queries.decidability(actor=shop.system, brand_id=shop.brand_id, now=NOW)
    assert trial == deed


def test_the_sample_of_a_dry_run_follows_nothing_that_the_file_repeats(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ["order_number,contract_at,currency,product_id,quantity,unit_price"]
    for number in range(24):
        rows += [f"R{number},2026-10-01T10:00:00Z,EUR,{thing},1,5.00" for thing in ("BED", "WRAP")]
    path = tmp_path / "repeating.csv"
    path.write_text("\n".join(rows) + "\n")
    monkeypatch.setattr(imports, "SAMPLED_LINES", 24)
    report = orders.check_orders(
        actor=shop.system, brand_id=shop.brand_id, source=path, mapping=orders.Mapping(), now=NOW
    )
    assert len(report.sample) == 24
    assert {line.position for line in report.sample} == {1, 2}


def test_a_word_about_a_branch_of_goods_answers_for_its_products_unless_the_export_says(
    in_shop: Shop,
) -> None:
    """A sealed swimsuit that was opened can't be withdrawn from (L221-28 5°); the export knew of one."""
    _say_of_goods(in_shop, "hygiene_sealed", True, category="mode/maillots")
    _say_of_goods(in_shop, "hygiene_sealed", False, sku="SHORT-1")
    sold = {
        name: _sell_of(in_shop, path, sku=sku, hygiene_sealed=exported)
        for name, path, sku, exported in (
            ("swimsuit", "mode/maillots/femme", "M-1", None),
            ("dress", "mode/robes", "R-1", None),
            ("exported", "mode/maillots", "M-2", False),
            ("shorts", "mode/maillots", "SHORT-1", None),
        )
    }
    known = {
        name: queries.offers_for(
            actor=in_shop.system, line_id=sale.line_ids[0], intent=Intent.WITHDRAWAL,
            reason=Reason.CHANGED_MIND, quantity=1, answers={"unsealed": True}, now=NOON,
        ).facts.get("hygiene_sealed")
        for name, sale in sold.items()
    }  # fmt: skip
    assert known == {"swimsuit": True, "dress": None, "exported": False, "shorts": False}


def test_the_goods_of_one_order_are_answered_each_by_its_own_word(in_shop: Shop) -> None:
    _say_of_goods(in_shop, "made_to_order", True, category="bijoux/gravés")
    sold, ring = sell(in_shop, lines=2), _sell_of(in_shop, "bijoux/gravés/bagues")
    OrderLine.objects.filter(id=sold.line_ids[1]).update(product_id=ring.product_id)
    with CaptureQueriesContext(connection) as asked:
        plain, engraved = queries.rights_of_order(actor=in_shop.system, order_id=sold.order_id, now=NOON)
    assert (plain.withdrawal, engraved.withdrawal) == ("yes", "no")
    assert engraved.exception is not None
    assert len([one for one in asked if "branddeclaration" in one["sql"]]) <= 1


def test_a_period_without_a_declaration_is_told_with_its_orders_and_euros(in_shop: Shop) -> None:
    """Said for the second quarter only: before and after it stand apart, each with what is at stake."""
    BrandDeclaration.objects.all().delete()
    for day in ("2026-02-03", "2026-02-10", "2026-05-05", "2026-09-01"):
        at = datetime.fromisoformat(f"{day}T10:00:00+00:00")
        sell(in_shop, price=1000, contract_at=at, lines=2, delivered_at=None)
    organizations.declare(
        actor=in_shop.system, brand_id=in_shop.brand_id, fact="delivery_days", value=4,
        begins_on=date(2026, 4, 1), ends_on=date(2026, 7, 1), now=NOON,
    )  # fmt: skip
    measure_decidability(actor=in_shop.system, brand_id=in_shop.brand_id, now=NOON)
    told = queries.measured_decidability(actor=in_shop.system, brand_id=in_shop.brand_id)
    assert told is not None
    gaps = sorted(
        (one.first_on, one.last_on, one.orders, one.lines, str(one.value))
        for one in told[0].facts if one.fact == "delivery_days"
    )  # fmt: skip
    assert gaps == [
        (date(2026, 2, 3), date(2026, 2, 10), 2, 4, "40.00 EUR"),
        (date(2026, 9, 1), date(2026, 9, 1), 1, 2, "20.00 EUR"),
    ]


def test_a_measure_of_before_orders_were_counted_is_read(in_shop: Shop) -> None:
    sell(in_shop, contract_at=NOON - timedelta(days=90), delivered_at=None)
    measure_decidability(actor=in_shop.system, brand_id=in_shop.brand_id, now=NOON)
    row = DecidabilityMeasure.objects.get()
    row.missing = [{name: value for name, value in one.items() if name != "orders"} for one in row.missing]
    row.save()
    told = queries.measured_decidability(actor=in_shop.system, brand_id=in_shop.brand_id)
    assert told is not None
    assert {one.orders for one in told[0].missing} == {0}


def _say_of_goods(shop: Shop, fact: str, value: object, **goods: str) -> None:
    organizations.declare(
        actor=shop.system, brand_id=shop.brand_id, fact=fact, value=value, begins_on=date(2009, 1, 1),
        now=NOW, **goods,
    )  # fmt: skip


def _sell_of(shop: Shop, path: str, **flags: object) -> Sale:
    """A thing of this branch, with what its export said of it."""
    sold = sell(shop)
    branch, _ = Category.objects.get_or_create(org_id=shop.org_id, path=path, defaults={"name": path})
    Product.objects.filter(id=sold.product_id).update(category_id=branch.id, **flags)
    return sold
