"""A million cases: CPU-ms of web and database for what people and programs ask most, beside bare ceilings.

Run: `python -m bench.figures [times]` (60 by default). The base of `bench.base` is made when it is not there
(minutes and 27 GB). One web process and one connection; each figure is the best of three rounds by CPU, wall
times are those of that round. Ceilings of the same run: Django saying hello, and psycopg alone in one
transaction with as many questions by primary key as opening a case asks.
"""

import os
import subprocess
import sys
import time
from typing import Any
from uuid import uuid4

from bench.million import home
from bench.million.serving import HEAD, Caller, Database, Figure, measured, served
from savoir.config.launcher.cluster import Cluster

OPENING_STATEMENTS = 32
SEEN = 10  # cases whose page was just drawn: the one an agent sees again and again


def agent_headers(slug: str, who: str = "lea.bertin") -> dict[str, str]:
    """Cookies of a colleague of a shop, its first agent unless told, just signed in."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.utils import timezone

    from savoir.organizations.operations import start_session

    user = get_user_model().objects.get(email=f"{who}@{slug}.example")
    client = Client()
    client.force_login(user)
    key = client.session.session_key or ""
    start_session(user_id=user.pk, session_key=key, former_key="", agent="bench", now=timezone.now())
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


def program_headers(org_id: int) -> dict[str, str]:
    """A key of the API with every scope a key may have."""
    from django.utils import timezone

    from savoir.kernel.access import KEY_PERMISSIONS, system_actor
    from savoir.kernel.tenancy import organization_block
    from savoir.organizations.operations import create_api_key

    with organization_block(org_id):
        made = create_api_key(
            actor=system_actor(org_id), label=f"Banc {uuid4().hex[:8]}",
            scopes=[scope.value for scope in KEY_PERMISSIONS], now=timezone.now(),
        )  # fmt: skip
    return {"Authorization": f"Bearer {made.token}"}


_FREE_LINES = """SELECT l.id FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
    WHERE l.org_id = %s AND l.held_qty = 0 AND l.returned_qty = 0 AND l.delivered_qty > 0
      AND o.contract_at > now() - interval '18 months' AND l.id %% 13 = %s
      AND NOT EXISTS (SELECT FROM cases_caseline c WHERE c.order_line_id = l.id) LIMIT %s"""


# Shuffled: as they lie they come in sets of one kind, and those without a proposal are quicker to draw.
_WAITING_CASES = """SELECT reference FROM cases_case
    WHERE org_id = %s AND needs_person AND state = 'open' ORDER BY md5(reference) LIMIT 400"""
_SOME_ORDERS = """SELECT number, email_normalized FROM orders_order
    WHERE org_id = %s AND id %% 9973 = 7 LIMIT 400"""
_MARKS = """SELECT substring(note from 'repère (\\w+)') FROM conversations_message
    WHERE org_id = %s AND direction = 'note' AND note LIKE '%%repère%%' LIMIT 400"""


def pages(caller: Caller, database: Database, pid: int, times: int) -> list[Figure]:
    """The desk and its searches."""
    house = database.ask("SELECT min(id) FROM organizations_organization")[0][0]
    cases = [row[0] for row in database.ask(_WAITING_CASES, house)]
    orders = database.ask(_SOME_ORDERS, house)
    names = ["marchnd", "lefevbre", "delmote", "carpntier", "hennequn", "verhaege", "delanoy", "pasquir"]
    rare = [f"repère {row[0]}" for row in database.ask(_MARKS, house)]
    asked: dict[str, Any] = {
        "queue, 50 of a list": lambda n: caller.get("/desk/?vue=a-traiter"),
        "case page": lambda n: caller.get(f"/desk/dossiers/{cases[n % len(cases)]}/"),
        "case page, after a deed on it": lambda n: caller.get(f"/desk/dossiers/{cases[n % SEEN]}/"),
        "search: case number": lambda n: caller.get(f"/desk/recherche/?q={cases[n % len(cases)]}"),
        "search: order number": lambda n: caller.get(f"/desk/recherche/?q={orders[n % len(orders)][0]}"),
        "search: e-mail": lambda n: caller.get(f"/desk/recherche/?q={orders[n % len(orders)][1]}"),
        "search: misspelt name": lambda n: caller.get(f"/desk/recherche/?q={names[n % len(names)]}"),
    }
    if rare:
        quoted = [word.replace(" ", "+").replace("è", "%C3%A8") for word in rare]
        asked["search: words of a message"] = lambda n: caller.get(
            f"/desk/recherche/?q={quoted[n % len(quoted)]}"
        )
    return [
        _said(measured(name, deed, times=times, pid=pid, database=database)) for name, deed in asked.items()
    ]


def opening(caller: Caller, database: Database, pid: int, times: int) -> Figure:
    """A case by the API: facts, law, policy, case, lines, events, promise, jobs, committed."""
    house = database.ask("SELECT min(id) FROM organizations_organization")[0][0]
    chosen = int(time.time()) % 13
    lines = [row[0] for row in database.ask(_FREE_LINES, house, chosen, 3 * times + 20)]

    def one(n: int) -> int:
        line = {
            "line_id": lines[n],
            "quantity": 1,
            "intent": "claim",
            "reason": "defective",
            "words": "Panne.",
        }
        key = {"Idempotency-Key": uuid4().hex}
        return caller.post("/api/v1/cases", {"lines": [line], "language": "fr"}, **key)

    return _said(measured("open a case by the API", one, times=times, pid=pid, database=database))


def _said(figure: Figure) -> Figure:
    print(figure.line(), flush=True)
    return figure


def bare(dsn: str, database: Database, times: int) -> Figure:
    """psycopg alone: begin, as many questions as opening a case asks, commit."""
    import psycopg

    with psycopg.connect(dsn, prepare_threshold=1) as link:
        link.execute("SELECT set_config('app.org_id', '1', false)")

        def one(n: int) -> int:
            with link.transaction():
                for statement in range(OPENING_STATEMENTS):
                    asked = 1 + 1009 * n + statement
                    link.execute("SELECT id, reference FROM cases_case WHERE id = %s", [asked]).fetchone()
            return 0

        return _said(
            measured("ceiling: psycopg, 32 questions", one, times=times, pid=os.getpid(), database=database)
        )


def _measure(at: home.Home, environment: dict[str, str], times: int) -> None:
    """Ceilings, pages, then cases."""
    database = Database(at)
    plain = {name: value for name, value in environment.items() if name != "DJANGO_SETTINGS_MODULE"}
    with served("bench.million.hello:application", plain) as (port, pid):
        caller = Caller(port, {})
        _said(
            measured(
                "ceiling: Django's hello",
                lambda n: caller.get("/"),
                times=times * 5,
                pid=pid,
                database=database,
            )
        )
    bare(at.dsn, database, times)
    with served("savoir.config.wsgi:application", environment) as (port, pid):
        pages(Caller(port, agent_headers("maison-lenoir")), database, pid, times)
        opening(Caller(port, program_headers(1)), database, pid, times)


def main(arguments: list[str]) -> int:
    """Make the base if need be, measure, print."""
    times = int(arguments[0]) if arguments else 60
    at = home.bench_home()
    if not at.stamp().exists():
        subprocess.run([sys.executable, "-m", "bench.base"], check=True)
    Cluster(at.path).start()
    environment = at.environment() | {
        "DJANGO_SETTINGS_MODULE": "savoir.config.settings",
        "SAVOIR_DB_POOL": "1",
    }
    os.environ.update(environment)
    import django

    django.setup()
    print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors, {times} of each, best of 3")
    print(HEAD)
    _measure(at, environment, times)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
