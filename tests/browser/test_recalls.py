"""A recall in a real Chromium: declared at the console, read by its buyer, beside the agent's proposal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from savoir.cases.states import Intent, Reason
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Product
from tests.browser.conftest import Site, Visit
from tests.browser.test_desk import enter, shot
from tests.browser.test_rights import looks, proves
from tests.cases.files import opened
from tests.shop import Sale, sell

pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Visit]
HAZARD = "La batterie peut surchauffer et prendre feu pendant la charge."


def drill(site: Site, days: int) -> Sale:
    """A drill, sold so many days ago."""
    with organization_block(site.shop.org_id):
        return sell(
            site.shop, price=8900, delivered_at=site.now - timedelta(days=days),
            product={"name": "Perceuse 18 V", "picture": "drill"},
        )  # fmt: skip


def declares(window: Visit, site: Site, sale: Sale, **given: str) -> None:
    """What the head of after-sales types."""
    page = window.page
    page.goto(f"{site.address}/console/rappels/nouveau/")
    window.is_sound()
    with organization_block(site.shop.org_id):
        name = Product.objects.get(id=sale.product_id).sku
    typed = {
        "products": name, "hazard": HAZARD, "instructions": "Arrêtez de vous en servir.\nNe la jetez pas.",
        "notice_url": "https://rappel.exemple.fr/avis/17", **given,
    }  # fmt: skip
    for field, text in typed.items():
        page.fill(f"[name={field}]", text)
    page.select_option("[name=repair]", "disproportionate")
    page.get_by_role("button", name="Déclarer le rappel").click()


@pytest.mark.parametrize(("width", "dark"), [(320, True), pytest.param(1440, False, marks=pytest.mark.long)])
def test_a_recall_from_the_console_to_the_buyer(site: Site, visit: Open, width: int, dark: bool) -> None:
    window, sale = visit(width=width, height=900, dark=dark), drill(site, 900)
    name = f"{width}-{'dark' if dark else 'light'}"
    enter(site, window, Role.SUPERVISOR)
    declares(window, site, sale, products="RIEN-1")
    window.page.get_by_text("Aucun de vos produits ne porte cette référence").first.wait_for()
    shot(window, f"console-recall-new-{name}")
    window.is_sound()
    declares(window, site, sale, serials="LX-22*\nQT-9001", sold_last_on="2026-03-01")
    window.page.get_by_text(HAZARD).first.wait_for()
    declares(window, site, sale)
    window.page.get_by_text("Le rappel est déclaré").wait_for()
    shot(window, f"console-recalls-listed-{name}")
    window.is_sound()
    window.page.get_by_role("link", name="Terminer").first.click()
    window.page.get_by_text("Ce qui a été acheté jusqu’ici reste rappelé.").wait_for()
    shot(window, f"console-recall-end-{name}")
    window.is_sound()

    buyer = visit(width=width, height=900, dark=dark)
    proves(buyer, site, sale, "articles/")
    buyer.page.get_by_text("Rappel de sécurité").first.wait_for()
    buyer.is_sound()
    buyer.page.get_by_role("link", name="Que faire").click()
    buyer.page.get_by_text(HAZARD).first.wait_for()
    looks(buyer, f"recall-rights-{name}")
    buyer.page.get_by_role("link", name="Répondre au rappel").first.click()
    buyer.page.get_by_text("Je réponds au rappel de sécurité").wait_for()
    buyer.is_sound()


@pytest.mark.parametrize(("width", "dark"), [(390, False), pytest.param(1440, True, marks=pytest.mark.long)])
def test_the_agent_sees_it_above_his_proposal(site: Site, visit: Open, width: int, dark: bool) -> None:
    sale = drill(site, 9)
    with organization_block(site.shop.org_id):
        case = opened(site.shop, sale, Intent.CLAIM, Reason.DEFECTIVE, now=site.now)
    boss = visit(width=1440, height=900)
    enter(site, boss, Role.SUPERVISOR)
    declares(boss, site, sale)
    boss.page.get_by_text("Le rappel est déclaré").wait_for()
    window: Any = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.AGENT)
    for address in (f"desk/dossiers/{case.reference}/", f"desk/lignes/{sale.line_ids[0]}/droits/",
                    f"desk/commandes/{sale.order_id}/"):  # fmt: skip
        window.page.goto(f"{site.address}/{address}")
        window.page.get_by_text("appel de sécurité").first.wait_for()
        window.is_sound()
    window.page.goto(f"{site.address}/desk/dossiers/{case.reference}/")
    shot(window, f"desk-recall-{width}-{'dark' if dark else 'light'}")
