"""Which answers wait for a fact that nobody exported or declared: the real answer, asked of many lines."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from savoir.cases.models import DecidabilityMeasure
from savoir.cases.rules import PolicyInForce, answer_line
from savoir.cases.states import Intent, Reason
from savoir.cases.values import AskedLine
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
from savoir.orders.queries import count_sold_lines, sold_lines_of_brand
from savoir.orders.values import SaleLine
from savoir.organizations.queries import DeclaredPeriod, brand_card, declared_periods, in_force
from savoir.policies.queries import VersionCard, versions

SAMPLE = 2_000
# What is asked of each line: a change of mind, and a thing that broke.
QUESTIONS = ((Intent.RETURN, Reason.CHANGED_MIND), (Intent.CLAIM, Reason.DEFECTIVE))
# The law's names of what a brand can declare, and the name it declares it by.
DECLARABLE: Mapping[str, str] = {
    "buyer": "buyer_kind", "info_given": "withdrawal_information_given", "deliveries": "delivery_days",
    "more_to_come": "delivery_days", "delivered_on": "delivery_days",
}  # fmt: skip
POLICY = "policy"  # no fact of a sale: nothing but the law says what the brand answers
_UNDER_WAY = timedelta(days=7)  # a parcel that left may still be on its way
_LATEST = timedelta(days=30)  # without another date the thing is there within thirty days (L216-1)


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that answers wait for: how many lines of how many orders of a channel lack it, what was paid for
    them, and between which days they were sold. `is_declarable`: the brand can say it once.

    A fact the brand declared for some time stands once for each period without a declaration. `orders` is 0
    where an older measure did not count them.
    """

    fact: str
    channel: str
    lines: int
    value: Money
    first_on: date
    last_on: date
    is_declarable: bool
    orders: int = 0


@dataclass(frozen=True, slots=True)
class Decidability:
    """Of `lines_total` sold lines `lines_asked` were asked about; `lines_decided` of these lack nothing.

    `missing` names facts, and "policy" where no rule of the brand covers the line.
    """

    lines_total: int
    lines_asked: int
    lines_decided: int
    missing: tuple[MissingFact, ...]

    @property
    def is_sample(self) -> bool:
        """Whether only some of the lines were asked about."""
        return self.lines_asked < self.lines_total

    @property
    def share(self) -> int | None:
        """Per mille of the lines asked that are answered without a missing fact; None without lines."""
        return self.lines_decided * 1000 // self.lines_asked if self.lines_asked else None

    @property
    def without_policy(self) -> tuple[MissingFact, ...]:
        """Lines for which no policy says anything, by channel: they wait for rules, not for a fact."""
        return tuple(one for one in self.missing if one.fact == POLICY)

    @property
    def facts(self) -> tuple[MissingFact, ...]:
        """What is missing beside rules."""
        return tuple(one for one in self.missing if one.fact != POLICY)


def decidability(*, actor: Actor, brand_id: int, now: datetime, sample: int = SAMPLE) -> Decidability:
    """How many of a brand's sold lines the machine answers without a missing fact, and what the others lack.

    Of more than `sample` lines so many are asked, evenly spread; the result says how many. Raises NotFound.
    """
    require(actor, Permission.SALE_READ)
    total = count_sold_lines(actor=actor, brand_id=brand_id)
    lines = sold_lines_of_brand(actor=actor, brand_id=brand_id, most=sample)
    return decidability_of(actor=actor, brand_id=brand_id, lines=lines, lines_total=total, now=now)


def decidability_of(
    *, actor: Actor, brand_id: int, lines: Iterable[SaleLine], lines_total: int, now: datetime
) -> Decidability:
    """The same of lines at hand, sold or about to be imported. Raises NotFound."""
    require(actor, Permission.SALE_READ)
    ground = _ground(actor, brand_id, now)
    groups: dict[tuple[str, str, str, int], _Group] = defaultdict(_Group)
    asked = decided = 0
    for line in lines:
        lacking = ground.lacking(line)
        asked, decided = asked + 1, decided + (not lacking)
        for fact in lacking:
            day = ground.day_of(line)
            gap = ground.gap_of(fact, line.channel, day)
            groups[fact, line.channel, line.currency, gap].add(line, day)
    found = [group.fact(*key[:3]) for key, group in groups.items()]
    return Decidability(
        lines_total=lines_total, lines_asked=asked, lines_decided=decided,
        missing=tuple(sorted(found, key=lambda one: (-one.lines, one.fact, one.channel, one.first_on))),
    )  # fmt: skip


