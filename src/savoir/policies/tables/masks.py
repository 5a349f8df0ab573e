"""Tables as integer masks: per column, each class of values -> the rows it satisfies.

Bit k of a mask is the row of rank k; ranks follow the document, or falling priority under the hit policy
`priority`. A decision is one look-up per column, AND, lowest set bit.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import Any

from savoir.kernel.values.digests import digest
from savoir.policies.facts import FACTS, FactType, Point, Value
from savoir.policies.tables.cells import Cell, holds
from savoir.policies.tables.documents import Document, Hit, Row, Table, canonical, read
from savoir.policies.tables.points import POINTS


@dataclass(frozen=True, slots=True)
class Column:
    """The masks of one fact. A number's line is cut at the cells' bounds: class i lies below `cuts[i]`.

    `listed`: masks of the values named in cells; `other` = any other known value; `unknown` = no value.
    """

    fact: str
    cuts: tuple[int, ...]
    classes: tuple[int, ...]
    listed: Mapping[Value, int]
    other: int
    unknown: int

    def mask(self, value: Value | None) -> int:
        """The rows that a value (None = unknown) satisfies in this column."""
        if value is None:
            return self.unknown
        if self.classes:
            return self.classes[bisect_right(self.cuts, value)]
        return self.listed.get(value, self.other)


@dataclass(frozen=True, slots=True)
class RowHit:
    """A row that fired. `number` is its place in the table, from 1."""

    table: str
    row_id: str
    number: int
    label_fr: str
    label_en: str


@dataclass(frozen=True, slots=True)
class CompiledTable:
    """A table with its masks; `rows[k]` and `hits[k]` are the row of bit k, `alone[k]` the whole answer of
    the point when no other row speaks.

    `coded` and `numbers` are the columns laid flat for the hot path: a method call per column would cost as
    much as the look-up itself.
    """

    id: str
    hit: Hit
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    hits: tuple[RowHit, ...]
    alone: tuple[Mapping[str, Any], ...]
    every_row: int
    coded: tuple[tuple[str, Mapping[Value | None, int], int], ...]
    numbers: tuple[tuple[str, tuple[int, ...], tuple[int, ...], int], ...]

    def fired(self, facts: Mapping[str, Value]) -> int:
        """The mask of all rows whose every cell holds."""
        mask, known = self.every_row, facts.get
        for fact, listed, other in self.coded:
            mask &= listed.get(known(fact), other)
            if not mask:
                return 0
        for fact, cuts, classes, unknown in self.numbers:
            value = known(fact)
            mask &= unknown if value is None else classes[bisect_right(cuts, value)]
            if not mask:
                return 0
        return mask

    def missed_once(self, facts: Mapping[str, Value]) -> int:
        """The mask of the rows of which exactly one cell failed."""
        once = twice = 0
        for column in self.columns:
            failed = self.every_row & ~column.mask(facts.get(column.fact))
            twice |= once & failed
            once |= failed
        return once & ~twice


@dataclass(frozen=True, slots=True)
class Compiled:
    """A document ready to decide. Equal digests decide equally."""

    digest: str
    document: Document
    tables: Mapping[Point, tuple[CompiledTable, ...]]


def bits(mask: int) -> Iterable[int]:
    """The ranks set in a mask, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def compile(document: object) -> Compiled:  # noqa: A001 - what it does, said by its room: tables.compile
    """Check a document (JSON form or `Document`) and cut its tables into masks. Raises WrongDocument."""
    whole = document if isinstance(document, Document) else read(document)
    tables = {point: tuple(_table(one) for one in whole.tables if one.point is point) for point in Point}
    return Compiled(digest_of(whole), whole, tables)


def digest_of(document: Document) -> str:
    """32 hex characters over the canonical form: the same however cells were spelled."""
    return digest(canonical(document))


def _table(table: Table) -> CompiledTable:
    rows = table.rows
    if table.hit is Hit.PRIORITY:
        rows = tuple(sorted(rows, key=lambda row: -row.priority))
    columns = tuple(_column(fact, [row.cells[i] for row in rows]) for i, fact in enumerate(table.columns))
    coded = tuple(
        (one.fact, {None: one.unknown, **one.listed}, one.other) for one in columns if not one.classes
    )
    numbers = tuple((one.fact, one.cuts, one.classes, one.unknown) for one in columns if one.classes)
    alone = tuple(MappingProxyType(POINTS[table.point].answer(row.outputs)) for row in rows)
    hits = tuple(RowHit(table.id, row.id, row.number, row.label_fr, row.label_en) for row in rows)
    every_row = (1 << len(rows)) - 1
    return CompiledTable(table.id, table.hit, columns, rows, hits, alone, every_row, coded, numbers)


def _column(fact: str, cells: list[Cell]) -> Column:
    named = sorted({value for one in cells for value in one.values})
    unknown = _rows_of(cells, None)
    if FACTS[fact].type is not FactType.NUMBER:
        listed = {value: _rows_of(cells, value) for value in named}
        return Column(fact, (), (), listed, _rows_of(cells, _unlisted(named)), unknown)
    cuts = sorted({cut for value in named for cut in (int(value), int(value) + 1)})
    below = [cuts[0] - 1, *cuts] if cuts else [0]
    return Column(fact, tuple(cuts), tuple(_rows_of(cells, value) for value in below), {}, 0, unknown)


def _rows_of(cells: list[Cell], value: Value | None) -> int:
    marks = (1 << rank for rank, one in enumerate(cells) if holds(one, value))
    return reduce(int.__or__, marks, 0)


def _unlisted(named: list[Value]) -> Value:
    """A value that stands in no cell: longer than all of them."""
    return "".join(map(str, named)) + "?"
