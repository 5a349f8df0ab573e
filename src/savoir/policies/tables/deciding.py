"""Deciding: look-ups, AND, lowest set bit; and on demand the reasons, down to the cell that failed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from types import MappingProxyType
from typing import Any

from savoir.policies.facts import Point, PolicyFacts, Value
from savoir.policies.tables.documents import Hit
from savoir.policies.tables.masks import Asked, AskedPoint, Compiled, CompiledTable
from savoir.policies.tables.points import PointSpec
from savoir.policies.tables.sweeps import bits
from savoir.policies.tables.verdicts import NearMiss, RowHit, Verdict

MOST_TOGETHER, MOST_TOLD = 20_000, 10_000
_COLLECT = Hit.COLLECT
_PROMISE_ONE_ANSWER = frozenset({Hit.UNIQUE, Hit.ANY})


def decide(compiled: Compiled, point: Point | str, facts: PolicyFacts) -> Verdict:
    """Answer at `point`. Outputs no row gave have the point's default; a refusal always needs a person.

    Raises KeyError for an unknown point.
    """
    return decide_each(compiled, (point,), facts)[0]


def decide_each(compiled: Compiled, points: tuple[Point | str, ...], facts: PolicyFacts) -> list[Verdict]:
    """`decide` at several points: what their tables share is looked up once."""
    asked = compiled.at(points)
    mask = asked.sweep.fired(facts.plain)
    return [
        _of_several(one, mask) if (first := one.first) is None else first[(left := mask & one.bits) & -left]
        for one in asked.points
    ]


def answer(tables: tuple[CompiledTable, ...], says: PointSpec, known: Mapping[str, Value]) -> Verdict:
    """What tables of one point answer on known facts, for any point."""
    return _said(tables, says, [table.fired(known) for table in tables])


def _of_several(point: AskedPoint, mask: int) -> Verdict:
    return _said(point.tables, point.says, point.fired(mask))


def _said(tables: Sequence[CompiledTable], says: PointSpec, rows: Iterable[int]) -> Verdict:
    """What tables of one point say together, `rows` being those that fire in each."""
    spoke: list[tuple[CompiledTable, int]] = []
    for table, fired in zip(tables, rows, strict=True):
        if not fired:
            continue
        if table.hit is _COLLECT:
            spoke += [(table, rank) for rank in bits(fired)]
        elif fired & (fired - 1) and table.hit in _PROMISE_ONE_ANSWER and (clash := _clash(table, fired)):
            return Verdict(says.answer(says.silent), clash, contradicts=True)
        else:
            spoke.append((table, (fired & -fired).bit_length() - 1))
    if len(spoke) == 1:
        [(table, rank)] = spoke
        return table.alone[rank]
    outputs: dict[str, Any] = {}
    for table, rank in spoke:
        _join(outputs, table.rows[rank].outputs, table.hit)
    return Verdict(says.answer(outputs), tuple([table.hits[rank] for table, rank in spoke]))


def decide_together(compiled: Compiled, points: tuple[Point, ...], facts: PolicyFacts) -> Verdict:
    """The answers of several points as one: all outputs, and all rows that made them.

    What first rows say together is put together once and remembered with the compiled document.
    """
    asked = compiled.at(points)
    mask, key = asked.sweep.fired(facts.plain), 0
    for one in asked.points:
        if one.first is None:
            return _joined([_of_several(one, mask) for one in asked.points])
        left = mask & one.bits
        key |= left & -left
    found = asked.together.get(key)
    return _remembered(asked, key) if found is None else found


def outputs_of(verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """All outputs of several points."""
    outputs: dict[str, Any] = {}
    for verdict in verdicts:
        outputs = outputs | verdict.outputs  # type: ignore[operator]  # far quicker than update on a proxy
    return outputs


def _remembered(asked: Asked, key: int) -> Verdict:
    if len(asked.together) >= MOST_TOGETHER:
        asked.together.clear()
    made = asked.together[key] = _joined([_of_several(one, key) for one in asked.points])
    return made


def _joined(verdicts: list[Verdict]) -> Verdict:
    hits = tuple([hit for verdict in verdicts for hit in verdict.hits])
    outputs = MappingProxyType(outputs_of(verdicts))
    return Verdict(outputs, hits, (), any([verdict.contradicts for verdict in verdicts]))


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
    return explain_each(compiled, (point,), facts)[0]


def explain_each(compiled: Compiled, points: tuple[Point | str, ...], facts: PolicyFacts) -> list[Verdict]:
    """`explain` at several points."""
    asked, start = compiled.at(points), 0
    near = _near(asked, facts.plain)
    explained = []
    for verdict, one in zip(decide_each(compiled, points, facts), asked.points, strict=True):
        end = start + one.bits.bit_count()
        told = tuple([miss for miss in near[start:end] if miss is not None])
        explained.append(Verdict(verdict.outputs, verdict.hits, told, verdict.contradicts))
        start = end
    return explained


def _near(asked: Asked, known: Mapping[str, Value | None]) -> list[NearMiss | None]:
    """What each row lacks of which one cell failed, in the places of all rows."""
    near: list[NearMiss | None] = [None] * asked.sweep.every.bit_length()
    for fact, missed in asked.sweep.missed_once(known):
        rows = missed
        value = known.get(fact)
        told = asked.told.get((fact, value))
        if told is None:
            if len(asked.told) >= MOST_TOLD:  # prices are many: what is remembered stays small
                asked.told.clear()
            told = asked.told[fact, value] = {}
        while rows:
            rank = rows.bit_length() - 1
            rows ^= 1 << rank
            near[rank] = told.get(rank) or asked.tell(told, rank, fact, value)
    return near


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
