"""Rows that some facts make speak, found by trying: it spares the solver easy questions."""

from collections.abc import Iterator, Mapping

from savoir.policies.facts import FactSpec, Value
from savoir.policies.tables import Cell, CompiledTable, Op
from savoir.policies.tables.cells import after, holds, span

_TIED = frozenset(
    {
        "withdrawal_open", "guarantee_open", "delivered", "defect", "damaged_on_arrival", "missing_part",
        "wrong_item", "is_partial", "attempt_failed", "remedy_overdue", "exchange_failed",
    }
)  # fmt: skip


def reached_by_samples(table: CompiledTable) -> frozenset[int]:
    """Ranks of rows that speak for one of the samples: each row with the values its cells ask for.

    Columns that hang together (days and months, what the law answers) are left to the solver.
    """
    reached = set[int]()
    for rank in range(len(table.rows)):
        if not _may_be_tried(table, rank):
            continue
        for facts in _samples(table, rank):
            fired = table.fired(facts)
            if fired and (table.hit == "collect" or (fired & -fired).bit_length() - 1 == rank):
                reached.add(rank)
                break
    return frozenset(reached)


def _may_be_tried(table: CompiledTable, rank: int) -> bool:
    """Whether the row tests nothing that hangs together with other facts, and at most one fact of time."""
    cells = zip(table.table.facts, table.rows[rank].cells, strict=True)
    asked = [spec for spec, one in cells if one.op is not Op.ANY]
    return not any(spec.name in _TIED for spec in asked) and sum(spec.is_ordered for spec in asked) <= 1


def _samples(table: CompiledTable, rank: int) -> Iterator[Mapping[str, Value]]:
    cells = list(zip(table.table.facts, table.rows[rank].cells, strict=True))
    plain = {spec.name: value for spec, one in cells if (value := _one(spec, one)) is not None}
    yield plain
    for spec, one in cells:  # what rows above ask of columns that this row leaves free
        if one.op is Op.ANY:
            for value in _others(table, spec):
                yield {**plain, spec.name: value}


def _others(table: CompiledTable, spec: FactSpec) -> list[Value]:
    place = table.table.columns.index(spec.name)
    found = {row.cells[place] for row in table.rows if row.cells[place].op is not Op.ANY}
    values = [value for one in found if (value := _one(spec, one)) is not None]
    return values[:8]


def _one(spec: FactSpec, one: Cell) -> Value | None:
    """A value that satisfies the cell; None = none is needed, or none was found."""
    candidates: list[Value] = []
    if one.op is Op.ANY:
        return None
    if one.op is Op.SEASON:
        candidates = [f"2024-{one.values[0]}"]
    elif spec.is_ordered and one.op not in (Op.NOT, Op.IN, Op.EQUALS):
        low, high = span(one)
        candidates = [value for value in (low, high) if value is not None]
    elif spec.is_ordered and one.op is Op.NOT:
        candidates = [after(max(one.values))]
    elif one.op is Op.NOT:
        candidates = [*spec.domain, "autre", True, False]
    else:
        candidates = list(one.values)
    return next((value for value in candidates if spec.admits(value) and holds(one, value)), None)
