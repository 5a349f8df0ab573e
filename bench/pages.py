"""Every list and page without a number of its own, in a house of a million cases: none may take long.

Run: `python -m bench.pages [milliseconds]` (100 by default) on the base of `bench.base`. Each address of
desk, dock and console that answers without arguments, each list of the desk, each listing of the API with
its filters is asked three times; the quickest counts. Prints the slowest first, beside Django's hello, and
ends with 1 when one takes longer.
"""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bench.figures import agent_headers, program_headers
from bench.million import home
from bench.million.serving import Caller, Database, served
from savoir.config.launcher.cluster import Cluster

SHOP = "maison-lenoir"
MOST_SHOWN = 25


class Seen(NamedTuple):
    """An address, its quickest answer in wall ms, its status."""

    milliseconds: float
    status: int
    address: str


def addresses(patterns: Iterable[Any], before: str) -> Iterator[str]:
    """Those of a door that have no place for a number or a name."""
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, address)
        elif "<" not in address:
            yield address


def of_staff() -> dict[str, list[str]]:
    """By colleague: what he may open."""
    from savoir.web.console.urls import urlpatterns as console
    from savoir.web.desk.lists import VIEWS
    from savoir.web.desk.urls import urlpatterns as desk
    from savoir.web.dock.urls import urlpatterns as dock

    lists = [f"/desk/?vue={slug}" for slug in VIEWS]
    return {
        "samir.benali": [*addresses(dock, "/dock/")],
        "maud.lenoir": [*addresses(desk, "/desk/"), *lists, *addresses(console, "/console/")],
    }


def of_programs(database: Database) -> list[str]:
    """Listings of the API and one of each thing, with each filter."""
    house = database.ask("SELECT min(id) FROM organizations_organization")[0][0]
    (order, email), *_ = database.ask(
        "SELECT number, email_normalized FROM orders_order WHERE org_id = %s ORDER BY id DESC LIMIT 1", house
    )
    (case,), *_ = database.ask(
        "SELECT reference FROM cases_case WHERE org_id = %s ORDER BY id LIMIT 1", house
    )
    lists = ["cases", "refunds", "return-authorizations", "events", "members", "teams"]
    filters = ["state=open", "state=closed", f"order={order}", f"email={email}",
               f"updated_since={time.strftime('%Y-%m-%dT00:00:00Z', time.gmtime())}"]  # fmt: skip
    asked = [
        *lists, *(f"cases?{one}" for one in filters), "refunds?state=settled", "refunds?state=failed",
        f"cases/{case}", f"cases/{case}/offers", f"cases/{case}/messages", f"orders/{order}",
    ]  # fmt: skip
    return [f"/api/v1/{one}" for one in asked]


def quickest(port: int, address: str, headers: dict[str, str]) -> Seen:
    """Of three times."""
    walls, status = [], 0
    for _time in range(3):
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        began = time.perf_counter()
        link.request("GET", address, headers=headers)
        answer = link.getresponse()
        answer.read()
        walls.append(1000 * (time.perf_counter() - began))
        status = answer.status
        link.close()
    return Seen(min(walls), status, address)


def _all(port: int, database: Database) -> list[Seen]:
    asked = [(agent_headers(SHOP, who), pages) for who, pages in of_staff().items()]
    asked.append((program_headers(1), of_programs(database)))
    return [quickest(port, address, headers) for headers, pages in asked for address in pages]


def _said(found: list[Seen], most: float) -> int:
    pages = sorted((seen for seen in found if seen.status == 200), reverse=True)
    for seen in pages[:MOST_SHOWN]:
        print(f"{seen.milliseconds:8.0f} ms  {'SLOW  ' if seen.milliseconds > most else ''}{seen.address}")
    slow = sum(seen.milliseconds > most for seen in pages)
    failed = [seen for seen in found if seen.status >= 500]
    print(f"{len(pages)} pages and lists, {slow} above {most:.0f} ms, {len(failed)} failed")
    return 1 if slow or failed else 0


def main(arguments: list[str]) -> int:
    """Ask, print, judge."""
    most = float(arguments[0]) if arguments else 100.0
    at = home.bench_home()
    if not at.stamp().exists():
        subprocess.run([sys.executable, "-m", "bench.base"], check=True)
    Cluster(at.path).start()
    home.migrate(at)
    environment = at.environment() | {
        "DJANGO_SETTINGS_MODULE": "savoir.config.settings",
        "SAVOIR_DB_POOL": "1",
    }
    os.environ.update(environment)
    import django

    django.setup()
    plain = {name: value for name, value in environment.items() if name != "DJANGO_SETTINGS_MODULE"}
    with served("bench.million.hello:application", plain) as (port, _pid):
        Caller(port, {}).get("/")
        print(f"{quickest(port, '/', {}).milliseconds:8.1f} ms  ceiling: Django's hello")
    with served("savoir.config.wsgi:application", environment) as (port, _pid):
        return _said(_all(port, Database(at)), most)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
