"""The replay's query says of every case what the evaluator and the law's floor say."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlglot import exp

from savoir.connectors.analytics.duck import load, remedies_of
from savoir.connectors.analytics.flooring import DEMAND_BIT
from savoir.connectors.analytics.query import Replay, clickhouse_text, duckdb_text
from savoir.connectors.analytics.shape import COLUMNS, Codes, row_of
from savoir.connectors.analytics.store import create_cases, fill_cases
from savoir.policies.tables import POINTS
from savoir.policies.tables.offers import DEMANDS
from tests.connectors.analytics.past import Told, judge, some_case, some_policy

CASES = 800
OUTPUTS = {name: spec for point in POINTS.values() for name, spec in point.outputs.items()}
SHAPES = {
    "first and collect": (
        ("eligibility", "first", 20), ("eligibility", "collect", 9), ("evidence", "collect", 12),
        ("return_way", "first", 8), ("refund_trigger", "first", 6), ("routing", "priority", 9),
    ),
    "one answer promised": (
        ("eligibility", "unique", 4), ("eligibility", "any", 4), ("evidence", "any", 3),
        ("return_way", "unique", 3), ("refund_trigger", "any", 3),
    ),
    "wider than a word": (
        ("eligibility", "priority", 150), ("eligibility", "collect", 70), ("refund_trigger", "unique", 65),
    ),
    "leeway and dock": (
        ("eligibility", "first", 5), ("refund_trigger", "first", 3), ("gesture", "first", 9),
        ("leeway", "collect", 9), ("risk_look", "any", 5), ("promises", "first", 8),
        ("disposition", "first", 9),
    ),
}  # fmt: skip
_BANNED: dict[str, str] = {ban: name for name, ban in DEMANDS.items()}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_output_and_the_floor_are_the_evaluators_own(shape: str, tmp_path: Path) -> None:
    as_the_evaluator(shape, tmp_path)


def test_numbers_too_far_apart_for_a_row_each_are_looked_up_by_class(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("savoir.connectors.analytics.words.MOST_NUMBERS", 1)
    as_the_evaluator("first and collect", tmp_path)


def test_a_table_that_collects_too_many_rows_to_list_their_sets_is_read_from_its_masks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("savoir.connectors.analytics.saying.MOST_COLLECTED", 5)
    as_the_evaluator("leeway and dock", tmp_path)


def as_the_evaluator(shape: str, tmp_path: Path) -> None:
    """Ask the query of random cases and hold every column against the evaluator."""
    chance = random.Random(shape)
    before, after = some_policy(chance, SHAPES[shape]), some_policy(chance, SHAPES[shape])
    cases = [some_case(chance, number) for number in range(CASES)]
    codes = Codes()
    with duckdb.connect() as connection:
        create_cases(connection)
        fill_cases(connection, cases, codes, tmp_path)
        replay = Replay(before, after, codes.known)
        load(connection, replay)
        names = _columns()
        text = duckdb_text(replay.rows(names, "", "ORDER BY case_id"))
        rows = [dict(zip(names, row, strict=True)) for row in connection.execute(text).fetchall()]
    assert len(rows) == CASES
    for case, row in zip(cases, rows, strict=True):
        for side, compiled in (("b", before), ("a", after)):
            same(replay, side, row, judge(compiled, case))


@pytest.mark.long
@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_tree_says_the_same_on_clickhouse(shape: str, tmp_path: Path) -> None:
    chance = random.Random(shape)
    before, after = some_policy(chance, SHAPES[shape]), some_policy(chance, SHAPES[shape])
    cases, codes = [some_case(chance, number) for number in range(3000)], Codes()
    rows = [row_of(case, codes) for case in cases]
    replay, names = Replay(before, after, codes.known), ("case_id", *_columns())
    trees = {"rows": replay.rows(names, "", "ORDER BY case_id"), "sums": replay.sums()}
    said = on_clickhouse(replay, trees, rows, tmp_path)
    assert len(said["rows"]) == len(cases)
    for case, values in zip(cases, said["rows"], strict=True):
        row = dict(zip(names, values, strict=True))
        for side, compiled in (("b", before), ("a", after)):
            same(replay, side, row, judge(compiled, case))
    with duckdb.connect() as connection:
        create_cases(connection)
        fill_cases(connection, cases, codes, tmp_path)
        load(connection, replay)
        assert cells(said["sums"]) == cells(connection.execute(duckdb_text(trees["sums"])).fetchall())


def on_clickhouse(
    replay: Replay, trees: dict[str, exp.Expr], rows: list[tuple[int | None, ...]], folder: Path
) -> dict[str, list[tuple[int | None, ...]]]:
    """The rows chdb answers to each tree."""
    kept: dict[str, Any] = {"cases": [list(COLUMNS), rows]}
    kept |= {one.name: [["code", *one.words], one.rows] for one in replay.masks}
    kept |= {one.name: [["code", *one.outputs, *one.differs], one.rows] for one in replay.says if one.rows}
    (folder / "tables.json").write_text(json.dumps(kept))
    for name, tree in trees.items():
        (folder / f"{name}.sql").write_text(clickhouse_text(tree))
    subprocess.run(
        [sys.executable, "-m", "tests.connectors.analytics.on_clickhouse", str(folder)], check=True
    )
    found = {name: (folder / f"{name}.json").read_text().splitlines() for name in trees}
    return {name: [tuple(map(_number, json.loads(one))) for one in lines] for name, lines in found.items()}


def cells(rows: list[tuple[Any, ...]]) -> list[tuple[int, ...]]:
    """The sums' rows in an order of their own; a dimension that is not told apart is NULL to one engine and 0
    to the other.
    """
    return sorted(tuple([int(one or 0) for one in row]) for row in rows)


def _number(value: str | None) -> int | None:
    return None if value in (None, "ᴺᵁᴸᴸ") else int(value)


def _columns() -> tuple[str, ...]:
    own = ("offered", "demands", "chooses", "pays", "person")
    names = [f"{side}_{name}" for side in ("b", "a") for name in (*OUTPUTS, *own)]
    return (*names, *[f"{side}_clash_{point}" for side in ("b", "a") for point in POINTS])


def same(replay: Replay, side: str, row: dict[str, Any], told: Told) -> None:
    """Every column of the row against what was told; lists as sets."""
    for name, spec in OUTPUTS.items():
        found, said = replay.outputs.value(spec, row[f"{side}_{name}"]), told.outputs[name]
        if isinstance(said, tuple):
            found, said = frozenset(found), frozenset(said)
        assert found == said, (side, name, found, said)
    assert {point for point in POINTS if row[f"{side}_clash_{point}"]} == told.clashes
    assert frozenset(remedies_of(row[f"{side}_offered"])) == told.offered
    demands = {name for name, bit in DEMAND_BIT.items() if row[f"{side}_demands"] & bit}
    assert {name for name in demands if name in DEMANDS} == {
        _BANNED[ban] for ban in told.demands if ban in _BANNED
    }
    assert (bool(row[f"{side}_chooses"]), bool(row[f"{side}_pays"])) == (told.chooses, told.pays)
    assert bool(row[f"{side}_person"]) == told.person
