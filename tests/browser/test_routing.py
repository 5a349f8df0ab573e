"""Lists of one team, the case page and the form that gives a case to others, in a real Chromium."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from savoir.cases.states import Reason
from savoir.cases.values import CaseCard
from savoir.kernel.access import Role
from tests.browser.test_desk import enter, shot
from tests.cases.routes import TEAMS, decide_by, rows, team
from tests.doors.desks import late_return

pytestmark = [pytest.mark.browser, pytest.mark.long]
LOOKED = rows("risk_look", ("Client aux retours refusés : une personne regarde", {"channel": "= web"},
                            {"look": True, "look_within_days": 2}))  # fmt: skip


@pytest.fixture(scope="module")
def cases(site: Any) -> list[CaseCard]:
    """One for the safety team, one whose team nobody made, one that is the store's."""
    decide_by(site.shop, TEAMS, LOOKED, begun=timezone.now() - timedelta(days=60))
    for name in ("Sécurité", "Service client"):
        team(site.shop, name)
    battery = {
        "name": "Casque BT 700",
        "dangerous_goods": "UN3481",
        "picture": "headphones",
        "colorway": "sky",
    }
    vase = {"name": "Vase bleu", "picture": "lamp"}
    return [
        late_return(site.shop, product=battery)[0],
        late_return(site.shop, reason=Reason.DAMAGED_ON_ARRIVAL, product=vase)[0],
        late_return(site.shop, channel="store")[0],
    ]


@pytest.mark.parametrize(
    ("width", "dark"), [(320, True), pytest.param(820, False, marks=pytest.mark.long), (1440, False)]
)
def test_every_page_is_sound(
    site: Any, visit: Callable[..., Any], cases: list[CaseCard], width: int, dark: bool
) -> None:
    window = visit(width=width, height=900, dark=dark)
    enter(site, window)
    pages = {
        "queue": "", "narrowed": "?vue=a-traiter~securite", "urgent": f"dossiers/{cases[0].reference}/",
        "unknown-team": f"dossiers/{cases[1].reference}/", "form": f"dossiers/{cases[0].reference}/equipe/",
    }  # fmt: skip
    for name, path in pages.items():
        window.page.goto(f"{site.address}/desk/{path}")
        window.is_sound()
        shot(window, f"routing-{name}-{width}{'-dark' if dark else ''}")


def test_a_list_is_narrowed_and_a_case_given_away(
    site: Any, visit: Callable[..., Any], cases: list[CaseCard]
) -> None:
    window = visit(width=1440, height=900, dark=False)
    enter(site, window, Role.AGENT)
    page, store = window.page, cases[2].reference
    page.goto(f"{site.address}/desk/")
    page.get_by_label("Traité par").select_option("store")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator("[data-row]")).to_have_count(1)
    page.locator(f'[data-row="{store}"] a').first.click()
    page.get_by_role("link", name="Confier à d’autres").click()
    page.get_by_label("Équipe").select_option(label="Service client")
    page.get_by_label("Traité par").select_option("agents")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/dossiers/*/?vue=*")

    expect(page.get_by_role("heading", name="Qui traite")).to_be_visible()
    expect(page.get_by_text("Service client").first).to_be_visible()
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
def test_a_team_that_the_rules_name_is_made_filled_and_ended(
    site: Any, visit: Callable[..., Any], cases: list[CaseCard], width: int, dark: bool
) -> None:
    window, name = visit(width=width, height=900, dark=dark), f"{width}{'-dark' if dark else ''}"
    enter(site, window, Role.ADMIN)
    page = window.page
    page.goto(f"{site.address}/console/equipes/")
    expect(page.get_by_role("heading", name="Nommées par vos règles")).to_be_visible()
    window.is_sound()
    shot(window, f"teams-{name}")
    page.get_by_role("link", name="Créer l’équipe\N{NO-BREAK SPACE}: transport").click()
    expect(page.get_by_label("Nom de l’équipe")).to_have_value("Transport")
    page.get_by_label("Nom de l’équipe").fill(f"Transport {name}")
    page.get_by_label("Code dans les règles").fill(f"transport-{name}")
    window.is_sound()
    shot(window, f"team-new-{name}")
    page.get_by_role("button", name="Créer l’équipe").click()
    expect(page.get_by_role("heading", name=f"Transport {name}")).to_be_visible()
    page.get_by_label("Ajouter une personne").select_option(index=1)
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("button", name="Retirer")).to_have_count(1)
    window.is_sound()
    shot(window, f"team-{name}")
    page.get_by_role("link", name="Terminer l’équipe").click()
    expect(page.get_by_text("Aucun dossier en cours n’y attend.")).to_be_visible()
    window.is_sound()
    shot(window, f"team-end-{name}")
    page.get_by_role("button", name="Terminer l’équipe").click()
    expect(page.get_by_role("button", name=f"Rétablir l’équipe Transport {name}")).to_be_visible()
    window.is_sound()
