"""One person, two shops of one server: she is asked, agrees with her own account, and leaves one of them."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.ports import bind, bound
from savoir.kernel.tenancy import organization_block
from savoir.organizations import operations, queries
from savoir.organizations.ports import AccountMail
from tests.organizations.test_people import PASSWORD, Letters, invited
from tests.shop import NOON, Shop, make_shop

NADIA = "nadia@lenoir.example"


@pytest.fixture
def letters() -> Iterator[Letters]:
    former, box = bound(AccountMail), Letters()
    bind(AccountMail, lambda org_id: box)
    yield box
    bind(AccountMail, former or (lambda org_id: box))


@pytest.fixture
def nadia(shop: Shop) -> Client:
    """She answers the customers of the first shop, and signed in this morning."""
    _, secret = invited(shop)
    operations.choose_password(secret=secret, password=PASSWORD, now=NOON)
    browser = Client()
    with time_machine.travel(NOON, tick=False):
        browser.post("/entree/", {"email": NADIA, "password": PASSWORD})
        yield browser


def test_she_is_asked_agrees_and_works_for_both_until_one_ends(
    shop: Shop, nadia: Client, letters: Letters
) -> None:
    neighbor = make_shop("voisin")
    chief = neighbor.actors[Role.ADMIN]
    with organization_block(neighbor.org_id):
        member_id = operations.add_member(
            actor=chief, email=NADIA, full_name="La nouvelle", role="senior", now=NOON
        )
        operations.send_invitation(actor=chief, member_id=member_id, now=NOON)
    jobs.drain(until=NOON)
    (address,) = re.findall(r"(/entree/lien/\S+/)", letters.sent[0].text)
    assert "Accepter l’invitation" in nadia.get(address).content.decode()
    with organization_block(neighbor.org_id):
        awaited = queries.colleague(actor=chief, member_id=member_id)
    assert (awaited.name, awaited.has_joined) == ("La nouvelle", False), "they know what they typed"
    assert nadia.post(f"{address}accord/")["Location"] == "/entree/accueil/"
    assert nadia.get("/desk/").status_code == 200
    assert nadia.session["org_id"] == neighbor.org_id
    nadia.post("/entree/compte/organisation/", {"org_id": str(shop.org_id)})
    assert nadia.get("/desk/").status_code == 200
    assert nadia.session["org_id"] == shop.org_id
    with organization_block(neighbor.org_id):
        operations.dismiss_member(actor=chief, member_id=member_id, now=NOON)
    assert nadia.get("/desk/").status_code == 200, "the other shop's end is not this one's"
    refused = nadia.post("/entree/compte/organisation/", {"org_id": str(neighbor.org_id)})
    assert refused.status_code == 404
