"""A real Chromium in front of the real product: a live server on a database of its own."""

import json
import os
import shutil
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from savoir.config.launcher.cluster import Cluster
from tests import databases
from tests.effort import EXPLORES
from tests.shop import Shop, make_shop

# Playwright's own event loop runs in this thread; the database is only used between its calls.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = os.environ.get("SAVOIR_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"runOnly": RULES, "resultTypes": ["violations"]}  # of what is sound nothing is read, nor sent here
BROKEN = f"""async () => (await axe.run({json.dumps(AXE)})).violations.map(
  (found) => [found.id, found.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))])"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SPLIT = r"""() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), split = [];
  for (let node; (node = walk.nextNode()); ) {
    for (const word of node.data.matchAll(/e-mails?|\b[LRDA]\d{3,4}-\d+/gi)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
      if (new Set(boxes.map((box) => Math.round(box.top))).size > 1) split.push(word[0]);
    }
  }
  return split;
}"""
HERE = Path(__file__).parent
LOOKS, MOST_LOOKS = {"width", "height", "dark", "theme"}, 3
WATCH = "addEventListener('securitypolicyviolation', (e) => console.error('POLICY ' + e.violatedDirective))"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that looks at pages in several widths does so once in the quick run; two more looks are long,
    and all others for `SAVOIR_EXPLORE=1`.

    The first that is not long already stays. Two ways through a page that differ in more than its width
    and its colors (`scripts`, say) stay both. In the quick run stand the journeys of each door and the frame
    of all pages; what goes on behind a door beside its journey is walked in the long one (`pytestmark`).
    """
    looks, quick, left = Counter[tuple[Any, ...]](), set[tuple[Any, ...]](), list[pytest.Item]()
    for item in items:
        given = getattr(getattr(item, "callspec", None), "params", {})
        if not item.path.is_relative_to(HERE) or "width" not in given:
            continue
        others = sorted((name, str(value)) for name, value in given.items() if name not in LOOKS)
        way = (item.path, getattr(item, "originalname", item.name), *others)
        looks[way] += 1
        if looks[way] > MOST_LOOKS and not EXPLORES:
            left.append(item)
        elif item.get_closest_marker("long") is None:
            if way in quick:
                item.add_marker(pytest.mark.long)
            quick.add(way)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Tests speak for themselves."""


class _Server(ThreadedWSGIServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that closes a connection early is no fault; faults of pages are 500s, which tests see."""


@dataclass(frozen=True)
class Site:
    """The running product: its address, and the shop behind it."""

    address: str
    shop: Shop
    now: datetime


@dataclass
class Visit:
    """One browser window, everything it complained about, and all else its console was told."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def keeps_words_whole(self) -> None:
        """No e-mail and no article of a law is cut at its hyphen."""
        self.page.wait_for_load_state()
        assert self.page.evaluate(SPLIT) == [], self.page.url

    def is_sound(self, *, axe: bool = True) -> None:
        """No complaint, no sideways scroll, nothing that axe finds, once the page is whole."""
        self.page.wait_for_load_state()
        assert self.page.evaluate(SIDEWAYS) <= 0, f"{self.page.url} scrolls sideways"
        if axe:
            self.page.evaluate(AXE_SCRIPT)
            broken = self.page.evaluate(BROKEN)
            assert broken == [], f"{self.page.url}: {broken}"
        assert self.complaints == []


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all of these tests of a worker; without it they skip, loudly."""
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM: the browser tests did not run")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site(
    template: tuple[Cluster, str], django_db_setup: None, django_db_blocker: Any, browser: Browser
) -> Iterator[Site]:
    """The product on a database of its own, with the test shop; real commits, real connections.

    It comes after the browser and goes before it: while Playwright's loop runs, Django keeps another
    connection for this thread than without it, and the one opened here has to be the one closed here.
    """
    cluster, model = template
    name = f"web_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    databases.clone(cluster, model, name)
    with django_db_blocker.unblock():
        former = _use(cluster, name)
        server = _Server(("127.0.0.1", 0), _Quiet)
        try:
            server.set_app(get_wsgi_application())
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield Site(f"http://127.0.0.1:{server.server_address[1]}", make_shop(), timezone.now())
        finally:
            server.shutdown()
            server.server_close()
            connections["default"].close()
            connections["default"].settings_dict.update(former)
            databases.leave(cluster, name)


def _use(cluster: Cluster, name: str) -> dict[str, Any]:
    connections["default"].close()
    settings = connections["default"].settings_dict
    former = dict(settings)
    settings.update(cluster.connections().django("savoir_app", name))
    return former


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """`visit(width=390, dark=False, scripts=True)`: a fresh window that notes every complaint."""
    contexts = []

    def open_window(
        *, width: int = 390, height: int = 844, dark: bool = False, scripts: bool = True
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light",
            java_script_enabled=scripts, locale="fr-FR", reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(30_000)  # a busy machine is no fault of a page
        window = Visit(context.new_page())
        if scripts:
            context.add_init_script(WATCH)
        window.page.on("console", lambda said: _note(window, said.type, said.text))
        window.page.on("pageerror", lambda fault: window.complaints.append(str(fault)))
        return window

    yield open_window
    for context in contexts:
        context.close()


def _note(window: Visit, kind: str, text: str) -> None:
    """Refused forms answer 4xx, which Chromium reports as an error: that is how they are meant."""
    if kind != "error":
        window.said.append(text)
    elif "status of 4" not in text:
        window.complaints.append(text)
