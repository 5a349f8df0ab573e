"""A customer was erased, and the shop tells of him again: the sale is taken, he does not come back by it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from savoir.kernel.tenancy import organization_block
from savoir.orders import operations
from savoir.orders.models import Customer, Delivery, Order
from tests.orders.test_pushing import NOW, order
from tests.shop import Shop

ANA = {"name": "Ana Lopez", "email": "ana@exemple.fr", "phone": "0612000001", "postcode": "75011",
       "city": "Paris", "street": "1 rue Keller"}  # fmt: skip
MEMBER = {"id": "C-77", **ANA}
PARCEL = [{"id": "A-D", "tracking_number": "6A1", "carrier": "Colissimo", "shipped_at": NOW}]
WORDS = ("name", "name_search", "email", "email_normalized", "phone", "phone_normalized", "postcode", "city",
         "street", "country")  # fmt: skip


def _tell(shop: Shop, *records: dict[str, Any]) -> list[tuple[str, str]]:
    told = operations.push_orders(actor=shop.system, brand_id=shop.brand_id, records=records, now=NOW)
    return [(one.outcome, one.code) for one in told]


def _erased(shop: Shop, who: dict[str, str]) -> Customer:
    """Bought once, then erased."""
    assert _tell(shop, order("A", customer=who, deliveries=PARCEL)) == [("created", "")]
    customer = Customer.objects.get()
    assert operations.erase_person(actor=shop.system, customer_id=customer.id, now=NOW) == 1
    return Customer.objects.get()


def _is_nobody(customer: Customer) -> bool:
    row = Order.objects.filter(customer_id=customer.id).values_list("email_normalized", "postcode_normalized")
    customer.refresh_from_db()
    return not any(getattr(customer, word) for word in WORDS) and set(row) <= {("", "")}


@pytest.mark.parametrize("who", [ANA, MEMBER], ids=["by his address", "by his number"])
def test_the_same_sale_told_again_comes_without_him(in_shop: Shop, who: dict[str, str]) -> None:
    erased = _erased(in_shop, who)
    news = order("A", customer=who, deliveries=PARCEL, lines=[
        {"line_id": "A-1", "product": {"id": "MUG", "name": "Mug bleu"}, "quantity": 2, "unit_price": "12.50"}
    ])  # fmt: skip
    assert _tell(in_shop, news) == [("updated", "")]  # the thing has a new name; the buyer has none
    assert _is_nobody(erased)
    assert Customer.objects.count() == 1
    assert Delivery.objects.get().tracking_number == ""
    assert Order.objects.get().customer_id == erased.id


@pytest.mark.parametrize("who", [ANA, MEMBER], ids=["by his address", "by his number"])
def test_an_older_sale_nobody_had_told_joins_the_erased_one(in_shop: Shop, who: dict[str, str]) -> None:
    erased = _erased(in_shop, who)
    assert _tell(in_shop, order("B", customer=who, contract_at=NOW - timedelta(days=90))) == [("created", "")]
    assert _is_nobody(erased)
    assert list(Customer.objects.values_list("id", flat=True)) == [erased.id]
    assert Order.objects.filter(customer_id=erased.id).count() == 2


@pytest.mark.parametrize("who", [ANA, MEMBER], ids=["by his address", "by his number"])
def test_who_buys_again_afterwards_is_a_new_customer_and_the_old_one_stays_erased(
    in_shop: Shop, who: dict[str, str]
) -> None:
    erased = _erased(in_shop, who)
    Customer.objects.filter(id=erased.id).update(erased_at=NOW - timedelta(days=2))
    bought = order("C", customer=who, contract_at=NOW - timedelta(days=1))
    assert _tell(in_shop, bought, order("A", customer=who)) == [("created", ""), ("unchanged", "")]
    assert _is_nobody(erased)
    anew = Customer.objects.exclude(id=erased.id).get()
    assert (anew.name, anew.email) == ("Ana Lopez", "ana@exemple.fr")
    assert list(Order.objects.filter(customer_id=anew.id).values_list("number", flat=True)) == ["C"]
    told = operations.push_customers(actor=in_shop.system, records=[{"id": anew.external_id, **ANA}], now=NOW)
    assert [one.outcome for one in told] == ["updated"]  # his phone and address, told for the first time


@pytest.mark.parametrize("name", ["C-77", "ana@exemple.fr", "somebody-else-by-number"])
def test_a_customer_told_again_is_refused_and_said_why(in_shop: Shop, name: str) -> None:
    erased = _erased(in_shop, MEMBER)
    told = operations.push_customers(
        actor=in_shop.system, records=[{"id": name, **ANA}, {"id": "C-78", "name": "Paul"}], now=NOW
    )
    assert [(one.outcome, one.code) for one in told] == [("refused", "erased"), ("created", "")]
    assert "fait effacer" in told[0].said
    assert _is_nobody(erased)
    assert Customer.objects.count() == 2


def test_his_address_as_his_number_goes_too_and_only_a_keyed_digest_stays(in_shop: Shop) -> None:
    erased = _erased(in_shop, ANA)
    assert erased.external_id.startswith("erased-")
    assert len(erased.erased_mark) == 64
    assert "ana" not in erased.external_id


def test_a_file_of_the_shop_imported_again_brings_nobody_back(shop: Shop, tmp_path: Path) -> None:
    head = "order_id,order_number,contract_at,currency,country,customer_id,customer_name,customer_email,"
    row = "A,FR-1,2026-11-02T10:00:00+01:00,EUR,FR,C-77,Ana Lopez,ana@exemple.fr,"
    source = tmp_path / "sales.csv"
    source.write_text(f"{head}product_id,product_name,quantity,unit_price\n{row}MUG,Mug,2,12.50\n")
    _import(shop, source)
    with organization_block(shop.org_id):
        erased = Customer.objects.get()
        operations.erase_person(actor=shop.system, customer_id=erased.id, now=NOW)
    report = _import(shop, source)
    assert (report.orders_imported, report.orders_rejected) == (1, 0)
    with organization_block(shop.org_id):
        assert _is_nobody(erased)
        assert Customer.objects.count() == 1


def _import(shop: Shop, source: Path) -> operations.ImportReport:
    return operations.import_orders(
        actor=shop.system, brand_id=shop.brand_id, source=source, mapping=operations.Mapping(),
        now=datetime(2026, 11, 24, tzinfo=UTC),
    )  # fmt: skip
