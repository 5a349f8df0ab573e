"""A refund that waits for a person, and a case that ends: the pages in a real Chromium."""

import os
from pathlib import Path
from typing import Any

import pytest

from savoir.kernel.access import Role
from tests.browser.test_desk import enter
from tests.doors.desks import Desk
from tests.doors.test_desk_paused import paused, refund_of

pytestmark = [pytest.mark.browser, pytest.mark.long]
SHOTS = os.environ.get("SAVOIR_SHOTS", "")


def shot(window: Any, name: str) -> None:
    """Keep a picture when somebody asks for it."""
    if SHOTS:
        window.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("width", "dark"), [(320, False), (1440, True)])
def test_a_paused_refund_is_let_go_and_its_case_ends_with_two_clicks(
    site: Any, visit: Any, width: int, dark: bool
) -> None:
    desk = Desk(site.shop, None)  # type: ignore[arg-type]  # the browser is the client here
    agreed = paused(desk)
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.SUPERVISOR)
    window.page.goto(f"{site.address}/desk/taches/")
    card = window.page.locator("section", has_text=refund_of(desk, agreed).reference)
    card.get_by_role("button", name="C’est ce remboursement").wait_for()
    window.is_sound()
    shot(window, f"paused-{width}")
    card.get_by_role("button", name="Annuler ce remboursement").click()
    window.page.wait_for_url("**/taches/")
    window.page.goto(f"{site.address}/desk/dossiers/{agreed.reference}/")
    window.page.get_by_role("button", name="Clore sans suite…").click()
    window.page.locator("#end select").select_option("returned_elsewhere")
    window.is_sound()
    shot(window, f"ending-{width}")
    with window.page.expect_navigation():
        window.page.locator("#end").get_by_role("button", name="Clore sans suite").click()
    window.page.get_by_text(f"{agreed.reference} est clos sans suite.").wait_for()
