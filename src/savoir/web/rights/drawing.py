"""The drawn line of time: a bar per right from purchase to its end, a mark for today. To scale."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from savoir.kernel.values.days import months

LEAST: Final = 2.0  # percent: a fortnight of three years is still seen
_YEAR = 366
_MOST_STEPS = 2  # marks beside the first: three words fit 320 pixels


@dataclass(frozen=True, slots=True)
class Span:
    """One right to draw. `level`: mind, law, check (not sure yet); `longer_until` may come on top."""

    code: str
    title: str
    begins_on: date
    ends_on: date
    level: str
    longer_until: date | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A span in percent of the width: gone `x1` to `now`, open `now` to `x2`, dashed `x2` to `x3`.

    Equal ends draw nothing.
    """

    span: Span
    x1: float
    now: float
    x2: float
    x3: float

    @property
    def whole(self) -> float:
        """Its length without what may come on top."""
        return round(self.x2 - self.x1, 1)

    @property
    def left(self) -> float:
        """What is left of it."""
        return round(self.x2 - self.now, 1)

    @property
    def more(self) -> float:
        """What may come on top; 0 = nothing."""
        return round(self.x3 - self.x2, 1)

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is left."""
        return self.now >= self.x2


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the axis with its day; `anchor` is the SVG's."""

    at: float
    day: date
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the drawing needs; `today` outside of it stands at its edge."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    today: Mark


def chart_of(spans: Iterable[Span], *, bought_on: date, today: date) -> Chart | None:
    """Bars in the order of their ends; None when there is nothing to draw."""
    drawn = sorted(spans, key=lambda span: (span.ends_on, span.begins_on))
    if not drawn:
        return None
    start = min([bought_on, *(span.begins_on for span in drawn)])
    end = max([*(span.ends_on for span in drawn), *(s.longer_until or s.ends_on for s in drawn), start])
    scale = _Scale(start, max((end - start).days, 1))
    return Chart(
        bars=tuple(_bar(span, scale, today) for span in drawn),
        marks=tuple(_mark(day, scale) for day in _steps(start, end)),
        today=_mark(today, scale),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    start: date
    days: int

    def at(self, day: date) -> float:
        return round(min(max((day - self.start).days / self.days, 0.0), 1.0) * 100, 1)


def _bar(span: Span, scale: _Scale, today: date) -> Bar:
    x1 = min(scale.at(span.begins_on), 100 - LEAST)
    x2 = max(scale.at(span.ends_on), round(x1 + LEAST, 1))
    now = x2 if today > span.ends_on else min(max(scale.at(today), x1), x2)
    longer = scale.at(span.longer_until) if span.longer_until else x2
    return Bar(span, x1, now, x2, max(longer, x2))


def _mark(day: date, scale: _Scale) -> Mark:
    at = scale.at(day)
    return Mark(at, day, "start" if at < 12 else "end" if at > 88 else "middle")


def _steps(start: date, end: date) -> Iterable[date]:
    """The first day and some of its anniversaries; a short line has its two ends."""
    years = (end - start).days // _YEAR
    if years == 0:
        return (start, end)
    step = -(-years // _MOST_STEPS)
    return (start, *(months(start, 12 * year) for year in range(step, years + 1, step)))
