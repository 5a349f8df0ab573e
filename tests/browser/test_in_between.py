"""Pages in the middle of something, in a real Chromium: they are sound, narrow and wide, by day and night."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.urls import reverse
from playwright.sync_api import expect

from savoir.kernel import approvals, tasks
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import DroppedFile
from savoir.orders.operations import drop_file
from savoir.organizations.models import Brand
from savoir.organizations.operations import begin_alongside
from savoir.resolutions.models import InvariantCheck, Refund
from savoir.resolutions.states import RefundState
from savoir.web.errors import unavailable
from tests.browser.conftest import Site, Visit
from tests.browser.test_desk import SHOTS, enter
from tests.doors.desks import late_return
from tests.faults.worlds import DAY, agree, post
from tests.stories.test_alongside import returned

pytestmark = [pytest.mark.browser, pytest.mark.long]
LONG = pytest.mark.long
LOOKS = [
    (390, True), pytest.param(390, False, marks=LONG), pytest.param(1440, False, marks=LONG),
    pytest.param(1440, True, marks=LONG),
]  # fmt: skip
looked_at = pytest.mark.parametrize(("width", "dark"), LOOKS)
Open = Callable[..., Visit]


def sound(window: Visit, name: str, width: int, dark: bool) -> None:
    """Nothing complains; a picture when somebody asks for it."""
    window.page.wait_for_load_state("networkidle")
    if SHOTS:
        path = Path(SHOTS) / f"{name}-{width}-{'dark' if dark else 'light'}.png"
        window.page.screenshot(path=str(path), full_page=True)
    window.is_sound()
    window.keeps_words_whole()


@looked_at
def test_a_file_that_is_being_imported(site: Site, visit: Open, width: int, dark: bool) -> None:
    shop = site.shop
    with organization_block(shop.org_id):
        drop_id = drop_file(
            actor=shop.system, brand_id=shop.brand_id, file_name="orders_export.csv", chunks=[b"a,b"],
            now=site.now,
        )  # fmt: skip
        DroppedFile.objects.filter(id=drop_id).update(
            state="importing", step="write", done=31_000, of=40_000,
            report={"orders_read": 40_120, "orders": 40_000, "lines": 120_000, "rows_rejected": 120,
                    "rows_skipped": 0, "title": "Shopify"},
        )  # fmt: skip
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.ADMIN)
    window.page.goto(f"{site.address}{reverse('console:import_file', args=[drop_id])}")
    sound(window, "importing", width, dark)
    wide = "((bar) => bar.offsetWidth / bar.parentNode.offsetWidth)(document.querySelector('#progress'))"
    assert window.page.evaluate(wide) > 0.7, "the bar is as wide as its card"
    expect(window.page.locator("#import")).to_contain_text("31\u00a0000 commandes écrites sur 40\u00a0000")
    window.page.goto(f"{site.address}{reverse('console:import')}")
    sound(window, "imports", width, dark)


@looked_at
def test_an_approval_that_waits_and_tasks(site: Site, visit: Open, width: int, dark: bool) -> None:
    shop, now = site.shop, site.now
    with organization_block(shop.org_id):
        case, _ = late_return(shop)
        asked = approvals.Request(
            subject_kind="case", subject_id=case.id, verb="logistics.destroy", plan_digest="d" * 8,
            ceiling_code="destruction",
        )  # fmt: skip
        approvals.ask(
            actor=shop.actors[Role.SENIOR], request=asked, now=now, expires_at=now + timedelta(days=1)
        )
        for code in ("promise_late_again", "prepare_replacement", "webhooks_stopped"):
            tasks.open_task(
                code=code, subject_kind="case", subject_id=case.id, detail={}, due_at=now, now=now
            )
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.SUPERVISOR)
    for name in ("approvals", "tasks"):
        window.page.goto(f"{site.address}{reverse(f'desk:{name}')}")
        if name == "approvals":
            acts = [window.page.get_by_role("button", name=word).first for word in ("Accorder", "Refuser")]
            assert len({round(act.bounding_box()["y"]) for act in acts}) == 1, "yes and no stand side by side"
        sound(window, name, width, dark)


@looked_at
def test_a_brand_alongside_with_what_went_elsewhere(site: Site, visit: Open, width: int, dark: bool) -> None:
    shop = site.shop
    with organization_block(shop.org_id):
        Brand.objects.update(alongside_since=None, alongside_until=None)
        begin_alongside(actor=shop.actors[Role.ADMIN], brand_id=shop.brand_id, now=site.now - DAY)
        ids = [post(shop, agree(shop, at=site.now - DAY / 2), at=site.now - DAY / 4) for _ in range(3)]
        refunds = Refund.objects.filter(id__in=ids)
        refunds.update(state=RefundState.SETTLING.value, held_at=site.now - DAY / 8)
        rows = list(refunds.order_by("id"))
    returned(shop, rows[0], 5900, site.now)
    returned(shop, rows[1], 4900, site.now)
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.ADMIN)
    for rest in ("", "fin/"):
        window.page.goto(f"{site.address}/console/parallele/{shop.brand_id}/{rest}")
        sound(window, f"alongside{rest.strip('/')}", width, dark)
    with organization_block(shop.org_id):
        Brand.objects.update(alongside_until=site.now)


@looked_at
def test_a_house_with_a_rule_that_broke(site: Site, visit: Open, width: int, dark: bool) -> None:
    with organization_block(site.shop.org_id):
        InvariantCheck.objects.update_or_create(
            org_id=site.shop.org_id, code="told_at_all",
            defaults={"violations": 2, "samples": ["case 12: delay 7"], "checked_at": site.now,
                      "red_since": site.now - DAY},
        )  # fmt: skip
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.ADMIN)
    window.page.goto(f"{site.address}{reverse('console:health')}")
    sound(window, "health", width, dark)


@looked_at
def test_the_page_while_the_house_is_away(site: Site, visit: Open, width: int, dark: bool) -> None:
    away = unavailable(HttpRequest())
    window = visit(width=width, height=900, dark=dark)
    window.page.route("**/entree/**", lambda route: route.fulfill(
        status=200, content_type="text/html", body=away.content.decode()
    ))  # fmt: skip
    window.page.goto(f"{site.address}/entree/")
    sound(window, "away", width, dark)
    assert window.page.locator("body").inner_text().count("momentanément indisponible") == 1
