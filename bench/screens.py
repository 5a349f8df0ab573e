"""The screenshots in docs/screens, by a real Chromium walking the demo shop.

    bin/screens [ADDRESS] [--only NAME ...] [--out FOLDER]

ADDRESS: a demo that runs already, such as http://localhost:8000; without it a demo is started in a home of
its own and thrown away afterwards. The walks confirm nothing; they leave a draft and one mail behind.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.ready_home import ROOT

from playwright.sync_api import sync_playwright

from bench.walks import WALKS, Camera

OUT = ROOT / "docs" / "screens"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
BUILD_SECONDS, ANSWER_SECONDS = 900, 5
MOST_BYTES = 300_000


def chromium() -> str:
    """The browser's program. SystemExit with one sentence when there is none."""
    for name in (os.environ.get("SAVOIR_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    raise SystemExit("bin/screens needs a Chromium. Debian, Ubuntu: apt-get install -y chromium")


def answers(address: str) -> bool:
    """Whether the portal of the demo shop is served at `address`."""
    try:
        with urllib.request.urlopen(f"{address}/sav/maison-lenoir/", timeout=ANSWER_SECONDS) as answer:
            return int(answer.status) == 200
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def own_demo(port: int) -> Iterator[tuple[str, str]]:
    """Address and home of a demo shop, gone afterwards. SystemExit when it does not come up."""
    address = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory(prefix="savoir-screens-") as home:
        Path(home).chmod(0o755)
        command = [sys.executable, "-m", "savoir.config.cli", "demo", "--port", str(port)]
        demo = subprocess.Popen(command, env=os.environ | {"SAVOIR_HOME": home}, start_new_session=True)
        try:
            _wait(demo, address)
            yield address, home
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(timeout=60)


def _wait(demo: "subprocess.Popen[bytes]", address: str) -> None:
    deadline = time.monotonic() + BUILD_SECONDS
    while not answers(address):
        if demo.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("The demo did not come up; see above.")
        time.sleep(1)


def take(address: str, out: Path, only: set[str], home: str = "") -> list[Path]:
    """Walk the wanted walks; the pictures taken. A picture too heavy for a clone ends the run."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        camera = Camera(browser, address.rstrip("/"), out, only, home)
        for walk in WALKS:
            walk(camera)
        browser.close()
    heavy = [path.name for path in camera.taken if path.stat().st_size > MOST_BYTES]
    if heavy:
        raise SystemExit(f"Heavier than {MOST_BYTES // 1000} kB: {', '.join(heavy)}")
    return camera.taken


def main(arguments: list[str]) -> int:
    """Take the pictures and name them."""
    parser = argparse.ArgumentParser(prog="bin/screens")
    parser.add_argument("address", nargs="?", default="", help="a demo that runs already")
    parser.add_argument("--only", nargs="*", default=[], help="names of pictures, such as dock-1440")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--port", type=int, default=8790, help="where a demo of its own serves")
    given = parser.parse_args(arguments)
    chromium()
    if given.address:
        taken = take(given.address, given.out, set(given.only))
    else:
        with own_demo(given.port) as (address, home):
            taken = take(address, given.out, set(given.only), home)
    print(*(f"{path.name:32}{path.stat().st_size // 1000:6} kB" for path in taken), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
