"""Masks of decision tables as rows of small tables that any columnar engine joins. Pure.

The rows of all tables of both sides lie side by side in words of 62 bits, so that every word, and its
negative, is a signed 64-bit number: a look-up brings as few columns as the bits allow, whatever the number
of tables. Word i is the column `w{i}`. A table that fits keeps within one word, a wider one begins its own.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from savoir.policies.facts import FACTS, FactType, Value
from savoir.policies.tables import POINTS, Column, Compiled, CompiledTable, Hit, OutputSpec, OutputType

BITS = 62
_WORD = (1 << BITS) - 1
NONE = 64  # ones in the word -1, which is what "lowest bit less one" makes of no bit at all
UNKNOWN = 0  # as a code, and as the class of a number; classes are counted from 1
MOST_NUMBERS = 1 << 16  # a look-up by the number itself costs a tenth of finding its class
Numbers = tuple[int | None, ...]


@dataclass(frozen=True)
class PlacedTable:
    """A table of a side and where its rows lie: from bit `shift` of word `word` on."""

    side: str
    number: int
    point: str
    table: CompiledTable
    word: int = 0
    shift: int = 0

    @property
    def name(self) -> str:
        """What the bit of the row that speaks is called in the query."""
        return f"{self.side}{self.number}"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The columns its rows lie in."""
        return tuple([f"w{self.word + i}" for i in range(len(self.split(0)))])

    @cached_property
    def every(self) -> tuple[int, ...]:
        """Its own bits in each of its words."""
        return self.split(self.table.every_row)

    @property
    def none(self) -> int:
        """The bit that stands for no row: see `deciding.rank`."""
        return BITS * (len(self.every) - 1) + NONE

    @property
    def collects(self) -> bool:
        """Whether all rows that fire speak."""
        return self.table.hit is Hit.COLLECT

    def split(self, mask: int) -> tuple[int, ...]:
        """A mask of its rows as its words hold it, lowest first; at least one."""
        width = max(len(self.table.rows), 1)
        return tuple([mask << self.shift >> start & _WORD for start in range(0, width, BITS)])

    def joined(self, words: Iterable[int]) -> int:
        """The mask of its rows again; bits of its neighbours are left out."""
        own = zip(words, self.every, strict=True)
        return sum((word & every) << BITS * i for i, (word, every) in enumerate(own)) >> self.shift

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


def place(before: Compiled, after: Compiled) -> tuple[PlacedTable, ...]:
    """Every table of both documents, in the order in which they answer, each after the other in the words."""
    placed, word, free = [], -1, 0
    for side, compiled in (("b", before), ("a", after)):
        found = [(point, table) for point, tables in compiled.tables.items() for table in tables]
        for number, (point, table) in enumerate(found):
            rows = len(table.rows)
            if word < 0 or rows > free:
                word, free = word + 1, BITS
            placed.append(PlacedTable(side, number, point, table, word, BITS - free))
            word, free = word + max(rows - 1, 0) // BITS, free - rows if rows <= free else 0
    return tuple(placed)


@dataclass(frozen=True)
class MaskTable:
    """What a fact's values come to in every table: `rows` = key, then all words.

    The key is a code; of a number the number itself where the `cuts` lie close together, all below the first
    and all above the last as one, else the place of its class among the cuts.
    """

    fact: str
    words: tuple[str, ...]
    rows: tuple[Numbers, ...]
    cuts: tuple[int, ...] = ()

    @property
    def is_close(self) -> bool:
        """Whether every number from below the first cut to the last has a row."""
        return are_close(self.cuts)

    @property
    def name(self) -> str:
        """The table's name in the query."""
        return f"m_{self.fact}"


def is_counted(fact: str) -> bool:
    """Whether a fact stands in the extract as its own number; every other one is a code."""
    return FACTS[fact].type is FactType.NUMBER


def words_of(placed: Iterable[PlacedTable]) -> dict[str, int]:
    """Every word of the tables, with the bits of all their rows."""
    full: dict[str, int] = {}
    for one in placed:
        for word, every in zip(one.words, one.every, strict=True):
            full[word] = full.get(word, 0) | every
    return full


def mask_tables(
    placed: Iterable[PlacedTable], known: Mapping[str, Mapping[Value, int]]
) -> tuple[MaskTable, ...]:
    """One table for each fact that any table reads. `known`: the code of each value that occurs, by fact."""
    placed = tuple(placed)
    facts = dict.fromkeys([column.fact for one in placed for column in one.table.columns])
    return tuple([_mask_table(fact, placed, known.get(fact, {})) for fact in facts])


def _mask_table(fact: str, placed: tuple[PlacedTable, ...], codes: Mapping[Value, int]) -> MaskTable:
    columns = [(one, column) for one in placed for column in one.table.columns if column.fact == fact]
    full = words_of(placed)

    def masked(value: Value | None) -> Numbers:
        return tuple(_masked(full, columns, value).values())

    keyed: Iterable[tuple[int, Numbers]] = [(code, masked(value)) for value, code in codes.items()]
    cuts: tuple[int, ...] = ()
    if is_counted(fact):
        cuts = tuple(sorted({int(cut) for _, column in columns for cut in column.cuts}))
        classes = [masked(value) for value in ((cuts[0] if cuts else 0) - 1, *cuts)]
        keyed = enumerate(_each_number(cuts, classes) if are_close(cuts) else classes, 1)
    rows = [(key, *words) for key, words in ((UNKNOWN, masked(None)), *keyed)]
    return MaskTable(fact, tuple(full), tuple(rows), cuts)


def are_close(cuts: tuple[int, ...]) -> bool:
    """Whether one row a number is little enough."""
    return not cuts or cuts[-1] - cuts[0] < MOST_NUMBERS


def _each_number(cuts: tuple[int, ...], classes: list[Numbers]) -> list[Numbers]:
    """The class of every number from below the first cut to the last."""
    numbers = range(cuts[0] - 1, cuts[-1] + 1) if cuts else (0,)
    return [classes[bisect_right(cuts, number)] for number in numbers]


def _masked(
    full: Mapping[str, int], columns: list[tuple[PlacedTable, Column]], value: Value | None
) -> dict[str, int]:
    """All words with the rows out that this value puts out."""
    found = dict(full)
    for one, column in columns:
        fails = one.split(one.table.every_row & ~column.mask(value))
        for word, failed in zip(one.words, fails, strict=True):
            found[word] &= ~failed
    return found


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
