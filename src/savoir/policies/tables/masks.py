"""Tables as integer masks: per column, each class of values -> the rows it satisfies.

Bit k of a mask is the row of rank k; ranks follow the document, or falling priority under the hit policy
`priority`. A decision is one look-up per fact, AND, lowest set bit.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from savoir.kernel.values.digests import digest
from savoir.policies.facts import OF_THE_LAW, Point, Value
from savoir.policies.tables.cells import Cell, nearest
from savoir.policies.tables.columns import Column, column
from savoir.policies.tables.documents import Document, Hit, Row, Table, canonical
from savoir.policies.tables.points import POINTS, PointSpec
from savoir.policies.tables.reading import read
from savoir.policies.tables.sweeps import Sweep
from savoir.policies.tables.verdicts import NearMiss, RowHit, Verdict
from savoir.policies.tables.words import write


@dataclass(frozen=True, slots=True)
class CompiledTable:
    """A table with its masks; `rows[k]` and `hits[k]` are the row of bit k, `alone[k]` the whole answer of
    the point when no other row speaks. `is_first`: one row speaks, whatever else fires.
    """

    table: Table
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    hits: tuple[RowHit, ...]
    alone: tuple[Verdict, ...]
    every_row: int
    is_first: bool
    sweep: Sweep = field(compare=False, repr=False)

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
        return self.sweep.fired(facts)

    def cell(self, rank: int, fact: str) -> tuple[RowHit, Cell, str]:
        """A row with its cell on this fact, and that as people write it."""
        place = self.table.columns.index(fact)
        cell = self.rows[rank].cells[place]
        return self.hits[rank], cell, write(self.table.facts[place], cell)


class AskedPoint:
    """One point in a question to several: its tables, and where their rows stand.

    `bits` are these rows; where one table answers and its first row speaks, `first` has the whole answer by
    the lowest bit that is left (0: no row fires), else it is None.
    """

    __slots__ = ("bits", "first", "says", "shifts", "tables")

    def __init__(self, says: PointSpec, tables: tuple[CompiledTable, ...], shifts: tuple[int, ...]) -> None:
        self.says, self.tables, self.shifts = says, tables, shifts
        self.bits = sum(table.every_row << shift for table, shift in zip(tables, shifts, strict=True))
        self.first: dict[int, Verdict] | None = None
        if not tables or (len(tables) == 1 and tables[0].is_first):
            rows = [(1 << rank << shifts[0], said) for one in tables for rank, said in enumerate(one.alone)]
            self.first = {0: Verdict(says.unanswered, ()), **dict(rows)}

    def fired(self, mask: int) -> list[int]:
        """The rows that fire, table by table."""
        apart = zip(self.tables, self.shifts, strict=True)
        return [mask >> shift & table.every_row for table, shift in apart]


class Asked:
    """A question to several points at once, cut for its document; `together`, `told` and `cells` are its
    memories: of whole answers, of what near rows lack, and of cells as people write them.
    """

    __slots__ = ("cells", "points", "sweep", "tables", "together", "told")

    def __init__(
        self, tables: Mapping[str, tuple[CompiledTable, ...]], points: tuple[Point | str, ...]
    ) -> None:
        self.tables = [table for point in points for table in tables[point]]
        self.sweep = Sweep(
            [(one.columns, one.every_row) for one in self.tables], blank=True, late=OF_THE_LAW,
            firsts=[place for place, one in enumerate(self.tables) if one.is_first],
        )  # fmt: skip
        self.together: dict[int, Verdict] = {}
        self.told: dict[tuple[str, Value | None], dict[int, NearMiss]] = {}
        self.cells: dict[tuple[int, str], tuple[RowHit, Cell, str]] = {}
        self.points, shifts = list[AskedPoint](), iter(self.sweep.shifts)
        for point in points:
            places = tuple([next(shifts) for _ in tables[point]])
            self.points.append(AskedPoint(POINTS[point], tables[point], places))

    def tell(self, told: dict[int, NearMiss], rank: int, fact: str, value: Value | None) -> NearMiss:
        """What the row of this rank lacks of which the cell on `fact` failed, remembered in `told`."""
        hit, cell, words = self.cells.get((rank, fact)) or self._cell(rank, fact)
        known = None if value == "" else value
        miss = told[rank] = NearMiss(hit, fact, words, known, nearest(cell, known))
        return miss

    def _cell(self, rank: int, fact: str) -> tuple[RowHit, Cell, str]:
        place = bisect_right(self.sweep.shifts, rank) - 1
        found = self.cells[rank, fact] = self.tables[place].cell(rank - self.sweep.shifts[place], fact)
        return found


@dataclass(frozen=True, slots=True)
class Compiled:
    """A document ready to decide. Equal digests decide equally. `asked` and `names` are memories: of the
    points that are asked together, and of the facts that tables read.
    """

    digest: str
    document: Document
    tables: Mapping[str, tuple[CompiledTable, ...]]
    asked: dict[tuple[Point | str, ...], Asked] = field(default_factory=dict, compare=False, repr=False)
    names: dict[tuple[Point, ...], tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    def at(self, points: tuple[Point | str, ...]) -> Asked:
        """These points, to be asked together. Raises KeyError for an unknown point."""
        found = self.asked.get(points)
        if found is None:
            found = self.asked[points] = Asked(self.tables, points)
        return found

    def read_at(self, points: tuple[Point, ...]) -> tuple[str, ...]:
        """The facts that the tables of these points read, each once; what else is known moves no answer."""
        found = self.names.get(points)
        if found is None:
            read = [one.fact for point in points for table in self.tables[point] for one in table.columns]
            found = self.names[points] = tuple(dict.fromkeys(read))
        return found


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
    every = (1 << len(rows)) - 1
    return CompiledTable(
        table=table, columns=columns, rows=rows, hits=hits,
        alone=tuple(Verdict(said, (hit,)) for said, hit in zip(answers, hits, strict=True)),
        every_row=every, is_first=table.hit in (Hit.FIRST, Hit.PRIORITY), sweep=Sweep([(columns, every)]),
    )  # fmt: skip
