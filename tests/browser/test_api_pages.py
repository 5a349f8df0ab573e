"""What programmers read, in a real Chromium: the page of the API and those of its problems are sound."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.browser.test_desk import shot

pytestmark = [pytest.mark.browser, pytest.mark.long]
PAGES = {
    "overview": reverse("api_overview"), "problems": reverse("api_problems"),
    "problem": reverse("api_problem", args=["offer_moved"]),
}  # fmt: skip


LONG = pytest.mark.long


@pytest.mark.parametrize(
    ("width", "dark"),
    [(320, True), pytest.param(390, False, marks=LONG), (1440, False), pytest.param(1440, True, marks=LONG)],
)
def test_the_pages_of_the_api_are_sound(site: Any, visit: Callable[..., Any], width: int, dark: bool) -> None:
    window = visit(width=width, height=900, dark=dark)
    for name, address in PAGES.items():
        answer = window.page.goto(f"{site.address}{address}")
        assert answer is not None
        assert answer.status == 200, name
        window.page.wait_for_load_state("load")
        shot(window, f"api-{name}-{width}-{'dark' if dark else 'light'}")
        window.is_sound()
        window.keeps_words_whole()


def test_every_address_within_the_page_of_the_api_leads_somewhere(
    site: Any, visit: Callable[..., Any]
) -> None:
    window = visit(width=1440, height=900)
    window.page.goto(f"{site.address}{PAGES['overview']}")
    lost = window.page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.getAttribute('href').slice(1))"
        ".filter((id) => !document.getElementById(id))"
    )
    assert lost == []
