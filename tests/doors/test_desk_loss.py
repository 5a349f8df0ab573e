"""A person at the desk decides on what the dock measured: the sums first, then the word to the customer."""

import re
from typing import Any

import pytest
from django.test import Client

from savoir.conversations.models import Message
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.logistics.models import ValueLoss
from savoir.organizations.models import BrandDeclaration
from savoir.resolutions.models import Refund
from tests.doors.conftest import login, prove
from tests.doors.desks import Desk, SignIn, desk_of
from tests.doors.matrix.cast import Prove
from tests.doors.portals import Visitor
from tests.logistics.losses import STAINED, Worn, came_back, euros, keep, measure
from tests.resolutions.test_paid_in_parts import paid_in_parts
from tests.shop import Shop

__all__ = ["login", "prove"]


@pytest.fixture
def worn(shop: Shop) -> Worn:
    with organization_block(shop.org_id):
        return measure(shop, came_back(shop))


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login, Role.SENIOR)


def place(worn: Worn) -> str:
    return f"dossiers/{worn.made.case.reference}/pertes/{worn.loss_id}/"


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def hidden(page: str) -> dict[str, str]:
    """What the form of the page carries, as a browser would send it."""
    return dict(re.findall(r'<input type="hidden" name="(kept|digest)" value="([^"]*)"', page))


def amount(shop: Shop) -> tuple[int, str]:
    with organization_block(shop.org_id):
        row = Refund.objects.get()
        return row.amount_minor, row.state


def test_the_case_asks_and_the_page_shows_what_would_be_left(desk: Desk, worn: Worn) -> None:
    case = text(desk.get(f"dossiers/{worn.made.case.reference}/"))
    assert "Le quai a mesuré une perte de valeur de 12,00 €" in case
    assert place(worn) in case
    page = text(desk.get(place(worn)))
    for words in ("59,00 €", "12,00 €", "47,00 €", "L221-23", "maquillage", "Photo du constat"):
        assert words in page
    assert amount(desk.shop) == (5900, "requested")


def test_she_keeps_it_and_the_letter_says_how_to_contest(desk: Desk, worn: Worn) -> None:
    page = text(desk.get(place(worn)))
    done = desk.post(place(worn), reason=STAINED, **hidden(page))
    assert done.status_code == 303
    assert amount(desk.shop) == (4700, "settling")
    with organization_block(desk.shop.org_id):
        assert Message.objects.get(step="reduction").words["kept_minor"] == 1200
    after = text(desk.get(f"dossiers/{worn.made.case.reference}/"))
    assert "12,00 € retenus, 47,00 € remboursés" in after
    assert "Une personne a déjà décidé" in text(desk.get(place(worn)))


def test_the_customer_sees_price_deduction_and_what_she_receives(
    desk: Desk, worn: Worn, client: Client, prove: Prove
) -> None:
    desk.post(place(worn), reason=STAINED, **hidden(text(desk.get(place(worn)))))
    prove(client, desk.shop.org_id, worn.sale.order_id, verified=True)
    page = Visitor(desk.shop, client).read(f"dossiers/{worn.made.case.reference}/")
    told = re.sub("<[^>]+>", " ", page).replace("\u202f", " ")
    assert re.search(r"Robe en lin\s+59,00 €", told)
    assert re.search(r"Retenue pour perte de valeur\s+[-−]12,00 €", told)
    assert re.search(r"Vous recevez\s+47,00 €", told)


def test_a_part_that_gives_all_of_it_is_not_told_as_hers(shop: Shop, client: Client, prove: Prove) -> None:
    """Paid 40 by card and 19 by gift card; 25 are kept: the gift card's refund is called off whole."""
    with organization_block(shop.org_id):
        worn = measure(shop, came_back(shop, sale=paid_in_parts(shop)), amount=euros(2500))
        keep(shop, worn)
    prove(client, shop.org_id, worn.sale.order_id, verified=True)
    page = Visitor(shop, client).read(f"dossiers/{worn.made.case.reference}/")
    told = re.sub("<[^>]+>", " ", page).replace("\u202f", " ")
    assert re.search(r"Robe en lin\s+59,00 €", told)
    assert re.search(r"Vous recevez\s+34,00 €", told)


def test_she_keeps_less_after_seeing_it(desk: Desk, worn: Worn) -> None:
    page = text(desk.get(f"{place(worn)}?somme=5,00"))
    assert "54,00 €" in page
    desk.post(place(worn), reason=STAINED, **hidden(page))
    assert amount(desk.shop) == (5400, "settling")


@pytest.mark.parametrize("typed", ["12,01", "0", "-3", "beaucoup", "9" * 40])
def test_a_sum_that_can_not_be_says_what_can(desk: Desk, worn: Worn, typed: str) -> None:
    page = desk.get(f"{place(worn)}?somme={typed}")
    assert "jusqu’à 12,00 €" in text(page)
    assert amount(desk.shop) == (5900, "requested")


def test_a_page_that_waited_too_long_changes_nothing(desk: Desk, worn: Worn) -> None:
    old = hidden(text(desk.get(f"{place(worn)}?somme=5,00")))
    answer = desk.post(place(worn), reason=STAINED, kept="1200", digest=old["digest"])
    assert answer.status_code == 409
    assert amount(desk.shop) == (5900, "requested")


def test_without_the_information_the_page_offers_only_nothing(desk: Desk, worn: Worn) -> None:
    with organization_block(desk.shop.org_id):
        BrandDeclaration.objects.filter(fact="withdrawal_information_given").update(value=False)
    page = text(desk.get(place(worn)))
    assert "La loi garantit plus que cela (L221-23)" in page
    assert "Retenir" not in page.replace("Ne rien retenir", "")
    posted = desk.post(place(worn), reason=STAINED, kept="1200", digest="x")
    assert posted.status_code == 409
    assert amount(desk.shop) == (5900, "requested")


def test_nothing_is_kept_with_one_click(desk: Desk, worn: Worn) -> None:
    assert desk.post(f"{place(worn)}abandon/").status_code == 303
    assert amount(desk.shop) == (5900, "settling")
    with organization_block(desk.shop.org_id):
        assert ValueLoss.objects.get().state == "declined"


def test_an_agent_reads_that_another_decides(shop: Shop, login: SignIn, worn: Worn) -> None:
    agent = desk_of(shop, login)
    page = text(agent.get(f"dossiers/{worn.made.case.reference}/"))
    assert "Un responsable décide si elle est retenue." in page
    assert place(worn) not in page
    assert agent.get(place(worn)).status_code == 403
    assert agent.post(place(worn), reason=STAINED, kept="1200", digest="x").status_code == 403
    assert amount(shop) == (5900, "requested")


def test_a_loss_of_another_case_does_not_exist_here(desk: Desk, worn: Worn) -> None:
    with organization_block(desk.shop.org_id):
        other = came_back(desk.shop)
    answer = desk.get(f"dossiers/{other.made.case.reference}/pertes/{worn.loss_id}/")
    assert answer.status_code == 404
