"""Finding a sale by whatever somebody has at hand: every kind, and never in another house."""

import pytest
from django.db import connection, transaction
from django.db.utils import DataError, ProgrammingError

from savoir.config.launcher.cluster import Cluster
from savoir.kernel.errors import NotAllowed
from savoir.kernel.tenancy import SETTING, organization_block
from savoir.orders import queries
from savoir.orders.models import Customer, Delivery, Order, OrderLine
from savoir.orders.queries.search import _SEARCH
from savoir.orders.rules import phone_readings
from tests.shop import Sale, Shop, make_shop, sell


def known(shop: Shop) -> Sale:
    """A sale of which everything is on file."""
    with organization_block(shop.org_id):
        sale = sell(shop)
        Customer.objects.filter(id=sale.customer_id).update(
            name="Éléonore Vanderbeck", name_search="eleonore vanderbeck", phone="06 12 34 56 78",
            phone_normalized="33612345678", email_normalized="eleonore@exemple.fr",
        )  # fmt: skip
        Order.objects.filter(id=sale.order_id).update(email_normalized="eleonore@exemple.fr")
        Delivery.objects.filter(order_id=sale.order_id).update(tracking_number="6A12345678901")
        OrderLine.objects.filter(order_id=sale.order_id).update(serials=["SN-X30-0042"])
    return sale


KINDS = [
    "number", "Eleonore@Exemple.fr ", "éléonore vanderbeck", "vanderbek", "6A12345678901",
    "6a 1234 5678 901", "06 12 34 56 78", "+33 6 12 34 56 78", "0033612345678", "SN-X30-0042", "sn-x30-0042",
]  # fmt: skip


@pytest.mark.parametrize("typed", KINDS)
def test_a_sale_is_found_by(shop: Shop, typed: str) -> None:
    sale = known(shop)
    text = sale.number if typed == "number" else typed

    with organization_block(shop.org_id):
        found = queries.find_orders(actor=shop.agent, text=text, limit=5)

    assert [order.id for order in found] == [sale.order_id]


@pytest.mark.parametrize("typed", KINDS)
def test_another_house_finds_nothing_by(shop: Shop, typed: str) -> None:
    sale, theirs = known(shop), make_shop("autre")
    text = sale.number if typed == "number" else typed

    with organization_block(theirs.org_id):
        sell(theirs)
        found = queries.sale_matches(actor=theirs.agent, text=text)
        assert sale.order_id not in found.order_ids
        assert sale.customer_id not in found.customer_ids


NOTHING = [
    "",
    "  ",
    "--",
    "%",
    "'",
    "\\",
    "ab",
    "zzzzzz",
    "0",
    "SN",
    "@",
    "a@",
    "9" * 120,
    "[]",
    '["SN-X30-0042"]',
]


@pytest.mark.parametrize("typed", NOTHING)
def test_nothing_is_found_by(shop: Shop, typed: str) -> None:
    known(shop)

    with organization_block(shop.org_id):
        assert queries.find_orders(actor=shop.agent, text=typed, limit=5) == ()


ALIKE = ["jean marchand", "marchand julie", "jean marchais", "marc handel", "marchant jean", "jeanne marchal"]


@pytest.mark.parametrize("typed", ["marchnd", "jean marchnd", "jean marchand", "marhcand", "marchan"])
@pytest.mark.parametrize("most", [1, 2, 3, 20])
def test_the_likest_names_come_first_as_one_wide_look_would_put_them(
    shop: Shop, typed: str, most: int
) -> None:
    """Two looks, the nearer one first, find what one wide look finds, in its order."""
    with organization_block(shop.org_id):
        for name in ALIKE:
            sale = sell(shop)
            Customer.objects.filter(id=sale.customer_id).update(name_search=name)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM orders_customer WHERE word_similarity(%s, name_search) >= 0.6"
                " ORDER BY word_similarity(%s, name_search) DESC, id DESC LIMIT %s", [typed, typed, most],
            )  # fmt: skip
            wanted = [row[0] for row in cursor.fetchall()]
            cursor.execute(_SEARCH, [[], "", [], [], typed, most])
            assert [row[1] for row in cursor.fetchall()] == wanted
            cursor.execute("SHOW pg_trgm.word_similarity_threshold")
            assert cursor.fetchone() == ("0.6",)


@pytest.mark.parametrize(("marchands", "are_strangers_shown"), [(23, True), (24, False)])
def test_strangers_are_shown_only_where_few_names_are_near(
    shop: Shop, marchands: int, are_strangers_shown: bool
) -> None:
    """Two dozen of the name that was typed are enough: whoever is only somewhat alike stays out."""
    with organization_block(shop.org_id):
        names = [*["jean marchand"] * marchands, "jeanne marchal"]
        met = [sell(shop).customer_id for _ in names]
        for customer_id, name in zip(met, names, strict=True):
            Customer.objects.filter(id=customer_id).update(name_search=name)
        found = queries.sale_matches(actor=shop.agent, text="marchand").customer_ids
    assert set(found) == {*met[:marchands], *([met[-1]] if are_strangers_shown else [])}


def test_a_customer_at_the_portal_reads_only_what_he_proved(shop: Shop) -> None:
    sale = known(shop)
    with organization_block(shop.org_id):
        mine = sell(shop)
        me = shop.customer(mine.order_id)
        assert queries.find_orders(actor=me, text="vanderbeck", limit=5) == ()
        assert queries.find_orders(actor=me, text=sale.number, limit=5) == ()


def test_one_statement_finds_and_two_read(shop: Shop, django_assert_num_queries: object) -> None:
    known(shop)
    with organization_block(shop.org_id), django_assert_num_queries(3):  # type: ignore[operator]  # its fixture
        assert queries.find_orders(actor=shop.agent, text="vanderbeck", limit=5)


def test_who_may_not_read_sales_finds_none(shop: Shop) -> None:
    nobody = type(shop.agent)(kind=shop.agent.kind, org_id=shop.org_id)
    with organization_block(shop.org_id), pytest.raises(NotAllowed):
        queries.sale_matches(actor=nobody, text="vanderbeck")


def _ask_without(setting: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, setting])
        cursor.execute(_SEARCH, [["X"], "", [], [], "vanderbeck", 5])


@pytest.mark.parametrize("setting", ["", "nonsense"])
def test_without_an_organization_the_function_refuses(shop: Shop, setting: str) -> None:
    known(shop)
    with pytest.raises((ProgrammingError, DataError)):
        _ask_without(setting)


def test_under_the_policy_it_finds_the_same(own_database: str, template: tuple[Cluster, str]) -> None:
    """Where the host grants no exemption the function is the table owner's, and stays under the policy."""
    template[0].run_sql(
        own_database,
        "ALTER FUNCTION orders_search(text[], text, text[], text[], text, integer) OWNER TO savoir_owner",
    )
    shop, theirs = make_shop(), make_shop("autre")
    sale, hidden = known(shop), known(theirs)
    with organization_block(shop.org_id):
        for typed in [sale.number, *KINDS[1:]]:
            found = queries.sale_matches(actor=shop.agent, text=typed)
            assert sale.order_id in found.order_ids or sale.customer_id in found.customer_ids, typed
            assert hidden.order_id not in found.order_ids
            assert hidden.customer_id not in found.customer_ids


@pytest.mark.parametrize("typed", ["FR80412", "6A12345678901", "12345", "Martin", "06-12-34-56-7x"])
def test_what_is_no_phone_number_has_no_reading(typed: str) -> None:
    assert phone_readings(typed) == ()
