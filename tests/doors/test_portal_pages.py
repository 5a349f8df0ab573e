"""What each page of the portal asks of the database: a number that is known, and does not grow."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from savoir.kernel.tenancy import organization_block
from tests.doors.portals import Visitor
from tests.shop import NOON, Sale, Shop, sell

Queries = Callable[..., object]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def visitor(shop: Shop) -> Visitor:
    return Visitor(shop, Client())


def sold(shop: Shop, **given: object) -> Sale:
    with organization_block(shop.org_id):
        return sell(shop, **given)


PAGES = {
    "": 8,
    "articles/": 18,
    "demande/": 20,
    "vos-droits/": 8,
    "politique/": 9,
    "reponse/": 22,
    "dossiers/": 21,
    "dossiers/envoi/": 15,
}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_a_fixed_number_of_questions(
    visitor: Visitor, shop: Shop, django_assert_num_queries: Queries, path: str
) -> None:
    sale, asked = sold(shop), path
    visitor.proves(sale)
    visitor.says(sale, "avis")
    if path == "demande/":
        asked = f"demande/?a={sale.line_ids[0]}"
    if path.startswith("dossiers/"):
        reference = visitor.chooses("refund")["Location"].split("/")[-2]
        asked = path.replace("dossiers/", f"dossiers/{reference}/")
    with django_assert_num_queries(PAGES[path]):
        assert visitor.get(asked).status_code == 200


def test_more_lines_cost_no_more_questions(
    visitor: Visitor, shop: Shop, django_assert_num_queries: Queries
) -> None:
    visitor.proves(sold(shop, lines=6))
    with django_assert_num_queries(17):  # one less: no draft waits
        assert visitor.get("articles/").status_code == 200
