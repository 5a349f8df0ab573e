"""Tables as integer masks: per column, each class of values -> the rows it satisfies.

Bit k of a mask is the row of rank k; ranks follow the document, or falling priority under the hit policy
`priority`. A decision is one look-up per column, AND, lowest set bit.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from savoir.kernel.values.digests import digest
from savoir.policies.facts import Point, Value
from savoir.policies.tables.cells import nearest
from savoir.policies.tables.columns import Column, column
from savoir.policies.tables.documents import Document, Hit, Row, Table, canonical
from savoir.policies.tables.reading import read
from savoir.policies.tables.verdicts import NearMiss, RowHit, Verdict
from savoir.policies.tables.words import write

MOST_TOLD = 20_000


@dataclass(frozen=True, slots=True)
class CompiledTable:
    """A table with its masks; `rows[k]` and `hits[k]` are the row of bit k, `alone[k]` the whole answer of
    the point when no other row speaks.

    `coded`, `ordered` and `rest` are the columns laid flat for the hot path, each with its place: a method
    call per column would cost as much as the look-up itself. `is_first`: one row speaks, whatever else fires.
    `told` is a memory of what `miss` says of a cell and a value.
    """

    table: Table
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    hits: tuple[RowHit, ...]
    alone: tuple[Verdict, ...]
    every_row: int
    is_first: bool
    coded: tuple[tuple[str, Mapping[Value | None, int], int, int], ...]
    ordered: tuple[tuple[str, tuple[Any, ...], tuple[int, ...], int, int], ...]
    rest: tuple[tuple[Column, int], ...]
    told: dict[tuple[int, int, Value | None], NearMiss] = field(
        default_factory=dict, compare=False, repr=False
    )

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
        for fact, listed, other, _ in self.coded:
            mask &= listed.get(known(fact), other)
            if not mask:
                return 0
        for fact, cuts, classes, unknown, _ in self.ordered:
            value = known(fact)
            mask &= unknown if value is None else classes[bisect_right(cuts, value)]
            if not mask:
                return 0
        for one, _ in self.rest:
            mask &= one.mask(known(one.fact))
        return mask

    def missed_once(self, facts: Mapping[str, Value]) -> list[tuple[int, int]]:
        """(rank, place of the column) of the rows of which exactly one cell failed, by rank."""
        once = twice = 0
        failures = self._failures(facts.get)
        for failed, _ in failures:
            twice |= once & failed
            once |= failed
        lone = once & ~twice
        found = [(rank, place) for failed, place in failures if failed & lone for rank in bits(failed & lone)]
        found.sort()
        return found

    def _failures(self, known: Callable[[str], Value | None]) -> list[tuple[int, int]]:
        """(mask of the rows whose cell failed, place) of each column where one did."""
        every, failures = self.every_row, []
        for fact, listed, other, place in self.coded:
            if failed := every ^ listed.get(known(fact), other):
                failures.append((failed, place))
        for fact, cuts, classes, unknown, place in self.ordered:
            value = known(fact)
            if failed := every ^ (unknown if value is None else classes[bisect_right(cuts, value)]):
                failures.append((failed, place))
        for one, place in self.rest:
            if failed := every ^ one.mask(known(one.fact)):
                failures.append((failed, place))
        return failures

    def miss(self, rank: int, place: int, facts: Mapping[str, Value]) -> NearMiss:
        """What a row of which one cell failed lacks; the same cell and value are put into words once."""
        value = facts.get(self.columns[place].fact)
        found = self.told.get((rank, place, value))
        return self._tell(rank, place, value) if found is None else found

    def _tell(self, rank: int, place: int, value: Value | None) -> NearMiss:
        cell, spec = self.rows[rank].cells[place], self.table.facts[place]
        if len(self.told) >= MOST_TOLD:  # prices are many: what is remembered stays small
            self.told.clear()
        told = NearMiss(self.hits[rank], spec.name, write(spec, cell), value, nearest(cell, value))
        self.told[rank, place, value] = told
        return told


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
    hits = tuple(RowHit(table.id, row.id, row.number, row.label_fr, row.label_en) for row in rows)
    answers = [MappingProxyType(table.says.answer(row.outputs)) for row in rows]
    placed = [(one, place) for place, one in enumerate(columns) if not one.is_special]
    return CompiledTable(
        table=table, columns=columns, rows=rows, hits=hits,
        alone=tuple(Verdict(said, (hit,)) for said, hit in zip(answers, hits, strict=True)),
        every_row=(1 << len(rows)) - 1, is_first=table.hit in (Hit.FIRST, Hit.PRIORITY),
        coded=tuple((one.fact, one.by_value, one.other, i) for one, i in placed if not one.classes),
        ordered=tuple((one.fact, one.cuts, one.classes, one.unknown, i) for one, i in placed if one.classes),
        rest=tuple((one, place) for place, one in enumerate(columns) if one.is_special),
    )  # fmt: skip
