"""One column of a table as masks: each class of values of its fact -> the rows it satisfies.

Built in one sweep over the cells, so that a table of thousands of rows compiles in time.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from savoir.policies.facts import FactSpec, Value
from savoir.policies.tables.cells import ORDERED, Cell, Op, after, branches, span

_FIRST_DAY, _PAST_LAST_DAY = "01-01", "12-32"


@dataclass(frozen=True, slots=True)
class Column:
    """The masks of one fact. An ordered fact is cut at the cells' bounds: class i lies below `cuts[i]`, and
    at or above `cuts[i - 1]`; the seasons of a day are cut the same way over "MM-DD".

    `listed`: masks of the values named in cells; `other` = any other known value; `unknown` = no value;
    `beneath`: masks of what stands somewhere below a named branch.
    """

    fact: str
    unknown: int
    cuts: tuple[Any, ...] = ()
    classes: tuple[int, ...] = ()
    season_cuts: tuple[str, ...] = ()
    season_classes: tuple[int, ...] = ()
    listed: Mapping[Value, int] = field(default_factory=dict)
    beneath: Mapping[str, int] = field(default_factory=dict)
    other: int = 0

    @property
    def is_cut(self) -> bool:
        """Whether one look at its cuts is enough: an ordered fact without a season."""
        return bool(self.classes) and not self.season_classes

    def mask(self, value: Any) -> int:
        """The rows that a value (None = unknown) satisfies in this column."""
        if value is None:
            return self.unknown
        if self.classes:
            mask = self.classes[bisect_right(self.cuts, value)]
            if self.season_classes:
                mask &= self.season_classes[bisect_right(self.season_cuts, value[5:])]
            return mask
        named = self.listed.get(value)
        return self._climbed(value) if named is None else named

    def _climbed(self, value: Any) -> int:
        for branch in branches(value)[1:] if self.beneath else ():
            if branch in self.beneath:
                return self.beneath[branch]
        return self.other


def column(spec: FactSpec, cells: list[Cell]) -> Column:
    """The masks of a fact's cells, the cell of rank k at bit k."""
    unknown = sum(1 << rank for rank, one in enumerate(cells) if one.op is Op.ANY)
    if spec.is_ordered:
        return _ordered(spec, cells, unknown)
    return _coded(spec, cells, unknown)


def _coded(spec: FactSpec, cells: list[Cell], unknown: int) -> Column:
    ranked = [(1 << rank, one) for rank, one in enumerate(cells) if one.op is not Op.ANY]
    named = {value for _, one in ranked for value in (*one.values, *one.below)}
    but = sum(bit for bit, one in ranked if one.op is Op.NOT)
    listed, beneath = dict.fromkeys(named, unknown | but), dict[Any, int]()
    for bit, one in ranked:
        for value in one.values:
            listed[value] = listed[value] ^ bit if one.op is Op.NOT else listed[value] | bit
        for value in one.below:
            listed[value] |= bit
    if any(one.op is Op.UNDER for _, one in ranked):
        beneath = _branches(ranked, named, unknown | but, listed)
    return Column(spec.name, unknown, listed=listed, beneath=beneath, other=unknown | but)


def _branches(
    ranked: list[tuple[int, Cell]], named: set[Any], ground: int, listed: dict[Any, int]
) -> dict[Any, int]:
    """What holds somewhere below each named code; the masks of named codes get those of branches above."""
    own = dict.fromkeys(named, 0)
    for bit, one in ranked:
        if one.op is Op.UNDER:
            for value in (*one.values, *one.below):
                own[value] |= bit
    beneath = {}
    for code in named:
        above = 0
        for branch in branches(str(code)):
            above |= own.get(branch, 0)
        beneath[code] = ground | above
        listed[code] |= above
    return beneath


def _ordered(spec: FactSpec, cells: list[Cell], unknown: int) -> Column:
    spans, seasons = list[tuple[int, Any, Any]](), list[tuple[int, Any, Any]]()
    free = season_free = unknown
    for rank, one in enumerate(cells):
        bit = 1 << rank
        if one.op is Op.SEASON:
            free |= bit
            seasons += [(bit, low, high) for low, high in _within_a_year(one)]
        elif one.op is not Op.ANY:
            season_free |= bit
            spans += [(bit, low, high) for low, high in _spans(one)]
    cuts, classes = _swept(spans, free)
    if not seasons:
        return Column(spec.name, unknown, cuts, classes)
    return Column(spec.name, unknown, cuts, classes, *_swept(seasons, season_free))


def _spans(one: Cell) -> Iterable[tuple[Any, Any]]:
    """Where a cell holds: pieces [low, high), None = no bound."""
    if one.op in ORDERED:
        low, high = span(one)
        return [(low, None if high is None else after(high))]
    points = [(value, after(value)) for value in sorted(one.values)]
    if one.op is not Op.NOT:
        return points
    starts = [None, *[past for _, past in points]]
    return list(zip(starts, [*[value for value, _ in points], None], strict=True))


def _within_a_year(one: Cell) -> Iterable[tuple[str, str]]:
    first, last = str(one.values[0]), _day_after(str(one.values[1]))
    return [(first, last)] if first < last else [(first, _PAST_LAST_DAY), (_FIRST_DAY, last)]


def _day_after(day: str) -> str:
    return after(f"2024-{day}")[5:] if day != "12-31" else _PAST_LAST_DAY


def _swept(spans: list[tuple[int, Any, Any]], free: int) -> tuple[tuple[Any, ...], tuple[int, ...]]:
    """Cuts in order, and the mask of each class between them; `free` rows hold everywhere."""
    turns: dict[Any, int] = {}
    mask = free
    for bit, low, high in spans:
        if low == high:
            continue
        if low is None:
            mask |= bit
        else:
            turns[low] = turns.get(low, 0) ^ bit
        if high is not None:
            turns[high] = turns.get(high, 0) ^ bit
    cuts = sorted(turns)
    classes = [mask]
    for cut in cuts:
        mask ^= turns[cut]
        classes.append(mask)
    return tuple(cuts), tuple(classes)
