"""Each page of the portal on a slow phone: scores, largest paint, bytes.

    bin/bench portal [ADDRESS]      ADDRESS of a demo that runs, such as http://localhost:8000

Lighthouse (LIGHTHOUSE below, through npx) on its mobile profile: slow 4G, 1.6 Mbps, 150 ms, a four times
slower processor, all simulated. Where npx or the package can't be had, the same profile is laid upon Chromium
itself, and only paint and bytes are told. Status 1 when a page is below the bar.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from bench.screens import FLAGS, chromium, own_demo
from bench.walks import ASKS_REPAIR, HAS_RETURN, PHONE, Camera, find_order

LIGHTHOUSE: Final = "lighthouse@12.8.2"
LEAST_SCORE, MOST_PAINT_MS, MOST_BYTES = 95, 1_500, 60_000
RUN_SECONDS, PORT = 180, 8791
PORTAL: Final = (
    "find",
    "items",
    "happened",
    "answer",
    "rights",
    "dates",
    "tracking",
)  # `--only story` measures the story
_PAINT: Final = """new Promise(done => { let at = 0; new PerformanceObserver(list => {
  for (const entry of list.getEntries()) at = entry.startTime }).observe(
  {type: 'largest-contentful-paint', buffered: true}); setTimeout(() => done(at), 1500) })"""


@dataclass(frozen=True, slots=True)
class Figures:
    """One page: scores of 100 (None without Lighthouse), largest paint in ms, bytes over the wire."""

    name: str
    performance: int | None
    accessibility: int | None
    paint_ms: int
    bytes: int

    @property
    def is_fit(self) -> bool:
        """Whether it reaches the bar of issue 3, section 3."""
        scores = [score for score in (self.performance, self.accessibility) if score is not None]
        return (
            self.paint_ms < MOST_PAINT_MS and self.bytes <= MOST_BYTES and min([100, *scores]) >= LEAST_SCORE
        )

    def line(self) -> str:
        """As it is printed."""
        scores = f"{_told(self.performance):>4} {_told(self.accessibility):>4}"
        told = f"{self.name:10} {scores} {self.paint_ms:6} ms {self.bytes / 1000:6.1f} kB"
        return told if self.is_fit else f"{told}  BELOW"


def _told(score: int | None) -> str:
    return "-" if score is None else str(score)


@dataclass(frozen=True, slots=True)
class Asked:
    """A page by its address, and the cookies of the customer who may see it."""

    url: str
    cookies: str


def pages_of(browser: Browser, address: str) -> dict[str, Asked]:
    """The portal's pages by name: a customer who asks for a repair, and one who follows her return."""
    camera = Camera(browser, address, Path(tempfile.gettempdir()), set())
    with camera.window(PHONE) as page:
        find_order(camera, page, ASKS_REPAIR)
        portal = page.url.partition("articles/")[0]
        seen = {"story": f"{address}/", "find": portal, "items": page.url, "rights": f"{portal}vos-droits/"}
        first = page.locator("article a.item").first
        line = (first.get_attribute("href") or "").partition("?a=")[2]
        seen["dates"] = f"{portal}vos-droits/{line}/"
        first.click()
        page.wait_for_url("**/demande/**")
        seen["happened"] = page.url
        _ask(page)
        seen["answer"] = page.url
        found = {name: Asked(url, _cookies(page)) for name, url in seen.items()}
    with camera.window(PHONE) as page:
        return found | {"tracking": _tracked(camera, page)}


def _ask(page: Page) -> None:
    page.click("label:has-text('Il est en panne')")
    page.click("button:has-text('Voir ce qui est possible')")
    page.wait_for_url("**/reponse/**")


def _tracked(camera: Camera, page: Page) -> Asked:
    """The case of an order that has one; the measure itself opens none."""
    find_order(camera, page, HAS_RETURN)
    page.locator("a[href*='/dossiers/']").first.click()
    page.wait_for_url("**/dossiers/**")
    return Asked(page.url, _cookies(page))


def _cookies(page: Page) -> str:
    return "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())


def has_lighthouse() -> bool:
    """Whether npx can bring Lighthouse here."""
    npx = shutil.which("npx")
    if npx is None:
        return False
    asked = [npx, "--yes", LIGHTHOUSE, "--version"]
    return subprocess.run(asked, capture_output=True, timeout=RUN_SECONDS, check=False).returncode == 0


def by_lighthouse(name: str, page: Asked) -> Figures:
    """One run of the mobile profile. SystemExit with what it said when it failed."""
    with tempfile.TemporaryDirectory() as folder:
        out, headers = Path(folder) / "report.json", Path(folder) / "headers.json"
        headers.write_text(json.dumps({"Cookie": page.cookies, "Accept-Language": "fr"}))
        command = [
            "npx", "--yes", LIGHTHOUSE, page.url, "--quiet", "--output=json", f"--output-path={out}",
            "--only-categories=performance,accessibility", f"--extra-headers={headers}",
            "--chrome-flags=--headless=new --no-sandbox",
        ]  # fmt: skip
        environment = os.environ | {"CHROME_PATH": chromium()}
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=RUN_SECONDS, check=False
        )
        if not out.exists():
            raise SystemExit(f"Lighthouse failed on {name}: {done.stderr[-400:]}")
        return _read(name, json.loads(out.read_text()))


def _read(name: str, report: dict[str, Any]) -> Figures:
    audits, scores = report["audits"], report["categories"]
    return Figures(
        name, round(100 * scores["performance"]["score"]), round(100 * scores["accessibility"]["score"]),
        round(audits["largest-contentful-paint"]["numericValue"]),
        round(audits["total-byte-weight"]["numericValue"]),
    )  # fmt: skip


def by_chromium(browser: Browser, name: str, asked: Asked) -> Figures:
    """The same profile laid upon Chromium: really slow, not simulated."""
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, locale="fr-FR")
    context.set_extra_http_headers({"Cookie": asked.cookies})
    page, moved = context.new_page(), [0.0]
    tool = context.new_cdp_session(page)
    tool.send("Network.enable")
    slow = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
    tool.send("Network.emulateNetworkConditions", slow)
    tool.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    tool.on("Network.loadingFinished", lambda seen: moved.append(float(seen["encodedDataLength"])))
    page.goto(asked.url, wait_until="networkidle")
    paint = page.evaluate(_PAINT)
    context.close()
    return Figures(name, None, None, round(paint), round(sum(moved)))


def main(arguments: list[str]) -> int:
    """Measure and print; status 1 when a page is below the bar."""
    parser = argparse.ArgumentParser(prog="bin/bench portal")
    parser.add_argument(
        "address", nargs="?", default="", help="a demo that runs; else one of its own is built"
    )
    parser.add_argument("--only", nargs="*", default=[], help="names of pages")
    given = parser.parse_args(arguments)
    if given.address:
        return measure(given.address.rstrip("/"), given.only)
    with own_demo(PORT) as (address, _home):
        return measure(address, given.only)


def measure(address: str, only: list[str]) -> int:
    """Measure and print the pages called `only`, of the whole portal when none is."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        pages = pages_of(browser, address)
        wanted = {name: pages[name] for name in only or PORTAL}
        is_whole = has_lighthouse()
        print(f"{LIGHTHOUSE if is_whole else 'Chromium alone'} on slow 4G: perf, a11y, LCP, transferred")
        found = []
        for name, page in wanted.items():
            figures = by_lighthouse(name, page) if is_whole else by_chromium(browser, name, page)
            print(figures.line(), flush=True)
            found.append(figures)
        browser.close()
    return 0 if all(one.is_fit for one in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
