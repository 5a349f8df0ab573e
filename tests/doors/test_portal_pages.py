"""What each page of the portal asks of the database: a number that is known, and does not grow."""

from collections.abc import Callable

import pytest

from tests.doors.portals import Visitor, sold
from tests.shop import Shop

Queries = Callable[..., object]


pytestmark = pytest.mark.usefixtures("clock")


PAGES = {
    "": 8,
    "articles/": 16,
    "demande/": 17,
    "vos-droits/": 8,
    "politique/": 9,
    "reponse/": 19,
    "dossiers/": 18,
    "dossiers/envoi/": 13,
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
    with django_assert_num_queries(15):  # one less: no draft waits
        assert visitor.get("articles/").status_code == 200
