"""What a brand declared of all it sells, of a category of goods or of one product, with its periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.memory import recall, settings_in
from savoir.kernel.prepared import prepared
from savoir.organizations.models import BrandDeclaration
from savoir.organizations.values import Declared, declared_of

MOST_AT_HAND = 300  # declarations of a brand that are looked through rather than asked for by day
_TABLES = settings_in("organizations_branddeclaration")
_OF_BRAND = prepared(
    lambda org_id, brand_id: BrandDeclaration.objects.filter(org_id=org_id, brand_id=brand_id).order_by(
        "channel", "begins_on", "id"
    )[: MOST_AT_HAND + 1]
)
_IN_FORCE = prepared(
    lambda org_id, brand_id, channel, on: (
        BrandDeclaration.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), begins_on__lte=on)
        .filter(Q(channel="") | Q(channel=channel), org_id=org_id, brand_id=brand_id)
        .order_by("channel", "begins_on", "id")
        .values_list("fact", "value", "category", "sku")
    )
)


@dataclass(frozen=True, slots=True)
class DeclaredPeriod:
    """One declaration: a fact of a channel ("" = all) from `begins_on` until the day before `ends_on`, of all
    goods, of a branch of them (`category`) or of one product (`sku`).
    """

    id: int
    fact: str
    value: object
    channel: str
    begins_on: date
    ends_on: date | None
    proof: str
    category: str = ""
    sku: str = ""
    brand_id: int = 0

    def holds(self, channel: str, on: date) -> bool:
        """Whether it is in force for a channel on a day."""
        is_begun = self.begins_on <= on and (self.ends_on is None or on < self.ends_on)
        return is_begun and self.channel in ("", channel)


def declared_periods(*, actor: Actor, brand_id: int, fact: str = "") -> tuple[DeclaredPeriod, ...]:
    """A brand's declarations (of one fact); later ones win: those for a channel come after those for all."""
    rows = BrandDeclaration.objects.filter(org_id=actor.org_id, brand_id=brand_id)
    rows = rows.filter(fact=fact) if fact else rows
    return tuple(_period(row) for row in rows.order_by("channel", "begins_on", "id"))


def _period(row: Any) -> DeclaredPeriod:
    return DeclaredPeriod(
        id=row.id, fact=row.fact, value=row.value, channel=row.channel, begins_on=row.begins_on,
        ends_on=row.ends_on, proof=row.proof, category=row.category, sku=row.sku, brand_id=row.brand_id,
    )  # fmt: skip


def declared_lately(*, actor: Actor, limit: int, before_id: int | None = None) -> tuple[DeclaredPeriod, ...]:
    """At most so many declarations of every brand, the latest said first, before `before_id`."""
    require(actor, Permission.BRAND_DECLARE)
    rows = BrandDeclaration.objects.filter(org_id=actor.org_id)
    rows = rows.filter(id__lt=before_id) if before_id else rows
    return tuple(_period(row) for row in rows.order_by("-id")[:limit])


def declaration_card(*, actor: Actor, declaration_id: int) -> DeclaredPeriod:
    """One declaration. Raises NotFound."""
    require(actor, Permission.BRAND_DECLARE)
    row = BrandDeclaration.objects.filter(org_id=actor.org_id, id=declaration_id).first()
    if row is None:
        raise NotFound("declaration")
    return _period(row)


def in_force(periods: Iterable[DeclaredPeriod], channel: str, on: date) -> Declared:
    """What holds for a channel on a day; the same as `declarations`, asked of rows at hand."""
    return declared_of(
        (one.fact, one.value, one.category, one.sku) for one in periods if one.holds(channel, on)
    )


def declarations(*, actor: Actor, brand_id: int, channel: str, on: date) -> Declared:
    """What a brand declared, in force on a day; one for the channel wins over a general one.

    One query for every day, and one for each channel and day of a brand that declared more than 300 things.
    """
    return recall(
        ("declared", actor.org_id, brand_id, channel, on), tables=_TABLES, is_steady=True,
        read=lambda: _declared(actor.org_id, brand_id, channel, on),
    )  # fmt: skip


def _declared(org_id: int, brand_id: int, channel: str, on: date) -> Declared:
    periods = recall(
        ("declarations", org_id, brand_id), tables=_TABLES, is_setting=True,
        read=lambda: tuple(_period(row) for row in _OF_BRAND.rows(org_id=org_id, brand_id=brand_id)),
    )  # fmt: skip
    if len(periods) <= MOST_AT_HAND:
        return in_force(periods, channel, on)
    return declared_of(_IN_FORCE.rows(org_id=org_id, brand_id=brand_id, channel=channel, on=on))
