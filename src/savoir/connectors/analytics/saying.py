"""What the rows of decision tables say, as small tables joined by the row that speaks. Pure.

A point with one table is answered whole: its defaults and its silence stand in the rows, so that a case is
answered by one look-up. Of a table that collects, each set of rows that may fire together has a row then.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from savoir.connectors.analytics.words import Numbers, OutputCodes, PlacedTable
from savoir.policies.tables import POINTS, Hit, OutputSpec, OutputType, PointSpec

MOST_COLLECTED = 12  # rows of a table that collects: 4,096 sets of them


@dataclass(frozen=True)
class SayTable:
    """What a table says: `rows` = key, the outputs named, the words that the row may not meet.

    `whole`: it speaks for its point alone, and the rows hold every output of the point. A table without rows
    is not joined: it collects, and has too many rows to list their sets or another table beside it.
    """

    placed: PlacedTable
    outputs: tuple[str, ...]
    differs: tuple[str, ...] = ()
    rows: tuple[Numbers, ...] = ()
    whole: bool = False

    @property
    def name(self) -> str:
        """The table's name in the query."""
        return f"s_{self.placed.name}"


def say_tables(placed: Iterable[PlacedTable], codes: OutputCodes) -> tuple[SayTable, ...]:
    """One for each table, in their order."""
    placed = tuple(placed)
    points = Counter([(one.side, one.point) for one in placed])
    return tuple([_say_table(one, codes, alone=points[one.side, one.point] == 1) for one in placed])


def _say_table(placed: PlacedTable, codes: OutputCodes, *, alone: bool) -> SayTable:
    hit, point = placed.table.hit, POINTS[placed.point]
    specs = tuple(point.outputs.values())
    given = [tuple([codes.number(spec, row.outputs.get(spec.name)) for spec in specs])
             for row in placed.table.rows]  # fmt: skip
    nothing: Numbers = tuple([None for _ in specs])
    if hit is Hit.COLLECT and alone and len(given) <= MOST_COLLECTED:
        keyed = list(enumerate(_unions(specs, nothing, given)))
    elif hit in (Hit.FIRST, Hit.PRIORITY) and alone:
        keyed = [*enumerate(given, placed.shift), (placed.none, nothing)]
    else:
        return _beside(placed, specs, given)
    told = tuple([(key, *_completed(point, codes, one)) for key, one in keyed])
    return SayTable(placed, tuple(point.outputs), rows=told, whole=True)


def _unions(specs: tuple[OutputSpec, ...], nothing: Numbers, given: list[Numbers]) -> list[Numbers]:
    """What each set of rows says, at the place its mask has as a number: lists grow, a yes is never taken
    back, of anything else the first stays.
    """
    found = [nothing]
    for row in given:
        found += [
            tuple([_joined(spec, old, new) for spec, old, new in zip(specs, one, row, strict=True)])
            for one in found
        ]
    return found


def _joined(spec: OutputSpec, old: int | None, new: int | None) -> int | None:
    if old is None or new is None:
        return new if old is None else old
    return old | new if spec.type in (OutputType.CODES, OutputType.BOOLEAN) else old


def _completed(point: PointSpec, codes: OutputCodes, given: Numbers) -> Numbers:
    """With defaults, or with the answer of a silent point where the main output is empty."""
    specs = point.outputs
    told = {
        name: codes.number(spec, spec.default) if number is None else number
        for (name, spec), number in zip(specs.items(), given, strict=True)
    }
    if point.main and not told[point.main]:
        told |= {name: codes.number(specs[name], value) for name, value in point.silent.items()}
    return tuple(told.values())


def _beside(placed: PlacedTable, specs: tuple[OutputSpec, ...], given: list[Numbers]) -> SayTable:
    """A table that others speak beside, or that promised one answer: only what its rows give."""
    kept = [i for i in range(len(specs)) if any(row[i] is not None for row in given)]
    outputs = tuple([specs[i].name for i in kept])
    if placed.collects:
        return SayTable(placed, outputs)
    promises = placed.table.hit in (Hit.UNIQUE, Hit.ANY)
    differs = tuple([f"not_{i}" for i in range(len(placed.words))]) if promises else ()
    rows: list[Numbers] = [
        (placed.shift + rank, *[row[i] for i in kept], *(placed.differing(rank) if promises else ()))
        for rank, row in enumerate(given)
    ]
    rows.append((placed.none, *[None for _ in (*outputs, *differs)]))
    return SayTable(placed, outputs, differs, tuple(rows))
