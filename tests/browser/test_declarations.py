"""Declarations in a real Chromium: a gap is seen, a category and a product are said, one is ended."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from savoir.cases.operations import measure_decidability
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from tests.browser.conftest import Site, Visit
from tests.browser.test_desk import enter, shot
from tests.shop import sell

pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Visit]


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        (390, True),
        pytest.param(820, False, marks=pytest.mark.long),
        pytest.param(1440, False, marks=pytest.mark.long),
    ],
)
def test_what_no_export_tells_is_declared_and_ended(site: Site, visit: Open, width: int, dark: bool) -> None:
    window = visit(width=width, height=900, dark=dark)
    name = f"{width}-{'dark' if dark else 'light'}"
    with organization_block(site.shop.org_id):
        sell(site.shop, contract_at=site.now - timedelta(days=90), delivered_at=None)
        measure_decidability(actor=site.shop.system, brand_id=site.shop.brand_id, now=site.now)
    enter(site, window, Role.ADMIN)
    page = window.page
    for value, category, sku in (("yes", f"mode/lingerie-{width}", ""), ("no", "", f"CEINTURE-{width}")):
        page.goto(f"{site.address}/console/declarations/faits/")
        window.is_sound()
        page.get_by_role("link", name="Scellé pour l’hygiène").click()
        page.select_option("[name=value]", value)
        page.fill("[name=category]", category)
        page.fill("[name=sku]", sku)
        page.fill("[name=begins_on]", "2026-01-01")
        window.is_sound()
        shot(window, f"console-declaration-{name}")
        page.get_by_role("button", name="Déclarer").click()
        page.get_by_text("Les réponses sont comptées à nouveau").wait_for()
    page.get_by_text("Sans déclaration").wait_for()
    shot(window, f"console-declarations-{name}")
    window.is_sound()
    page.get_by_role("link", name=f"Terminer\u00a0: Scellé pour l’hygiène, non, CEINTURE-{width}").click()
    page.get_by_text("Plus pour les ventes à partir du").wait_for()
    window.is_sound()
    shot(window, f"console-declaration-end-{name}")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Ce qui a été répondu jusqu’ici reste").wait_for()
