"""What each may see of a sale."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from savoir.kernel.errors import NotFound
from savoir.kernel.values.money import Money
from savoir.orders import operations, queries
from savoir.orders.models import Customer, Delivery, DeliveryLine, Order, OrderLine
from savoir.orders.queries import proving
from savoir.orders.rules import normalize_number
from tests.shop import NOON, Sale, Shop, sell


def test_a_line_says_what_was_sold_and_when_it_arrived(in_shop: Shop) -> None:
    sale = sell(
        in_shop,
        price=5900,
        quantity=2,
        lines=2,
        delivery_paid=490,
        product={"hygiene_sealed": True, "gtin": "R1"},
    )
    line = queries.sale_line(actor=in_shop.customer(sale.order_id), line_id=sale.line_ids[1])
    assert (line.order_number, line.position, line.gtin, line.hygiene_sealed) == (sale.number, 2, "R1", True)
    assert line.paid_for(1) == Money(5900, "EUR")
    assert line.paid_for(2) == line.paid == Money(11800, "EUR")
    assert line.order_delivered_at == (NOON - timedelta(days=9),)
    assert line.line_delivered_at == NOON - timedelta(days=9)
    assert (line.delivery_mode, line.delivery_paid, line.order_quantity_total) == (
        "parcel",
        Money(490, "EUR"),
        4,
    )
    assert line.made_to_order is None


def test_a_line_in_two_parcels_arrived_with_the_last_one(in_shop: Shop) -> None:
    sale = sell(in_shop, quantity=2)
    late = Delivery.objects.create(
        org_id=in_shop.org_id, external_id="late", order_id=sale.order_id, mode="parcel", delivered_at=NOON
    )
    waiting = Delivery.objects.create(
        org_id=in_shop.org_id, external_id="wait", order_id=sale.order_id, mode="parcel"
    )
    DeliveryLine.objects.create(org_id=in_shop.org_id, delivery=late, line_id=sale.line_ids[0], quantity=1)
    line = queries.sale_line(actor=in_shop.agent, line_id=sale.line_ids[0])
    assert line.line_delivered_at == NOON
    assert line.order_delivered_at == (NOON - timedelta(days=9), NOON, None)
    assert waiting.delivered_at is None


def test_the_discount_is_shared_exactly_over_partial_returns(in_shop: Shop) -> None:
    sale = sell(in_shop, price=1000, quantity=3)
    OrderLine.objects.filter(id=sale.line_ids[0]).update(discount_minor=1)
    amounts = []
    for _ in range(3):
        line = queries.sale_line(actor=in_shop.agent, line_id=sale.line_ids[0])
        amounts.append(line.paid_for(1).minor)
        operations.mark_returned(actor=in_shop.dock, line_id=sale.line_ids[0], quantity=1, held=0, now=NOON)
    assert sum(amounts) == 2999


def test_a_customer_sees_only_what_he_proved(in_shop: Shop) -> None:
    mine, theirs = sell(in_shop), sell(in_shop)
    me = in_shop.customer(mine.order_id)
    assert queries.order_card(actor=me, order_id=mine.order_id).number == mine.number
    with pytest.raises(NotFound):
        queries.order_card(actor=me, order_id=theirs.order_id)
    with pytest.raises(NotFound):
        queries.sale_lines(actor=me, order_id=theirs.order_id)
    with pytest.raises(NotFound):
        queries.sale_line(actor=me, line_id=theirs.line_ids[0])
    assert queries.payments(actor=me, order_id=theirs.order_id) == ()
    assert queries.find_orders(actor=me, text=theirs.number, limit=5) == ()


def test_a_customer_reads_his_address_only_after_proof(in_shop: Shop) -> None:
    sale, other = sell(in_shop), sell(in_shop)
    with pytest.raises(NotFound):
        queries.customer_card(actor=in_shop.customer(sale.order_id), customer_id=sale.customer_id)
    proved = in_shop.customer(sale.order_id, verified=True)
    assert queries.customer_card(actor=proved, customer_id=sale.customer_id).email == sale.email
    with pytest.raises(NotFound):
        queries.customer_card(actor=proved, customer_id=other.customer_id)


def test_a_customer_card_adds_orders_and_standing_up(in_shop: Shop) -> None:
    sale = sell(in_shop, price=5900)
    operations.count_in_standing(actor=in_shop.system, customer_id=sale.customer_id, cases=1, now=NOON)
    operations.count_in_standing(
        actor=in_shop.system, customer_id=sale.customer_id, refunds=1, refunded_minor=5900, now=NOON
    )
    card = queries.customer_card(actor=in_shop.agent, customer_id=sale.customer_id)
    assert (card.initials, card.orders_count, card.orders_total) == ("CM", 1, Money(5900, "EUR"))
    assert (card.cases_opened, card.refunds_settled) == (1, 1)
    cards = queries.orders_of_customer(actor=in_shop.agent, customer_id=sale.customer_id, limit=5)
    assert [order.id for order in cards] == [sale.order_id]


def _found(shop: Shop, sale: Sale, **proof: str) -> int | None:
    words = {"number": sale.number, **proof}
    return queries.find_for_portal(org_id=shop.org_id, brand_id=shop.brand_id, now=NOON, **words)


def test_the_portal_asks_for_number_and_proof(in_shop: Shop) -> None:
    sale = sell(in_shop, email="claire@exemple.fr")
    Customer.objects.filter(id=sale.customer_id).update(phone_normalized="33612345678")
    number = sale.number.lower().replace("-", " ")
    assert _found(in_shop, sale, number=number, email=" CLAIRE@exemple.fr") == sale.order_id
    assert _found(in_shop, sale, postcode="59 000", second_fact="Martin") == sale.order_id
    assert _found(in_shop, sale, postcode="59000", second_fact="06 12 34 56 78") == sale.order_id
    tracking = queries.order_card(actor=in_shop.agent, order_id=sale.order_id).tracking_numbers[0]
    assert _found(in_shop, sale, postcode="59000", second_fact=tracking.lower()) == sale.order_id


@pytest.mark.parametrize(
    "proof",
    [
        {},
        {"email": "autre@exemple.fr"},
        {"postcode": "59000"},
        {"second_fact": "Martin"},
        {"postcode": "75001", "second_fact": "Martin"},
        {"postcode": "59000", "second_fact": "Dupont"},
        {"postcode": "59000", "second_fact": "   "},
        {"postcode": "59000", "second_fact": "5678"},
        {"number": "", "email": "claire@exemple.fr"},
        {"number": "FR-0", "email": "claire@exemple.fr"},
    ],
)
def test_a_wrong_or_missing_proof_finds_nothing(in_shop: Shop, proof: dict[str, str]) -> None:
    sale = sell(in_shop, email="claire@exemple.fr")
    assert _found(in_shop, sale, **proof) is None


@pytest.mark.parametrize("typed", [{"email": "x@exemple.fr"}, {"postcode": "59000", "second_fact": "Dupont"}])
def test_an_unknown_number_is_looked_up_and_compared_like_a_wrong_proof(
    in_shop: Shop, monkeypatch: pytest.MonkeyPatch, typed: dict[str, str]
) -> None:
    sale = sell(in_shop)
    compared: list[int] = []
    real = proving.hmac.compare_digest

    def counted(stored: bytes, given: bytes) -> bool:
        compared.append(len(given))
        return real(stored, given)

    monkeypatch.setattr(proving.hmac, "compare_digest", counted)
    costs = []
    for number in (sale.number, "FR-00000", "?!"):
        compared.clear()
        with CaptureQueriesContext(connection) as asked:
            assert _found(in_shop, sale, number=number, **typed) is None
        costs.append(([_without(row["sql"], number) for row in asked], list(compared)))
    assert len(costs[0][0]) == 1
    assert costs[0] == costs[1] == costs[2]
    assert len(costs[0][1]) == 3 * 6


def _without(sql: str, number: str) -> str:
    return sql.replace(normalize_number(number) or "?", "NUMBER")


def test_two_orders_of_one_number_are_told_apart_by_their_proof(in_shop: Shop) -> None:
    first = sell(in_shop, number="FR-77", email="claire@exemple.fr")
    second = sell(in_shop, number="FR-78", email="paul@exemple.fr")
    Order.objects.filter(id=second.order_id).update(number="fr 77", number_normalized="FR77")
    assert _found(in_shop, first, email="claire@exemple.fr") == first.order_id
    assert _found(in_shop, first, email="paul@exemple.fr") == second.order_id


def test_an_agent_finds_by_number_address_name_and_parcel(in_shop: Shop) -> None:
    sale = sell(in_shop, email="claire.find@exemple.fr")
    Customer.objects.filter(id=sale.customer_id).update(
        name="Éléonore Vanderbeck", name_search="eleonore vanderbeck"
    )
    tracking = queries.order_card(actor=in_shop.agent, order_id=sale.order_id).tracking_numbers[0]
    for text in (sale.number.lower(), "Claire.Find@exemple.fr", "vanderbeck", "Éléonor", tracking):
        found = queries.find_orders(actor=in_shop.agent, text=text, limit=5)
        assert [card.id for card in found] == [sale.order_id], text
    assert queries.find_orders(actor=in_shop.agent, text=" -- ", limit=5) == ()


def test_the_lines_of_an_order_cost_two_queries(in_shop: Shop) -> None:
    sale = sell(in_shop, lines=4)
    with CaptureQueriesContext(connection) as counted:
        assert len(queries.sale_lines(actor=in_shop.agent, order_id=sale.order_id)) == 4
    assert len(counted) == 2
