"""What falls due by the law: each clock that runs, what is owed or at stake, and what being late costs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from django.db.models import Count, Q, QuerySet

from savoir.cases.queries import case_by_id
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.values.money import Money
from savoir.law.clocks import next_rise
from savoir.law.late import Late, Surcharge, surcharge
from savoir.resolutions.models import LegalClock
from savoir.resolutions.values import BY_HAND

_DAY: Final = timedelta(days=1)


class Window(StrEnum):
    """Which days of the law: those that passed, or from today for so long."""

    ALL = "all"
    OVERDUE = "overdue"
    TODAY = "today"
    THREE_DAYS = "three_days"
    WEEK = "week"
    MONTH = "month"


_AHEAD: Final[Mapping[Window, timedelta]] = {
    Window.TODAY: timedelta(0), Window.THREE_DAYS: timedelta(days=3), Window.WEEK: timedelta(days=7),
    Window.MONTH: timedelta(days=30),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DueFilter:
    """What to list. `is_theirs`: the customers' own days, which never pass against them; "" and 0: any."""

    window: Window = Window.ALL
    kind: str = ""
    brand_id: int = 0
    is_theirs: bool = False


@dataclass(frozen=True, slots=True)
class DueClock:
    """One clock. `late`: what it costs on top, today if its day passed, else on the day after it; `at_most`
    by the hardest reading. `rises_on`, `then`: the next step of the scale and the surcharge from that day on.
    """

    id: int
    case_id: int
    case: str
    headline: str
    brand: str
    kind: str
    article: str
    first_on: date | None
    due_on: date
    amount: Money
    is_owed: bool
    refund_state: str
    late: Surcharge | None
    rises_on: date | None
    then: Surcharge | None


@dataclass(slots=True)
class DueSum:
    """Sums in one currency: owed by the law's day, at stake if it passes, and the surcharges of what is owed:
    `certain` and `at_most`, as of today where the day passed, else as of the day after it.
    """

    currency: str
    count: int = 0
    owed: int = 0
    stake: int = 0
    certain: int = 0
    at_most: int = 0

    def add(self, other: "DueSum") -> None:
        """Count the other in."""
        self.count += other.count
        self.owed += other.owed
        self.stake += other.stake
        self.certain += other.certain
        self.at_most += other.at_most

    @property
    def owed_money(self) -> Money:
        """What is owed."""
        return Money(self.owed, self.currency)

    @property
    def stake_money(self) -> Money:
        """What is at stake."""
        return Money(self.stake, self.currency)

    @property
    def certain_money(self) -> Money:
        """The certain surcharge."""
        return Money(self.certain, self.currency)

    @property
    def at_most_money(self) -> Money:
        """The surcharge by the hardest reading."""
        return Money(self.at_most, self.currency)


@dataclass(frozen=True, slots=True)
class DueSums:
    """Sums of a window by currency, of each of its days, and how many clocks each window holds."""

    total: tuple[DueSum, ...]
    by_day: Mapping[date, tuple[DueSum, ...]] = field(default_factory=dict)
    counts: Mapping[Window, int] = field(default_factory=dict)
    passed: tuple[DueSum, ...] = ()


def due_clocks(
    *, actor: Actor, wanted: DueFilter, today: date, limit: int, after: tuple[date, int] | None = None
) -> tuple[DueClock, ...]:
    """Clocks that run, the nearest day first: what passed stands on top. One query.

    `after`: day and id of the last row of the page before. Raises NotAllowed.
    """
    rows = _visible(actor, wanted, today).filter(_within(wanted.window, today))
    if after is not None:
        later = Q(due_on__gt=after[0]) | Q(due_on=after[0], id__gt=after[1])
        rows = rows.filter(later, due_on__gte=after[0])  # the index begins there
    found = rows.select_related("case", "brand", "refund").order_by("due_on", "id")[:limit]
    return tuple(_clock(row, today) for row in found)


def clocks_by_hand(*, actor: Actor, case_id: int) -> tuple[int, ...]:
    """Ids of the clocks of a case that a person has to end, the nearest day first. Raises NotFound."""
    require(actor, Permission.TASK_DO)
    case_by_id(actor=actor, case_id=case_id)
    rows = LegalClock.objects.filter(case_id=case_id, state="running", kind__in=sorted(BY_HAND))
    return tuple(rows.order_by("due_on", "id").values_list("id", flat=True))


