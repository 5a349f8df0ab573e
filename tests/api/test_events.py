"""Facts since a cursor: each comes once, also when its transaction was open while later ones were read."""

import json
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest

from savoir.api import cursors
from savoir.api.problems.faults import Fault
from savoir.config.launcher.cluster import Cluster
from savoir.conversations.operations import receive_from_customer
from savoir.kernel.tenancy import organization_block
from tests.api.programs import Program, new_key
from tests.doors.desks import late_return
from tests.kernel.lives import count_past_them, held_open, restored_elsewhere
from tests.settled import others_end
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.settles

PUBLISHED = 3  # what opening a case and handing it to a person tells the outside


def _read(program: Program, after: str = "", limit: int = 100) -> Any:
    response = program.get("/events", after=after, limit=limit)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def _wait_until(settled: Callable[[], bool]) -> None:
    """A fact is told once no older transaction of the whole cluster is open: other tests have some."""
    others_end()
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

    with held_open(shop.org_id, lambda: _writes(shop, slow.reference, "écrit d’abord, validé en dernier")):
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


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_cursor_from_before_a_restore_goes_on(
    own_database: str, template: tuple[Cluster, str], is_lost: bool
) -> None:
    """Another cluster counts its transactions anew; what it stood at came back or is lost."""
    shop = make_shop()
    program = Program(new_key(shop))
    slow, quick = late_return(shop, now=NOON)[0], late_return(shop, now=NOON)[0]
    _wait_until(lambda: len(_read(program)["events"]) == 2 * PUBLISHED)
    restored_elsewhere(template[0], own_database)
    whole = _read(program)  # in a life in which nobody wrote yet
    start = whole["next"]
    if is_lost:
        life, xid, event_id = cursors.read("events", start, count=3)
        start = cursors.written("events", life, xid + 5, event_id + 5)
    assert len(whole["events"]) == 2 * PUBLISHED

    with organization_block(shop.org_id):
        _writes(shop, quick.reference, "la première de la nouvelle vie")
    with held_open(shop.org_id, lambda: _writes(shop, slow.reference, "validé en dernier")):
        with organization_block(shop.org_id):
            _writes(shop, quick.reference, "validé tout de suite")
        _wait_until(lambda: _who_wrote(_read(program, start)) == [quick.reference])
        meanwhile = _read(program, start)
    _wait_until(lambda: len(_who_wrote(_read(program, meanwhile["next"]))) == 2)
    afterwards = _read(program, meanwhile["next"])
    count_past_them()

    assert _read(program, afterwards["next"])["events"] == []
    ids = [one["id"] for page in (whole, meanwhile, afterwards) for one in page["events"]]
    assert len(ids) == len(set(ids))


def test_a_cursor_of_the_release_before_is_understood() -> None:
    """It had no life: it stood in the first."""
    assert cursors.read("events", cursors.written("events", 7, 9), count=3, formerly=2) == (0, 7, 9)
    with pytest.raises(Fault):
        cursors.read("events", cursors.written("events", 9), count=3, formerly=2)
