"""A version of the rules on its way, in a real Chromium: begun, changed, read, published, called off."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.policies.models import PolicyVersion
from savoir.policies.operations import record_proof
from savoir.policies.states import ProofOutcome
from tests.browser.test_desk import enter, shot
from tests.shop import NOON

pytestmark = [pytest.mark.browser, pytest.mark.long]
LONG = pytest.mark.long


def proved(site: Any, number: int, outcome: ProofOutcome) -> None:
    """The machine has proved a version."""
    shop = site.shop
    open_ones = [{"fr": "rétractation : qui paie le retour ?", "en": "withdrawal: who pays the return?"}]
    with organization_block(shop.org_id):
        row = PolicyVersion.objects.get(number=number, policy__brand_id=shop.brand_id)
        record_proof(
            actor=shop.system, version_id=row.id, digest=row.digest, outcome=outcome, now=NOON,
            report={"found": [], "open": open_ones, "questions": 4},
        )  # fmt: skip


@dataclass
class Person:
    """Somebody of the house at a window; each page he sees is sound, and kept as a picture."""

    window: Any
    look: str

    def sees(self, name: str) -> None:
        shot(self.window, f"rules-{name}-{self.look}")
        self.window.is_sound()

    def clicks(self, button: str, told: str) -> None:
        self.window.page.get_by_role("button", name=button).click()
        self.window.page.get_by_text(told).first.wait_for()


@pytest.mark.parametrize(
    ("width", "dark"),
    [(390, True), pytest.param(820, False, marks=LONG), pytest.param(1440, False, marks=LONG)],
)
def test_two_people_bring_a_version_to_its_first_day(
    site: Any, visit: Callable[..., Any], width: int, dark: bool
) -> None:
    look = f"{width}-{'dark' if dark else 'light'}"
    ana, zoe = (Person(visit(width=width, height=900, dark=dark), look) for _ in range(2))
    enter(site, ana.window, Role.SUPERVISOR)
    enter(site, zoe.window, Role.FINANCE)
    life = begins(site, ana)
    changes_a_row(ana)
    ana.window.page.goto(life)
    ana.clicks("Demander la relecture", "doit la relire")
    reads(site, zoe, life)
    publishes_and_calls_off(ana, life)


def begins(site: Any, ana: Person) -> str:
    """A draft from a starter; the address of its life."""
    page = ana.window.page
    page.goto(f"{site.address}/console/regles/")
    ana.sees("list")
    page.get_by_role("link", name="Nouveau brouillon").first.click()
    ana.sees("new")
    page.get_by_label("Partir de").select_option("starter-fashion")
    ana.clicks("Écrire le brouillon", "Le brouillon est écrit")
    ana.sees("draft")
    return str(page.url)


def changes_a_row(ana: Person) -> None:
    """First wrongly, then well."""
    page = ana.window.page
    page.get_by_role("link", name="Lire les tables").click()
    ana.sees("tables")
    page.get_by_role("link", name="Comparer avec la version en vigueur").click()
    page.get_by_role("button", name="Comparer").wait_for()
    ana.sees("gaps")
    page.get_by_role("link", name="Revenir aux tables").click()
    page.get_by_role("link", name="12. ").click()
    ana.sees("row")
    page.get_by_label("Jours depuis la livraison").fill("<= bientôt")
    ana.clicks("Enregistrer la ligne", "attendu un nombre entier (jours)")
    ana.sees("row-wrong")
    page.get_by_label("Jours depuis la livraison").fill("<= 45")
    ana.clicks("Enregistrer la ligne", "La ligne a changé")


def reads(site: Any, zoe: Person, life: str) -> None:
    """She sends it back without a reason, which is refused; says yes; answers for what is open."""
    page = zoe.window.page
    page.goto(life)
    zoe.sees("review")
    zoe.clicks("La renvoyer avec ce motif", "à remplir")
    zoe.clicks("Elle peut être publiée", "La version est relue")
    proved(site, int(page.get_by_role("heading", level=1).inner_text().split()[1]), ProofOutcome.OPEN)
    page.reload()
    zoe.sees("settle")
    page.get_by_label("Motif").fill("Lu avec le juriste.")
    zoe.clicks("J’en réponds", "vous répondez de ce qui restait ouvert")


def publishes_and_calls_off(ana: Person, life: str) -> None:
    page = ana.window.page
    page.goto(life)
    page.get_by_label("À partir du").fill("2099-03-01")
    ana.sees("publish")
    ana.clicks("Publier", "La version est programmée")
    ana.sees("scheduled")
    ana.clicks("Annuler cette version", "La version est annulée")
    ana.sees("called-off")


@pytest.mark.parametrize(("width", "dark"), [(390, False), pytest.param(1440, True, marks=LONG)])
def test_a_wrong_document_is_named_by_its_faults_and_kept(
    site: Any, visit: Callable[..., Any], width: int, dark: bool
) -> None:
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.SUPERVISOR)
    page = window.page
    page.goto(f"{site.address}/console/regles/nouveau/?brand={site.shop.brand_id}")
    page.get_by_label("Partir de").select_option("document")
    page.get_by_label("Ou son texte, collé ici").fill('{"format": 2, "name": "", "tables": []}')
    page.get_by_role("button", name="Écrire le brouillon").click()
    page.get_by_text("attendu un texte de 1 à 200 caractères").wait_for()
    assert '"format": 2' in page.get_by_label("Ou son texte, collé ici").input_value()
    shot(window, f"rules-wrong-{width}-{'dark' if dark else 'light'}")
    window.is_sound()
