"""Several cases at once in a real Chromium: by keys, without scripts, sound at each width."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from savoir.cases.queries import case_card
from savoir.cases.values import CaseCard
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from tests.browser.test_desk import enter, shot
from tests.doors.desks import late_return

pytestmark = pytest.mark.browser
NAMES = [
    "Aspirateur balai X30",
    "Casque BT 700",
    "Perceuse 18 V",
    "Robe en lin",
    "Lampe",
    "Canapé Oslo 3 places",
]


@pytest.fixture(scope="module")
def table(site: Any) -> list[CaseCard]:
    """Cases that wait."""
    return [late_return(site.shop, product={"name": name})[0] for name in NAMES * 2]


def owner_of(site: Any, case: CaseCard) -> int | None:
    with organization_block(site.shop.org_id):
        return case_card(actor=site.shop.system, reference=case.reference).owner_id


LONG = pytest.mark.long


@pytest.mark.parametrize(
    ("width", "dark"),
    [(320, True), (1440, False), pytest.param(820, False, marks=LONG), pytest.param(1440, True, marks=LONG)],
)
def test_the_pages_of_several_cases_are_sound(
    site: Any, visit: Callable[..., Any], table: list[CaseCard], width: int, dark: bool
) -> None:
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.AGENT)
    asked = f"dossier={table[0].reference}&dossier={table[1].reference}"
    pages = {"bulk-queue": "", "bulk-proposals": f"propositions/?{asked}", "bulk-snooze": f"reports/?{asked}",
             "bulk-escalation": f"montees/?{asked}", "bulk-results": "bilan/"}  # fmt: skip
    for name, path in pages.items():
        window.page.goto(f"{site.address}/desk/{path}")
        window.page.wait_for_load_state("load")
        if name == "bulk-queue":
            for tick in window.page.locator("[data-rows] .tick").all()[:3]:
                tick.check()
            window.page.locator(".bulk").wait_for()
            expect(window.page.locator("[data-checked]")).to_have_text("3")
            expect(window.page.locator("[data-sum]")).to_contain_text("€")
        shot(window, f"{name}-{width}-{'dark' if dark else 'light'}")
        window.is_sound()


def test_no_state_and_no_name_breaks_a_row_at_1440(
    site: Any, visit: Callable[..., Any], table: list[CaseCard]
) -> None:
    window = visit(width=1440, height=900)
    enter(site, window, Role.AGENT)
    window.page.goto(f"{site.address}/desk/")
    heights = window.page.eval_on_selector_all(
        "td.cell-state", "cells => cells.map(c => { const r = document.createRange(); "
        "r.selectNodeContents(c); return r.getClientRects().length; })",
    )  # fmt: skip
    assert set(heights) == {1}


def test_by_keys_the_checked_proposals_are_applied(
    site: Any, visit: Callable[..., Any], table: list[CaseCard]
) -> None:
    window = visit(width=1440, height=900)
    enter(site, window, Role.AGENT)
    page = window.page
    page.goto(f"{site.address}/desk/")
    for key in "jxjx":
        page.keyboard.press(key)
    page.locator(".bulk").wait_for()
    with page.expect_navigation(url="**/propositions/**"):
        page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Appliquer 2 propositions")).to_be_visible()
    with page.expect_navigation(url="**/bilan/**"):
        page.keyboard.press("Control+Enter")
    page.get_by_text("2 faits").wait_for()
    shot(window, "bulk-done-1440-light")
    window.is_sound()


def test_n_brings_the_next_case_and_it_is_mine(
    site: Any, visit: Callable[..., Any], table: list[CaseCard]
) -> None:
    window = visit(width=1440, height=900)
    enter(site, window, Role.AGENT)
    page = window.page
    page.goto(f"{site.address}/desk/")
    with page.expect_navigation(url="**/dossiers/**"):
        page.keyboard.press("n")
    reference = page.url.split("/dossiers/")[1].split("/")[0]
    case = next(case for case in table if case.reference == reference)
    assert owner_of(site, case) == site.shop.agent.id
    shot(window, "bulk-next-1440-light")
    with page.expect_navigation(url="**/reports/**"):
        page.keyboard.press("s")
    page.go_back()
    with page.expect_navigation(url="**/montees/**"):
        page.keyboard.press("e")
    window.is_sound()


def test_without_scripts_the_bar_appears_with_the_first_check(
    site: Any, visit: Callable[..., Any], table: list[CaseCard]
) -> None:
    window = visit(width=820, height=900, scripts=False)
    enter(site, window, Role.AGENT)
    page = window.page
    page.goto(f"{site.address}/desk/")
    expect(page.locator(".bulk")).not_to_be_visible()
    page.locator("[data-rows] .tick").first.check()
    page.get_by_role("button", name="Appliquer les propositions").click()
    page.get_by_role("button", name="Appliquer 1 proposition").click()
    page.get_by_text("1 fait").wait_for()