def due_sums(*, actor: Actor, wanted: DueFilter, today: date) -> DueSums:
    """What the clocks of a window come to, all pages together, to the cent of each row. One query."""
    groups = (
        _visible(actor, wanted, today).order_by()
        .values("due_on", "currency", "is_owed", "scale", "contract_on", "amount_minor")
        .annotate(n=Count("id"))
    )  # fmt: skip
    counts: dict[Window, int] = dict.fromkeys(Window, 0)
    by_day: dict[date, dict[str, DueSum]] = defaultdict(dict)
    for group in groups:
        day, many = group["due_on"], _sum_of(group, today)
        for window in Window:
            if _holds(window, day, today):
                counts[window] += many.count
        if _holds(wanted.window, day, today):
            by_day[day].setdefault(many.currency, DueSum(many.currency)).add(many)
    days = {day: tuple(sums[name] for name in sorted(sums)) for day, sums in sorted(by_day.items())}
    passed = (one for day, sums in days.items() if day < today for one in sums)
    return DueSums(_all(one for sums in days.values() for one in sums), days, counts, _all(passed))


def _all(sums: Iterable[DueSum]) -> tuple[DueSum, ...]:
    total: dict[str, DueSum] = {}
    for one in sums:
        total.setdefault(one.currency, DueSum(one.currency)).add(one)
    return tuple(total[name] for name in sorted(total))


def _visible(actor: Actor, wanted: DueFilter, today: date) -> QuerySet[LegalClock]:
    """Clocks that run, for who repairs money; a customer's day that passed asks for nothing any more."""
    require(actor, Permission.REFUND_REPAIR)
    rows = LegalClock.objects.filter(state="running", is_ours=not wanted.is_theirs)
    if actor.brand_id is not None:
        rows = rows.filter(brand_id=actor.brand_id)
    if wanted.is_theirs:
        rows = rows.filter(due_on__gte=today)
    if wanted.brand_id:
        rows = rows.filter(brand_id=wanted.brand_id)
    return rows.filter(kind=wanted.kind) if wanted.kind else rows


def _within(window: Window, today: date) -> Q:
    if window is Window.ALL:
        return Q()
    if window is Window.OVERDUE:
        return Q(due_on__lt=today)
    return Q(due_on__gte=today, due_on__lte=today + _AHEAD[window])


def _holds(window: Window, day: date, today: date) -> bool:
    """`_within`, of one day."""
    if window is Window.ALL:
        return True
    return day < today if window is Window.OVERDUE else today <= day <= today + _AHEAD[window]


def _sum_of(group: Mapping[str, object], today: date) -> DueSum:
    """Rows alike in everything that counts: the sum of one, so many times."""
    many, minor = int(str(group["n"])), int(str(group["amount_minor"]))
    made = DueSum(str(group["currency"]), count=many)
    if not group["is_owed"]:
        made.stake = many * minor
        return made
    made.owed = many * minor
    due_on, contract_on = group["due_on"], group["contract_on"]
    assert isinstance(due_on, date)
    assert isinstance(contract_on, date)
    late = _late(str(group["scale"]), minor, made.currency, due_on, max(today, due_on + _DAY), contract_on)
    if late is not None:
        made.certain, made.at_most = many * late.surcharge.minor, many * late.at_most.minor
    return made


@lru_cache(maxsize=8192)
def _late(
    scale: str, minor: int, currency: str, due_on: date, paid_on: date, contract_on: date
) -> Surcharge | None:
    """The surcharge of a sum paid on a day; None where the law names no scale, or nothing is owed yet."""
    if not scale or minor == 0:
        return None
    return surcharge(Money(minor, currency), due_on, paid_on, Late(scale), contract_on=contract_on)


def _clock(row: LegalClock, today: date) -> DueClock:
    day = max(today, row.due_on + _DAY)
    late = _late(row.scale, row.amount_minor, row.currency, row.due_on, day, row.contract_on)
    rises_on = None
    if late is not None:
        rises_on = next_rise(row.due_on, day, Late(row.scale), contract_on=row.contract_on)
    then = None
    if rises_on is not None:
        then = _late(row.scale, row.amount_minor, row.currency, row.due_on, rises_on, row.contract_on)
    return DueClock(
        id=row.id, case_id=row.case_id, case=row.case.reference, headline=row.case.headline,
        brand=row.brand.name, kind=row.kind, article=row.article, first_on=row.first_on, due_on=row.due_on,
        amount=Money(row.amount_minor, row.currency), is_owed=row.is_owed,
        refund_state=row.refund.state if row.refund else "", late=late, rises_on=rises_on, then=then,
    )  # fmt: skip
