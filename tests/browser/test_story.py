"""The story page in a real browser: on every width, by day and by night, and its poll."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from savoir.kernel.ports import bind
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Organization
from savoir.web.story.ports import HeardCall, PreparedOrder, SilentRefund, StoryProps
from tests.browser.conftest import Site, Visit
from tests.doors.desks import late_return
from tests.shop import sell

pytestmark = pytest.mark.browser


class Props:
    """A stagehand that sells a vacuum cleaner; its provider is not asked."""

    def __init__(self, site: Site, shown: int) -> None:
        self.site, self.shown = site, shown

    def example(self, *, now: Any) -> int | None:
        return self.shown

    def order(self, *, language: str, now: Any) -> PreparedOrder:
        with organization_block(self.site.shop.org_id):
            sold = sell(
                self.site.shop, delivered_at=timezone.now() - timedelta(days=213),
                product={"name": "Aspirateur balai Zéphyr 3", "picture": "vacuum", "colorway": "mist"},
            )  # fmt: skip
        return PreparedOrder(sold.order_id, self.site.shop.brand_slug)

    def refund(self, *, language: str, now: Any) -> SilentRefund:
        raise NotImplementedError

    def heard(self, refund: SilentRefund) -> tuple[HeardCall, ...]:
        return ()

    def keeps_all(self) -> bool:
        return True

    def executions(self, refund: SilentRefund) -> int:
        return 0


@pytest.fixture
def story(site: Site) -> Iterator[str]:
    """The address of a demo's story."""
    Organization.objects.filter(id=site.shop.org_id).update(is_demo=True)
    _case, sale = late_return(site.shop, product={"name": "Aspirateur balai Zéphyr 3"})
    props, former = Props(site, sale.order_id), settings.ENVIRONMENT.mode
    bind(StoryProps, lambda **_: props)
    object.__setattr__(settings.ENVIRONMENT, "mode", "demo")
    yield f"{site.address}/"
    object.__setattr__(settings.ENVIRONMENT, "mode", former)


def test_the_story_stands_on_every_width_by_day_and_by_night(story: str, visit: Callable[..., Visit]) -> None:
    for width, dark in ((320, True), (390, False), (820, True), (1440, False)):
        window = visit(width=width, dark=dark)
        window.page.goto(story)
        window.is_sound(axe=width in (320, 1440))


def test_from_the_phone_to_the_desk_and_back_to_the_story(story: str, visit: Callable[..., Visit]) -> None:
    window = visit(width=390)
    page = window.page
    page.goto(story)
    page.click("#follow")
    page.locator("article a.item").first.click()
    page.click("label:has-text('Il est en panne')")
    page.click("button:has-text('Voir ce qui est possible')")
    page.locator("#choices label").first.click()
    page.locator(".portal-act button").click()
    page.wait_for_url("**/dossiers/**")
    reference = page.url.rstrip("/").rpartition("/")[2]
    page.click("text=Retour à l’histoire")
    page.wait_for_selector(f"#scene:has-text('{reference}')")
    with page.expect_response("**/histoire/scene/"):
        page.focus("#desk")
    page.wait_for_function("document.activeElement.id === 'desk'")  # the poll takes nobody's place away
    page.click("#desk")
    page.wait_for_url(f"**/desk/dossiers/{reference}/")
    expect(page.locator(".story-back")).to_be_visible()
    window.is_sound()
