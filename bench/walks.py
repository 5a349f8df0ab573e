"""The walks through the demo shop that `bench.screens` takes its pictures on."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from savoir.commands.demo.catalog import BY_SKU
from savoir.commands.demo.examples import EXAMPLES, Example, email_of
from savoir.commands.demo.people import COLLEAGUES, PASSPHRASE
from savoir.kernel.access import Role

PHONE, TABLET, DESKTOP = (390, 844), (820, 1180), (1440, 900)
MAIL_SECONDS = 60
LIGHT = 250_000  # bytes a picture may have before it gives up colors
ASKS_SEVERAL, ASKS_REPAIR, HAS_RETURN = "ML-24044", "LE-24027", "ML-24031"


@dataclass
class Camera:
    """A browser in front of the demo at `address`; no `only` = every picture, no `home` = the usual one."""

    browser: Browser
    address: str
    out: Path
    only: set[str]
    home: str = ""
    taken: list[Path] = field(default_factory=list)

    def wants(self, *names: str) -> bool:
        """Whether one of these pictures was asked for."""
        return not self.only or bool(self.only & set(names))

    @contextmanager
    def window(self, size: tuple[int, int]) -> Iterator[Page]:
        """A fresh window, French, by day, without motion."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="fr-FR", reduced_motion="reduce",
            color_scheme="light", timezone_id="Europe/Paris",
        )  # fmt: skip
        context.set_default_timeout(30_000)
        try:
            yield context.new_page()
        finally:
            context.close()

    def shoot(self, page: Page, name: str, *, dark: bool = False, whole: bool = False) -> None:
        """Take the picture `name` of what the window shows, by night when `dark`."""
        if not self.wants(name):
            return
        page.wait_for_load_state("networkidle")
        page.emulate_media(color_scheme="dark" if dark else "light")
        path, size = self.out / f"{name}.png", page.viewport_size
        if whole and size:  # a window as tall as the page: what sticks to its bottom stands where it ends
            tall = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": size["width"], "height": max(size["height"], tall)})
        page.screenshot(path=path, animations="disabled", caret="hide")
        if path.stat().st_size > LIGHT:  # flat colors: 256 of them are enough
            Image.open(path).convert("RGB").quantize(256).save(path, optimize=True)
        if size:
            page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        self.taken.append(path)


def example(number: str) -> Example:
    """A customer of the welcome text by the number of his order."""
    return next(one for one in EXAMPLES if one.number == number)


def slug_of(number: str) -> str:
    """The brand that sold an example's order."""
    return BY_SKU[example(number).skus[0]].brand


def find_order(camera: Camera, page: Page, number: str, *, shot: str = "") -> None:
    """From the portal's first page to the items of an order."""
    page.goto(f"{camera.address}/sav/{slug_of(number)}/")
    page.fill("[name=number]", number)
    page.fill("[name=email]", email_of(example(number)))
    if shot:
        camera.shoot(page, shot)
    page.click("button:has-text('Retrouver ma commande')")
    page.wait_for_url("**/articles/**")


def sign_in(camera: Camera, page: Page, role: Role, path: str) -> None:
    """As the first colleague of a role, then to `path`."""
    person = next(one for one in COLLEAGUES if one.role is role)
    page.goto(f"{camera.address}/entree/?next={path}")
    page.fill("[name=email]", person.email)
    page.fill("[name=password]", PASSPHRASE)
    page.click("button[type=submit]")
    page.wait_for_url(f"**{path}")


def walk_story(camera: Camera) -> None:
    """The page a demo opens on: one case on three screens, and a refund whose provider fell silent."""
    names = ("story-1440", "story-1440-dark", "story-390")
    if not camera.wants(*names):
        return
    with camera.window(DESKTOP) as page:
        page.goto(f"{camera.address}/")
        page.click("#bank")
        page.wait_for_selector(".story-bank [data-code='settled']", timeout=1000 * MAIL_SECONDS)
        camera.shoot(page, names[0], whole=True)
        camera.shoot(page, names[1], dark=True, whole=True)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        camera.shoot(page, names[2])


def walk_items(camera: Camera) -> None:
    """Three things, each with what is still possible."""
    if not camera.wants("portal-find-390", "portal-items-390"):
        return
    with camera.window(PHONE) as page:
        find_order(camera, page, ASKS_SEVERAL, shot="portal-find-390")
        camera.shoot(page, "portal-items-390", whole=True)


def walk_rights(camera: Camera) -> None:
    """Rights on a vacuum cleaner that broke after seven months: each with its last day."""
    if not camera.wants("portal-rights-390"):
        return
    with camera.window(PHONE) as page:
        find_order(camera, page, ASKS_REPAIR)
        line = page.locator("article a.item").first.get_attribute("href") or ""
        page.goto(f"{page.url.partition('articles/')[0]}vos-droits/{line.partition('?a=')[2]}/")
        camera.shoot(page, "portal-rights-390", whole=True)


