"""Each verb of each room is reached by the doors it should be; whoever leaves one out says why."""

from pathlib import Path

import pytest
from gates.operations import Operation, operations_and_doors, reasons

from .conftest import House


@pytest.fixture(scope="module")
def every() -> dict[str, Operation]:
    root = Path(__file__).resolve().parents[2]
    return {f"{one.room}.{one.name}": one for one in operations_and_doors(root)}


def test_what_a_page_does_the_api_does_too_or_a_reason_says_why_not(every: dict[str, Operation]) -> None:
    by_pages_only = {name for name, one in every.items() if "web" in one.doors and "api" not in one.doors}
    told = set(reasons()["not_by_api"])

    assert by_pages_only - told == set(), "say why in gates/operations.toml, or serve it in src/savoir/api"
    assert told - by_pages_only == set(), "these lines of gates/operations.toml are no longer needed"


def test_a_verb_that_no_door_reaches_says_why(every: dict[str, Operation]) -> None:
    unreached = {name for name, one in every.items() if not one.doors}
    told = set(reasons()["no_door"])

    assert unreached - told == set(), "say why in gates/operations.toml, or let a door call it"
    assert told - unreached == set(), "these lines of gates/operations.toml are no longer needed"


def test_the_walk_finds_what_is_known(every: dict[str, Operation]) -> None:
    assert {"web", "api"} <= every["resolutions.request_remedy"].direct
    assert "api" in every["cases.open_case"].through
    assert "jobs" in every["resolutions.apply_rail_answer"].doors
    assert "reactions" in every["conversations.tell_refund"].direct
    assert every["kernel.add_endpoint"].direct == {"web"}
    assert "kernel.queue_health" not in every, "a question, though it asks with the clock"


def test_a_new_verb_is_found_with_its_doors(house: House) -> None:
    house.module(
        "cases.operations.opening", "def open_case(*, actor, now):\n    '''Open.'''\n    hold(now=now)\n"
    )
    house.write(
        "src/savoir/cases/operations/__init__.py",
        "from savoir.cases.operations.opening import open_case\n__all__ = ['open_case', 'lonely']\n"
        "def lonely(*, actor):\n    '''Nobody asks.'''\n",
    )
    house.module(
        "resolutions.operations",
        "from savoir.cases import operations as cases\n"
        "def request(*, actor, now):\n    '''Ask.'''\n    cases.open_case(actor=actor, now=now)\n",
    )
    house.module(
        "web.desk.views",
        "from savoir.resolutions.operations import request as ask\ndef show(r):\n    ask(actor=1, now=2)\n",
    )

    found = {one.name: one for one in operations_and_doors(house.root)}

    assert found["request"].direct == {"web"}
    assert (found["open_case"].direct, found["open_case"].through) == (frozenset(), frozenset({"web"}))
    assert found["lonely"].doors == frozenset()
    assert found["open_case"].says == "Open."


def test_a_new_verb_of_the_kernel_is_found_with_its_doors(house: House) -> None:
    house.module(
        "kernel.outbox.pausing",
        "def pause(*, actor, endpoint_id, now):\n    '''Rest.'''\n"
        "def resting(*, actor):\n    '''Which rest.'''\n"
        "def _quietly(*, actor, now):\n    '''Inside.'''\n",
    )
    house.module(
        "web.console.views",
        "from savoir.kernel.outbox.pausing import pause\n"
        "def rest(r):\n    pause(actor=1, endpoint_id=2, now=3)\n",
    )

    found = operations_and_doors(house.root)

    assert [(one.room, one.name, one.direct) for one in found] == [("kernel", "pause", frozenset({"web"}))]
