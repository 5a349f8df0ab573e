"""Deciding: look-ups, AND, lowest set bit; and on demand the reasons, down to the cell that failed."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from types import MappingProxyType
from typing import Any, cast

from savoir.policies.facts import Point, PolicyFacts, Value
from savoir.policies.tables.documents import Hit
from savoir.policies.tables.masks import Compiled, CompiledTable, bits
from savoir.policies.tables.points import POINTS, PointSpec
from savoir.policies.tables.verdicts import NearMiss, RowHit, Verdict

_COLLECT = Hit.COLLECT
_PROMISE_ONE_ANSWER = frozenset({Hit.UNIQUE, Hit.ANY})


def decide(compiled: Compiled, point: Point | str, facts: PolicyFacts) -> Verdict:
    """Answer at `point`. Outputs no row gave have the point's default; a refusal always needs a person.

    Raises KeyError for an unknown point.
    """
    return answer(compiled.tables[point], POINTS[point], facts.plain)


def answer(tables: tuple[CompiledTable, ...], says: PointSpec, known: Mapping[str, Value]) -> Verdict:
    """What tables of one point answer on known facts, for any point."""
    if len(tables) == 1 and tables[0].is_first:  # nearly every point: the first row that holds has said it
        [table] = tables
        fired = table.fired(known)
        return table.alone[(fired & -fired).bit_length() - 1] if fired else Verdict(says.unanswered, ())
    return _answer_of_several(tables, says, known)


def _answer_of_several(
    tables: tuple[CompiledTable, ...], says: PointSpec, known: Mapping[str, Value]
) -> Verdict:
    spoke: list[tuple[CompiledTable, int]] = []
    for table in tables:
        if fired := table.fired(known):
            if table.hit is _COLLECT:
                spoke += [(table, rank) for rank in bits(fired)]
            elif fired & (fired - 1) and table.hit in _PROMISE_ONE_ANSWER and (clash := _clash(table, fired)):
                return Verdict(says.answer(says.silent), clash, contradicts=True)
            else:
                spoke.append((table, (fired & -fired).bit_length() - 1))
    if len(spoke) == 1:
        [(table, rank)] = spoke
        return table.alone[rank]
    if not spoke:
        return Verdict(says.unanswered, ())
    outputs: dict[str, Any] = {}
    for table, rank in spoke:
        _join(outputs, table.rows[rank].outputs, table.hit)
    return Verdict(says.answer(outputs), tuple([table.hits[rank] for table, rank in spoke]))


_UNANSWERED = {point: Verdict(spec.unanswered, ()) for point, spec in POINTS.items()}


def decide_together(compiled: Compiled, points: tuple[Point, ...], facts: PolicyFacts) -> Verdict:
    """The answers of several points as one: all outputs, and all rows that made them.

    What single rows say together is put together once and remembered with the compiled document.
    """
    known, asked = facts.plain, compiled.tables
    verdicts = [
        answer(asked[point], POINTS[point], known) if asked[point] else _UNANSWERED[point] for point in points
    ]
    for verdict in verdicts:
        if type(verdict.outputs) is not MappingProxyType:
            return _joined(verdicts)
    key = tuple([id(verdict.outputs) for verdict in verdicts])
    found = compiled.together.get(key)
    if found is None:
        found = compiled.together[key] = _joined(verdicts)
    return cast(Verdict, found)


def _joined(verdicts: list[Verdict]) -> Verdict:
    outputs = {name: value for verdict in verdicts for name, value in verdict.outputs.items()}
    hits = tuple(hit for verdict in verdicts for hit in verdict.hits)
    return Verdict(MappingProxyType(outputs), hits, (), any(verdict.contradicts for verdict in verdicts))


def _clash(table: CompiledTable, fired: int) -> tuple[RowHit, ...]:
    """The rows that break the table's promise: all that fire, but for `any` when they agree."""
    ranks = list(bits(fired))
    first = table.rows[ranks[0]].outputs
    if table.hit is Hit.ANY and all(table.rows[rank].outputs == first for rank in ranks):
        return ()
    return tuple(table.hits[rank] for rank in ranks)


def _join(outputs: dict[str, Any], given: Mapping[str, Any], hit: Hit) -> None:
    """The first to give an output keeps it; under `collect`, lists grow and a yes is never taken back."""
    for name, value in given.items():
        if name not in outputs:
            outputs[name] = value
        elif hit is Hit.COLLECT and isinstance(value, tuple):
            outputs[name] = tuple(dict.fromkeys([*outputs[name], *value]))
        elif hit is Hit.COLLECT and value is True:
            outputs[name] = True


def explain(compiled: Compiled, point: Point | str, facts: PolicyFacts) -> Verdict:
    """`decide`, and the rows that nearly fired, in the order of the tables."""
    known, tables = facts.plain, compiled.tables[point]
    outputs, hits, _, contradicts = answer(tables, POINTS[point], known)
    near = [miss for table in tables for miss in _near(table, known)]
    return Verdict(outputs, hits, tuple(near), contradicts)


def _near(table: CompiledTable, known: Mapping[str, Value]) -> list[NearMiss]:
    return [table.miss(rank, place, known) for rank, place in table.missed_once(known)]


_dump = partial(json.dumps, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def trace(compiled: Compiled, point: Point | str, facts: PolicyFacts) -> bytes:
    """The whole reasoning as canonical JSON in UTF-8: equal to the byte for equal digest, point and facts.

    It is never stored: a case keeps digest and facts, and asks again.
    """
    verdict = explain(compiled, point, facts)
    return _dump({
        "policy": compiled.digest, "point": Point(point).value, "facts": dict(facts.known),
        "facts_digest": facts.digest, "outputs": dict(verdict.outputs),
        "hits": [asdict(hit) for hit in verdict.hits],
        "near": [{**miss._asdict(), "hit": asdict(miss.hit)} for miss in verdict.near],
        "contradicts": verdict.contradicts,
    }).encode()  # fmt: skip
