"""From joined masks to the outputs of every decision point, as text of one query. Pure.

Steps: `fired` (masks joined and AND-ed), `spoke` (lowest set bit of each table: the row that speaks), then
one column per output. `tables.deciding.answer` is the same in Python; a test keeps the two equal.
"""

# ruff: noqa: S608 - every piece of these questions is a name, a number or a word of our own

from collections.abc import Iterable

from savoir.connectors.analytics.words import (
    BITS,
    UNKNOWN,
    MaskTable,
    OutputCodes,
    PlacedTable,
    SayTable,
    is_counted,
)
from savoir.policies.tables import POINTS, Hit, OutputSpec, OutputType, PointSpec


def key_of(one: MaskTable) -> str:
    """The key a case has in a mask table: its code, or the class its number lies in."""
    column = f"c.f_{one.fact}"
    if not is_counted(one.fact):
        return column
    steps = " + ".join(["1", *[f"CASE WHEN {column} >= {cut} THEN 1 ELSE 0 END" for cut in one.cuts]])
    return f"CASE WHEN {column} IS NULL THEN {UNKNOWN} ELSE {steps} END"


def fired(masks: Iterable[MaskTable], placed: Iterable[PlacedTable], kept: Iterable[str], cases: str) -> str:
    """Cases joined with the masks of their facts; a table without columns fires all its rows."""
    found: dict[str, list[str]] = {}
    joins = []
    for one in masks:
        joins.append(f"LEFT JOIN {one.name} ON {one.name}.code = {key_of(one)}")
        for word in one.words:
            found.setdefault(word, []).append(f"{one.name}.{word}")
    every = {
        word: str(full) for one in placed
        for word, full in zip(one.words, one.split(one.table.every_row), strict=True)
    }  # fmt: skip
    columns = [f"{' & '.join(found.get(word, [full]))} AS {word}" for word, full in every.items()]
    names = ", ".join([*[f"c.{name} AS {name}" for name in kept], *columns])
    return f"SELECT {names} FROM {cases} AS c {' '.join(joins)}"


def rank(one: PlacedTable) -> str:
    """Which row speaks: its place from 1, 0 = none."""
    steps = " ".join(
        f"WHEN {word} <> 0 THEN bit_count(({word} & -{word}) - 1) + {i * BITS + 1}"
        for i, word in enumerate(one.words)
    )
    return f"CASE {steps} ELSE 0 END"


def spoke(placed: Iterable[PlacedTable]) -> str:
    """The rank that speaks in each table beside its mask."""
    return f"SELECT *, {', '.join(f'{rank(one)} AS {one.name}' for one in placed)} FROM fired"


def _meets(words: tuple[str, ...], masks: tuple[int, ...]) -> str:
    met = [f"({word} & {mask}) <> 0" for word, mask in zip(words, masks, strict=True) if mask]
    return f"({' OR '.join(met)})"


class Answering:
    """The outputs of one side's points, as expressions over `spoke` joined with what rows say."""

    def __init__(self, says: Iterable[SayTable], codes: OutputCodes) -> None:
        self.says, self.codes = tuple(says), codes

    @property
    def columns(self) -> list[str]:
        """Each output of each point of the side, then whether any table of the point contradicts itself."""
        return [
            part for point in POINTS.values() for part in (*self._outputs(point), self._contradiction(point))
        ]

    @property
    def joins(self) -> str:
        """The tables of what rows say; those that collect are read from their masks."""
        return " ".join(
            f"LEFT JOIN {one.name} ON {one.name}.code = {one.placed.name}"
            for one in self.says if not one.placed.collects
        )  # fmt: skip

    def _of(self, point: PointSpec) -> list[SayTable]:
        return [one for one in self.says if one.placed.point == point.point]

    def clash(self, point: PointSpec) -> str:
        """Whether rows of a table that promised one answer give several."""
        parts = [
            f"({word} & {one.name}.{differs}) <> 0"
            for one in self._of(point) if one.placed.table.hit in (Hit.UNIQUE, Hit.ANY)
            for word, differs in zip(one.placed.words, one.differs, strict=True)
        ]  # fmt: skip
        return f"COALESCE({' OR '.join(parts)}, FALSE)" if parts else "FALSE"

    def _contradiction(self, point: PointSpec) -> str:
        side = self.says[0].placed.side
        return f"CASE WHEN {self.clash(point)} THEN 1 ELSE 0 END AS {side}_clash_{point.point}"

    def _outputs(self, point: PointSpec) -> list[str]:
        said = {name: self._said(point, spec) for name, spec in point.outputs.items()}
        side = self.says[0].placed.side
        return [f"{self._told(point, name, said)} AS {side}_{name}" for name in point.outputs]

    def _told(self, point: PointSpec, name: str, said: dict[str, str]) -> str:
        spec = point.outputs[name]
        default = _literal(self.codes.number(spec, spec.default))
        silent = _literal(self.codes.number(spec, point.answer(point.silent)[name]))
        one = default if said[name] == "NULL" else f"COALESCE({said[name]}, {default})"
        if name in point.silent:
            one = f"CASE WHEN COALESCE({said[point.main]}, 0) = 0 THEN {silent} ELSE {one} END"
        clash = self.clash(point)
        return one if clash == "FALSE" else f"CASE WHEN {clash} THEN {silent} ELSE {one} END"

    def _said(self, point: PointSpec, spec: OutputSpec) -> str:
        """What the tables of a point give for an output, the first to give it; NULL = none does."""
        told = "NULL"
        for one in self._of(point):
            if spec.name not in one.outputs:
                continue
            if one.placed.collects:
                told = self._collected(one.placed, spec, told)
            else:
                told = _first(told, f"{one.name}.{spec.name}")
        return told

    def _collected(self, one: PlacedTable, spec: OutputSpec, told: str) -> str:
        """All rows that fire: lists grow, a yes is never taken back, of anything else the first stays."""
        rows = one.table.rows
        numbers = [self.codes.number(spec, row.outputs.get(spec.name)) for row in rows]
        if spec.type is OutputType.CODES:
            bits = [
                f"CASE WHEN {_meets(one.words, one.rows_where(bool((n or 0) >> i & 1) for n in numbers))}"
                f" THEN {1 << i} ELSE 0 END"
                for i in range(len(spec.domain)) if any((n or 0) >> i & 1 for n in numbers)
            ]  # fmt: skip
            gives = _meets(one.words, one.rows_where(n is not None for n in numbers))
            union = f"COALESCE({told}, 0) | ({' + '.join(bits) or '0'})"
            return f"CASE WHEN {gives} THEN {union} ELSE {told} END"
        steps = " ".join(
            f"WHEN {_meets(one.words, one.split(1 << rank))} THEN {n}"
            for rank, n in enumerate(numbers) if n is not None
        )  # fmt: skip
        first = _first(told, f"CASE {steps} ELSE NULL END")
        if spec.type is not OutputType.BOOLEAN or 1 not in numbers:
            return first
        return (
            f"CASE WHEN {_meets(one.words, one.rows_where(n == 1 for n in numbers))} THEN 1 ELSE {first} END"
        )


def _first(told: str, given: str) -> str:
    return given if told == "NULL" else f"COALESCE({told}, {given})"


def _literal(number: int | None) -> str:
    return "NULL" if number is None else str(number)
