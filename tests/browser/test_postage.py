"""His receipt in a real Chromium: the page of two fields, the case before and after, the desk beside it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from savoir.cases.queries import answer_of_case
from savoir.cases.states import Remedy
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.operations import accept_offer
from savoir.resolutions.queries import preview_plan
from tests.browser.test_desk import enter, shot
from tests.doors.desks import late_return

pytestmark = [pytest.mark.browser, pytest.mark.long]
Claimed = tuple[Any, Any]


@pytest.fixture(scope="module")
def claimed(site: Any) -> Claimed:
    """A fault that is covered; the thing goes back by post."""
    shop = site.shop
    case, sale = late_return(shop)
    with organization_block(shop.org_id):
        answer = answer_of_case(actor=shop.agent, case_id=case.id)
        plan = preview_plan(actor=shop.agent, answer=answer, remedy=Remedy.REPLACEMENT, now=timezone.now())
        accept_offer(
            actor=shop.agent, case_reference=case.reference, remedy=Remedy.REPLACEMENT,
            plan_digest=plan.digest, now=timezone.now(),
        )  # fmt: skip
    return case, sale


def proves(window: Any, site: Any, sale: Any) -> str:
    """Her order at the portal; the address of her cases."""
    home = f"{site.address}/sav/{site.shop.brand_slug}/"
    window.page.goto(home)
    window.page.fill("input[name=number]", sale.number)
    window.page.fill("input[name=email]", sale.email)
    with window.page.expect_navigation():
        window.page.click("button.btn-main")
    return home


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        pytest.param(390, False, marks=pytest.mark.long),
        (390, True),
        (1440, False),
        pytest.param(1440, True, marks=pytest.mark.long),
    ],
)
def test_the_pages_are_sound(
    site: Any, visit: Callable[..., Any], claimed: Claimed, width: int, dark: bool
) -> None:
    case, sale = claimed
    window = visit(width=width, height=900, dark=dark)
    home = proves(window, site, sale)
    for name, path in (("postage-case", ""), ("postage", "frais/")):
        answer = window.page.goto(f"{home}dossiers/{case.reference}/{path}")
        assert answer is not None
        assert answer.status == 200
        window.page.wait_for_load_state("load")
        shot(window, f"{name}-{width}-{'dark' if dark else 'light'}")
        window.is_sound()
        window.keeps_words_whole()


def test_she_says_the_sum_and_the_desk_reads_it(
    site: Any, visit: Callable[..., Any], claimed: Claimed
) -> None:
    case, sale = claimed
    window = visit(width=390, height=900)
    home = proves(window, site, sale)
    window.page.goto(f"{home}dossiers/{case.reference}/")
    window.page.get_by_role("link", name="Demander mes frais d’envoi").click()
    window.page.get_by_label("Ce que l’envoi vous a coûté").fill("6,90")
    window.page.get_by_role("button", name="Demander mes frais d’envoi").click()
    window.page.get_by_text("Corriger la somme").wait_for()
    window.is_sound()
    desk = visit(width=1440, height=900)
    enter(site, desk)
    desk.page.goto(f"{site.address}/desk/dossiers/{case.reference}/")
    expect(desk.page.locator(".case-aside")).to_contain_text("6,90")
    desk.is_sound()
