"""The line of dates under an item: received, last day to change one's mind, end of the guarantee.

Time is not to scale: the three dates stand at 0, 50 and 100 %, today moves between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

# Where the middle would be when the law gives no change of mind (L221-18: fourteen days).
_USUAL_MIND = timedelta(days=14)


@dataclass(frozen=True)
class RightsLine:
    """Positions in percent of the width, ready for an SVG; ``mind`` is ``none``, ``open`` or ``over``."""

    received_on: date
    mind_until: date | None
    law_until: date
    today: date
    today_at: int
    mind: str
    is_covered: bool

    @property
    def anchor(self) -> str:
        """SVG ``text-anchor`` of the word « aujourd’hui »."""
        if self.today_at < 12:
            return "start"
        return "end" if self.today_at > 88 else "middle"

    @property
    def law_from(self) -> int:
        """Where the guarantee's color begins."""
        return 50 if self.mind == "open" else self.today_at


def rights_line(*, received_on: date, mind_until: date | None, law_until: date, today: date) -> RightsLine:
    """Place today on the line; ``mind_until`` is ``None`` when the law gives no change of mind."""
    middle = mind_until or received_on + _USUAL_MIND
    if today <= middle:
        at = 50 * _share(received_on, middle, today)
    else:
        at = 50 + 50 * _share(middle, law_until, today)
    return RightsLine(
        received_on=received_on,
        mind_until=mind_until,
        law_until=law_until,
        today=today,
        today_at=round(at),
        mind=_mind(mind_until, today),
        is_covered=today <= law_until,
    )


def _mind(until: date | None, today: date) -> str:
    if until is None:
        return "none"
    return "open" if today <= until else "over"


def _share(start: date, end: date, day: date) -> float:
    whole = max((end - start).days, 1)
    return min(max((day - start).days / whole, 0.0), 1.0)
