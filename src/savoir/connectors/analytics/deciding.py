"""From joined masks to the outputs of every decision point, as text of one query. Pure.

Steps: `fired` (masks joined and AND-ed), `spoke` (of each table the bit of the row that speaks, or of a table
that collects all its bits), then one column per output. `tables.deciding.answer` is the same in Python; a
test keeps the two equal.
"""

# ruff: noqa: S608 - every piece of these questions is a name, a number or a word of our own

from collections.abc import Iterable, Mapping

from savoir.connectors.analytics.saying import SayTable
from savoir.connectors.analytics.words import BITS, UNKNOWN, MaskTable, OutputCodes, PlacedTable, is_counted
from savoir.policies.tables import POINTS, Hit, OutputSpec, OutputType, PointSpec


def key_of(one: MaskTable) -> str:
    """The key a case has in a mask table: see there."""
    column = f"c.f_{one.fact}"
    if not is_counted(one.fact):
        return column
    if not one.cuts:
        key = "1"
    elif one.is_close:
        first, last = one.cuts[0], one.cuts[-1]
        key = f"least(greatest({column}, {first - 1}), {last}) - ({first - 2})"
    else:
        key = _class_of(column, one.cuts, 1)
    return f"CASE WHEN {column} IS NULL THEN {UNKNOWN} ELSE {key} END"


def _class_of(column: str, cuts: tuple[int, ...], first: int) -> str:
    """The place of a number among cuts, found by halves; `first` counts what lies below them all."""
    if not cuts:
        return str(first)
    half = len(cuts) // 2
    below = _class_of(column, cuts[:half], first)
    above = _class_of(column, cuts[half + 1 :], first + half + 1)
    return f"CASE WHEN {column} < {cuts[half]} THEN {below} ELSE {above} END"


def fired(masks: Iterable[MaskTable], full: Mapping[str, int], kept: Iterable[str], cases: str) -> str:
    """Cases joined with the masks of their facts; a table without columns fires all its rows.

    Every value that occurs has its row, so that the joins are inner ones, which engines do as a look-up.
    """
    masks = tuple(masks)
    joins = " ".join(f"JOIN {one.name} ON {one.name}.code = {key_of(one)}" for one in masks)
    words = [
        f"{' & '.join([f'{one.name}.{word}' for one in masks]) or every} AS {word}"
        for word, every in full.items()
    ]
    names = ", ".join([*[f"c.{name} AS {name}" for name in kept], *words])
    return f"SELECT {names} FROM {cases} AS c {joins}"


def spoke(says: Iterable[SayTable]) -> str:
    """The key in each table of what rows say, beside the words."""
    keys = [f"{_fired_key(one.placed)} AS {one.placed.name}" for one in says if one.rows]
    return f"SELECT {', '.join(['*', *keys])} FROM fired"


def _fired_key(one: PlacedTable) -> str:
    """All the bits of a table that collects; else the lowest, counted over its words."""
    if one.collects:
        return f"({one.words[0]} & {one.every[0]}) >> {one.shift}"
    found = ""
    for i, (word, every) in reversed(list(enumerate(zip(one.words, one.every, strict=True)))):
        own = f"({word} & {every})"
        lowest = f"bit_count(({own} & -{own}) - 1)" + (f" + {BITS * i}" if i else "")
        found = f"CASE WHEN {own} <> 0 THEN {lowest} ELSE {found} END" if found else lowest
    return found


def meets(words: tuple[str, ...], masks: tuple[int, ...]) -> str:
    """Whether any of these rows fires."""
    met = [f"({word} & {mask}) <> 0" for word, mask in zip(words, masks, strict=True) if mask]
    return f"({' OR '.join(met)})"


class Answering:
    """The outputs of one side's points, as expressions over `spoke` joined with what rows say."""

    def __init__(self, side: str, says: Iterable[SayTable], codes: OutputCodes) -> None:
        self.side, self.codes = side, codes
        self.says = tuple([one for one in says if one.placed.side == side])

    @property
    def columns(self) -> list[str]:
        """Each output of each point of the side, then whether any table of the point contradicts itself."""
        return [
            part for point in POINTS.values() for part in (*self._outputs(point), self._contradiction(point))
        ]

    @property
    def joins(self) -> str:
        """The tables of what rows say; the others are read from their masks."""
        return " ".join(
            f"JOIN {one.name} ON {one.name}.code = {one.placed.name}" for one in self.says if one.rows
        )

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
        return f"CASE WHEN {self.clash(point)} THEN 1 ELSE 0 END AS {self.side}_clash_{point.point}"

    def _outputs(self, point: PointSpec) -> list[str]:
        said = {name: self._said(point, spec) for name, spec in point.outputs.items()}
        return [f"{self._told(point, name, said)} AS {self.side}_{name}" for name in point.outputs]

    def _told(self, point: PointSpec, name: str, said: dict[str, str]) -> str:
        spec = point.outputs[name]
        tables = self._of(point)
        if tables and tables[0].whole:
            return f"{tables[0].name}.{name}"
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
                f"CASE WHEN {meets(one.words, one.rows_where(bool((n or 0) >> i & 1) for n in numbers))}"
                f" THEN {1 << i} ELSE 0 END"
                for i in range(len(spec.domain)) if any((n or 0) >> i & 1 for n in numbers)
            ]  # fmt: skip
            gives = meets(one.words, one.rows_where(n is not None for n in numbers))
            union = f"COALESCE({told}, 0) | ({' + '.join(bits) or '0'})"
            return f"CASE WHEN {gives} THEN {union} ELSE {told} END"
        steps = " ".join(
            f"WHEN {meets(one.words, one.split(1 << rank))} THEN {n}"
            for rank, n in enumerate(numbers) if n is not None
        )  # fmt: skip
        first = _first(told, f"CASE {steps} ELSE NULL END")
        if spec.type is not OutputType.BOOLEAN or 1 not in numbers:
            return first
        return (
            f"CASE WHEN {meets(one.words, one.rows_where(n == 1 for n in numbers))} THEN 1 ELSE {first} END"
        )


def _first(told: str, given: str) -> str:
    return given if told == "NULL" else f"COALESCE({told}, {given})"


def _literal(number: int | None) -> str:
    return "NULL" if number is None else str(number)
