"""Half-open periods: the start belongs to them, the end does not."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T", bound=date)  # a datetime is a date; one period holds one of the two


@dataclass(frozen=True)
class Period(Generic[T]):
    """From `start` (included) to `end` (excluded); None = without end. An end not after start: ValueError."""

    start: T
    end: T | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError("a period ends after it starts")

    def contains(self, point: T) -> bool:
        """Whether a day or instant lies in the period."""
        return self.start <= point and (self.end is None or point < self.end)

    def overlaps(self, other: "Period[T]") -> bool:
        """Whether the two share at least one point."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    def intersect(self, other: "Period[T]") -> "Period[T] | None":
        """The part they share, or None."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return Period(max(self.start, other.start), min(ends) if ends else None)
