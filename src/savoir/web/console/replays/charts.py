"""The drawings of a replay, in percent of their width: bars to both sides, steps of a sum, curves. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from savoir.insights.values import Workload

LEAST = 0.8  # percent: what is there is seen
MOST_MONTHS = 4


@dataclass(frozen=True, slots=True)
class Side:
    """One row of bars: from `zero` to the left what loses, to the right what gains."""

    label: str
    loses: int
    gains: int
    zero: float
    lose_x: float
    lose_width: float
    gain_width: float


def sides(rows: Iterable[tuple[str, int, int]]) -> tuple[Side, ...]:
    """(label, loses, gains) to one scale."""
    found = list(rows)
    left = max((loses for _, loses, _ in found), default=0)
    whole = left + max((gains for _, _, gains in found), default=0) or 1
    zero = round(100 * left / whole, 1)
    return tuple([_side(label, loses, gains, zero, whole) for label, loses, gains in found])


def _side(label: str, loses: int, gains: int, zero: float, whole: int) -> Side:
    lose, gain = _width(loses, whole), _width(gains, whole)
    return Side(label, loses, gains, zero, round(max(zero - lose, 0), 1), lose, gain)


def _width(part: int, whole: int) -> float:
    return max(round(100 * part / whole, 1), LEAST) if part else 0


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a sum, floating where the parts before it end; `level`: lose (costs), gain, or total."""

    label: str
    minor: int
    x: float
    width: float
    level: str


def steps(parts: Sequence[tuple[str, int]], total: str) -> tuple[Step, ...]:
    """The parts in their order, then their sum from zero."""
    ends = [0]
    for _, minor in parts:
        ends.append(ends[-1] + minor)
    low, high = min(ends), max(ends)
    whole = high - low or 1

    def step(label: str, start: int, end: int, level: str) -> Step:
        width = _width(abs(end - start), whole)
        x = min(round(100 * (min(start, end) - low) / whole, 1), 100 - width)
        return Step(label, end - start, x, width, level)

    told = zip(parts, ends, ends[1:], strict=False)
    floating = [step(label, a, b, "gain" if b < a else "lose") for (label, _), a, b in told]
    return (*floating, step(total, 0, ends[-1], "total"))


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: its place in percent, its words, and where they stand beside it."""

    at: float
    label: str
    anchor: str = "end"


@dataclass(frozen=True, slots=True)
class Month:
    """The first week of a month on the axis of time."""

    at: float
    day: date
    anchor: str


@dataclass(frozen=True, slots=True)
class Curves:
    """Two curves over the same weeks, as points of a square of 100; `peak` of the later version."""

    before: str
    after: str
    ticks: tuple[Tick, ...]
    months: tuple[Month, ...]
    peak: float
    peak_on: date
    weeks: int


def curves(work: Iterable[Workload], unit: float) -> Curves | None:
    """Lines a person answers, by week, all teams together, times `unit`; None for less than two weeks."""
    seen: dict[date, list[float]] = {}
    for one in work:
        had = seen.setdefault(monday(one.week), [0, 0])
        had[0] += one.before * unit
        had[1] += one.after * unit
    if len(seen) < 2:
        return None
    first, last = min(seen), max(seen)
    weeks = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    both = [seen.get(week, [0, 0]) for week in weeks]
    top = _round_top(max(max(one) for one in both))
    peak = max(range(len(weeks)), key=lambda n: both[n][1])
    before, after = (
        " ".join(f"{_place(n, len(weeks))},{round(100 - 100 * one[side] / top, 1)}"
                 for n, one in enumerate(both)) for side in (0, 1)
    )  # fmt: skip
    ticks = tuple([Tick(round(100 - 25 * n, 1), f"{top * n / 4:g}") for n in range(5)])
    return Curves(before, after, ticks, _months(weeks), both[peak][1], weeks[peak], len(weeks))


def monday(week: int) -> date:
    """The first day of an ISO week, 202648."""
    return date.fromisocalendar(week // 100, week % 100, 1)


def _place(n: int, count: int) -> float:
    return round(100 * n / max(count - 1, 1), 1)


def _round_top(most: float) -> float:
    """The top of an axis: 4 equal steps that people read at once."""
    step = 1.0
    while step * 4 < most:
        step = step * 2.5 if str(step)[0] == "2" else step * 2
    return step * 4


def _months(weeks: list[date]) -> tuple[Month, ...]:
    firsts = [n for n, week in enumerate(weeks) if week.day <= 7] or [0]
    every = -(-len(firsts) // MOST_MONTHS)
    return tuple([_month(_place(n, len(weeks)), weeks[n]) for n in firsts[::every]])


def _month(at: float, day: date) -> Month:
    return Month(at, day, "start" if at < 8 else "end" if at > 92 else "middle")
