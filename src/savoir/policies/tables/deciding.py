"""Deciding: look-ups, AND, lowest set bit; and on demand the reasons, down to the cell that failed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, NamedTuple

from savoir.policies.facts import FACTS, Point, PolicyFacts, Value
from savoir.policies.tables.cells import nearest
from savoir.policies.tables.documents import Hit
from savoir.policies.tables.masks import Compiled, CompiledTable, RowHit, bits
from savoir.policies.tables.points import POINTS
from savoir.policies.tables.words import write

_COLLECT = Hit.COLLECT


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A row of which exactly one cell failed: the cell as people write it, the fact's value (None = unknown)
    and the smallest change: `needed` holds the closest number or the codes that would do, () = any other.
    """

    hit: RowHit
    fact: str
    cell: str
    value: Value | None
    needed: tuple[Value, ...]


class Verdict(NamedTuple):
    """What a policy answers at one point: every output of the point, and the rows that say so.

    `near` is empty unless asked for by `explain`.
    """

    outputs: Mapping[str, Any]
    hits: tuple[RowHit, ...]
    near: tuple[NearMiss, ...] = ()


def decide(compiled: Compiled, point: Point | str, facts: PolicyFacts) -> Verdict:
    """Answer at `point`. Outputs no row gave have the point's default; a refusal always needs a person.

    Raises KeyError for an unknown point.
    """
    spec, known = POINTS[point], facts.known
    spoke = [
        (table, rank)
        for table in compiled.tables[spec.point]
        if (fired := table.fired(known))
        for rank in (bits(fired) if table.hit is _COLLECT else ((fired & -fired).bit_length() - 1,))
    ]
    if len(spoke) == 1:
        [(table, rank)] = spoke
        return Verdict(table.alone[rank], (table.hits[rank],))
    outputs: dict[str, Any] = {}
    for table, rank in spoke:
        _join(outputs, table.rows[rank].outputs, table.hit)
    return Verdict(spec.answer(outputs), tuple([table.hits[rank] for table, rank in spoke]))


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
    verdict = decide(compiled, point, facts)
    near = [miss for table in compiled.tables[Point(point)] for miss in _near(table, facts.known)]
    return Verdict(verdict.outputs, verdict.hits, tuple(near))


def _near(table: CompiledTable, known: Mapping[str, Value]) -> list[NearMiss]:
    return [_miss(table, rank, known) for rank in bits(table.missed_once(known))]


def _miss(table: CompiledTable, rank: int, known: Mapping[str, Value]) -> NearMiss:
    columns = enumerate(table.columns)
    place, column = next((i, c) for i, c in columns if not c.mask(known.get(c.fact)) >> rank & 1)
    value, failed = known.get(column.fact), table.rows[rank].cells[place]
    return NearMiss(
        table.hits[rank], column.fact, write(FACTS[column.fact], failed), value, nearest(failed, value)
    )


_dump = partial(json.dumps, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def trace(compiled: Compiled, point: Point | str, facts: PolicyFacts) -> bytes:
    """The whole reasoning as canonical JSON in UTF-8: equal to the byte for equal digest, point and facts.

    It is never stored: a case keeps digest and facts, and asks again.
    """
    verdict = explain(compiled, point, facts)
    return _dump({
        "policy": compiled.digest, "point": Point(point).value, "facts": dict(facts.known),
        "facts_digest": facts.digest, "outputs": dict(verdict.outputs),
        "hits": [asdict(hit) for hit in verdict.hits], "near": [asdict(miss) for miss in verdict.near],
    }).encode()  # fmt: skip
