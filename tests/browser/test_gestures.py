"""Beyond what is owed in a real Chromium: a gesture, a remedy; granted, asked for, answered, all sound."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from savoir.cases.values import CaseCard
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.models import Gesture
from tests.browser.conftest import Site
from tests.browser.test_desk import enter, shot
from tests.resolutions.beyond import ask, too_late
from tests.resolutions.gestures import SORRY, again, grant, kind_shop, replaced
from tests.shop import sell

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def house(site: Site) -> Site:
    """The same server, with a shop whose policy has gestures and leeway."""
    return replace(site, shop=kind_shop())


def broken(house: Site) -> CaseCard:
    """A thing that broke for the second time."""
    with organization_block(house.shop.org_id):
        sale = sell(house.shop, product={"name": "Aspirateur balai X30", "picture": "vacuum"})
        case = replaced(house.shop, sale)
        again(sale)
    return case


def states(house: Site, case: CaseCard) -> list[str]:
    with organization_block(house.shop.org_id):
        return list(Gesture.objects.filter(case_id=case.id).order_by("id").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        (390, False),
        pytest.param(820, False, marks=pytest.mark.long),
        pytest.param(1440, False, marks=pytest.mark.long),
        (1440, True),
    ],
)
def test_the_pages_are_sound(house: Site, visit: Callable[..., Any], width: int, dark: bool) -> None:
    case = broken(house)
    with organization_block(house.shop.org_id):
        grant(house.shop, case, "slight", amount=4500, motive=SORRY)
        late, waits = too_late(house.shop), too_late(house.shop)
        ask(house.shop, waits, now=timezone.now())
    window = visit(width=width, height=900, dark=dark)
    enter(house, window, Role.SENIOR)
    place = f"{house.address}/desk/dossiers/{case.reference}/"
    for name, address in (
        ("case", place),
        ("own", f"{place}geste/?gravite=grave"),
        ("beyond", f"{place}geste/?gravite=slight&somme=15"),
        ("not-carried", f"{place}geste/?gravite=serious"),
        ("choose", f"{place}geste/"),
        ("approvals", f"{house.address}/desk/accords/"),
        ("remedy", f"{house.address}/desk/dossiers/{late.reference}/"),
        ("remedy-asked", f"{house.address}/desk/dossiers/{waits.reference}/"),
    ):
        answer = window.page.goto(address)
        assert answer is not None
        assert answer.status == 200
        window.page.wait_for_load_state("load")
        shot(window, f"gesture-{name}-{width}-{'dark' if dark else 'light'}")
        window.is_sound()
        window.keeps_words_whole()


def test_an_agent_grants_what_the_rule_gives_and_takes_it_back(
    house: Site, visit: Callable[..., Any]
) -> None:
    case = broken(house)
    window = visit(width=1440, height=900)
    enter(house, window, Role.AGENT)
    page = window.page
    page.goto(f"{house.address}/desk/dossiers/{case.reference}/")
    page.get_by_role("link", name="Remise sur le prix").click()
    page.get_by_role("button", name="Accorder 11,80").click()
    page.get_by_text("Geste de 11,80").first.wait_for()
    assert states(house, case) == ["granted"]
    page.get_by_role("button", name="Annuler").click()
    page.get_by_text("Le geste n’est pas parti.").wait_for()
    assert states(house, case) == ["canceled"]


def test_more_is_asked_of_a_senior_who_says_yes(house: Site, visit: Callable[..., Any]) -> None:
    case = broken(house)
    window = visit(width=390, height=900)
    enter(house, window, Role.AGENT)
    page = window.page
    page.goto(f"{house.address}/desk/dossiers/{case.reference}/geste/")
    page.get_by_label("Gravité pour le client").select_option("annoying")
    page.get_by_label("Une autre somme que celle de la règle").fill("40")
    page.get_by_role("button", name="Voir ce que dit la règle").click()
    page.get_by_label("Pourquoi ce geste").fill(SORRY)
    page.get_by_role("button", name="Demander l’accord pour 40,00").click()
    page.get_by_text("une seconde personne répond").wait_for()
    assert states(house, case) == ["asked"]
    senior = visit(width=1440, height=900)
    enter(house, senior, Role.SENIOR)
    senior.page.goto(f"{house.address}/desk/accords/")
    card = senior.page.locator("section.card", has=senior.page.get_by_text("40,00"))
    card.get_by_role("button", name="Accorder").click()
    senior.page.get_by_text("Geste de 40,00").first.wait_for()
    assert states(house, case) == ["granted"]


def test_a_remedy_beyond_the_rule_is_asked_of_a_senior_who_says_yes(
    house: Site, visit: Callable[..., Any]
) -> None:
    with organization_block(house.shop.org_id):
        case = too_late(house.shop, product={"name": "Plaid Brume", "picture": "vacuum"})
    window = visit(width=1440, height=900)
    enter(house, window, Role.AGENT)
    page = window.page
    page.goto(f"{house.address}/desk/dossiers/{case.reference}/")
    page.locator("label.choice", has_text="Remboursement").first.click()
    page.get_by_label("Motif de ce choix").select_option("gesture")
    page.get_by_role("button", name="Demander l’accord").click()
    expect(page.get_by_text("Accord demandé (Conseil client, senior)")).to_be_visible()
    senior = visit(width=390, height=900)
    enter(house, senior, Role.SENIOR)
    senior.page.goto(f"{house.address}/desk/accords/")
    card = senior.page.locator("section.card", has_text="Accorder une solution hors règle").last
    card.get_by_role("button", name="Accorder").click()
    expect(senior.page.get_by_text("Hors règle, accordé à deux")).to_be_visible()
    senior.is_sound()