def walk_answer(camera: Camera) -> None:
    """A vacuum cleaner that broke after seven months; nothing is confirmed."""
    if not camera.wants("portal-answer-390"):
        return
    with camera.window(PHONE) as page:
        find_order(camera, page, ASKS_REPAIR)
        page.locator("article a.item").first.click()
        page.click("label:has-text('Il est en panne')")
        page.click("button:has-text('Voir ce qui est possible')")
        page.wait_for_url("**/reponse/**")
        page.locator("#choices label").first.click()
        camera.shoot(page, "portal-answer-390", whole=True)


def walk_tracking(camera: Camera) -> None:
    """An open return, seen by the customer who came through the link in his mail."""
    names = ("portal-tracking-390", "portal-tracking-390-dark", "portal-tracking-1440", "mail-decision-600")
    if not camera.wants(*names):
        return
    with camera.window(PHONE) as page, camera.window(DESKTOP) as desk:
        sign_in(camera, desk, Role.AGENT, "/desk/courriers/")
        walk_mail(camera, desk)
        find_order(camera, page, HAS_RETURN)
        page.locator("article a[href*='/dossiers/']").first.click()
        page.wait_for_url("**/dossiers/**")
        before = _mails_to(desk).count()
        if page.locator("button:has-text('Recevoir un lien')").count():
            page.click("button:has-text('Recevoir un lien')")
            page.goto(camera.address + urlsplit(_link_in_mail(desk, before)).path)
            page.click("button:has-text('Ouvrir mon dossier')")
            page.wait_for_url("**/dossiers/**")
        camera.shoot(page, names[0], whole=True)
        camera.shoot(page, names[1], dark=True, whole=True)
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        camera.shoot(page, names[2])


def _mails_to(desk: Page) -> Locator:
    return desk.locator("a.case-item", has_text=email_of(example(HAS_RETURN)))


def _link_in_mail(desk: Page, before: int) -> str:
    """The one-time link of the newest mail, when the worker has sent it. SystemExit when it does not."""
    deadline = time.monotonic() + MAIL_SECONDS
    desk.goto(urljoin(desk.url, "/desk/courriers/"))
    while _mails_to(desk).count() <= before:
        if time.monotonic() > deadline:
            raise SystemExit("The mail with the link has not come: does the demo's worker run?")
        desk.wait_for_timeout(1000)
        desk.reload()
    _mails_to(desk).first.click()
    frame = desk.frame_locator("iframe.desk-frame")
    return frame.locator("a[href*='/acces/']").first.get_attribute("href") or ""


def walk_mail(camera: Camera, desk: Page) -> None:
    """The newest decision in French, as a mail program shows it."""
    if not camera.wants("mail-decision-600"):
        return
    desk.locator("a.case-item", has_text="est accepté").first.click()
    source = desk.locator("iframe.desk-frame").get_attribute("src") or ""
    desk.set_viewport_size({"width": 600, "height": 900})
    desk.goto(urljoin(desk.url, source))
    camera.shoot(desk, "mail-decision-600", whole=True)
    desk.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    desk.goto(urljoin(desk.url, "/desk/courriers/"))


def walk_desk(camera: Camera) -> None:
    """The queue of the day and a broken thing to decide on, by day, by night and on a tablet."""
    names = ("desk-queue-1440", "desk-case-1440", "desk-case-1440-dark", "desk-case-820")
    if not camera.wants(*names):
        return
    with camera.window(DESKTOP) as page:
        sign_in(camera, page, Role.AGENT, "/desk/")
        page.goto(f"{camera.address}/desk/?vue=a-traiter")
        camera.shoot(page, names[0])
        page.locator("[data-row]", has_text="Remplacer").locator("a.cell-link").first.click()
        page.wait_for_url("**/dossiers/**")
        camera.shoot(page, names[1])
        camera.shoot(page, names[2], dark=True)
        page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
        camera.shoot(page, names[3])


def walk_dock(camera: Camera) -> None:
    """A parcel on the bench; the answers are given, nothing is confirmed."""
    if not camera.wants("dock-1440"):
        return
    with camera.window(DESKTOP) as page:
        sign_in(camera, page, Role.WAREHOUSE, "/dock/")
        waiting = page.locator("a.dock-row")
        if not waiting.count():
            raise SystemExit("No parcel waits at the dock: bin/savoir demo --reset")
        waiting.first.click()
        page.wait_for_url("**/receptions/**")
        is_broken = page.get_by_text("En panne ou défectueux").count() > 0
        if is_broken:
            page.locator(".check[data-key='4'] .check-option").first.click()
        page.locator(f".grade[data-key='{'c' if is_broken else 'a'}']").click()
        camera.shoot(page, "dock-1440")


def walk_slip(camera: Camera) -> None:
    """The slip of an open return of the demo, printed from its database."""
    if not camera.wants("slip-a4"):
        return
    path = camera.out / "slip-a4.png"
    command = [sys.executable, "-m", "bench.slip", slug_of(HAS_RETURN), str(path)]
    home = {"SAVOIR_HOME": camera.home} if camera.home else {}
    subprocess.run(command, env=os.environ | home, check=True)
    camera.taken.append(path)


WALKS: tuple[Callable[[Camera], None], ...] = (
    walk_story, walk_items, walk_rights, walk_answer, walk_tracking, walk_desk, walk_dock, walk_slip,
)  # fmt: skip
