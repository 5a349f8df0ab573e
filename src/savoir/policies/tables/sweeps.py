"""Several tables looked up at once: their masks stand side by side in one integer, each fact is read once."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from savoir.policies.facts import Value
from savoir.policies.tables.columns import Column

MOST_SEEN = 4096


class Placed(NamedTuple):
    """One column of a table whose rows stand `shift` bits up in an integer that it shares with others."""

    column: Column
    every: int
    shift: int


class Seen(dict[Value | None, int]):
    """What values of one fact leave standing in all tables: each value is read once and remembered.

    `blank`: whether an empty text is no value at all.
    """

    __slots__ = ("_blank", "_every", "_placed")

    def __init__(self, placed: list[Placed], every: int, *, blank: bool) -> None:
        super().__init__()
        self._placed, self._every, self._blank = placed, every, blank

    def __missing__(self, value: Value | None) -> int:
        if len(self) >= MOST_SEEN:  # names of suppliers are many: what is remembered stays small
            self.clear()
        read = None if value == "" and self._blank else value
        mask = self[value] = _left(self._placed, self._every, read)
        return mask


class Sweep:
    """The columns of some tables by fact. The rows of the first table are the lowest bits."""

    __slots__ = ("_cut", "_seen", "every", "shifts")

    def __init__(self, tables: Iterable[tuple[Iterable[Column], int]], *, blank: bool = False) -> None:
        shifts, by_fact, whole = list[int](), dict[str, list[Placed]](), 0
        for columns, every in tables:
            shift = whole.bit_length()
            shifts.append(shift)
            whole |= every << shift
            for column in columns:
                if column.unknown != every:  # some row tests it
                    by_fact.setdefault(column.fact, []).append(Placed(column, every, shift))
        self.every, self.shifts = whole, tuple(shifts)
        is_cut = {fact: all(one.column.is_cut for one in placed) for fact, placed in by_fact.items()}
        self._seen = tuple(
            [(fact, Seen(placed, whole, blank=blank)) for fact, placed in by_fact.items() if not is_cut[fact]]
        )
        self._cut = tuple([(fact, *_cuts(placed, whole)) for fact, placed in by_fact.items() if is_cut[fact]])

    def fired(self, facts: Mapping[str, Value | None]) -> int:
        """The rows whose every cell holds."""
        mask, known = self.every, facts.get
        for fact, seen in self._seen:
            mask &= seen[known(fact)]
        for fact, cuts, classes, unknown in self._cut:
            value: Any = known(fact)
            mask &= classes[bisect_right(cuts, value)] if value or value == 0 else unknown
        return mask

    def missed_once(self, facts: Mapping[str, Value | None]) -> list[tuple[str, int]]:
        """The rows of which exactly one cell failed, by the fact of that cell."""
        once = twice = 0
        failures = self._failures(facts)
        for _, failed in failures:
            twice |= once & failed
            once |= failed
        lone = once & ~twice
        return [(fact, rows) for fact, failed in failures if (rows := failed & lone)]

    def _failures(self, facts: Mapping[str, Value | None]) -> list[tuple[str, int]]:
        """(fact, the rows whose cell on it failed) of each fact on which one did."""
        every, known, failures = self.every, facts.get, []
        for fact, seen in self._seen:
            if failed := every ^ seen[known(fact)]:
                failures.append((fact, failed))
        for fact, cuts, classes, unknown in self._cut:
            value: Any = known(fact)
            if failed := every ^ (classes[bisect_right(cuts, value)] if value or value == 0 else unknown):
                failures.append((fact, failed))
        return failures


def bits(mask: int) -> Iterator[int]:
    """The ranks set in a mask, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _left(placed: list[Placed], every: int, value: Value | None) -> int:
    """The rows of all tables but those whose cell fails."""
    for column, own, shift in placed:
        every ^= (own ^ column.mask(value)) << shift
    return every


def _cuts(placed: list[Placed], every: int) -> tuple[tuple[Any, ...], tuple[int, ...], int]:
    """The cuts of all columns of an ordered fact in order, the mask of each class between them, and that of
    no value.
    """
    cuts = tuple(sorted({cut for one in placed for cut in one.column.cuts}))
    lowest = every
    for column, own, shift in placed:
        lowest ^= (own ^ column.classes[0]) << shift
    classes = (lowest, *[_left(placed, every, cut) for cut in cuts])
    return cuts, classes, _left(placed, every, None)
