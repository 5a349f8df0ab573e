"""Facts since a cursor: each comes once, also when its transaction was open while later ones were read."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from django.db import connection

from savoir.conversations.operations import receive_from_customer
from savoir.kernel.tenancy import organization_block
from tests.api.programs import Program, new_key
from tests.doors.desks import late_return
from tests.shop import NOON, Shop, make_shop

PUBLISHED = 3  # what opening a case and handing it to a person tells the outside


def _read(program: Program, after: str = "", limit: int = 100) -> Any:
    response = program.get("/events", after=after, limit=limit)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def _wait_until(settled: Callable[[], bool]) -> None:
    """A fact is told once no older transaction of the whole cluster is open: other tests have some."""
    deadline = monotonic() + 30
    while not settled():
        assert monotonic() < deadline, "the facts never settled"


def _writes(shop: Shop, reference: str, text: str) -> None:
    receive_from_customer(actor=shop.system, case_reference=reference, text=text, now=NOON)


def test_every_fact_comes_once_page_by_page(own_database: str) -> None:
    shop = make_shop()
    program = Program(new_key(shop))
    case, _sale = late_return(shop, now=NOON)

    _wait_until(lambda: len(_read(program)["events"]) == PUBLISHED)
    whole, after, pages = _read(program), "", []
    while True:
        page = _read(program, after, limit=2)
        pages += page["events"]
        after = page["next"]
        if not page["more"]:
            break

    assert pages == whole["events"]
    assert {"case.opened", "promise.made"} <= {one["type"] for one in pages}
    assert pages[0]["data"]["case"] == case.reference
    assert _read(program, after) == {"events": [], "next": after, "more": False}


def test_a_fact_that_commits_late_is_not_stepped_over(own_database: str) -> None:
    shop = make_shop()
    program = Program(new_key(shop))
    slow, _ = late_return(shop, now=NOON)
    quick, _ = late_return(shop, now=NOON)
    _wait_until(lambda: len(_read(program)["events"]) == 2 * PUBLISHED)
    start = _read(program)["next"]

    with _held_open(shop, slow.reference):
        with organization_block(shop.org_id):
            _writes(shop, quick.reference, "écrit ensuite, validé tout de suite")
        meanwhile = _read(program, start)
    _wait_until(lambda: len(_read(program, meanwhile["next"])["events"]) > 1)
    afterwards = _read(program, meanwhile["next"])

    assert slow.reference not in _who_wrote(meanwhile)
    told = _who_wrote(meanwhile) + _who_wrote(afterwards)
    assert sorted(told) == sorted([slow.reference, quick.reference])


def _who_wrote(page: Any) -> list[str]:
    return [one["data"]["case"] for one in page["events"] if one["type"] == "message.received"]


@contextmanager
def _held_open(shop: Shop, reference: str) -> Iterator[None]:
    """A message on the case is written first, and its transaction commits when the block ends."""
    written, may_commit = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with organization_block(shop.org_id):
                _writes(shop, reference, "écrit d’abord, validé en dernier")
                written.set()
                assert may_commit.wait(30)
        finally:
            connection.close()

    late = threading.Thread(target=hold)
    late.start()
    assert written.wait(30)
    yield
    may_commit.set()
    late.join(30)
