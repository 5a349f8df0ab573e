"""Masks of decision tables as rows of small tables that any columnar engine joins. Pure.

A mask of any width is split into words of 62 bits, so that every word, and its negative, is a signed
64-bit number. Word i of table t of a side is the column `{side}{t}_{i}`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from savoir.policies.facts import FACTS, FactType, Value
from savoir.policies.tables import POINTS, Column, Compiled, CompiledTable, Hit, OutputSpec, OutputType

BITS = 62
_WORD = (1 << BITS) - 1
UNKNOWN = 0  # as a code, and as the class of a number; classes are counted from 1
Numbers = tuple[int | None, ...]


def split(mask: int, width: int) -> tuple[int, ...]:
    """The words of a mask over `width` rows, lowest first; at least one."""
    return tuple([mask >> start & _WORD for start in range(0, max(width, 1), BITS)])


@dataclass(frozen=True)
class PlacedTable:
    """A table of a side, with the names its columns have in the query."""

    side: str
    number: int
    point: str
    table: CompiledTable

    @property
    def name(self) -> str:
        """What its rank is called: 0 = no row speaks, else the place of the row in `table.rows`, from 1."""
        return f"{self.side}{self.number}"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The columns its mask is split into."""
        return tuple([f"{self.name}_{i}" for i in range(len(self.split(0)))])

    @property
    def collects(self) -> bool:
        """Whether all rows that fire speak."""
        return self.table.hit is Hit.COLLECT

    def split(self, mask: int) -> tuple[int, ...]:
        """A mask of its rows in words."""
        return split(mask, len(self.table.rows))

    def rows_where(self, holds: Iterable[bool]) -> tuple[int, ...]:
        """The words of the rows for which `holds` is true, in their order."""
        return self.split(sum(1 << rank for rank, one in enumerate(holds) if one))

    def differing(self, rank: int) -> tuple[int, ...]:
        """Rows that break the promise of one answer beside the row of `rank`."""
        mine = self.table.rows[rank].outputs
        is_any = self.table.hit is Hit.ANY
        return self.rows_where(
            i != rank and not (is_any and one.outputs == mine) for i, one in enumerate(self.table.rows)
        )


def place(side: str, compiled: Compiled) -> tuple[PlacedTable, ...]:
    """Every table of a document, numbered, in the order in which they answer."""
    found = [(point, table) for point, tables in compiled.tables.items() for table in tables]
    return tuple([PlacedTable(side, number, point, table) for number, (point, table) in enumerate(found)])


@dataclass(frozen=True)
class MaskTable:
    """What a fact's values come to in every table that reads it: `rows` = key, then the words named."""

    fact: str
    words: tuple[str, ...]
    rows: tuple[Numbers, ...]
    cuts: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The table's name in the query."""
        return f"m_{self.fact}"


def is_counted(fact: str) -> bool:
    """Whether a fact stands in the extract as its own number; every other one is a code."""
    return FACTS[fact].type is FactType.NUMBER


def mask_tables(
    placed: Iterable[PlacedTable], known: Mapping[str, Mapping[Value, int]]
) -> tuple[MaskTable, ...]:
    """One table for each fact that any table reads. `known`: the code of each value that occurs, by fact."""
    readers: dict[str, list[tuple[PlacedTable, Column]]] = {}
    for one in placed:
        for column in one.table.columns:
            readers.setdefault(column.fact, []).append((one, column))
    return tuple(
        [
            _counted(fact, columns) if is_counted(fact) else _coded(fact, columns, known.get(fact, {}))
            for fact, columns in readers.items()
        ]
    )


def _row(key: int, columns: list[tuple[PlacedTable, Column]], value: Value | None) -> Numbers:
    return (key, *[word for placed, column in columns for word in placed.split(column.mask(value))])


def _named(columns: list[tuple[PlacedTable, Column]]) -> tuple[str, ...]:
    return tuple([word for placed, _ in columns for word in placed.words])


def _coded(fact: str, columns: list[tuple[PlacedTable, Column]], codes: Mapping[Value, int]) -> MaskTable:
    rows = [_row(UNKNOWN, columns, None)]
    rows += [_row(code, columns, value) for value, code in codes.items()]
    return MaskTable(fact, _named(columns), tuple(rows))


def _counted(fact: str, columns: list[tuple[PlacedTable, Column]]) -> MaskTable:
    cuts = sorted({int(cut) for _, column in columns for cut in column.cuts})
    rows = [_row(UNKNOWN, columns, None)]
    below = (cuts[0] if cuts else 0) - 1
    rows += [_row(place, columns, value) for place, value in enumerate((below, *cuts), 1)]
    return MaskTable(fact, _named(columns), tuple(rows), tuple(cuts))


class OutputCodes:
    """Outputs as numbers: codes by their place in the domain from 1, lists as sets of bits, yes as 1.

    Texts have no domain; both sides of a comparison share one list.
    """

    def __init__(self, *compiled: Compiled) -> None:
        given = {
            str(value)
            for one in compiled for tables in one.tables.values() for table in tables
            for row in table.rows for name, value in row.outputs.items()
            if POINTS[table.table.point].outputs[name].type is OutputType.TEXT
        }  # fmt: skip
        self.texts = tuple(sorted(given))

    def number(self, spec: OutputSpec, value: Any) -> int | None:
        """The number that stands for a value; None = not given."""
        if value is None:
            return None
        match spec.type:
            case OutputType.CODE:
                return spec.domain.index(value) + 1
            case OutputType.CODES:
                return sum(1 << spec.domain.index(one) for one in value)
            case OutputType.MONTH_DAY:
                return int(value[:2]) * 100 + int(value[3:])
            case OutputType.TEXT:
                return self.texts.index(value) + 1
        return int(value)

    def value(self, spec: OutputSpec, number: int | None) -> Any:
        """The value again; a list comes in the order of its domain."""
        if number is None:
            return None
        match spec.type:
            case OutputType.CODE:
                return spec.domain[number - 1]
            case OutputType.CODES:
                return tuple([name for i, name in enumerate(spec.domain) if number >> i & 1])
            case OutputType.MONTH_DAY:
                return f"{number // 100:02}-{number % 100:02}"
            case OutputType.TEXT:
                return self.texts[number - 1]
            case OutputType.BOOLEAN:
                return bool(number)
        return number


@dataclass(frozen=True)
class SayTable:
    """What each row of a table says: `rows` = rank from 1, the outputs named, the words it may not meet."""

    placed: PlacedTable
    outputs: tuple[str, ...]
    differs: tuple[str, ...]
    rows: tuple[Numbers, ...]

    @property
    def name(self) -> str:
        """The table's name in the query."""
        return f"s_{self.placed.name}"


def say_table(placed: PlacedTable, codes: OutputCodes) -> SayTable:
    """The answers of a table of which one row speaks."""
    specs = POINTS[placed.point].outputs
    outputs = tuple([name for name in specs if any(name in row.outputs for row in placed.table.rows)])
    promises = placed.table.hit in (Hit.UNIQUE, Hit.ANY)
    differs = tuple([f"not_{i}" for i in range(len(placed.words))]) if promises else ()
    rows = [
        (
            rank + 1, *[codes.number(specs[name], row.outputs.get(name)) for name in outputs],
            *(placed.differing(rank) if promises else ()),
        )
        for rank, row in enumerate(placed.table.rows)
    ]  # fmt: skip
    return SayTable(placed, outputs, differs, tuple(rows))
