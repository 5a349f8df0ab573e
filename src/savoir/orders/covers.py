"""A cover bought with a line: an extension of the warranty, or an insurance. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from savoir.orders.states import CoverKind


@dataclass(frozen=True, slots=True)
class Cover:
    """What the shop told of it; None = unknown. `bought` False: it said that none was.

    `first_paid_on`: the first premium, when the first months were free. `perils` are words of the law.
    """

    bought: bool
    kind: CoverKind | None = None
    sold_on: date | None = None
    first_paid_on: date | None = None
    first_on: date | None = None
    last_on: date | None = None
    renounced_on: date | None = None
    perils: tuple[str, ...] | None = None


_DAYS = ("sold_on", "first_paid_on", "first_on", "last_on", "renounced_on")


def read_cover(row: Mapping[str, Any]) -> Cover | None:
    """From the JSON of a line; None when nobody told of any."""
    if not row:
        return None
    days = {name: date.fromisoformat(row[name]) for name in _DAYS if name in row}
    return Cover(
        bought=row["bought"], kind=CoverKind(row["kind"]) if "kind" in row else None,
        perils=tuple(row["perils"]) if "perils" in row else None, **days,
    )  # fmt: skip
