"""What a brand declared, with its periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from savoir.kernel.access import Actor
from savoir.organizations.models import BrandDeclaration


@dataclass(frozen=True, slots=True)
class DeclaredPeriod:
    """One declaration: a fact of a channel ("" = all) from `begins_on` until the day before `ends_on`."""

    id: int
    fact: str
    value: object
    channel: str
    begins_on: date
    ends_on: date | None
    proof: str

    def holds(self, channel: str, on: date) -> bool:
        """Whether it is in force for a channel on a day."""
        is_begun = self.begins_on <= on and (self.ends_on is None or on < self.ends_on)
        return is_begun and self.channel in ("", channel)


def declared_periods(*, actor: Actor, brand_id: int, fact: str = "") -> tuple[DeclaredPeriod, ...]:
    """A brand's declarations (of one fact); later ones win: those for a channel come after those for all."""
    rows = BrandDeclaration.objects.filter(org_id=actor.org_id, brand_id=brand_id)
    rows = rows.filter(fact=fact) if fact else rows
    return tuple(
        DeclaredPeriod(row.id, row.fact, row.value, row.channel, row.begins_on, row.ends_on, row.proof)
        for row in rows.order_by("channel", "begins_on", "id")
    )


def in_force(periods: Iterable[DeclaredPeriod], channel: str, on: date) -> dict[str, object]:
    """The facts that hold for a channel on a day; the same as `declarations`, asked of rows at hand."""
    return {period.fact: period.value for period in periods if period.holds(channel, on)}
