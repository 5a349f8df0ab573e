"""The desk in a real Chromium: sound pages in both themes, a case decided with two keys or three clicks."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from savoir.cases.states import Remedy
from savoir.cases.values import CaseCard
from savoir.kernel.access import Role
from savoir.kernel.tasks import open_task
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member
from savoir.organizations.operations import start_session
from tests.doors.desks import Desk, late_return
from tests.shop import Sale

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SAVOIR_SHOTS", "")


@pytest.fixture(scope="module")
def table(site: Any) -> list[tuple[CaseCard, Sale]]:
    """Six cases that wait, one of them decided, a task and a note."""
    names = ["Aspirateur balai X30", "Casque BT 700", "Perceuse 18 V", "Robe en lin", "Lampe", "Canapé Oslo"]
    pictures = ["vacuum", "headphones", "drill", "dress", "lamp", "sofa"]
    cases = [
        late_return(site.shop, product={"name": name, "picture": picture, "colorway": "sky"})
        for name, picture in zip(names, pictures, strict=True)
    ]
    with organization_block(site.shop.org_id):
        open_task(
            code="refund_failed", subject_kind="refund", subject_id=999, due_at=timezone.now(),
            detail={"reference": "REM-22K7QX", "minor": 5900, "currency": "EUR"}, now=timezone.now(),
        )  # fmt: skip
    done, _ = cases[-1]
    desk = Desk(site.shop, signed_in(site, Role.SUPERVISOR))
    assert desk.decides(done, Remedy.REPLACEMENT).status_code == 303
    return cases


def signed_in(site: Any, role: Role) -> Client:
    """A browser's session of a member."""
    client, actor = Client(), site.shop.actors[role]
    with organization_block(actor.org_id):
        user_id = Member.objects.get(id=actor.id).user_id
    client.force_login(get_user_model().objects.get(id=user_id))
    key = client.session.session_key or ""
    start_session(user_id=user_id, session_key=key, former_key="", agent="Firefox", now=timezone.now())
    return client


def enter(site: Any, window: Any, role: Role = Role.SUPERVISOR) -> None:
    """Carry a session into a window."""
    cookies = signed_in(site, role).cookies
    window.page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": site.address} for name, cookie in cookies.items()]
    )


def shot(window: Any, name: str) -> None:
    """Keep a picture when SAVOIR_SHOTS names a folder."""
    if SHOTS:
        window.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


@pytest.mark.parametrize(("width", "dark"), [(320, True), (1440, False)])
def test_every_page_is_sound(
    site: Any, visit: Callable[..., Any], table: list[tuple[CaseCard, Sale]], width: int, dark: bool
) -> None:
    window = visit(width=width, height=900, dark=dark)
    enter(site, window)
    case, sale = table[0]
    done, _ = table[-1]
    pages = {
        "queue": "", "empty": "?vue=attend-le-client", "case": f"dossiers/{case.reference}/",
        "everything": f"dossiers/{case.reference}/?tout=1", "decided": f"dossiers/{done.reference}/",
        "search": f"recherche/?q={sale.number}", "new": "nouveau/?q=martin",
        "call": f"nouveau/{sale.order_id}/", "customer": f"clients/{sale.customer_id}/",
        "order": f"commandes/{sale.order_id}/", "tasks": "taches/",
        "approvals": "accords/", "money": "argent/",
    }  # fmt: skip
    for name, path in pages.items():
        answer = window.page.goto(f"{site.address}/desk/{path}")
        assert answer is not None
        assert answer.status == 200
        window.page.wait_for_load_state("load")
        shot(window, f"{name}-{width}-{'dark' if dark else 'light'}")
        window.is_sound()


def test_two_keys_decide_a_case_and_bring_the_next(
    site: Any, visit: Callable[..., Any], table: list[tuple[CaseCard, Sale]]
) -> None:
    window = visit(width=1440, height=900)
    enter(site, window)
    window.page.goto(f"{site.address}/desk/")
    first = window.page.locator("[data-row] a").first
    here = first.get_attribute("href")
    first.click()
    window.page.wait_for_url(f"**{here}")

    window.page.keyboard.press("1")
    with window.page.expect_navigation():
        window.page.keyboard.press("Control+Enter")

    assert "/dossiers/" in window.page.url
    assert here not in window.page.url
    window.page.get_by_text("c’est décidé").wait_for()
    window.is_sound(axe=False)


def test_three_clicks_from_the_queue_to_the_next_case(
    site: Any, visit: Callable[..., Any], table: list[tuple[CaseCard, Sale]]
) -> None:
    window = visit(width=1440, height=900)
    enter(site, window)
    window.page.goto(f"{site.address}/desk/")

    window.page.locator("[data-row] a").first.click()
    window.page.get_by_role("button", name="Accepter").click()

    window.page.get_by_text("c’est décidé").wait_for()
    assert "/dossiers/" in window.page.url
    window.is_sound(axe=False)


def test_the_palette_finds_by_name_and_the_keys_are_listed(
    site: Any, visit: Callable[..., Any], table: list[tuple[CaseCard, Sale]]
) -> None:
    window = visit(width=1440, height=900)
    enter(site, window)
    window.page.goto(f"{site.address}/desk/")
    window.page.keyboard.press("Control+k")
    window.page.keyboard.type(table[1][1].number)
    window.page.locator("#palette .palette-row", has_text="Casque").wait_for()
    shot(window, "palette-1440-light")
    window.is_sound()
    window.page.keyboard.press("Escape")
    window.page.locator("#palette").wait_for(state="hidden")
    window.page.locator("body").press("?")
    window.page.get_by_role("heading", name="Raccourcis clavier").wait_for()
    window.is_sound()


def test_a_refusal_opens_in_a_dialog_with_its_message(
    site: Any, visit: Callable[..., Any], table: list[tuple[CaseCard, Sale]]
) -> None:
    window = visit(width=820, height=900)
    enter(site, window)
    window.page.goto(f"{site.address}/desk/dossiers/{table[3][0].reference}/")
    window.page.get_by_role("button", name="Refuser…").click()
    window.page.get_by_label("Ce que nous pouvons faire").fill("Nous la réparons pour 12 euros.")
    window.page.get_by_label("Pourquoi pas la demande").fill("La prise a reçu de l’eau.")
    window.page.get_by_text("Le client lira").wait_for()
    shot(window, "refusal-820-light")
    window.is_sound()