@dataclass(slots=True)
class _Group:
    """Lines of a channel that lack one fact."""

    lines: int = 0
    minor: int = 0
    days: set[date] = field(default_factory=set)
    orders: set[str] = field(default_factory=set)

    def add(self, line: SaleLine, day: date) -> None:
        """One more line."""
        self.lines, self.minor = self.lines + 1, self.minor + line.paid.minor
        self.days = {min(self.days | {day}), max(self.days | {day})}
        self.orders.add(line.order_number)

    def fact(self, fact: str, channel: str, currency: str) -> MissingFact:
        """As a frozen row."""
        return MissingFact(
            fact=fact, channel=channel, lines=self.lines, value=Money(self.minor, currency),
            first_on=min(self.days), last_on=max(self.days), is_declarable=fact in DECLARABLE.values(),
            orders=len(self.orders),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Ground:
    """What answers rest on for a brand: its zone, its declarations, the versions of its policy."""

    zone: str
    now: datetime
    declared: tuple[DeclaredPeriod, ...]
    versions: tuple[VersionCard, ...]

    def day_of(self, line: SaleLine) -> date:
        """The local day of the contract."""
        return local_day(line.contract_at, self.zone)

    def lacking(self, line: SaleLine) -> frozenset[str]:
        """The facts, or the policy, without which a person must answer; none when the machine can."""
        said = in_force(self.declared, line.channel, self.day_of(line))
        declared = said.about(line.category_path, line.sku)
        policy = self._policy(line.contract_at)
        today = self._asked_on(line)
        lacking = {DECLARABLE["delivered_on"]} if self._is_silent(line, declared) else set()
        lacking |= set() if policy else {POLICY}
        for intent, reason in QUESTIONS:
            asked = AskedLine(line_id=line.line_id, quantity=1, intent=intent, reason=reason)
            answer = answer_line(line, asked, declared, policy, asked_on=today, zone=self.zone)
            if answer.why_person in ("nothing_offered", "no_policy"):
                lacking |= {DECLARABLE.get(name, name) for name in answer.law_missing}
            if answer.why_person == "no_policy":
                lacking.add(POLICY)
        return frozenset(lacking)

    def gap_of(self, fact: str, channel: str, day: date) -> int:
        """Which period without a declaration of the fact a day lies in: how many began or ended by it."""
        turns = {
            turn for one in self.declared
            if one.fact == fact and one.channel in ("", channel) and not (one.category or one.sku)
            for turn in (one.begins_on, one.ends_on) if turn is not None and turn <= day
        }  # fmt: skip
        return len(turns)

    def _asked_on(self, line: SaleLine) -> date:
        """Today; a thing sold or delivered later is asked about on the day it is there."""
        latest = max(self.now, line.contract_at, line.line_delivered_at or line.contract_at)
        return local_day(latest, self.zone)

    def _is_silent(self, line: SaleLine, declared: Mapping[str, object]) -> bool:
        """Nobody says that it arrived, though by now it must have: nothing can be returned."""
        if line.delivered_qty or "delivery_days" in declared or not line.is_thing:
            return False
        if line.agreed_delivery_on is not None:
            return local_day(self.now, self.zone) > line.agreed_delivery_on
        has_left = None in line.order_delivered_at
        return self.now - line.contract_at > (_UNDER_WAY if has_left else _LATEST)

    def _policy(self, at: datetime) -> PolicyInForce | None:
        """The version in force at the contract, as `policies.queries.version_at` chooses it."""
        begun = [v for v in self.versions if v.begins_at is not None and v.begins_at <= at]
        found = next((v for v in begun if v.ends_at is None or at < v.ends_at), None)
        if found is None and not begun:
            found = next((v for v in self.versions if v.is_founding), None)
        return PolicyInForce(id=found.id, digest=found.digest, compiled=found.compiled) if found else None


def _ground(actor: Actor, brand_id: int, now: datetime) -> _Ground:
    system = system_actor(actor.org_id)
    return _Ground(
        zone=brand_card(actor=actor, brand_id=brand_id).zone, now=now,
        declared=declared_periods(actor=system, brand_id=brand_id),
        versions=tuple(v for v in versions(actor=system, brand_id=brand_id) if v.begins_at is not None),
    )  # fmt: skip


def measured_decidability(*, actor: Actor, brand_id: int) -> tuple[Decidability, datetime] | None:
    """What was last measured of a brand, and when; None before its first import."""
    require(actor, Permission.SALE_READ)
    row = DecidabilityMeasure.objects.filter(org_id=actor.org_id, brand_id=brand_id).first()
    if row is None:
        return None
    missing = tuple(
        MissingFact(
            fact=one["fact"], channel=one["channel"], lines=one["lines"],
            value=Money(one["minor"], one["currency"]), first_on=date.fromisoformat(one["first_on"]),
            last_on=date.fromisoformat(one["last_on"]), is_declarable=one["is_declarable"],
            orders=one.get("orders", 0),
        )
        for one in row.missing
    )  # fmt: skip
    return Decidability(row.lines_total, row.lines_asked, row.lines_decided, missing), row.measured_at
