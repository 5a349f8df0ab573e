"""The style guide in a browser: readable, reachable, inside the policy, at every width, day and night."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from django.utils import timezone, translation
from playwright.sync_api import Browser, Page, expect

from savoir.web.components.views import styleguide

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea')].filter((node) => {
  const box = node.getBoundingClientRect();
  return box.width && (box.height < 24 || box.width < 24)
    && getComputedStyle(node).display !== 'inline' && !node.closest('.skip');
}).map((node) => node.outerHTML.slice(0, 90))"""


class Door(BaseHTTPRequestHandler):
    """Serves the page under the product's policy, and the static files."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/":
            with translation.override("fr"), timezone.override("Europe/Paris"):
                body = styleguide(RequestFactory().get(self.path)).content
            self._answer(200, body, "text/html; charset=utf-8")
            return
        found = finders.find(address.path.removeprefix("/static/"))
        if isinstance(found, str):
            self._answer(200, Path(found).read_bytes(), guess_type(found)[0] or "application/octet-stream")
        else:
            self._answer(404, b"", "text/plain")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


def opened(browser: Browser, address: str, width: int, *, is_bare: bool = False) -> tuple[Page, list[str]]:
    """The guide at a width, and what the console complained about; ``is_bare`` lets axe be injected."""
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=is_bare)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address, wait_until="load")
    return page, complaints


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1440, "light")])
def test_everyone_can_use_every_component(browser: Browser, address: str, width: int, theme: str) -> None:
    page, _ = opened(browser, f"{address}?theme={theme}", width, is_bare=True)
    broken = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in broken] == []
    for narrower in (320, 390, 820, 1440):
        page.set_viewport_size({"width": narrower, "height": 900})
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(SMALL) == []
    page.context.close()


@pytest.mark.long
@pytest.mark.long
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 820])
def test_at_every_other_width_too(browser: Browser, address: str, width: int, theme: str) -> None:
    test_everyone_can_use_every_component(browser, address, width, theme)


def test_nothing_breaks_the_policy_and_no_file_is_missing(browser: Browser, address: str) -> None:
    page, complaints = opened(browser, address, 1440)
    assert complaints == []
    assert page.evaluate("document.fonts.check('16px Inter')")
    page.context.close()


def test_the_button_says_what_was_chosen(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, 390)
    button = page.locator("#go")
    expect(button).to_have_text("Choisir l’échange")
    page.get_by_label("Réparation").check()
    expect(button).to_have_text("Choisir la réparation")
    page.context.close()


def test_a_photo_is_shrunk_shown_and_can_be_taken_back(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    from PIL import Image

    photo = tmp_path / "voyant.png"
    Image.effect_noise((2400, 1200), 60).convert("RGB").save(photo)
    page, _ = opened(browser, address, 390)
    page.set_input_files("#photos", photo)
    page.wait_for_selector(".preview canvas")
    kept = page.evaluate("[...document.querySelector('#photos').files].map((f) => [f.name, f.type, f.size])")
    assert kept[0][:2] == ["voyant.jpg", "image/jpeg"]
    assert kept[0][2] < photo.stat().st_size
    assert page.evaluate("document.querySelector('.preview canvas').width") == 1600
    page.get_by_role("button", name="Retirer cette photo 1").click()
    assert page.evaluate("document.querySelector('#photos').files.length") == 0
    page.context.close()
