"""Tables as integer masks: per column, each class of values -> the rows it satisfies.

Bit k of a mask is the row of rank k; ranks follow the document, or falling priority under the hit policy
`priority`. A decision is one look-up per column, AND, lowest set bit.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from savoir.kernel.values.digests import digest
from savoir.policies.facts import Point, Value
from savoir.policies.tables.columns import Column, column
from savoir.policies.tables.documents import Document, Hit, Row, Table, canonical
from savoir.policies.tables.reading import read


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

    `coded`, `ordered`, `seasons` and `trees` are the columns laid flat for the hot path: a method call per
    column would cost as much as the look-up itself.
    """

    table: Table
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    hits: tuple[RowHit, ...]
    alone: tuple[Mapping[str, Any], ...]
    every_row: int
    coded: tuple[tuple[str, Mapping[Value | None, int], int], ...]
    ordered: tuple[tuple[str, tuple[Any, ...], tuple[int, ...], int], ...]
    rest: tuple[Column, ...]

    @property
    def id(self) -> str:
        """Its name in the document."""
        return self.table.id

    @property
    def hit(self) -> Hit:
        """Which of the rows that fire speak."""
        return self.table.hit

    def fired(self, facts: Mapping[str, Value]) -> int:
        """The mask of all rows whose every cell holds."""
        mask, known = self.every_row, facts.get
        for fact, listed, other in self.coded:
            mask &= listed.get(known(fact), other)
            if not mask:
                return 0
        for fact, cuts, classes, unknown in self.ordered:
            value = known(fact)
            mask &= unknown if value is None else classes[bisect_right(cuts, value)]
            if not mask:
                return 0
        for one in self.rest:
            mask &= one.mask(known(one.fact))
        return mask

    def missed_once(self, facts: Mapping[str, Value]) -> int:
        """The mask of the rows of which exactly one cell failed."""
        once = twice = 0
        for one in self.columns:
            failed = self.every_row & ~one.mask(facts.get(one.fact))
            twice |= once & failed
            once |= failed
        return once & ~twice


@dataclass(frozen=True, slots=True)
class Compiled:
    """A document ready to decide. Equal digests decide equally. `together` and `names` are memories: of
    `decide_together`, and of the facts that tables read.
    """

    digest: str
    document: Document
    tables: Mapping[str, tuple[CompiledTable, ...]]
    together: dict[tuple[int, ...], object] = field(default_factory=dict, compare=False, repr=False)
    names: dict[tuple[Point, ...], tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    def read_at(self, points: tuple[Point, ...]) -> tuple[str, ...]:
        """The facts that the tables of these points read, each once; what else is known moves no answer."""
        found = self.names.get(points)
        if found is None:
            read = [one.fact for point in points for table in self.tables[point] for one in table.columns]
            found = self.names[points] = tuple(dict.fromkeys(read))
        return found


def bits(mask: int) -> Iterable[int]:
    """The ranks set in a mask, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def compile(document: object, *, digest: str = "") -> Compiled:  # noqa: A001 - what it does, said by its room
    """Check a document (JSON form or `Document`) and cut its tables into masks. Raises WrongDocument.

    `digest`: of the stored form, when it is of an older format; else it is reckoned.
    """
    whole = document if isinstance(document, Document) else read(document)
    tables = {
        point.value: tuple(compile_table(one) for one in whole.tables if one.point == point)
        for point in Point
    }
    return Compiled(digest or digest_of(whole), whole, MappingProxyType(tables))


def digest_of(document: Document) -> str:
    """32 hex characters over the canonical form: the same however cells were spelled."""
    return digest(canonical(document))


def compile_table(table: Table) -> CompiledTable:
    """One table cut into masks, for any point and any facts."""
    rows = table.rows
    if table.hit is Hit.PRIORITY:
        rows = tuple(sorted(rows, key=lambda row: -row.priority))
    columns = tuple(column(spec, [row.cells[i] for row in rows]) for i, spec in enumerate(table.facts))
    plain = [one for one in columns if not one.is_special]
    return CompiledTable(
        table=table, columns=columns, rows=rows,
        hits=tuple(RowHit(table.id, row.id, row.number, row.label_fr, row.label_en) for row in rows),
        alone=tuple(MappingProxyType(table.says.answer(row.outputs)) for row in rows),
        every_row=(1 << len(rows)) - 1,
        coded=tuple((one.fact, one.by_value, one.other) for one in plain if not one.classes),
        ordered=tuple((one.fact, one.cuts, one.classes, one.unknown) for one in plain if one.classes),
        rest=tuple(one for one in columns if one.is_special),
    )  # fmt: skip
