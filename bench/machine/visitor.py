"""Who comes from outside: a browser that trusts the authority's root, and one that asks again and again."""

import re
import ssl
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Final

import httpx

from bench.machine import network
from bench.machine.around import SITE

ADDRESS: Final = f"https://{SITE}"
ENTRANCE: Final = f"{ADDRESS}/entree/"
_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_MOST_REQUESTS: Final = 5_000


def trust(authority: Path) -> ssl.SSLContext:
    """What a browser trusts: pebble's root, asked of it under the certificate of the authority."""
    around = ssl.create_default_context(cafile=str(authority))
    around.check_hostname = False  # it is asked by its number
    root = httpx.get(f"https://{network.AROUND}:15000/roots/0", verify=around).text
    return ssl.create_default_context(cadata=root)


def browser(trusted: ssl.SSLContext) -> httpx.Client:
    """One with cookies, that follows."""
    return httpx.Client(verify=trusted, follow_redirects=True, timeout=120, headers={"Referer": ADDRESS})


def fill(client: httpx.Client, address: str, **fields: str) -> httpx.Response:
    """Read a form and send it."""
    found = _TOKEN.search(client.get(address).text)
    token = found.group(1) if found else ""
    return client.post(address, data=fields | {"csrfmiddlewaretoken": token})


def comes(trusted: ssl.SSLContext) -> bool:
    """Whether the entrance comes now."""
    try:
        return httpx.get(ENTRANCE, verify=trusted, timeout=30).status_code == 200
    except httpx.HTTPError:
        return False


class Asking(threading.Thread):
    """Asks for a page without pause until `stop`, a connection each, and never a second time."""

    def __init__(self, trusted: ssl.SSLContext, address: str = ENTRANCE) -> None:
        super().__init__(daemon=True)
        self._trusted, self._address = trusted, address
        self._ends = threading.Event()
        self.answers: Counter[str] = Counter()
        self.slowest = 0.0

    def run(self) -> None:
        """The thread."""
        while not self._ends.is_set() and self.answers.total() < _MOST_REQUESTS:
            began = time.monotonic()
            try:
                said = str(httpx.get(self._address, verify=self._trusted, timeout=120).status_code)
            except httpx.HTTPError as fault:
                said = type(fault).__name__
            self.answers[said] += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            time.sleep(0.05)

    def stop(self) -> str:
        """End; what was answered, in words."""
        self._ends.set()
        self.join()
        told = ", ".join(f"{count} times {said}" for said, count in sorted(self.answers.items()))
        return f"{told}; slowest {self.slowest:.1f} s"

    @property
    def failures(self) -> int:
        """Answers that were no page."""
        return self.answers.total() - self.answers["200"]
