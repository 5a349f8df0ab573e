"""The dock: from a scan or Enter to the next instruction, at the real web server: ms, CPU-ms, statements.

Run: `python -m bench.dock [parcels]` (40 by default). A database of its own with as many parcels on their way
is made and dropped. Each step is one key or scan of a person and every answer it takes until the next page is
whole (a redirect counts with it). Wall time is that of a client on the same machine with one open connection;
CPU-ms are those of the web server's processes. Statements are counted in a second walk, inside this process.
"""

import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench.ready import own_database

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.doors.docks import AS_NEW, parcel_for
from tests.shop import Shop, make_shop

from bench.million.processes import cpu_of, free_port, wait_for
from savoir.config.launcher.cluster import ensure_test_cluster
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member
from savoir.organizations.operations import start_session

WANTED_MS, WARM, COUNTED, PATIENCE = 200, 3, 3, 30
Answer = tuple[int, str, str]  # status, where to go, page
Send = Callable[[str, dict[str, str] | None], Answer]


@dataclass
class Station:
    """A signed-in member's screen: how to ask, and the page that stands on it."""

    send: Send
    page: str = ""
    path: str = "/dock/"

    def ask(self, path: str, form: dict[str, str] | None = None) -> None:
        """One key or scan: ask, follow, keep the page."""
        status, place, page = self.send(path, form)
        if status in (302, 303):
            return self.ask(place)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        self.page, self.path = page, path
        return None

    def fields(self, **typed: str) -> dict[str, str]:
        """The form of the page as it stands, with what is typed."""
        inputs = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', self.page)
        shown = {name: value for name, value in inputs if name.startswith(("line_", "other_"))}
        return {**shown, "scan_id": str(uuid4()), "code": "", **typed}


@dataclass
class Meter:
    """What each step took, by whatever it is read from before and after."""

    read: Callable[[], float]
    taken: dict[str, list[float]] = field(default_factory=dict)
    wall: dict[str, list[float]] = field(default_factory=dict)

    def step(self, name: str, deed: Callable[[], None]) -> None:
        """Measure one step."""
        before, began = self.read(), time.perf_counter()
        deed()
        self.wall.setdefault(name, []).append(1000 * (time.perf_counter() - began))
        self.taken.setdefault(name, []).append(self.read() - before)


def parcel(station: Station, meter: Meter, number: str) -> None:
    """One parcel, from its slip to its bin."""
    meter.step("scan the slip", lambda: station.ask(f"/dock/scan/?code={number}"))
    meter.step("receive", lambda: station.ask(station.path, station.fields()))
    meter.step("inspect", lambda: station.ask(station.path, station.fields(**AS_NEW, quantity="1")))
    meter.step("put away", lambda: station.ask(station.path, station.fields()))


def signed_in(shop: Shop) -> Client:
    """A warehouse member who just signed in."""
    client = Client()
    with organization_block(shop.org_id):
        user_id = Member.objects.get(id=shop.dock.id).user_id
    client.force_login(get_user_model().objects.get(id=user_id))
    key = client.session.session_key or ""
    start_session(user_id=user_id, session_key=key, former_key="", agent="bench", now=timezone.now())
    return client


def over_http(port: int, client: Client) -> Send:
    """Ask the web server, by one connection that stays open and sends at once."""
    link = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    link.connect()
    link.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    token = "b" * 32
    cookies = {**{name: morsel.value for name, morsel in client.cookies.items()}, "csrftoken": token}
    base = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}

    def send(path: str, form: dict[str, str] | None) -> Answer:
        body = None if form is None else urlencode({**form, "csrfmiddlewaretoken": token})
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        link.request("GET" if body is None else "POST", path, body, base | kind)
        answer = link.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()

    return send


def at_hand(client: Client) -> Send:
    """Ask the same application here."""

    def send(path: str, form: dict[str, str] | None) -> Answer:
        answer: Any = client.get(path) if form is None else client.post(path, form)
        return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()

    return send


def served(dsn: str, port: int) -> subprocess.Popen[bytes]:
    """The web server as the supervisor starts it, with one worker."""
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", "1", "--blocking-threads", "1", "--log-level", "warning", "--no-ws"]
    environment = os.environ | {
        "DATABASE_URL": dsn, "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": os.pathsep.join([os.getcwd(), str(Path.cwd() / "src")]),
    }  # fmt: skip
    return subprocess.Popen([*command, "savoir.config.wsgi:application"], env=environment)


def measure(shop: Shop, dsn: str, numbers: list[str]) -> Meter:
    """Walk the parcels at the real server."""
    port, client = free_port(), signed_in(shop)
    server = served(dsn, port)
    try:
        wait_for(port)
        station = Station(over_http(port, client))
        for number in numbers[:WARM]:
            parcel(station, Meter(lambda: 0.0), number)
        meter = Meter(lambda: cpu_of(server.pid))
        for number in numbers[WARM:]:
            parcel(station, meter, number)
    finally:
        server.terminate()
        server.wait(PATIENCE)
    return meter


def count(shop: Shop, numbers: list[str]) -> Meter:
    """The statements of each step."""
    asked = [0]

    def counted(execute: Callable[..., Any], *given: Any) -> Any:
        asked[0] += 1
        return execute(*given)

    station, meter = Station(at_hand(signed_in(shop))), Meter(lambda: asked[0])
    with connection.execute_wrapper(counted):
        for number in numbers:
            parcel(station, meter, number)
    return meter


def run(dsn: str, parcels: int) -> None:
    """Make the parcels, walk them, print."""
    shop = make_shop()
    names = [
        parcel_for(shop, product={"name": "Robe en lin"}).number for _ in range(parcels + WARM + COUNTED)
    ]
    asked = count(shop, names[:COUNTED])
    meter = measure(shop, dsn, names[COUNTED:])
    print(f"{parcels} parcels, one web process on this machine (wanted: under {WANTED_MS} ms)")
    print(f"{'step':16} {'median ms':>10} {'p95 ms':>8} {'CPU-ms':>8} {'statements':>11}")
    for name, wall in meter.wall.items():
        worst = sorted(wall)[max(int(len(wall) * 0.95) - 1, 0)]
        cpu, statements = statistics.mean(meter.taken[name]), statistics.median(asked.taken[name])
        print(f"{name:16} {statistics.median(wall):10.1f} {worst:8.1f} {cpu:8.1f} {statements:11.0f}")


def main(arguments: list[str]) -> int:
    """Make the database, measure, drop it."""
    with own_database() as name:
        run(ensure_test_cluster().dsn("savoir_app", name), int(arguments[0]) if arguments else 40)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
