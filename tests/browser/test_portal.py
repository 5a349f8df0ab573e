"""A whole return on a phone: with and without scripts, at night, at 320 px; screens and taps counted."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from savoir.cases.queries import case_card
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import issue_link
from tests.browser.conftest import Site, Visit
from tests.shop import Sale, sell

pytestmark = pytest.mark.browser
Open = Callable[..., Visit]
MOST_SCREENS, MOST_TAPS, MOST_FIELDS = 4, 9, 6


class Person:
    """Somebody who taps and types; both are counted, and each new screen is looked at."""

    def __init__(self, visit: Visit, site: Site, *, axe: bool = True) -> None:
        self.visit, self.site, self.axe = visit, site, axe
        self.taps = self.fields = self.screens = 0

    @property
    def page(self) -> Page:
        return self.visit.page

    def opens(self, path: str = "") -> None:
        self.page.goto(f"{self.site.address}/sav/{self.site.shop.brand_slug}/{path}")
        self.looks()

    def looks(self) -> None:
        self.screens += 1
        self.visit.is_sound(axe=self.axe)

    def taps_on(self, selector: str, *, leads_on: bool = False) -> None:
        self.page.locator(selector).locator("visible=true").first.click()
        self.taps += 1
        if leads_on:
            self.page.wait_for_load_state()
            self.looks()

    def types(self, name: str, text: str) -> None:
        self.page.fill(f"[name={name}]", text)
        self.fields += 1
        self.taps += 1


def sold(site: Site, **given: object) -> Sale:
    with organization_block(site.shop.org_id):
        return sell(
            site.shop, delivered_at=site.now - timedelta(days=5),
            product={"picture": "dress", "colorway": "rose", "variant": "Taille 38"}, **given,
        )  # fmt: skip


def asks_back(person: Person, sale: Sale) -> str:
    """The way of a change of mind; the reference of the case."""
    person.opens()
    person.types("number", sale.number)
    person.types("email", sale.email)
    person.taps_on("button:has-text('Retrouver ma commande')", leads_on=True)
    person.taps_on("article a.item", leads_on=True)
    person.taps_on("label:has-text('J’ai changé d’avis')")
    person.taps_on("button:has-text('Voir ce qui est possible')", leads_on=True)
    person.taps_on("label:has-text('Remboursement')")
    person.taps_on("#submit-choice")
    person.page.wait_for_url("**/dossiers/**")
    person.visit.is_sound(axe=person.axe)
    return person.page.url.rstrip("/").split("/")[-1]


@pytest.mark.parametrize(
    ("width", "dark", "scripts"),
    [
        (390, False, True),
        pytest.param(390, True, True, marks=pytest.mark.long),
        (390, False, False),
        pytest.param(320, True, True, marks=pytest.mark.long),
    ],
)
def test_a_return_takes_four_screens_and_nine_taps(
    site: Site, visit: Open, width: int, dark: bool, scripts: bool
) -> None:
    person = Person(visit(width=width, dark=dark, scripts=scripts), site, axe=scripts)

    reference = asks_back(person, sold(site))

    assert person.screens <= MOST_SCREENS
    assert person.taps <= MOST_TAPS
    assert person.fields <= MOST_FIELDS
    assert "Votre argent au plus tard" in person.page.locator("h1").inner_text().replace("\u00a0", " ")
    with organization_block(site.shop.org_id):
        assert case_card(actor=site.shop.system, reference=reference).proposal == "refund"


def test_the_button_says_what_is_chosen(site: Site, visit: Open) -> None:
    person = Person(visit(), site)
    sale = sold(site)
    person.opens()
    person.types("number", sale.number)
    person.types("email", sale.email)
    person.taps_on("button:has-text('Retrouver ma commande')")
    person.taps_on("article a.item")
    person.taps_on("label:has-text('Il est en panne')")
    person.taps_on("button:has-text('Voir ce qui est possible')")
    button = person.page.locator("#submit-choice")
    button.wait_for()
    expect(button).to_have_text("Confirmer mon choix")
    expect(person.page.locator("input:checked")).to_have_count(0)

    person.taps_on("label:has-text('Réparation')")
    expect(button).to_have_text("Choisir la réparation")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_parcel_leaves_and_the_page_moves_on(site: Site, visit: Open, scripts: bool) -> None:
    sale = sold(site)
    person = Person(visit(width=1440, height=900, scripts=scripts), site, axe=scripts)
    reference = asks_back(person, sale)
    with organization_block(site.shop.org_id):
        case = case_card(actor=site.shop.system, reference=reference)
        secret = issue_link(actor=site.shop.system, order_id=sale.order_id, case_id=case.id, now=site.now)
    person.opens(f"acces/{secret}/")
    person.taps_on("button:has-text('Ouvrir mon dossier')", leads_on=True)
    person.page.get_by_text("Votre remboursement").wait_for()

    person.taps_on("a:has-text('J’ai expédié mon colis')", leads_on=True)
    person.taps_on("button:has-text('Confirmer l’envoi')", leads_on=True)
    expect(person.page.locator("#error-summary")).to_have_count(1)
    person.types("tracking_number", "6A12345678901")
    person.taps_on("button:has-text('Confirmer l’envoi')", leads_on=True)

    expect(person.page.get_by_text("Colis expédié")).to_have_count(1)
    person.types("text", "Le colis est parti.")
    photo = io.BytesIO()
    Image.new("RGB", (60, 40)).save(photo, "JPEG")
    person.page.set_input_files(
        "#question [type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    )
    person.taps_on("button:has-text('Envoyer')", leads_on=True)
    person.page.get_by_text("Le colis est parti.").wait_for()
    sent = person.page.locator(".said img")
    assert sent.evaluate("(one) => one.decode().then(() => one.naturalWidth)", timeout=5000) == 60


@pytest.mark.parametrize(
    ("width", "dark"), [pytest.param(390, False, marks=pytest.mark.long), (320, True), (1440, False)]
)
def test_pages_anybody_may_read_are_sound(site: Site, visit: Open, width: int, dark: bool) -> None:
    person = Person(visit(width=width, dark=dark), site)
    for path in ("vos-droits/", "politique/", "acces/rien/", "?suite=renoncer", "nulle/part/"):
        person.opens(path)
        person.visit.keeps_words_whole()


def test_rights_of_a_bought_thing_and_every_refused_form_are_sound(site: Site, visit: Open) -> None:
    sale = sold(site, lines=2)
    person = Person(visit(width=320, dark=True), site)
    person.opens()
    person.taps_on("button:has-text('Retrouver ma commande')", leads_on=True)
    person.types("number", sale.number)
    person.types("email", sale.email)
    person.taps_on("button:has-text('Retrouver ma commande')", leads_on=True)
    person.opens(f"vos-droits/{sale.line_ids[0]}/")
    person.opens(f"demande/?a={sale.line_ids[0]}&a={sale.line_ids[1]}")
    person.taps_on("button:has-text('Voir ce qui est possible')", leads_on=True)
    assert person.page.evaluate("document.activeElement.id") == "error-summary"
