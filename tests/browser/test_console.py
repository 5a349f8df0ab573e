"""The console in a real Chromium: every page sound in both themes, narrow and wide."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import add_member, create_api_key, invite
from savoir.web.console.pages import PAGES
from tests.browser.test_desk import enter, shot
from tests.policies.publishing import draft
from tests.policies.test_blocked import found_below
from tests.shop import sell

pytestmark = pytest.mark.browser
EXPORT = Path(__file__).parents[2] / "examples" / "imports" / "shopify-orders.csv"


def invited_with_keys(site: Any) -> str:
    """A colleague who made a key; the address of somebody's invitation."""
    now, shop = datetime.now(UTC), site.shop
    with organization_block(shop.org_id):
        made_by = replace(shop.actors[Role.ADMIN], id=shop.agent.id)
        for label in ("Logiciel d’entrepôt", "Tableau de bord"):
            create_api_key(actor=made_by, label=label, scopes=["cases:case:read"], now=now)
        member_id = add_member(
            actor=shop.system, email=f"{uuid4().hex[:8]}@lenoir.example", full_name="Nadia Benali",
            role="agent", now=now,
        )  # fmt: skip
        secret = invite(actor=shop.system, member_id=member_id, now=now)
    return reverse("entrance:link", args=[secret])


@pytest.mark.parametrize(("width", "dark"), [(320, True), (1440, False)])
def test_every_page_of_the_console_is_sound(
    site: Any, visit: Callable[..., Any], width: int, dark: bool
) -> None:
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.ADMIN)
    for page in PAGES:
        answer = window.page.goto(f"{site.address}{reverse(f'console:{page.name}')}")
        assert answer is not None
        assert answer.status == 200
        window.page.wait_for_load_state("load")
        shot(window, f"console-{page.name}-{width}-{'dark' if dark else 'light'}")
        window.is_sound()
    link = invited_with_keys(site)
    for name in ("nouveau/", f"{site.shop.agent.id}/", f"{site.shop.agent.id}/fin/"):
        window.page.goto(f"{site.address}/console/collegues/{name}")
        shot(window, f"console-colleague-{len(name)}-{width}-{'dark' if dark else 'light'}")
        window.is_sound()
    window.page.goto(f"{site.address}{link}")
    shot(window, f"invitation-other-{width}-{'dark' if dark else 'light'}")
    window.is_sound()
    with organization_block(site.shop.org_id):
        sale = sell(site.shop)
    window.page.goto(f"{site.address}{reverse('console:erasure')}")
    window.page.get_by_label("E-mail, numéro de commande").fill(sale.email)
    window.page.get_by_role("button", name="Chercher").click()
    window.page.get_by_role("heading", name="Ce qui part").wait_for()
    shot(window, f"console-erasure-person-{width}-{'dark' if dark else 'light'}")
    window.is_sound()


@pytest.mark.parametrize(("width", "dark"), [(320, False), pytest.param(1440, True, marks=pytest.mark.long)])
def test_an_address_is_added_and_its_secret_copied(
    site: Any, visit: Callable[..., Any], width: int, dark: bool
) -> None:
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.ADMIN)
    window.page.goto(f"{site.address}/console/webhooks/nouvelle/")
    shot(window, f"console-webhook-new-{width}-{'dark' if dark else 'light'}")
    window.is_sound()
    window.page.get_by_label("Adresse de votre outil").fill("https://erp.example.com/hook")
    window.page.get_by_label("Nom de l’outil").fill("ERP")
    window.page.get_by_role("button", name="Ajouter l’adresse").click()
    window.page.get_by_text("visible une seule fois").wait_for()
    window.page.get_by_role("button", name="Envoyer un essai").click()
    window.page.get_by_text("webhook.test").wait_for()
    shot(window, f"console-webhook-{width}-{'dark' if dark else 'light'}")
    window.is_sound()

    window.page.goto(f"{site.address}/console/cles/nouvelle/")
    window.is_sound()
    window.page.get_by_label("Nom du programme").fill("Comptabilité")
    window.page.get_by_label("lire les dossiers").check()
    window.page.get_by_role("button", name="Créer la clé").click()
    window.page.get_by_text("visible une seule fois").wait_for()
    shot(window, f"console-key-{width}-{'dark' if dark else 'light'}")
    window.is_sound()


