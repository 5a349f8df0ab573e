"""Several tables looked up at once: their masks stand side by side in one integer, each fact is read once."""

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from savoir.policies.facts import Reckoned, Value
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
    """The columns of some tables by fact. The rows of the first table are the lowest bits.

    `late`: facts that are looked at last, and only while the answer hangs on them. `firsts`: places, in
    order, of tables of which only the first row that fires is wanted.
    """

    __slots__ = ("_cut", "_firsts", "_late", "_seen", "_tested", "every", "shifts")

    def __init__(
        self, tables: Iterable[tuple[Iterable[Column], int]], *, blank: bool = False,
        late: Container[str] = (), firsts: Container[int] = (),
    ) -> None:  # fmt: skip
        blocks, by_fact, whole = list[tuple[int, int]](), dict[str, list[Placed]](), 0
        for columns, every in tables:
            shift = whole.bit_length()
            blocks.append((shift, every))
            whole |= every << shift
            for column in columns:
                if column.unknown != every:  # some row tests it
                    by_fact.setdefault(column.fact, []).append(Placed(column, every, shift))
        self.every, self.shifts = whole, tuple([shift for shift, _ in blocks])
        is_cut = {fact: all(one.column.is_cut for one in placed) for fact, placed in by_fact.items()}
        seen = {f: Seen(by_fact[f], whole, blank=blank) for f in by_fact if not is_cut[f] or f in late}
        self._seen = tuple([(fact, masks) for fact, masks in seen.items() if fact not in late])
        self._cut = tuple(
            [(fact, *_cuts(placed, whole)) for fact, placed in by_fact.items() if fact not in seen]
        )
        self._late = tuple([(f, masks, whole ^ masks[None]) for f, masks in seen.items() if f in late])
        self._tested = reduce(or_, [tested for _, _, tested in self._late], 0)
        self._firsts = tuple([
            every << shift for n, (shift, every) in enumerate(blocks)
            if n in firsts and every << shift & self._tested
        ])  # fmt: skip

    def fired(self, facts: Mapping[str, Value | None]) -> int:
        """The rows whose every cell holds; where only a first one is wanted, rows after it may be missing."""
        mask, known = self.every, facts.get
        for fact, seen in self._seen:
            mask &= seen[known(fact)]
        for fact, cuts, classes, unknown in self._cut:
            value: Any = known(fact)
            mask &= classes[bisect_right(cuts, value)] if value or value == 0 else unknown
        if isinstance(facts, Reckoned):
            return self._settled(mask, facts) if mask & self._tested else mask
        for fact, seen, _ in self._late:
            mask &= seen[known(fact)]
        return mask

    def _settled(self, mask: int, facts: Reckoned) -> int:
        """What the late facts leave: what is known of them first, the others reckoned while it matters."""
        waiting, open_rows = [], 0
        for one in self._late:
            fact, seen, tested = one
            if fact in facts:
                mask &= seen[facts[fact]]
            else:
                waiting.append(one)
                open_rows |= tested
        for fact, seen, tested in waiting:
            mask = self._until_sure(mask, open_rows)
            if mask & tested:
                mask &= seen[facts[fact]]
        return mask

    def _until_sure(self, mask: int, open_rows: int) -> int:
        """Without the rows that come after one which fires for sure."""
        for block in self._firsts:
            left = mask & block
            sure = left & ~open_rows
            if sure:
                first = sure & -sure
                mask ^= left & ~(first | first - 1)
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
        for fact, seen, _ in self._late:
            value = facts[fact] if isinstance(facts, Reckoned) else known(fact)
            if failed := every ^ seen[value]:
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
