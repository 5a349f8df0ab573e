"""R1: die by kill -9 at every named place of every flow; start again; one effect, every invariant holds."""

import ast
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from savoir.kernel import failpoints, jobs
from savoir.kernel.failpoints import POINTS
from savoir.kernel.jobs import registry
from tests.databases import ROOT
from tests.doors import providers
from tests.faults.dying import Ward
from tests.faults.flows import Flow, World
from tests.faults.machine_flows import FLOWS, POISON
from tests.faults.outside import Outside
from tests.faults.webhook_flows import TOLD_OUTSIDE
from tests.faults.worlds import broken
from tests.shop import make_shop

pytestmark = pytest.mark.concurrency


def always_fails(*, org_id: int, now: object, deed_id: int) -> None:
    """Poison."""
    raise RuntimeError(f"poison {deed_id}")


@pytest.fixture
def world(own_database: str, tmp_path: Path, settings: Any) -> Iterator[World]:
    """A shop whose outside survives deaths."""
    settings.MEDIA_ROOT = tmp_path / "media"
    outside, shop = Outside(tmp_path), make_shop()
    jobs.job(POISON)(always_fails)
    outside.connect()
    _, key = providers.connected(shop, "http://127.0.0.1:9")
    yield World(shop, outside, tmp_path, key, timezone.now())
    outside.disconnect()
    registry._jobs.pop(POISON)
    connections.close_all()


def places_in_code() -> Counter[str]:
    """Every `failpoint("name")` of the source."""
    found: Counter[str] = Counter()
    for file in (ROOT / "src" / "savoir").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "failpoint":
                found.update([ast.literal_eval(node.args[0])])
    return found


def test_every_declared_place_stands_in_the_code_once() -> None:
    assert places_in_code() == Counter(dict.fromkeys(POINTS, 1))


def test_a_place_nobody_declared_is_refused_and_none_is_passed_by_chance() -> None:
    with pytest.raises(ValueError, match="names no place"):
        failpoints.arm("nowhere")
    with pytest.raises(ValueError, match="names no place"):
        failpoints.arm("mail.before_send:never")
    assert failpoints._watch is None
    failpoints.failpoint("mail.before_send")


class Toll:
    """What the deaths of a run came to."""

    def __init__(self) -> None:
        self.deaths: Counter[str] = Counter()
        self.seconds: list[float] = []

    def die_and_heal(self, ward: Ward, world: World, flow: Flow, place: str) -> None:
        """One death and what follows."""
        subject = flow.prepare(world)
        if ward.dies(lambda: flow.deed(world, subject), place):
            self.deaths.update([place.partition(":")[0]])
        self.seconds.append(ward.heals(lambda: flow.deed(world, subject), world.works_off))
        flow.check(world, subject)
        found = broken(world.shop, timezone.now())
        assert found == {}, f"{flow.name}, {place}: {found}"

    def told(self) -> str:
        """For the report."""
        return (
            f"\nplaces died at: {len(self.deaths)} of {len(POINTS)}; deaths {self.deaths.total()}; "
            f"healed in {statistics.median(self.seconds):.2f} s (median), {max(self.seconds):.2f} s (worst)\n"
        )


def rehearse(ward: Ward, world: World, flow: Flow) -> Counter[str]:
    """Let the flow run to its end once."""
    subject = flow.prepare(world)
    passes = ward.passes(lambda: flow.deed(world, subject))
    ward.heals(lambda: None, world.works_off)
    flow.check(world, subject)
    return passes


SMOKE = ("refund.before_call", "refund.after_call", "block.after_commit", "job.handled", "mail.after_send")


@pytest.mark.long
def test_dying_where_money_and_mail_leave(world: World) -> None:
    """The short run: around the provider, the mail server and the commit."""
    ward, toll = Ward(world.outside, world.folder), Toll()
    flow = next(flow for flow in FLOWS if flow.name == "a refund leaves and is told")
    for place in SMOKE:
        toll.die_and_heal(ward, world, flow, place)
    assert set(toll.deaths) == set(SMOKE)
    assert_nothing_twice(world)


@pytest.mark.long
def test_dying_where_an_event_leaves(world: World) -> None:
    """At every place between the fact and the other side's answer, in the first round and in a later one."""
    ward, toll = Ward(world.outside, world.folder), Toll()
    passes = rehearse(ward, world, TOLD_OUTSIDE)
    places = [place for place in sorted(POINTS) if place.startswith("webhook.")]
    for place in places:
        toll.die_and_heal(ward, world, TOLD_OUTSIDE, place)
    later = f"webhook.after_send:{passes['webhook.after_send']}"
    for _ in range(3):  # where rounds fall is the clock's: one run may have fewer than the rehearsal
        toll.die_and_heal(ward, world, TOLD_OUTSIDE, later)
        if toll.deaths["webhook.after_send"] == 2:
            break
    assert toll.deaths == Counter(places) + Counter(["webhook.after_send"])
    heard = Counter(world.outside.listener.heard())
    assert 1 <= list(heard.values()).count(2) <= 2 * len(places)  # who dies after the answer says it again


MANY = ("block.after_commit", "job.handled")  # died at once more, the last time they are passed


@pytest.mark.long
def test_dying_at_every_place_of_every_flow(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Every place a flow passes, in every flow; together they are all that are declared."""
    ward, toll = Ward(world.outside, world.folder), Toll()
    for flow in FLOWS:
        passes = rehearse(ward, world, flow)
        for place in sorted(passes):
            toll.die_and_heal(ward, world, flow, place)
        for place in MANY:
            if passes[place] > 1:
                toll.die_and_heal(ward, world, flow, f"{place}:{passes[place]}")
    with capsys.disabled():
        sys.stdout.write(toll.told())
    assert set(POINTS) == set(toll.deaths)
    assert_nothing_twice(world)


def assert_nothing_twice(world: World) -> None:
    """A mail may be handed over again under its own Message-ID; money may not."""
    with world.outside.books as books:
        moved = Counter(refund.reference for refund in books.all_refunds() if refund.reference)
    assert [reference for reference, times in moved.items() if times > 1] == []