@pytest.mark.parametrize(("width", "dark"), [(320, True), pytest.param(1440, False, marks=pytest.mark.long)])
def test_an_export_is_dropped_read_and_imported(
    site: Any, visit: Callable[..., Any], width: int, dark: bool
) -> None:
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.ADMIN)
    page = window.page
    page.goto(f"{site.address}/console/import/")
    page.get_by_label("Export de vos commandes").set_input_files(EXPORT)
    page.get_by_role("button", name="Lire ce fichier").click()
    page.get_by_text("attend son tour").wait_for()
    window.is_sound()
    jobs.drain(until=datetime.now(UTC) + timedelta(minutes=1))
    page.get_by_text("Prêt à importer").wait_for()  # its head too
    page.get_by_role("button", name="Importer 5 commandes").click()  # the page asked for itself again
    page.get_by_text("Import en cours").first.wait_for()
    jobs.drain(until=datetime.now(UTC) + timedelta(minutes=1))
    page.get_by_role("link", name="Ouvrir le portail").wait_for()
    page.reload()
    page.get_by_text("Le jour de livraison").first.wait_for()
    shot(window, f"console-import-{width}-{'dark' if dark else 'light'}")
    window.is_sound()


@pytest.mark.parametrize(("width", "dark"), [(320, False), pytest.param(1440, True, marks=pytest.mark.long)])
def test_a_brand_begins_alongside_and_ends_it(
    site: Any, visit: Callable[..., Any], width: int, dark: bool
) -> None:
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.ADMIN)
    page = window.page
    page.goto(f"{site.address}/console/parallele/{site.shop.brand_id}/")
    window.is_sound()
    page.get_by_role("button", name="Commencer en parallèle").click()
    page.get_by_text("ni argent ni message").first.wait_for()
    shot(window, f"console-alongside-on-{width}-{'dark' if dark else 'light'}")
    window.is_sound()
    page.get_by_role("link", name="Étiquettes retenues").click()
    page.get_by_text("Aucune étiquette").wait_for()
    window.is_sound()
    page.go_back()
    page.get_by_role("link", name="Finir le mode parallèle").click()
    page.get_by_text("Ce que la fin va faire").wait_for()
    window.is_sound()
    page.get_by_role("button", name="Finir le mode parallèle").click()
    page.get_by_text("Le mode parallèle est fini").wait_for()
    shot(window, f"console-alongside-ended-{width}-{'dark' if dark else 'light'}")
    window.is_sound()


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        (390, True),
        pytest.param(820, False, marks=pytest.mark.long),
        (1440, False),
        pytest.param(1440, True, marks=pytest.mark.long),
    ],
)
def test_a_version_of_the_rules_is_read_and_a_case_tried_on_it(
    site: Any, visit: Callable[..., Any], width: int, dark: bool
) -> None:
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.ADMIN)
    page = window.page
    page.goto(f"{site.address}/console/regles/")
    page.get_by_role("link", name="Version 1").first.click()
    window.is_sound()
    page.get_by_label("Demande", exact=True).select_option("return")
    page.get_by_label("Jours depuis la livraison").fill("31")
    page.get_by_role("button", name="Essayer").click()
    page.get_by_text(re.compile(r"La ligne \d+ répond")).wait_for()
    shot(window, f"console-policy-{width}-{'dark' if dark else 'light'}")
    window.is_sound()
    with organization_block(site.shop.org_id):
        version_id = draft(site.shop)
        name = found_below(site.shop, version_id)
    page.goto(f"{site.address}/console/regles/{version_id}/")
    page.get_by_text("1 ligne sous la loi").wait_for()
    page.locator(".policy-found summary").click()
    shot(window, f"console-proof-{width}-{'dark' if dark else 'light'}")
    window.is_sound()
    page.get_by_role("link", name="Corriger la ligne 1").click()
    page.wait_for_url(f"**/lignes/*/{name}/")
