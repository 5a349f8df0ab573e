"""Somebody stops a replay: it is heard in each of its questions, and between two of them."""

import random
import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest

from savoir.connectors.analytics.duck import DuckHistory
from savoir.connectors.analytics.query import Replay
from savoir.insights.ports import ReplayStopped
from savoir.insights.values import Span
from savoir.policies.tables import Compiled
from tests.connectors.analytics.past import some_case, some_policy

ENDLESS = "SELECT sum(one.range * other.range) FROM range(1000000000) one, range(1000000000) other"
Unknown = tuple[list[str], list[Any]]


@pytest.fixture
def history(tmp_path: Path) -> DuckHistory:
    made = DuckHistory(tmp_path)
    made.rewrite([some_case(random.Random(1), 1)])
    return made


@pytest.fixture
def policy() -> Compiled:
    return some_policy(
        random.Random("stopped"), (("eligibility", "first", 3), ("refund_trigger", "first", 2))
    )


def test_a_stop_ends_the_question_which_facts_lack(
    history: DuckHistory, policy: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopper = threading.Timer(0.2, history.stop)

    def endless(
        self: DuckHistory, connection: duckdb.DuckDBPyConnection, replay: Replay, span: Span
    ) -> Unknown:
        stopper.start()
        return [], self._asked(connection, ENDLESS)

    monkeypatch.setattr(DuckHistory, "_unknown", endless)
    with pytest.raises(ReplayStopped):
        history.replay(policy, policy, Span())
    stopper.join()


def test_a_stop_between_two_questions_is_heard_by_the_next(
    history: DuckHistory, policy: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = DuckHistory._unknown

    def stopped(self: DuckHistory, *asked: Any) -> Unknown:
        self.stop()
        return unknown(self, *asked)

    monkeypatch.setattr(DuckHistory, "_unknown", stopped)
    with pytest.raises(ReplayStopped):
        history.replay(policy, policy, Span())
    monkeypatch.undo()
    assert history.replay(policy, policy, Span()).cases == 1, "who asks again is answered"


def test_without_a_replay_nothing_is_stopped_and_nothing_is_far(
    history: DuckHistory, policy: Compiled
) -> None:
    history.stop()
    assert history.progress() == 0
    assert history.replay(policy, policy, Span()).cases == 1
    history.stop()
    assert len(history.changed(policy, policy, Span(), effect="", page=0, size=9)) == 0
