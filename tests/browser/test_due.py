"""What falls due, in a real Chromium: sound by day and night, at every width; two clicks to the case."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from savoir.cases.operations import open_case
from savoir.cases.states import Entry, Intent, Reason
from savoir.cases.values import AskedLine, CaseRequest, LineRequest
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.days import local_day
from savoir.resolutions.models import LegalClock, Refund
from savoir.resolutions.operations import keep_clocks
from tests.browser.test_desk import enter, shot
from tests.cases.files import chosen
from tests.shop import sell

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def due(site: Any) -> None:
    """Refunds late and near, a claim, a parcel that came broken, a dress that its customer sends back."""
    shop, now = site.shop, timezone.now()
    today = local_day(now, "Europe/Paris")
    with organization_block(shop.org_id):
        for name, days, price in (("Robe en lin", -12, 5900), ("Casque BT 700", -3, 12900),
                                  ("Lampe Pixi", 2, 3990), ("Canapé Oslo 3 places", 6, 84900)):  # fmt: skip
            made = chosen(shop, sell(shop, price=price, product={"name": name}), now=now)
            Refund.objects.filter(case_id=made.case.id).update(legal_due_on=today + timedelta(days=days))
            keep_clocks(actor=shop.system, case_id=made.case.id, now=now)
        for name, reason in (("Aspirateur balai X30", Reason.DEFECTIVE),
                             ("Perceuse 18 V", Reason.DAMAGED_ON_ARRIVAL)):  # fmt: skip
            sale = sell(shop, product={"name": name}, price=11900, delivered_at=now - timedelta(hours=30))
            asked = AskedLine(line_id=sale.line_ids[0], quantity=1, intent=Intent.CLAIM, reason=reason)
            request = CaseRequest(
                order_id=sale.order_id, entry=Entry.PORTAL, language="fr", lines=(LineRequest(asked=asked),)
            )
            case, _ = open_case(actor=shop.customer(sale.order_id), request=request, now=now)
            keep_clocks(actor=shop.system, case_id=case.id, now=now)
        assert LegalClock.objects.filter(is_ours=True).count() == 7


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        pytest.param(390, False, marks=pytest.mark.long),
        (390, True),
        pytest.param(820, False, marks=pytest.mark.long),
        (1440, False),
        pytest.param(1440, True, marks=pytest.mark.long),
    ],
)
def test_the_page_is_sound(site: Any, visit: Callable[..., Any], due: None, width: int, dark: bool) -> None:
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.FINANCE)
    for name, query in (("due", ""), ("due-theirs", "?quoi=renvoi"), ("due-none", "?quand=aujourdhui")):
        answer = window.page.goto(f"{site.address}/desk/echeances/{query}")
        assert answer is not None
        assert answer.status == 200
        window.page.wait_for_load_state("load")
        shot(window, f"{name}-{width}-{'dark' if dark else 'light'}")
        window.is_sound()
        window.keeps_words_whole()


def test_two_clicks_lead_to_the_case_and_one_word_ends_a_protest(
    site: Any, visit: Callable[..., Any], due: None
) -> None:
    window = visit(width=1440, height=900)
    enter(site, window)
    window.page.goto(f"{site.address}/desk/")
    window.page.get_by_role("link", name="Ce qui arrive à échéance").click()
    window.page.wait_for_url("**/desk/echeances/")
    window.page.locator("tr", has_text="Robe en lin").locator("a").first.click()
    window.page.wait_for_url("**/desk/dossiers/**")
    window.page.go_back()
    with window.page.expect_navigation():
        window.page.get_by_role("button", name="Protestation envoyée").click()
    window.page.get_by_text("Protestation envoyée au transporteur").wait_for()
    window.page.get_by_label("Quelle échéance").select_option("remboursement")
    with window.page.expect_navigation():
        window.page.get_by_role("button", name="Filtrer").click()
    assert "quoi=remboursement" in window.page.url
    expect(window.page.locator("tr[data-row]")).to_have_count(4)
    window.is_sound(axe=False)
