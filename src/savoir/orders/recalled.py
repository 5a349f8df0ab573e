"""A recall as a sold line sees it, and whether the line is among what was called back: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer
from savoir.orders.states import Possible, RecallEnd, WayBack


@dataclass(frozen=True, slots=True)
class Recalled:
    """A recall that names the product of a line; `concerns` says whether it is about this very piece."""

    recall_id: int
    began_on: date
    hazard: str
    instructions: str
    notice_url: str
    repair: Possible
    replacement: Possible
    refund: Possible
    way_back: WayBack
    serials: tuple[str, ...] = ()
    sold_first_on: date | None = None
    sold_last_on: date | None = None
    end: RecallEnd | None = None
    ended_on: date | None = None

    def concerns(self, *, bought_on: date, serials: Sequence[str], quantity: int) -> Answer:
        """Whether a line bought on that local day is called back; unknown while a serial is.

        What was bought before the recall ended stays called back: no period ends that right. One number of
        several that fits is enough: the line is then dangerous in part.
        """
        if self.end is RecallEnd.MISTAKE or (self.ended_on and bought_on > self.ended_on):
            return NO
        if (self.sold_first_on and bought_on < self.sold_first_on) or (
            self.sold_last_on and bought_on > self.sold_last_on
        ):
            return NO
        if not self.serials or any(fits(serial, self.serials) for serial in serials):
            return YES
        return NO if len(serials) >= quantity else NEEDS_FACTS


def fits(serial: str, named: Sequence[str]) -> bool:
    """Whether a serial is named: the same signs, or a beginning that ends with `*`; case does not count."""
    low = serial.strip().casefold()
    return any(
        low.startswith(one[:-1].casefold()) if one.endswith("*") else low == one.casefold() for one in named
    )


def read_recall(row: Mapping[str, Any]) -> Recalled:
    """From the database's JSON: the columns of a recall, its id as `recall_id`."""
    first, last, ended = (_day(row[name]) for name in ("sold_first_on", "sold_last_on", "ended_on"))
    return Recalled(
        recall_id=row["recall_id"], hazard=row["hazard"], instructions=row["instructions"],
        notice_url=row["notice_url"], sold_first_on=first, sold_last_on=last, ended_on=ended,
        began_on=date.fromisoformat(row["began_on"]), repair=Possible(row["repair"]),
        replacement=Possible(row["replacement"]), refund=Possible(row["refund"]),
        way_back=WayBack(row["way_back"]), serials=tuple(row["serials"]),
        end=RecallEnd(row["end"]) if row["end"] else None,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
