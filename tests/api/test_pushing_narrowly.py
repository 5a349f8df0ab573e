"""A key of one brand tells sales of that brand; customers and products of other brands stay as they are."""

import json
from typing import Any

import pytest

from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Customer, Order, Product
from savoir.organizations.models import Brand
from tests.api.programs import Program, new_key, problem
from tests.api.test_pushing import order
from tests.shop import Shop

ANA = {"id": "C1", "name": "Ana Lopez", "email": "ana@exemple.fr", "phone": "+33600000001"}
LUC = {"id": "C1", "name": "Luc Petit", "email": "luc@exemple.fr", "phone": "+33600000002"}


def new_brand(shop: Shop, slug: str) -> Brand:
    """Another brand of the same house."""
    with organization_block(shop.org_id):
        brand = Brand.objects.get(id=shop.brand_id)
        brand.pk, brand.slug, brand.name = None, slug, slug
        brand._state.adding = True
        brand.save()
    return brand


@pytest.fixture
def other(shop: Shop) -> str:
    """The slug of another brand."""
    return new_brand(shop, "atelier-deux").slug


@pytest.fixture
def narrow(program: Program, shop: Shop, other: str) -> Program:
    """The software of the first brand; the other brand already sold a mug to Ana."""
    made = program.post("/orders", order("B-1", brand=other, customer=ANA))
    assert made.status_code == 200, made.content
    return Program(new_key(shop, brand_id=shop.brand_id))


def _customers(shop: Shop) -> dict[str, str]:
    with organization_block(shop.org_id):
        return dict(Customer.objects.values_list("external_id", "email"))


def _mug(shop: Shop) -> tuple[str, bool]:
    with organization_block(shop.org_id):
        mug = Product.objects.get(external_id="MUG")
        return mug.name, bool(mug.hygiene_sealed)


def _records(answer: Any) -> list[tuple[str, str]]:
    return [(one["outcome"], one["code"]) for one in json.loads(answer.content)["records"]]


def test_a_customer_of_another_brand_is_not_rewritten(narrow: Program, shop: Shop) -> None:
    refused = problem(narrow.post("/customers", LUC), 422, "record_refused")
    many = narrow.post("/customers/bulk", {"customers": [LUC, {"id": "C2", "name": "Zoé"}]})

    assert refused["field"] == "id"
    assert _records(many) == [("refused", "elsewhere"), ("created", "")]
    assert _customers(shop) == {"C1": "ana@exemple.fr", "C2": ""}


def test_an_order_does_not_reach_a_customer_of_another_brand(narrow: Program, shop: Shop) -> None:
    sent = {"orders": [order("A-1", customer=LUC), order("A-2", customer=LUC | {"id": "C9"})]}

    assert _records(narrow.post("/orders/bulk", sent)) == [("refused", "elsewhere"), ("created", "")]
    assert _customers(shop) == {"C1": "ana@exemple.fr", "C9": "luc@exemple.fr"}
    with organization_block(shop.org_id):
        assert not Order.objects.filter(external_id="A-1").exists()


def test_an_order_named_by_address_alone_does_not_either(
    narrow: Program, program: Program, shop: Shop, other: str
) -> None:
    nameless = {"name": "Eva", "email": "eva@exemple.fr"}
    assert program.post("/orders", order("B-2", brand=other, customer=nameless)).status_code == 200
    before = _customers(shop)

    problem(narrow.post("/orders", order("A-1", customer=nameless | {"name": "X"})), 422, "record_refused")
    assert _customers(shop) == before


def test_a_product_that_another_brand_sells_is_not_rewritten(narrow: Program, shop: Shop) -> None:
    refused = problem(
        narrow.post("/products", {"id": "MUG", "name": "X", "hygiene_sealed": True}), 422, "record_refused"
    )
    many = narrow.post(
        "/products/bulk", {"products": [{"id": "MUG", "name": "X"}, {"id": "CUP", "name": "Cup"}]}
    )

    assert refused["field"] == "id"
    assert _records(many) == [("refused", "elsewhere"), ("created", "")]
    assert _mug(shop) == ("Mug", False)


def test_an_order_of_a_shared_product_is_taken_and_leaves_the_product(narrow: Program, shop: Shop) -> None:
    line = {
        "line_id": "A-1-1",
        "product": {"id": "MUG", "name": "X", "hygiene_sealed": True},
        "quantity": 1,
        "unit_price": "25.00",
    }

    told = narrow.post("/orders", order("A-1", customer={"id": "C9"}, lines=[line]))

    assert json.loads(told.content)["outcome"] == "created"
    assert _mug(shop) == ("Mug", False)


def test_what_the_brand_sells_itself_is_told_again(narrow: Program, shop: Shop) -> None:
    cup = [
        {"line_id": "A-1-1", "product": {"id": "CUP", "name": "Cup"}, "quantity": 1, "unit_price": "25.00"}
    ]
    own = order("A-1", customer=LUC | {"id": "C9"}, lines=cup)
    assert narrow.post("/orders", own).status_code == 200

    for path, sent in (
        ("/customers", {"id": "C9", "email": "luc.petit@exemple.fr"}),
        ("/products", {"id": "CUP", "name": "Grande tasse"}),
    ):
        assert json.loads(narrow.post(path, sent).content)["outcome"] == "updated"
    assert _customers(shop)["C9"] == "luc.petit@exemple.fr"


