"""The process that answers a replay: what it says on its way, and what becomes of one that dies or hangs."""

import io
import json
import os
import random
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from savoir.connectors.analytics import __main__ as child
from savoir.connectors.analytics.duck import DuckHistory
from savoir.connectors.analytics.elsewhere import ReplaysElsewhere
from savoir.insights import operations
from savoir.insights.ports import CaseHistory, ReplayBroken, ReplayStopped
from savoir.insights.states import ReplayState
from savoir.insights.values import ReplayAnswer, ReplayRequest, Span, StoredRules
from savoir.kernel.access import Role
from savoir.kernel.ports import port
from savoir.policies import tables
from savoir.policies.tables import Compiled
from tests.connectors.analytics.past import some_case
from tests.insights.asked import LATER, ask, card, drafted, kept, run
from tests.insights.pasts import a_past, strict
from tests.shop import Shop

ELSEWHERE = "savoir.connectors.analytics.elsewhere"
ENDLESS = (sys.executable, "-c", """
import json, sys, time
sys.stdin.read()
while True:
    print(json.dumps({"step": "asking", "percent": 7}), flush=True)
    time.sleep(0.05)
""")  # fmt: skip
SILENT = (sys.executable, "-c", "import time; time.sleep(600)")
TORN = (sys.executable, "-c", "import sys; sys.stdin.read(); print('{\"answer\": ')")


def rules() -> tuple[Compiled, Compiled]:
    """Two small documents: one grants a voucher to everybody, the other to nobody."""
    open_to_all = strict("Ouverte")
    open_to_all["tables"][0]["rows"][0]["when"] = {}
    return tables.compile(open_to_all), tables.compile(strict())


def request() -> ReplayRequest:
    """Both on the cases of a brand."""
    before, after = [StoredRules(tables.canonical(one.document), one.digest) for one in rules()]
    return ReplayRequest(before, after, Span(brand_id=1), most=5)


def history(folder: Path, count: int = 40) -> DuckHistory:
    """Random past cases below a folder."""
    chance = random.Random("elsewhere")
    made = DuckHistory(folder)
    made.rewrite([some_case(chance, number) for number in range(count)])
    return made


def children(monkeypatch: pytest.MonkeyPatch, *, killed: bool = False) -> list[subprocess.Popen[str]]:
    """Every process that is started from now on; each is shot at once when `killed`."""
    begun, started = subprocess.Popen, list[subprocess.Popen[str]]()

    def _start(*given: Any, **more: Any) -> "subprocess.Popen[str]":
        one: subprocess.Popen[str] = begun(*given, **more)
        started.append(one)
        if killed:
            one.send_signal(signal.SIGKILL)
        return one

    monkeypatch.setattr(f"{ELSEWHERE}.subprocess.Popen", _start)
    return started


def are_gone(started: list[subprocess.Popen[str]]) -> bool:
    """Whether none of them is left, not even waited for."""
    return bool(started) and not any(Path(f"/proc/{one.pid}").exists() for one in started)


def test_it_says_how_far_it_is_and_answers_as_the_engine_does(tmp_path: Path) -> None:
    made, told = history(tmp_path), list[tuple[str, int]]()

    def still(step: str, percent: int) -> bool:
        told.append((step, percent))
        return True

    answer = ReplaysElsewhere(tmp_path).run(request(), still)
    before, after = rules()
    assert answer.changed
    assert ReplayAnswer.read(json.loads(json.dumps(answer.plain()))) == answer
    assert answer.replayed == made.replay(before, after, Span(brand_id=1))
    assert answer.changed == made.changed(before, after, Span(brand_id=1), effect="", page=0, size=5)
    steps = [step for step, _ in told]
    assert steps == sorted(steps), "asking before listing"
    assert set(steps) == {"asking", "listing"}
    assert all(0 <= percent <= 100 for _, percent in told)


def test_a_request_is_the_same_after_its_way_through_json() -> None:
    asked = request()
    assert ReplayRequest.read(json.loads(json.dumps(asked.plain()))) == asked


