"""Every address is asked by everybody, reading and writing, and answers as `table.txt` says.

A new address without a line fails, and so does a line whose address is gone. The failing test shows the line
as the doors answer it now: read it sign by sign before it goes into the table.
"""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.doors.matrix.cast import CANARIES, World
from tests.doors.matrix.walk import HEAD, REFUSED, Answer, addresses, row_of, walk
from tests.doors.matrix.world import build
from tests.resolutions.gestures import kind_shop
from tests.shop import Shop

TABLE = Path(__file__).with_name("table.txt")
# A slip is drawn when somebody first wants to see it; nothing else is made by looking.
MADE_BY_LOOKING = {"portal:slip": {"kernel_fileobject", "logistics_returnauthorization"}}
# Who reads what on any page: the desk all of its house, customer B his own order, nobody else a canary.
AT_THE_DESK = {"agent", "senior", "superv", "finance", "store1", "store2", "admin"}
SHOWN = {("link_b", "portal:items"): {"other order"}, ("admin", "console:erasure_person"): {"name", "email"}}
FOR_CACHES = {"brand_sheet", "styleguide", "api_overview", "api_openapi", "api_problems", "api_problem"}
PARTS = ("console", "desk", "dock", "entrance", "portal", "")


def rows() -> dict[str, str]:
    """The lines of the table by their address."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return {line.split()[0]: line for line in lines if line and not line.startswith(("#", " "))}


@pytest.fixture
def shop(db: None) -> Shop:
    """A house that may be kind: its policy has gestures, and says who grants them."""
    return kind_shop()


@pytest.fixture
def world(
    shop: Shop, login: Callable[..., None], prove: Callable[..., None], clock: time_machine.Traveller,
    settings: Any, tmp_path: Path,
) -> Iterator[World]:  # fmt: skip
    """The shop of the matrix; a thousand refusals need not stand in the log."""
    settings.MEDIA_ROOT = tmp_path
    logging.disable(logging.ERROR)
    yield build(shop, login, prove)
    logging.disable(logging.NOTSET)


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    assert sorted(set(addresses()) - set(rows())) == [], "an address without a line in table.txt"
    assert sorted(set(rows()) - set(addresses())) == [], "a line in table.txt without an address"
    assert HEAD in TABLE.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("part", PARTS)
def test_who_may_enter_where(world: World, part: str) -> None:
    known, expected = addresses(), rows()
    names = sorted(name for name in known if (name.partition(":")[0] if ":" in name else "") == part)
    assert names
    found = {name: walk(world, known[name]) for name in names}
    assert [row_of(name, found[name]) for name in names] == [expected.get(name) for name in names]
    assert list(_faults(found)) == []


def test_between_password_and_second_factor_nothing_opens_but_that_step() -> None:
    """`half` gave a right password: everywhere else he is nobody."""
    actors = HEAD.split()
    cells = {name: dict(zip(actors, line.split()[1:], strict=True)) for name, line in rows().items()}
    steps = {"entrance:second", "entrance:continue", "entrance:enrol"}
    assert {name for name, row in cells.items() if row["half"] != row["nobody"]} == steps


def _faults(found: dict[str, dict[str, tuple[Answer, Answer]]]) -> Iterator[str]:
    """Faults of ours, refusals that wrote, and looking that changed something."""
    for name, answers in found.items():
        for actor, (reading, writing) in answers.items():
            if max(reading.status, writing.status) >= 500:
                yield f"{actor} at {name}: {reading.status} {writing.status}"
            if writing.code in REFUSED and writing.written:
                yield f"{actor} at {name}: refused, yet wrote {sorted(writing.written)}"
            if shown := (reading.seen | writing.seen) - _may_read(actor, name):
                yield f"{actor} at {name}: was shown {sorted(shown)}"
            if (reading.is_kept or writing.is_kept) and name not in FOR_CACHES:
                yield f"{actor} at {name}: a cache may keep the page"
            if reading.written - MADE_BY_LOOKING.get(name, set()):
                yield f"{actor} at {name}: looking wrote {sorted(reading.written)}"


def _may_read(actor: str, name: str) -> set[str]:
    """Canaries (a name, phone, street, e-mail, a note of colleagues, another's order, the amount of a refund)
    this page may show. A store sees no refunds.
    """
    if actor not in AT_THE_DESK or not name.startswith("desk:"):
        return SHOWN.get((actor, name), set())
    return set(CANARIES) - ({"refund"} if actor.startswith("store") else set())
