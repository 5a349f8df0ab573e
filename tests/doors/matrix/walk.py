"""Walking: every address of the resolver, asked by everybody, each time in a world as new."""

import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.doors.matrix.cast import ACTORS, CANARIES, World

IN, WROTE, LOGIN, FORBIDDEN, ABSENT, NO_VERB, NO_KEY = "y", "w", ">", "x", "0", "-", "!"
REFUSED = frozenset({LOGIN, FORBIDDEN, ABSENT, NO_VERB, NO_KEY})
OUTSIDE = ("api",)  # has its own table
# Written for everybody who knocks: counters of tries, and where a person was last seen.
BOOKKEEPING = {"kernel_ratecount", "django_session", "organizations_usersession"}


@dataclass(frozen=True)
class Address:
    """A name of the resolver and what it needs."""

    name: str
    needs: tuple[str, ...]


def addresses() -> dict[str, Address]:
    """Every named address by its name; one without a name fails."""
    return {found.name: found for found in _below(get_resolver(), "")}


def _below(resolver: URLResolver, space: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = entry.namespace or ""
            if inner.split("-")[0] not in OUTSIDE:
                yield from _below(entry, f"{space}{inner}:" if inner else space)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"an address without a name can't be listed: {entry.pattern}"
            yield Address(f"{space}{entry.name}", tuple(entry.pattern.converters or _groups(entry)))


def _groups(entry: URLPattern) -> tuple[str, ...]:
    return tuple(getattr(entry.pattern, "regex").groupindex)  # noqa: B009 - Django's stubs do not know it


def path_of(world: World, address: Address) -> str:
    """Where it lies in this world. A KeyError names what the world should hold for a new address."""
    return reverse(address.name, kwargs={need: _value(world, address, need) for need in address.needs})


def _value(world: World, address: Address, need: str) -> Any:
    door = address.name.partition(":")[0]
    for key in (f"{address.name}:{need}", f"{door}:{need}", need):
        if key in world.names:
            return world.names[key]
    raise KeyError(f"{address.name} needs {need!r}: give the world of the matrix one")


@dataclass(frozen=True)
class Answer:
    """What somebody was told, which canaries it showed, whether a cache may keep it, and what was written
    meanwhile (tables with rows touched, refused or not).
    """

    status: int
    code: str
    written: frozenset[str]
    seen: frozenset[str] = frozenset()
    is_kept: bool = False


NOT_ASKED = Answer(405, NO_VERB, frozenset())


def walk(world: World, address: Address) -> dict[str, tuple[Answer, Answer]]:
    """{actor: (answer to GET, answer to POST)}. A verb the insider finds missing is missing for all."""
    insider = "link_a" if address.name.startswith("portal:") else "admin"
    told = {verb: ask(world, address, insider, verb) for verb in ("GET", "POST")}

    def answer(actor: str, verb: str) -> Answer:
        if told[verb].code == NO_VERB:
            return NOT_ASKED
        return told[verb] if actor == insider else ask(world, address, actor, verb)

    return {actor: (answer(actor, "GET"), answer(actor, "POST")) for actor in ACTORS}


def ask(world: World, address: Address, actor: str, verb: str) -> Answer:
    """One request in a savepoint that is taken back, cookies too."""
    client = world.clients[actor]
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        before = world.counted or touched()
        response = _sent(world, client, address, verb)
        world.counted = touched()  # what is taken back stays counted: the next request begins with it
        written = frozenset(world.counted - before) - BOOKKEEPING
        transaction.set_rollback(True)
    client.cookies = cookies
    page = b"" if response.streaming else response.content
    seen = frozenset(name for name, value in CANARIES.items() if value.encode() in page)
    is_kept = response.status_code == 200 and "no-store" not in response.headers.get("Cache-Control", "")
    return Answer(response.status_code, _code(world, address, response, written), written, seen, is_kept)


def _sent(world: World, client: Client, address: Address, verb: str) -> HttpResponse:
    path = path_of(world, address)
    where = path + world.queries.get(address.name, "")
    if verb == "GET":
        return client.get(where)
    return client.post(where, world.bodies.get(address.name, {}))


def touched() -> Counter[str]:
    """Rows inserted, changed or deleted since the transaction began, taken back or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, rows FROM (SELECT relname, pg_stat_get_xact_tuples_inserted(oid)"
            " + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid) AS rows"
            " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace) AS ours"
            " WHERE rows > 0"  # half of what the view pg_stat_xact_user_tables costs
        )
        return Counter(dict(cursor.fetchall()))


def _code(world: World, address: Address, response: HttpResponse, written: frozenset[str]) -> str:
    status = response.status_code
    if status in (301, 302, 303) and _is_sent_away(world, address, response["Location"]):
        return LOGIN
    let_in = WROTE if written and status < 400 else IN
    return {401: NO_KEY, 403: FORBIDDEN, 404: ABSENT, 405: NO_VERB}.get(status, let_in)


def _is_sent_away(world: World, address: Address, where: str) -> bool:
    """To sign in, or to prove an order first."""
    target = where.partition("?")[0]
    entrance, portal = reverse("entrance:sign_in"), reverse("portal:find", args=[world.shop.brand_slug])
    if address.name in ("entrance:sign_out", "entrance:link"):
        return False
    return target in (entrance, portal) and address.name != "portal:resume"


def row_of(name: str, found: dict[str, tuple[Answer, Answer]]) -> str:
    """One line of the table: the name, then two signs an actor."""
    cells = (f"{reading.code}{writing.code}".ljust(7) for reading, writing in found.values())
    return f"{name:34}{' '.join(cells)}".rstrip()


HEAD = f"{'':34}{' '.join(actor.ljust(7) for actor in ACTORS)}".rstrip()