def test_one_that_is_killed_fails_the_replay_and_it_can_be_asked_again(
    in_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_past(in_shop)
    version = drafted(in_shop)
    with monkeypatch.context() as shooting:
        started = children(shooting, killed=True)
        lost = run(in_shop, ask(in_shop, version))
    assert (lost.state, lost.failure, lost.ended_at) == (ReplayState.FAILED, "broken", LATER)
    assert kept() == ([(lost.id, "failed")], 0)
    assert are_gone(started)
    again = run(in_shop, ask(in_shop, version))
    assert (again.state, again.cases) == (ReplayState.DONE, 4)


@pytest.mark.parametrize("command", [SILENT, ENDLESS], ids=["says nothing", "never ends"])
def test_one_that_hangs_is_ended_when_its_time_is_over(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(f"{ELSEWHERE}.COMMAND", command)
    monkeypatch.setattr(f"{ELSEWHERE}.LONGEST", timedelta(seconds=0.4))
    monkeypatch.setattr(f"{ELSEWHERE}.BEAT_SECONDS", 0.1)
    started = children(monkeypatch)
    with pytest.raises(ReplayBroken, match="its time was over"):
        ReplaysElsewhere(tmp_path).run(request(), lambda step, percent: True)
    assert are_gone(started)


def test_half_an_answer_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(f"{ELSEWHERE}.COMMAND", TORN)
    with pytest.raises(ReplayBroken, match="torn"):
        ReplaysElsewhere(tmp_path).run(request(), lambda step, percent: True)


def test_a_silent_one_is_stopped_within_a_beat(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(f"{ELSEWHERE}.COMMAND", SILENT)
    monkeypatch.setattr(f"{ELSEWHERE}.BEAT_SECONDS", 0.1)
    started = children(monkeypatch)
    with pytest.raises(ReplayStopped):
        ReplaysElsewhere(tmp_path).run(request(), lambda step, percent: False)
    assert are_gone(started)


def test_a_person_stops_it_at_work_and_nothing_of_it_is_kept(
    in_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_past(in_shop)
    asked = ask(in_shop, drafted(in_shop))
    monkeypatch.setattr(f"{ELSEWHERE}.COMMAND", ENDLESS)
    started, told = children(monkeypatch), operations.tell_replay

    def tell(**given: Any) -> bool:
        goes_on = told(**given)
        if given["percent"] == 7:
            assert card(in_shop, asked).percent == 7
            operations.stop_replay(actor=in_shop.actors[Role.SUPERVISOR], run_id=asked, now=LATER)
            monkeypatch.setattr(operations, "tell_replay", told)
        return goes_on

    monkeypatch.setattr(operations, "tell_replay", tell)
    found = run(in_shop, asked)
    assert (found.state, found.report) == (ReplayState.STOPPED, None)
    assert kept() == ([(asked, "stopped")], 0)
    assert are_gone(started)


def test_a_stop_while_past_cases_are_read_leaves_the_older_ones(
    in_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_past(in_shop)
    operations.rewrite_extract(actor=in_shop.system)
    folder = port(CaseHistory, org_id=in_shop.org_id)
    assert isinstance(folder, DuckHistory)
    former = folder.generation
    asked = ask(in_shop, drafted(in_shop))
    told = operations.tell_replay

    def tell(**given: Any) -> bool:
        if given["step"] == "reading" and given["percent"] == 100:
            operations.stop_replay(actor=in_shop.actors[Role.SUPERVISOR], run_id=asked, now=LATER)
        return told(**given)

    monkeypatch.setattr(operations, "tell_replay", tell)
    started = children(monkeypatch)
    assert run(in_shop, asked).state is ReplayState.STOPPED
    assert started == [], "the engine was never asked"
    assert folder.generation == former
    assert former is not None
    assert [one.name for one in former.parent.iterdir() if one.is_dir()] == [former.name]


def test_a_full_disk_fails_the_replay(in_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: DuckHistory, cases: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(DuckHistory, "rewrite", full)
    found = run(in_shop, ask(in_shop, drafted(in_shop)))
    assert (found.state, found.failure) == (ReplayState.FAILED, "disk")


def test_a_fault_of_ours_fails_the_replay_and_is_not_hidden(
    in_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(self: ReplaysElsewhere, asked: object, still: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(ReplaysElsewhere, "run", wrong)
    asked = ask(in_shop, drafted(in_shop))
    with pytest.raises(ZeroDivisionError):
        run(in_shop, asked)
    assert (card(in_shop, asked).state, card(in_shop, asked).failure) == (ReplayState.FAILED, "fault")


@pytest.mark.parametrize("is_written_anew", [True, False])
def test_past_cases_written_anew_meanwhile_are_asked_once_more(
    is_written_anew: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made, asked, tries = history(tmp_path), DuckHistory.replay, list[int]()

    def once_gone(self: DuckHistory, *given: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            if is_written_anew:
                made.rewrite([some_case(random.Random("anew"), number) for number in range(7)])
            raise duckdb.IOException("No files found")
        return asked(self, *given)

    monkeypatch.setattr(DuckHistory, "replay", once_gone)
    form = json.dumps(request().plain() | {"folder": os.fspath(tmp_path)})
    monkeypatch.setattr("sys.stdin", io.StringIO(form))
    if not is_written_anew:
        with pytest.raises(duckdb.IOException):
            child.main()
        return
    assert child.main() == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["answer"]["replayed"]["cases"] == 7
