"""Sales pushed by programs: one or many, whole orders, each answered by itself."""

import json
from typing import Any

from savoir.kernel.access import Permission
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Customer, Order, OrderLine, Payment, Product
from tests.api.programs import Program, new_key, problem
from tests.shop import Shop


def order(number: str, **given: Any) -> dict[str, Any]:
    """An order as a shop tells it."""
    return {
        "order_id": number, "order_number": number, "contract_at": "2026-11-02T10:00:00Z", "currency": "EUR",
        "country": "FR", "customer": {"name": "Ana Lopez", "email": "ana@exemple.fr"},
        "lines": [{"line_id": f"{number}-1", "product": {"id": "MUG", "name": "Mug"}, "quantity": 2,
                   "unit_price": "12.50"}],
        "payments": [{"id": f"{number}-P", "tender": "card", "amount": 25}], **given,
    }  # fmt: skip


def _orders(shop: Shop) -> int:
    with organization_block(shop.org_id):
        return Order.objects.count()


def test_an_order_is_told_once_and_again(program: Program, shop: Shop) -> None:
    first = program.post("/orders", order("A"), once="k1")
    assert (first.status_code, json.loads(first.content)["outcome"]) == (200, "created")
    assert program.post("/orders", order("A"), once="k1").headers["Idempotency-Replayed"] == "true"
    assert json.loads(program.post("/orders", order("A")).content)["outcome"] == "unchanged"
    problem(program.post("/orders", order("B"), once="k1"), 422, "idempotency_key_reused")
    assert _orders(shop) == 1
    with organization_block(shop.org_id):
        assert Payment.objects.get().amount_minor == 2500


def test_a_bad_order_is_a_problem_with_field_and_way_out(program: Program, shop: Shop) -> None:
    found = problem(program.post("/orders", order("A", total="99.00")), 422, "record_refused")
    assert "total" in json.dumps(found)
    assert _orders(shop) == 0


def test_an_insurance_bought_with_the_goods_is_told_with_them(program: Program, shop: Shop) -> None:
    line = order("A")["lines"][0]
    told = {"kind": "insurance", "perils": ["theft", "accident"], "last_on": "2029-11-01"}
    assert program.post("/orders", order("A", lines=[line | {"cover": told}])).status_code == 200
    with organization_block(shop.org_id):
        assert OrderLine.objects.get().cover == {**told, "bought": True}
    for bad in ({"perils": ["rain"]}, {"kind": "casco"}, {"last_on": "demain"}, {"until": "2029-11-01"}):
        answer = program.post("/orders", order("B", lines=[line | {"line_id": "B-1", "cover": bad}]))
        assert answer.status_code == 422, bad
    assert _orders(shop) == 1


def test_of_many_each_stands_alone(program: Program, shop: Shop) -> None:
    sent = {"brand": shop.brand_slug, "orders": [order("A"), order("B", total="1.00"), order("C")]}
    answer = json.loads(program.post("/orders/bulk", sent).content)
    assert [one["outcome"] for one in answer["records"]] == ["created", "refused", "created"]
    assert (answer["records"][1]["code"], answer["records"][1]["field"]) == ("total_mismatch", "total")
    assert _orders(shop) == 2


def test_parcels_products_and_customers(program: Program, shop: Shop) -> None:
    program.post("/orders", order("A"))
    parcel = {"order_id": "A", "id": "D1", "delivered_at": "2026-11-05T09:00:00+01:00"}
    assert json.loads(program.post("/deliveries", parcel).content)["outcome"] == "updated"
    program.post("/products", {"id": "MUG", "hygiene_sealed": True})
    program.post("/customers", {"id": "C1", "name": "Luc", "email": "luc@exemple.fr"})
    with organization_block(shop.org_id):
        assert OrderLine.objects.get().delivered_qty == 2
        assert Product.objects.get().hygiene_sealed
        assert Customer.objects.filter(external_id="C1").exists()
    problem(program.post("/deliveries", parcel | {"order_id": "Z"}), 422, "record_refused")


def test_a_key_without_the_scope_or_of_another_brand_pushes_nothing(shop: Shop, program: Program) -> None:
    reader = Program(new_key(shop, Permission.SALE_READ))
    assert reader.post("/orders", order("A")).status_code == 403
    problem(program.post("/orders", order("A", brand="ailleurs")), 404, "not_found")
    assert _orders(shop) == 0
