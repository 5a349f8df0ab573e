"""The solver's terms answer as the tables do: for every set of facts, the same rows speak."""

import random
from datetime import date
from typing import Any

import pytest
import z3
from tests.effort import examples
from tests.rules.policies.proof.terms import reader

from savoir.policies import starters, tables
from savoir.policies.facts import FACTS, FactSpec, FactType, Point, PolicyFacts, Value
from savoir.policies.proof.space import Space
from savoir.policies.proof.speaking import Said
from savoir.policies.tables import Compiled, Op

SEED = 20261123


def values_near(compiled: Compiled) -> dict[str, list[Value]]:
    """For every fact that a document tests, values on and around the bounds of its cells."""
    found: dict[str, set[Value]] = {}
    for table in compiled.document.tables:
        for row in table.rows:
            for spec, cell in zip(table.facts, row.cells, strict=True):
                found.setdefault(spec.name, set()).update(_around(spec, cell.op, cell.values))
    return {name: sorted(values, key=str) for name, values in found.items()}


def _around(spec: FactSpec, op: Op, values: tuple[Value, ...]) -> set[Value]:
    if spec.type is FactType.BOOLEAN:
        return {True, False}
    if spec.type is FactType.NUMBER:
        return {
            near for value in values for near in (int(value) - 1, int(value), int(value) + 1) if near >= 0
        } | {0}
    if spec.type is FactType.DATE:
        days = [date.fromisoformat(str(v) if op is not Op.SEASON else f"2026-{v}") for v in values]
        return {date.fromordinal(d.toordinal() + n).isoformat() for d in days for n in (-1, 0, 1)} | {
            "2027-02-28"
        }
    other = {"autre"} if spec.type is not FactType.CHOICE else set(spec.domain[:2])
    return {*values, *other}


def some_facts(near: dict[str, list[Value]], rng: random.Random) -> dict[str, Value]:
    """A set of facts, one in eight unknown."""
    return {name: rng.choice(values) for name, values in near.items() if values and rng.random() > 0.125}


def as_terms(space: Space, facts: dict[str, Value]) -> dict[str, Any]:
    """The same facts by the names and numbers of the solver."""
    told: dict[str, Any] = {}
    for name in space.names:
        spec, value = FACTS[name], facts.get(name)
        told[f"{name}?"] = value is not None
        if spec.type is FactType.BOOLEAN:
            told[name] = value is True
        elif value is None:
            told[name] = 0
        elif spec.type is FactType.DATE:
            told[name] = date.fromisoformat(str(value)).toordinal()
        else:
            told[name] = value if spec.type is FactType.NUMBER else space.code(name, str(value))
    return told


def disagreements(compiled: Compiled, count: int) -> list[dict[str, Value]]:
    """Sets of facts, of `count`, for which the solver's terms and the tables name different rows."""
    said, rng = Said(Space(compiled.document), compiled), random.Random(SEED)
    rows = [
        (table, rank) for point in Point for table in said.tables(point) for rank in range(len(table.speaks))
    ]
    ask = reader([table.speaks[rank] for table, rank in rows], said.definitions)
    clashes = reader([table.clashes for point in Point for table in said.tables(point)], said.definitions)
    near, wrong = values_near(compiled), []
    for _ in range(count):
        facts = some_facts(near, rng)
        terms = as_terms(said.space, facts)
        speaking = {
            (table.compiled.id, table.compiled.hits[rank].row_id)
            for (table, rank), speaks in zip(rows, ask(terms), strict=True) if speaks
        }  # fmt: skip
        known = PolicyFacts.read(facts)
        answers = [tables.decide(compiled, point, known) for point in Point]
        if any(clashes(terms)):
            is_right = any(one.contradicts for one in answers)
        else:
            is_right = speaking == {(hit.table, hit.row_id) for one in answers for hit in one.hits}
        if not is_right:
            wrong.append(facts)
    return wrong


@pytest.mark.parametrize("name", starters.names())
def test_the_solver_hears_the_rows_that_speak(name: str) -> None:
    assert (
        disagreements(tables.compile(starters.load(name)), examples(600, 100_000 // len(starters.names())))
        == []
    )


def test_a_reading_that_forgets_the_rows_above_would_be_seen() -> None:
    compiled = tables.compile(starters.load(starters.names()[0]))
    said = Said(Space(compiled.document), compiled)
    table = said.tables(Point.ELIGIBILITY)[0]
    careless = [one for one in said.definitions if not str(one.arg(0)).startswith("speaks")]
    careless += [speaks == fires for speaks, fires in zip(table.speaks, table.fires, strict=True)]
    ask, rng = reader(list(table.speaks), careless), random.Random(SEED)
    near = values_near(compiled)
    several = [sum(ask(as_terms(said.space, some_facts(near, rng)))) for _ in range(200)]
    assert max(several) > 1


def test_an_unknown_word_of_the_solver_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        reader([z3.Int("a") % z3.Int("b")])
