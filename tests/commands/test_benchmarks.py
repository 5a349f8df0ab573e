"""What `bin/bench` lists can be run, and what asks for hours waits until it is asked for."""

import http.client
import itertools

import bench.__main__ as bench
import pytest
from bench.load import Tally, open_loop
from bench.machine import howto, needs, restoring
from bench.million.serving import Caller


def test_each_name_of_the_list_measures_something() -> None:
    found = bench.benchmarks()
    assert "search" in found
    for name in found:
        source = (bench.HERE / f"{name}.py").read_text(encoding="utf-8")
        assert '\nif __name__ == "__main__":\n' in source, f"bin/bench {name} does nothing"


def test_what_takes_minutes_or_hours_is_not_run_by_all() -> None:
    assert {"base", "deploy", "faults", "load", "simulation"} <= bench.ON_REQUEST
    assert set(bench.benchmarks()) >= bench.ON_REQUEST


class Deaf(Caller):
    """A client whose connection is bent: it never asks."""

    def __post_init__(self) -> None:
        """No connection."""


def test_an_answer_that_is_no_http_counts_as_wrong_and_its_hand_goes_on() -> None:
    turns = itertools.count()

    def deed(_caller: Caller) -> int:
        if next(turns) == 0:
            raise http.client.CannotSendRequest("Request-sent")
        return 1

    told: Tally = open_loop([Deaf(0, {})], deed, rate=50, seconds=1)
    assert (len(told.waits), told.wrong) == (50, ["Request-sent"])


def test_the_walk_on_a_fresh_machine_finds_its_lines_in_the_how_to() -> None:
    """`bin/bench server` pastes what a reader pastes: a heading renamed or a line lost would stop it."""
    program = howto.commands("2.", "git://x")
    assert any(line.startswith("git clone git://x ") for line in program)
    assert program[-1] == "/opt/savoir/bin/env"
    assert any("sav-backup" in line for line in howto.commands("1.", "git://x"))
    back = howto.commands(restoring.HEADING, "git://x", page=restoring.PAGE)
    assert any("db restore" in line for line in back)


def test_a_machine_that_lacks_something_is_told_what(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda program: None)
    assert any("apt-get install" in line and "pebble" in line for line in needs.missing())
