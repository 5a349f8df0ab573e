"""Which rows of a table could fire together, told by masks alone: the filter before the solver."""

from functools import reduce
from itertools import starmap

from savoir.policies.tables import CompiledTable, Op
from savoir.policies.tables.columns import Column
from savoir.policies.tables.sweeps import bits


def overlapping(table: CompiledTable) -> tuple[tuple[int, int], ...]:
    """Pairs (a, b), a < b, of ranks whose cells some value satisfies together, column by column.

    A pair that is missing can never fire together; of a pair that is here, facts that hang together may still
    keep the rows apart.
    """
    beside = [table.every_row] * len(table.rows)
    for place, column in enumerate(table.columns):
        memory: dict[object, int] = {}
        for rank, row in enumerate(table.rows):
            cell = row.cells[place]
            if cell.op is Op.ANY:
                continue
            if cell not in memory:
                memory[cell] = _together(column, rank)
            beside[rank] &= memory[cell]
    return tuple((a, b) for a, mask in enumerate(beside) for b in bits(mask >> (a + 1) << (a + 1)))


def _together(column: Column, rank: int) -> int:
    """The rows that hold for some value of the column for which the row of this rank holds."""
    masks = [mask for mask in classes_of(column) if mask >> rank & 1]
    return reduce(int.__or__, masks, 0)


def classes_of(column: Column) -> tuple[int, ...]:
    """The masks of all classes of values, that of no value included."""
    if column.season_classes:
        pairs = [(one, year) for one in set(column.classes) for year in set(column.season_classes)]
        return (*starmap(int.__and__, pairs), column.unknown)
    if column.classes:
        return (*set(column.classes), column.unknown)
    return (*set(column.listed.values()), *set(column.beneath.values()), column.other, column.unknown)
