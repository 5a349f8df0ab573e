"""The dock as it is worked: a scanner that types, a few keys, no mouse."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from savoir.cases.states import Intent, Reason
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.logistics import operations
from savoir.logistics.queries import expected_lines
from savoir.logistics.states import DispositionKind, Finding, Grade
from savoir.logistics.values import Checks
from savoir.organizations.models import Member
from savoir.organizations.operations import start_session
from tests.browser.conftest import Site, Visit
from tests.doors.docks import parcel_for
from tests.shop import Shop

pytestmark = pytest.mark.browser
LOOKS_LIKE = {"picture": "vacuum", "colorway": "mist"}
LOOKS = os.environ.get("SAVOIR_LOOKS", "")
SMALL_PRINT = """() => [...document.querySelectorAll('body *')].filter((node) => {
  const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
  const box = node.getBoundingClientRect();
  return own && box.width > 2 && box.height > 2 && parseFloat(getComputedStyle(node).fontSize) < 24
    && !node.closest('.skip, .visually-hidden, svg, option');
}).map((node) => node.outerHTML.slice(0, 120))"""
LOWEST_CHOICE = """() => Math.max(...[...document.querySelectorAll('.check, .aside')].map(
  (node) => node.getBoundingClientRect().bottom))
  - document.querySelector('.band').getBoundingClientRect().top"""
TONES = """window.tones = []; window.AudioContext = class {
  currentTime = 0;
  createOscillator() {
    const frequency = { set value(hertz) { window.tones.push(hertz); } };
    return { frequency, connect: (next) => next, start() {}, stop() {} };
  }
  createGain() {
    return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (next) => next };
  }
}"""


def enter(visit: Callable[..., Visit], site: Site, **window: object) -> Visit:
    """A window in which Samir is signed in."""
    with organization_block(site.shop.org_id):
        user_id = Member.objects.get(id=site.shop.actors[Role.WAREHOUSE].id).user_id
    client = Client()
    client.force_login(get_user_model().objects.get(id=user_id))
    key = client.session.session_key or ""
    start_session(user_id=user_id, session_key=key, former_key="", agent="Chromium", now=site.now)
    opened = visit(**window)
    opened.page.context.add_cookies([{"name": "sessionid", "value": key, "url": site.address}])
    if window.get("scripts", True):
        opened.page.context.add_init_script(TONES)
    opened.page.goto(f"{site.address}/dock/")
    return opened


def type_code(page: Page, code: str) -> float:
    """Scan: the code, then Enter; milliseconds until the next instruction is there."""
    page.keyboard.type(code)
    began = time.perf_counter()
    with page.expect_navigation(wait_until="commit"):
        page.keyboard.press("Enter")
    page.locator(".band-title").wait_for()
    took = (time.perf_counter() - began) * 1000
    page.wait_for_load_state()
    return took


def press(page: Page, key: str, chosen: str) -> None:
    """A key that answers: `chosen` is then true, and the field is empty again."""
    page.keyboard.type(key)
    page.locator(chosen).wait_for(state="attached")
    page.wait_for_function("document.querySelector('.scan-input').value === ''")


def look(window: Visit, name: str) -> None:
    """Sound, large enough, the field ready; a picture when somebody wants to see."""
    assert window.page.evaluate(SMALL_PRINT) == []
    expect(window.page.locator(".scan-input")).to_be_focused()
    window.is_sound()
    if LOOKS:
        window.page.screenshot(path=Path(LOOKS) / f"dock-{name}.png")


def aside(shop: Shop, *, destroy: bool = False, refused: str = "", **given: Any) -> None:
    """A thing in quarantine: not the announced one, or one that somebody wants destroyed."""
    parcel = parcel_for(shop, **given)
    with organization_block(shop.org_id):
        line = expected_lines(actor=shop.dock, ra_number=parcel.number)[0]
        receipt = operations.receive(
            actor=shop.dock, scan_id=uuid4(), ra_number=parcel.number, quantities={line.id: 1},
            station="Quai 2", now=timezone.now(),
        )  # fmt: skip
        found = operations.inspect(
            actor=shop.dock, receipt_line_id=receipt.lines[0].id, quantity=1,
            checks=Checks(destroy, True, destroy, False, True), grade=Grade.D if destroy else Grade.B,
            finding=Finding.DAMAGED if destroy else Finding.WRONG_ITEM, now=timezone.now(),
        )  # fmt: skip
        if destroy:
            asked = operations.ask_destruction(actor=shop.dock, inspection_id=found, now=timezone.now())
            if refused:
                operations.refuse_destruction(
                    actor=shop.actors[Role.SENIOR], approval_id=asked, inspection_id=found, motive=refused,
                    now=timezone.now(),
                )  # fmt: skip
        else:
            operations.confirm_disposition(
                actor=shop.dock, inspection_id=found, kind=DispositionKind.QUARANTINE, now=timezone.now()
            )


@pytest.mark.parametrize(
    ("width", "height", "dark"),
    [
        pytest.param(1440, 900, False, marks=pytest.mark.long),
        (820, 1180, True),
        pytest.param(320, 900, False, marks=pytest.mark.long),
    ],
)
def test_a_parcel_is_worked_off_with_a_scanner_and_the_keyboard_alone(
    visit: Callable[..., Visit], site: Site, width: int, height: int, dark: bool
) -> None:
    parcel = parcel_for(
        site.shop, serials=["7F-20931"], intent=Intent.CLAIM, reason=Reason.DEFECTIVE,
        product={"name": "Aspirateur balai X30", "supplier": "Nordline"} | LOOKS_LIKE, words="Ne charge plus",
    )  # fmt: skip
    window = enter(visit, site, width=width, height=height, dark=dark)
    page, mark = window.page, f"{width}-{'dark' if dark else 'light'}"
    look(window, f"station-{mark}")
    type_code(page, parcel.number)
    look(window, f"parcel-{mark}")
    type_code(page, "")
    look(window, f"inspection-{mark}")
    type_code(page, "")
    expect(page.locator(".dock-errors"), "what must be looked at is not answered by Enter").to_be_visible()
    assert page.evaluate("window.tones") == [180]
    look(window, f"errors-{mark}")
    type_code(page, "7F-20931")
    assert page.locator("[name=right_item][value=yes]").is_checked()
    press(page, "4", "[name=defect_proven][value=yes]:checked")
    press(page, "c", "[name=grade][value=C]:checked")
    look(window, f"checked-{mark}")
    type_code(page, "")
    bin_code = page.locator(".band-bin").inner_text()
    assert (bin_code[:2], page.evaluate("window.tones")) == ("R-", [880])
    look(window, f"placement-{mark}")
    type_code(page, bin_code.translate(str.maketrans("1234567890-", "&é\"'(-è_çà)")))
    expect(page.locator(".band-title")).to_have_text(f"Rangé dans {bin_code}")
    look(window, f"done-{mark}")


def test_a_parcel_without_a_name_gets_one_and_finds_its_case(visit: Callable[..., Visit], site: Site) -> None:
    parcel = parcel_for(site.shop)
    window = enter(visit, site, width=1440, height=900)
    page = window.page
    type_code(page, "3700000000017")
    look(window, "unknown-1440-light")
    assert page.evaluate("window.tones") == [180]
    page.get_by_label("Que voyez-vous").fill("Un carton sans bon, une robe bleue")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    reference = page.locator(".band-bin").inner_text()
    look(window, "unknown-list-1440-light")
    page.get_by_role("link", name=reference).press("Enter")
    page.get_by_role("heading", name=reference).wait_for()
    type_code(page, parcel.number)
    look(window, "unknown-one-1440-light")
    with page.expect_navigation():
        page.keyboard.type("1")
    expect(page.locator(".band-title")).to_contain_text(reference)
    window.is_sound()


def test_another_bin_is_chosen_by_keys_and_a_double_enter_counts_once(
    visit: Callable[..., Visit], site: Site
) -> None:
    parcel = parcel_for(site.shop)
    window = enter(visit, site, width=1440, height=900)
    page = window.page
    type_code(page, parcel.number)
    type_code(page, "")
    press(page, "b", "[name=grade][value=B]:checked")
    type_code(page, "")
    with page.expect_navigation():
        page.keyboard.type("b")
    look(window, "choosing-1440-light")
    assert page.evaluate(LOWEST_CHOICE) <= 0, "each choice stands above the band"
    with page.expect_navigation():
        page.keyboard.type("(")  # the 5 of an AZERTY keyboard
    expect(page.locator(".band-bin")).to_contain_text("D-")


@pytest.mark.parametrize(
    ("width", "height", "dark"),
    [
        (1440, 900, False),
        pytest.param(820, 1180, True, marks=pytest.mark.long),
        pytest.param(320, 900, False, marks=pytest.mark.long),
    ],
)
def test_what_waits_in_quarantine_is_reached_and_opened_by_keys(
    visit: Callable[..., Visit], site: Site, width: int, height: int, dark: bool
) -> None:
    aside(site.shop, product={"name": "Aspirateur balai X30 Premium"}, serials=["7F-20931"])
    aside(site.shop, product={"name": "Batterie", "dangerous_goods": "UN 3481"}, destroy=True)
    aside(
        site.shop, product={"name": "Coussin"}, destroy=True, refused="La housse se lave, le reste est sec."
    )
    for name in ("Robe longue en lin lavé, taille 42", "Lampe de chevet"):
        aside(site.shop, product={"name": name})
    window = enter(visit, site, width=width, height=height, dark=dark)
    page, mark = window.page, f"{width}-{'dark' if dark else 'light'}"
    expect(page.locator(".scan-input")).to_be_focused()
    with page.expect_navigation(url="**/quarantaine/"):
        page.keyboard.press("q")
    condemned = page.locator(".aside").filter(has_text="Batterie").first
    expect(condemned).to_contain_text("Destruction demandée")
    refused = page.locator(".aside").filter(has_text="La housse se lave").first
    expect(refused).to_contain_text("Destruction refusée")
    look(window, f"quarantine-{mark}")
    expect(page.locator(".aside")).to_have_count(5)
    if width > 1000:
        assert page.evaluate(LOWEST_CHOICE) <= 0, "each row stands above the band"
    with page.expect_navigation(url="**/controles/**"):
        page.keyboard.press(refused.get_attribute("data-key") or "")
    expect(page.locator(".band-title")).to_have_text("Destruction refusée")
    look(window, f"quarantine-one-{mark}")
    assert window.said == [], "the console is empty"


def test_the_next_instruction_is_there_at_once(visit: Callable[..., Visit], site: Site) -> None:
    window = enter(visit, site, width=1440, height=900)
    numbers = [parcel_for(site.shop).number for _ in range(5)]
    took = sorted(_timed(window.page, site, number) for number in numbers)
    print(f"scan to next instruction: {took}")  # noqa: T201 - the figure people ask for
    assert took[2] < 1000, took


def _timed(page: Page, site: Site, number: str) -> float:
    page.goto(f"{site.address}/dock/")
    return type_code(page, number)


def test_it_works_as_plain_forms_without_scripts(visit: Callable[..., Visit], site: Site) -> None:
    parcel = parcel_for(site.shop)
    window = enter(visit, site, width=1440, height=900, scripts=False)
    page = window.page
    page.locator("#scan").fill(parcel.number)
    page.locator("#scan").press("Enter")
    page.get_by_role("button", name="Recevoir").press("Enter")
    page.get_by_text("Comme neuf").click()
    page.get_by_role("button", name="Valider").press("Enter")
    page.get_by_role("button", name="Rangé").press("Enter")
    expect(page.locator(".band-title")).to_contain_text("Rangé dans S-")


def test_z_takes_the_inspection_back_on_the_page_and_after_the_bin(
    visit: Callable[..., Visit], site: Site
) -> None:
    window = enter(visit, site, width=1440, height=900)
    page = window.page
    for _ in range(2):
        page.goto(f"{site.address}/dock/")
        type_code(page, parcel_for(site.shop, product={"name": "Robe en lin"} | LOOKS_LIKE).number)
        type_code(page, "")
        press(page, "a", "[name=grade][value=A]:checked")
        type_code(page, "")
        with page.expect_navigation(url="**/receptions/**"):
            page.keyboard.press("z")
        expect(page.get_by_text("Contrôle annulé")).to_be_visible()
        press(page, "a", "[name=grade][value=A]:checked")
        type_code(page, "")
        type_code(page, "")
        expect(page.locator(".band-title")).to_contain_text("Rangé dans")
        look(window, "undo-1440-light")
        with page.expect_navigation(url="**/receptions/**"):
            page.keyboard.press("z")
    window.is_sound(axe=False)
