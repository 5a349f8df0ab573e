"""A measured loss of value in a real Chromium: the dock proposes it, a person decides, and all is sound."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from savoir.kernel.access import Role
from savoir.kernel.files import store_upload
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.models import Refund
from tests.browser import test_dock as dock
from tests.browser.conftest import Site, Visit
from tests.browser.test_desk import enter, shot
from tests.doors.docks import parcel_for
from tests.kernel.test_files import photo
from tests.logistics.losses import Worn, came_back, measure

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def worn(site: Any) -> Worn:
    """A stained dress, its loss measured with a real photo."""
    shop = site.shop
    with organization_block(shop.org_id):
        sent = store_upload(actor=shop.system, content=photo(), file_name="tache.jpg", now=timezone.now())
        return measure(shop, came_back(shop), photo_id=sent.id)


def page_of(site: Any, worn: Worn) -> str:
    return f"{site.address}/desk/dossiers/{worn.made.case.reference}/"


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
def test_the_pages_are_sound(
    site: Any, visit: Callable[..., Any], worn: Worn, width: int, dark: bool
) -> None:
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.SENIOR)
    for name, address in (
        ("loss-case", page_of(site, worn)),
        ("loss", f"{page_of(site, worn)}pertes/{worn.loss_id}/"),
        ("loss-wrong", f"{page_of(site, worn)}pertes/{worn.loss_id}/?somme=99"),
    ):
        answer = window.page.goto(address)
        assert answer is not None
        assert answer.status == 200
        window.page.wait_for_load_state("load")
        shot(window, f"{name}-{width}-{'dark' if dark else 'light'}")
        window.is_sound()
        window.keeps_words_whole()


def test_the_dock_measures_with_a_photo_and_goes_on(visit: Callable[..., Visit], site: Site) -> None:
    window = dock.enter(visit, site, width=820, height=1180)
    page = window.page
    dock.type_code(page, parcel_for(site.shop).number)
    page.keyboard.press("Enter")
    page.locator("input[name=used_or_damaged][value=yes]").wait_for(state="attached")
    dock.press(page, "3", "input[name=used_or_damaged][value=yes]:checked")
    dock.press(page, "c", "input[name=grade][value=C]:checked")
    page.get_by_text("Rétractation : signaler une perte de valeur").click()
    page.get_by_label("Valeur perdue").fill("20 %")
    page.get_by_label("Ce qui dépasse un essai").fill("Ourlet taché.")
    page.locator("input[name=photo]").set_input_files(
        files=[{"name": "tache.jpg", "mimeType": "image/jpeg", "buffer": photo()}]
    )
    window.is_sound()
    assert page.evaluate(dock.SMALL_PRINT) == [], "read from an arm's length"
    with page.expect_navigation():
        page.get_by_role("button", name="Valider").click()
    page.locator(".band-bin").wait_for()


def test_a_person_keeps_part_of_it_after_seeing_the_sums(
    site: Any, visit: Callable[..., Any], worn: Worn
) -> None:
    window = visit(width=1440, height=900)
    enter(site, window, Role.SENIOR)
    window.page.goto(page_of(site, worn))
    window.page.get_by_role("link", name="Décider de la retenue").click()
    window.page.get_by_label("Retenir moins").fill("5,00")
    window.page.get_by_role("button", name="Recalculer").click()
    window.page.get_by_role("button", name="Retenir 5,00").click()
    window.page.get_by_text("le client est prévenu, avec ses recours").wait_for()
    with organization_block(site.shop.org_id):
        assert Refund.objects.get(case_id=worn.made.case.id).amount_minor == 5400
