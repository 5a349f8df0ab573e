"""Somebody looks at a request first: the customer reads a day and the same solutions, nothing of himself."""

import re

import pytest

from savoir.kernel.tenancy import organization_block
from tests.cases.routes import LOOKS, decide_by, refused_before
from tests.cases.routes import sold as sold_lately
from tests.doors.portals import Visitor, asks
from tests.shop import Sale

pytestmark = pytest.mark.usefixtures("clock")
NEVER_TOLD = ("refusés", "risque", "soup", "fraude", "abus", "surveill", "regarde")


@pytest.fixture
def sale(visitor: Visitor) -> Sale:
    """Bought by somebody whose three returns the dock refused."""
    decide_by(visitor.shop, LOOKS)
    with organization_block(visitor.shop.org_id):
        found = sold_lately(visitor.shop)
        refused_before(found, 3, shop=visitor.shop)
    return found


def answered(visitor: Visitor, sale: Sale) -> str:
    visitor.proves(sale)
    visitor.says(sale, "avis")
    return visitor.read("reponse/")


def solutions(page: str) -> list[str]:
    """What may be chosen, by the plan each card carries."""
    return re.findall(r'name="plan-([a-z_]+)"', page)


def test_the_answer_says_by_when_a_person_confirms_and_offers_the_same(visitor: Visitor, sale: Sale) -> None:
    with organization_block(visitor.shop.org_id):
        plain = sold_lately(visitor.shop)
    others = answered(visitor, plain)

    page = answered(visitor, sale)

    assert "La réponse est immédiate." in others
    assert "Une personne confirme avant mercredi 25 novembre" in page
    assert solutions(page) == solutions(others) != []
    assert [word for word in NEVER_TOLD if word in page.lower() and word not in others.lower()] == []


def test_the_case_promises_the_day_that_was_read(visitor: Visitor, sale: Sale) -> None:
    case = asks(visitor, sale)

    page = visitor.read(f"dossiers/{case.reference}/")

    assert case.needs_person
    assert "25 novembre" in page
    assert [word for word in NEVER_TOLD if word in page.lower()] == []
