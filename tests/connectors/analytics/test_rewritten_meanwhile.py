"""The past is written anew while somebody replays on it: he reads the new one, whole."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from savoir.connectors.analytics import duck
from savoir.connectors.analytics.duck import DuckHistory
from savoir.connectors.analytics.query import Replay
from savoir.insights.values import PastCase, Span
from tests.connectors.analytics.past import some_case, some_policy

SHAPE = (("eligibility", "first", 5), ("refund_trigger", "first", 3))


def cases_of(reasons: tuple[str, ...]) -> list[PastCase]:
    """A case each; the list of values is numbered as they come."""
    made = [some_case(random.Random(number), number) for number in range(len(reasons))]
    return [
        replace(case, facts={**case.facts, "reason": reason})
        for case, reason in zip(made, reasons, strict=True)
    ]


def test_a_replay_reads_values_and_cases_of_one_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random("meanwhile")
    before, after = some_policy(chance, SHAPE), some_policy(chance, SHAPE)
    history = DuckHistory(tmp_path)
    history.rewrite(cases_of(("defective", "wrong_item")))
    newer = [cases_of(("wrong_item", "wrong_item", "defective"))]

    def rewritten(connection: duckdb.DuckDBPyConnection, replay: Replay) -> None:
        load(connection, replay)
        if newer:
            history.rewrite(newer.pop())

    load = duck.load
    monkeypatch.setattr(duck, "load", rewritten)
    found = history.replay(before, after, Span())
    assert found.cases == 3
    reasons = Counter({row.key[0]: row["cases"] for row in found.cuts["reason"]})
    assert reasons == {"wrong_item": 2, "defective": 1}


def test_a_torn_file_is_told_and_not_read_again_and_again(tmp_path: Path) -> None:
    chance = random.Random("gone")
    policy, history = some_policy(chance, SHAPE), DuckHistory(tmp_path)
    history.rewrite(cases_of(("defective",)))
    (month,) = tmp_path.rglob("*.parquet")
    month.write_bytes(b"")
    with pytest.raises(duckdb.Error):
        history.replay(policy, policy, Span())
