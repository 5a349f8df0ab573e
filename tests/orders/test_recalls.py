"""The head of after-sales calls a product back: the right is there at once, for whom it concerns alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from savoir.kernel.access import Role
from savoir.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from savoir.kernel.ledger import events_of
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Recall, RecalledProduct
from savoir.orders.operations import AlreadyDeclared, AlreadyEnded, RecallNotice, declare_recall, end_recall
from savoir.orders.queries import count_open_recalls, recall_card, recalls, sale_line, sale_lines
from savoir.orders.states import Possible, RecallEnd
from tests.shop import NOON, Sale, Shop, make_shop, sell

BOSS = Role.SUPERVISOR


@pytest.fixture
def shop(db: None) -> Shop:
    return make_shop()


def notice(*products: str, **given: Any) -> RecallNotice:
    """A battery that may burn."""
    told = {"began_on": date(2026, 11, 20), "hazard": "La batterie peut prendre feu.",
            "instructions": "Débranchez-la et ne la rechargez plus."}  # fmt: skip
    return RecallNotice(products=products, **{**told, **given})


def declare(shop: Shop, told: RecallNotice, role: Role = BOSS) -> int:
    return declare_recall(actor=shop.actors[role], brand_id=shop.brand_id, notice=told, now=NOON)


def drill(shop: Shop, **given: Any) -> Sale:
    """A drill was sold."""
    return sell(shop, product={"name": "Perceuse 18 V", "gtin": "3660000000017", **given})


def sku_of(shop: Shop, sale: Sale) -> str:
    return sale_line(actor=shop.system, line_id=sale.line_ids[0]).sku


def test_every_line_of_the_product_knows_the_recall(shop: Shop) -> None:
    with organization_block(shop.org_id):
        sale, other = drill(shop), sell(shop)
        recall_id = declare(shop, notice(sku_of(shop, sale), repair=Possible.IMPOSSIBLE))
        (line,) = sale_lines(actor=shop.system, order_id=sale.order_id)
        assert [(one.recall_id, one.repair, one.hazard) for one in line.recalls] == [
            (recall_id, Possible.IMPOSSIBLE, "La batterie peut prendre feu.")
        ]
        assert sale_line(actor=shop.system, line_id=sale.line_ids[0]) == line
        assert sale_line(actor=shop.system, line_id=other.line_ids[0]).recalls == ()
        (told,) = events_of("brand", shop.brand_id)
        assert (told.kind, told.payload) == ("recall_declared", {"recall_id": recall_id, "products": 1})


@pytest.mark.parametrize("named", ["sku", "gtin", "external_id"])
def test_a_product_is_named_as_the_notice_names_it(shop: Shop, named: str) -> None:
    with organization_block(shop.org_id):
        sale = drill(shop)
        line = sale_line(actor=shop.system, line_id=sale.line_ids[0])
        names = {"sku": line.sku, "gtin": line.gtin, "external_id": line.sku.replace("SKU", "P")}
        declare(shop, notice(names[named]))
        assert RecalledProduct.objects.get().product_id == line.product_id


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"products": ()}, "products", "missing"),
        ({"products": (" ",)}, "products", "missing"),
        ({"products": ("PX-99",)}, "products", "unknown"),
        ({"products": tuple(f"A{n}" for n in range(501))}, "products", "too_many"),
        ({"began_on": date(2026, 11, 24)}, "began_on", "in_the_future"),
        ({"hazard": " "}, "hazard", "missing"),
        ({"hazard": "a" * 301}, "hazard", "too_long"),
        ({"instructions": "a\x00"}, "instructions", "too_long"),
        ({"notice_url": "http://rappel.example"}, "notice_url", "not_https"),
        ({"notice_url": "javascript:alert(1)"}, "notice_url", "not_https"),
        ({"notice_url": "https://[::1"}, "notice_url", "not_https"),
        ({"sold_first_on": date(2026, 5, 2), "sold_last_on": date(2026, 5, 1)}, "sold_last_on",
         "before_first"),
        ({"serials": ("*",)}, "serials", "not_a_serial"),
        ({"serials": tuple(f"A{n}" for n in range(501))}, "serials", "too_many"),
    ],
)  # fmt: skip
def test_a_bent_notice_calls_nothing_back(shop: Shop, given: dict[str, Any], field: str, code: str) -> None:
    with organization_block(shop.org_id):
        sale = drill(shop)
        names = given.pop("products", (sku_of(shop, sale),))
        with pytest.raises(Invalid) as caught:
            declare(shop, notice(*names, **given))
        assert (caught.value.field, caught.value.facts["code"]) == (field, code)
        assert not Recall.objects.exists()
        assert events_of("brand", shop.brand_id) == ()


@pytest.mark.parametrize("role", [Role.AGENT, Role.SENIOR, Role.FINANCE, Role.STORE, Role.WAREHOUSE])
def test_only_the_head_of_after_sales_calls_back(shop: Shop, role: Role) -> None:
    with organization_block(shop.org_id):
        name = sku_of(shop, drill(shop))
        for verb in (
            lambda: declare(shop, notice(name), role),
            lambda: recalls(actor=shop.actors[role], limit=5),
            lambda: recall_card(actor=shop.actors[role], recall_id=1),
            lambda: count_open_recalls(actor=shop.actors[role]),
            lambda: end_recall(actor=shop.actors[role], recall_id=1, end=RecallEnd.OVER, now=NOON),
        ):
            with pytest.raises(NotAllowed):
                verb()
        assert not Recall.objects.exists()


def test_a_second_click_declares_nothing_more(shop: Shop) -> None:
    with organization_block(shop.org_id):
        name, other = sku_of(shop, drill(shop)), sku_of(shop, sell(shop))
        first = declare(shop, notice(name, other))
        with pytest.raises(AlreadyDeclared) as caught:
            declare(shop, notice(name))
        assert caught.value.facts["recall_id"] == first
        assert Recall.objects.count() == 1
        declare(shop, notice(name, serials=("LX-*",)))  # another notice of that day, of some pieces
        assert Recall.objects.count() == 2


def test_a_recall_ends_once_and_says_why(shop: Shop) -> None:
    with organization_block(shop.org_id):
        recall_id = declare(shop, notice(sku_of(shop, drill(shop))))
        boss, later = shop.actors[BOSS], NOON + timedelta(days=2)
        assert count_open_recalls(actor=boss) == 1
        end_recall(actor=boss, recall_id=recall_id, end=RecallEnd.OVER, now=later)
        card = recall_card(actor=boss, recall_id=recall_id)
        assert (card.end, card.ended_on) == (RecallEnd.OVER, date(2026, 11, 25))
        with pytest.raises(AlreadyEnded):
            end_recall(actor=boss, recall_id=recall_id, end=RecallEnd.MISTAKE, now=later)
        assert recall_card(actor=boss, recall_id=recall_id) == card
        assert count_open_recalls(actor=boss) == 0
        assert [told.kind for told in events_of("brand", shop.brand_id)] == [
            "recall_declared", "recall_ended",
        ]  # fmt: skip


def test_the_list_is_read_page_by_page(shop: Shop) -> None:
    with organization_block(shop.org_id):
        boss = shop.actors[BOSS]
        ids = [declare(shop, notice(sku_of(shop, drill(shop, name=f"Perceuse {n}")))) for n in range(3)]
        first = recalls(actor=boss, limit=2)
        assert [(card.id, card.products, card.product_count) for card in first] == [
            (ids[2], ("Perceuse 2",), 1), (ids[1], ("Perceuse 1",), 1),
        ]  # fmt: skip
        assert [card.id for card in recalls(actor=boss, limit=2, before_id=ids[1])] == [ids[0]]


def test_another_house_calls_nothing_of_ours_back(shop: Shop) -> None:
    neighbor = make_shop("voisin")
    with organization_block(shop.org_id):
        sale = drill(shop)
        name = sku_of(shop, sale)
        recall_id = declare(shop, notice(name))
    with organization_block(neighbor.org_id):
        theirs = neighbor.actors[BOSS]
        with pytest.raises(Refused):
            declare(neighbor, notice(name))
        for verb in (
            lambda: recall_card(actor=theirs, recall_id=recall_id),
            lambda: end_recall(actor=theirs, recall_id=recall_id, end=RecallEnd.MISTAKE, now=NOON),
            lambda: declare_recall(actor=theirs, brand_id=shop.brand_id, notice=notice(name), now=NOON),
        ):
            with pytest.raises(NotFound):
                verb()
        assert recalls(actor=theirs, limit=5) == ()
    with organization_block(shop.org_id):
        assert recall_card(actor=shop.actors[BOSS], recall_id=recall_id).end is None
