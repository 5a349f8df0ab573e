"""What the shop owes today, and what its rules owe to the law: figures, each with its list."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from savoir.cases.queries import Bounds, QueueView, broken_answers, queue, queue_counts
from savoir.kernel.access import Actor
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money, total
from savoir.logistics.queries import station
from savoir.logistics.values import StationCounts
from savoir.organizations.queries import sites
from savoir.organizations.values import SiteCard
from savoir.policies.queries import blocked_version
from savoir.resolutions.queries import BY_LAW, Owed, OwedSum, owed_sums
from savoir.web.desk.clock import bounds_of
from savoir.web.desk.queue.rows import Row, rows_of
from savoir.web.desk.work.money import NEAR_DAYS

CURRENCY: Final = "EUR"
ROWS: Final = 3
_WIDE: Final = 300  # units of the drawn bar
_LABELS: Final = (
    (Owed.LATE, "argent-passee", _("Date légale passée"), "bad"),
    (Owed.NEAR, "argent-proche", _("Dus sous 7 jours"), "warn"),
    (Owed.LATER, "argent-ensuite", _("Dus ensuite"), "idle"),
    (Owed.WAITING, "argent-colis", _("Promis, colis attendu"), "idle"),
    (Owed.PROMISED, "argent-promis", _("Promis au-delà de la loi"), "idle"),
)


_LESS: Final = _("La loi accorde davantage.")
_WHY: Final = {
    "refund": _("La loi rend tout ce qui a été payé."), "means": _("Même moyen de paiement, sauf accord."),
    "payer": _("Ce retour est à votre charge."), "last_day": _("Le délai légal est plus long."),
    "refund_date": _("La loi rend l’argent plus tôt."), "demands": _("Cela ne peut pas être exigé."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwedRow:
    """Refunds of one kind: their list, their sum, their part of the drawn bar."""

    place: str
    label: str | Promise
    level: str
    count: int
    amount: Money
    at: int
    width: int


@dataclass(frozen=True, slots=True)
class MoneyOwed:
    """What has to go back to customers by a day of the law, in the shop's currency.

    `rows` also tell what has no such day: its parcel is still to come, or the law does not want it.
    """

    total: Money
    rows: tuple[OwedRow, ...]
    near_until: date


@dataclass(frozen=True, slots=True)
class Promises:
    """Answers promised before this evening, or this week when the day's are given."""

    view: str
    count: int
    late: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Dock:
    """The day at the warehouse."""

    site: SiteCard
    day: StationCounts


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A row of a draft that the law forbids, in the reader's language, and what the law says instead."""

    label: str
    why: str | Promise
    article: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The newest version that may not be published: how many of its rows are unlawful, the first of them."""

    version_id: int
    count: int
    of: int
    rows: tuple[RuleRow, ...]


def figures_of(actor: Actor, *, now: datetime, zone: str) -> dict[str, Any]:
    """The figures; six queries. Where no draft is below the law, the page tells the day at the warehouse."""
    bounds, today = bounds_of(now, zone), local_day(now, zone)
    return {"owed": _owed(actor, today), "promises": _promises(actor, bounds), "rules": rules_of(actor)}


def rules_of(actor: Actor) -> Rules | None:
    """Rows of the newest draft that the law forbids; one query."""
    found = blocked_version(actor=actor)
    if found is None:
        return None
    english = get_language() == "en"
    rows = tuple(
        RuleRow(row.label_en if english else row.label_fr, _WHY.get(row.component, _LESS), row.article)
        for row in found.rows[:ROWS]
    )
    return Rules(found.version_id, len(found.rows), found.of, rows)


def _owed(actor: Actor, today: date) -> MoneyOwed:
    soon = today + NEAR_DAYS
    sums = [one for one in owed_sums(actor=actor, today=today, soon=soon) if one.amount.currency == CURRENCY]
    whole = total([one.amount for one in sums], CURRENCY)
    dated = total([one.amount for one in sums if one.kind in BY_LAW], CURRENCY)
    return MoneyOwed(dated, tuple(_rows(sums, whole.minor)), soon)


def _rows(sums: list[OwedSum], whole: int) -> list[OwedRow]:
    by_kind = {one.kind: one for one in sums}
    rows, at = list[OwedRow](), 0
    for kind, place, label, level in _LABELS:
        found = by_kind.get(kind)
        if found is None:
            continue
        width = max(2, round(_WIDE * found.amount.minor / whole))
        rows.append(OwedRow(place, label, level, found.count, found.amount, at, width))
        at += width
    return rows


def _promises(actor: Actor, bounds: Bounds) -> Promises:
    counts = queue_counts(actor=actor, bounds=bounds)
    is_today = counts[QueueView.TODAY] > 0
    view = QueueView.TODAY if is_today else QueueView.WEEK
    due = queue(actor=actor, view=view, bounds=bounds, limit=ROWS).rows
    late = queue(actor=actor, view=QueueView.LATE, bounds=bounds, limit=ROWS).rows
    owed = broken_answers(actor=actor, case_ids=[case.id for case in late])
    shown = (*due, *(case for case in late if case not in due))[:ROWS]
    return Promises(
        view="avant-18-h" if is_today else "cette-semaine", count=counts[view],
        late=counts[QueueView.LATE], rows=tuple(rows_of(shown, owed_since=owed)),
    )  # fmt: skip


def dock_of(actor: Actor, today: date) -> Dock | None:
    """The day at the first warehouse; None without one. Two queries."""
    warehouse = next((site for site in sites(actor=actor) if site.kind == "warehouse"), None)
    if warehouse is None:
        return None
    return Dock(warehouse, station(actor=actor, site_id=warehouse.id, day=today))
