"""Which row speaks, as terms of a solver: the same reading of a document as `tables.decide`, table by table.

For every row a truth `fires` (all cells hold) and a truth `speaks` (by the table's hit policy); for every
output, under which facts its value is so and so.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import z3

from savoir.policies.facts import Point
from savoir.policies.proof.overlaps import overlapping
from savoir.policies.proof.space import Space
from savoir.policies.tables import POINTS, Compiled, CompiledTable, Hit, OutputType, RowHit

Test = Callable[[Any], bool]
_PROMISE_ONE_ANSWER = frozenset({Hit.UNIQUE, Hit.ANY})


@dataclass(frozen=True)
class SaidTable:
    """One table: `fires[k]` and `speaks[k]` of the row of rank k; `clashes`: its promise is broken."""

    compiled: CompiledTable
    fires: tuple[z3.BoolRef, ...]
    speaks: tuple[z3.BoolRef, ...]
    clashes: z3.BoolRef


@dataclass
class Said:
    """A document before a solver. `definitions` tie the truths to the facts; add them to every question."""

    space: Space
    compiled: Compiled
    definitions: list[z3.BoolRef] = field(default_factory=list)
    _tables: dict[str, SaidTable] = field(default_factory=dict)

    def tables(self, point: Point) -> tuple[SaidTable, ...]:
        """The tables of a point, in the order in which they are asked."""
        return tuple(self.table(one) for one in self.compiled.tables[point])

    def table(self, compiled: CompiledTable) -> SaidTable:
        """One table; its truths are made when first asked for."""
        if compiled.id not in self._tables:
            self._tables[compiled.id] = self._made(compiled)
        return self._tables[compiled.id]

    def _made(self, compiled: CompiledTable) -> SaidTable:
        names = [f"{compiled.id}.{row.id}" for row in compiled.rows]
        fires = tuple(z3.Bool(f"fires {name}") for name in names)
        specs = compiled.table.facts
        for truth, row in zip(fires, compiled.rows, strict=True):
            cells = [self.space.holds(spec, one) for spec, one in zip(specs, row.cells, strict=True)]
            self.definitions.append(truth == z3.And(cells))
        if compiled.hit is Hit.COLLECT:
            return SaidTable(compiled, fires, fires, z3.BoolVal(False))
        before = self._before(compiled.id, fires)
        speaks = tuple(z3.Bool(f"speaks {name}") for name in names)
        for n, truth in enumerate(speaks):
            self.definitions.append(truth == z3.And(fires[n], z3.Not(before[n])))
        return SaidTable(compiled, fires, speaks, self._clashes(compiled, fires, before))

    def _before(self, name: str, fires: tuple[z3.BoolRef, ...]) -> list[z3.BoolRef]:
        """For each rank, whether a row of a lower rank fires."""
        before = [z3.BoolVal(False)]
        for n, truth in enumerate(fires[:-1]):
            some = z3.Bool(f"before {name}.{n + 1}")
            self.definitions.append(some == z3.Or(before[-1], truth))
            before.append(some)
        return before

    def _clashes(
        self, compiled: CompiledTable, fires: tuple[z3.BoolRef, ...], before: list[z3.BoolRef]
    ) -> z3.BoolRef:
        """Whether a second row fires that the table's promise forbids; of `any`, one that disagrees."""
        if compiled.hit not in _PROMISE_ONE_ANSWER:
            return z3.BoolVal(False)
        if compiled.hit is Hit.UNIQUE:
            return z3.Or([z3.And(fires[n], before[n]) for n in range(1, len(fires))])
        pairs = overlapping(compiled)
        rows = compiled.rows
        return z3.Or([z3.And(fires[a], fires[b]) for a, b in pairs if rows[a].outputs != rows[b].outputs])

    def broken(self, point: Point) -> z3.BoolRef:
        """Whether a table of the point breaks its promise: then nothing counts and a person answers."""
        return z3.Or([one.clashes for one in self.tables(point)])

    def is_silent(self, point: Point, output: str = "") -> z3.BoolRef:
        """Whether no row gives the output; without a name, no row speaks at all."""
        return z3.Not(
            z3.Or(
                [
                    speaks
                    for one in self.tables(point)
                    for speaks, row in zip(one.speaks, one.compiled.rows, strict=True)
                    if not output or output in row.outputs
                ]
            )
        )

    def spoken(self, point: Point, hits: Iterable[RowHit], output: str = "") -> z3.BoolRef:
        """Whether these rows of a point speak; without any, whether it is silent about the output."""
        named = {(hit.table, hit.row_id) for hit in hits}
        spoken = [
            speaks
            for one in self.tables(point)
            for speaks, hit in zip(one.speaks, one.compiled.hits, strict=True)
            if (hit.table, hit.row_id) in named
        ]
        return z3.And(spoken) if spoken else self.is_silent(point, output)

    def where(self, point: Point, output: str, test: Test) -> z3.BoolRef:
        """Under which facts the value of an output passes `test`; of a list, some member of it.

        The first row to give it keeps its word; where rows are collected, lists grow and a yes stays.
        """
        spec = POINTS[point].outputs[output]
        if spec.type is OutputType.BOOLEAN and test(False) and not test(True):
            return z3.Not(self.where(point, output, bool))
        is_list = spec.type is OutputType.CODES
        passes = _some(test) if is_list else test
        grows = is_list or (spec.type is OutputType.BOOLEAN and test(True) and not test(False))
        found, earlier = list[z3.BoolRef](), list[z3.BoolRef]()
        for one in self.tables(point):
            first = z3.Not(z3.Or(earlier))
            for speaks, row in zip(one.speaks, one.compiled.rows, strict=True):
                if output not in row.outputs or not passes(row.outputs[output]):
                    continue
                is_added = grows and one.compiled.hit is Hit.COLLECT
                found.append(
                    speaks if is_added else z3.And(speaks, first, self._is_first(one, row.number, output))
                )
            earlier.append(self._gives(one, output))
        if passes(spec.default):
            found.append(self.is_silent(point, output))
        return z3.Or(found)

    def _is_first(self, one: SaidTable, number: int, output: str) -> z3.BoolRef:
        """In a table that collects, whether no row before gives the output; else only one row speaks."""
        if one.compiled.hit is not Hit.COLLECT:
            return z3.BoolVal(True)
        rows = zip(one.speaks, one.compiled.rows, strict=True)
        return z3.Not(
            z3.Or([speaks for speaks, row in rows if row.number < number and output in row.outputs])
        )

    def _gives(self, one: SaidTable, output: str) -> z3.BoolRef:
        rows = zip(one.speaks, one.compiled.rows, strict=True)
        return z3.Or([speaks for speaks, row in rows if output in row.outputs])


def _some(test: Test) -> Test:
    return lambda values: any(test(value) for value in values)