def test_orders_and_parcels_of_another_brand_do_not_exist(narrow: Program, shop: Shop, other: str) -> None:
    problem(narrow.post("/deliveries", {"order_id": "B-1", "id": "D1"}), 422, "record_refused")
    problem(narrow.post("/orders", order("B-1", customer=LUC | {"id": "C9"})), 422, "record_refused")
    for path, sent in (
        ("/orders", order("A-1", brand=other)),
        ("/orders/bulk", {"brand": other, "orders": [order("A-1")]}),
        ("/deliveries", {"brand": other, "order_id": "B-1", "id": "D1"}),
        ("/deliveries/bulk", {"brand": other, "deliveries": [{"order_id": "B-1", "id": "D1"}]}),
    ):
        problem(narrow.post(path, sent), 404, "not_found")

    assert _customers(shop) == {"C1": "ana@exemple.fr"}
    with organization_block(shop.org_id):
        assert list(Order.objects.values_list("external_id", flat=True)) == ["B-1"]


def test_a_key_of_the_whole_house_tells_every_customer(narrow: Program, program: Program, shop: Shop) -> None:
    assert json.loads(program.post("/customers", LUC).content)["outcome"] == "updated"
    assert _customers(shop)["C1"] == "luc@exemple.fr"


@pytest.fixture
def neighbour(shop: Shop, other: str) -> Program:
    """The software of the other brand, which sold nothing yet."""
    with organization_block(shop.org_id):
        return Program(new_key(shop, brand_id=Brand.objects.get(slug=other).id))


def test_what_another_brands_key_told_first_is_not_rewritten(
    narrow: Program, neighbour: Program, shop: Shop
) -> None:
    """Nobody sold the bowl and nobody sold to Zoé: they are the neighbour's, who told them."""
    zoe, bowl = {"id": "C7", "email": "zoe@exemple.fr"}, {"id": "BOWL", "name": "Bol"}
    assert neighbour.post("/customers", zoe).status_code == 200
    assert neighbour.post("/products", bowl).status_code == 200

    for path, sent in (
        ("/customers", zoe | {"email": "x@exemple.fr"}),
        ("/products", bowl | {"name": "X"}),
        ("/orders", order("A-1", customer=zoe | {"email": "x@exemple.fr"})),
    ):
        problem(narrow.post(path, sent), 422, "record_refused")
    sold = narrow.post("/orders", order("A-2", customer={"id": "C9"}, lines=[_line("BOWL", "X")]))

    assert json.loads(sold.content)["outcome"] == "created"
    assert _customers(shop)["C7"] == "zoe@exemple.fr"
    assert _name(shop, "BOWL") == "Bol"
    with organization_block(shop.org_id):
        assert not Order.objects.filter(external_id="A-1").exists()


def test_who_told_it_first_tells_it_again_and_so_does_the_house(
    neighbour: Program, program: Program, shop: Shop
) -> None:
    for asked, name in ((neighbour, "Bol"), (neighbour, "Grand bol"), (program, "Saladier")):
        assert asked.post("/products", {"id": "BOWL", "name": name}).status_code == 200
        assert asked.post("/customers", {"id": "C7", "email": f"{len(name)}@exemple.fr"}).status_code == 200
        assert _name(shop, "BOWL") == name
        assert _customers(shop)["C7"] == f"{len(name)}@exemple.fr"


def test_what_the_house_told_and_nobody_sold_any_brand_tells(
    narrow: Program, program: Program, shop: Shop
) -> None:
    for asked, name in ((program, "Bol"), (narrow, "Grand bol")):
        assert asked.post("/products", {"id": "BOWL", "name": name}).status_code == 200
        assert _name(shop, "BOWL") == name


def test_whose_it_is_was_noted_while_there_was_one_brand_alone(shop: Shop, clock: object) -> None:
    own = Program(new_key(shop, brand_id=shop.brand_id))
    assert own.post("/products", {"id": "BOWL", "name": "Bol"}).status_code == 200

    newcomer = Program(new_key(shop, brand_id=new_brand(shop, "atelier-trois").id))
    problem(newcomer.post("/products", {"id": "BOWL", "name": "X"}), 422, "record_refused")

    assert own.post("/products", {"id": "BOWL", "name": "Grand bol"}).status_code == 200
    assert _name(shop, "BOWL") == "Grand bol"


def _line(product: str, name: str) -> dict[str, Any]:
    told = {"id": product, "name": name}
    return {"line_id": f"L-{product}", "product": told, "quantity": 1, "unit_price": "25.00"}


def _name(shop: Shop, product: str) -> str:
    with organization_block(shop.org_id):
        return Product.objects.get(external_id=product).name
