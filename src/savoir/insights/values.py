"""Past cases as a replay reads them, and what it answers. Codes, numbers and days; nothing personal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from savoir.policies.facts import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class LawSaid:
    """What the law gave on a request, by the day it was asked. `answer`: yes, no or needs_facts.

    `refund` in minor units, None = not known; `bans`: papers no merchant may demand here, by the names of the
    output `documents`, and `referral`, `refurbished`; `withdrawal_days` of the country, None = another basis.
    """

    answer: str
    remedies: tuple[str, ...] = ()
    at_least: int | None = None
    payer: str = ""
    choice_by: str = ""
    refund: int | None = None
    bans: tuple[str, ...] = ()
    withdrawal_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCase:
    """One line that was answered: the facts as they were, the law's answer, what people really decided.

    `outcome`: offered, accepted or refused; `remedy` "" = none.
    """

    case_id: int
    line_id: int
    brand_id: int
    asked_on: date
    facts: Mapping[str, Value]
    law: LawSaid
    outcome: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of cases and sums in minor units, by the names of `MEASURES`; `key` = what it was cut by."""

    cut: str
    key: tuple[str, ...]
    numbers: Mapping[str, int]

    def __getitem__(self, name: str) -> int:
        return self.numbers[name]


@dataclass(frozen=True, slots=True)
class SideAnswer:
    """What one version answers on a case: remedies after the floor, whether a person answers, the rows."""

    remedies: tuple[str, ...]
    person: bool
    customer_pays: bool
    money: int
    rows: tuple[tuple[str, str, int, str, str], ...]


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case whose answer changes. `effect`: gains, loses or mixed, for the customer."""

    case_id: int
    line_id: int
    effect: str
    line_value: int
    before: SideAnswer
    after: SideAnswer
    outcome: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """How often a fact the draft reads was not known, and what was paid in those cases (minor units)."""

    fact: str
    cases: int
    at_stake: int


@dataclass(frozen=True, slots=True)
class Span:
    """Which cases: of a brand (None = all), asked from a day on, before another."""

    brand_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """A draft beside the version before it, on all cases of a span."""

    cases: int
    whole: Figures
    cuts: Mapping[str, tuple[Figures, ...]]
    weeks: tuple[Figures, ...]
    unknown: tuple[Unknown, ...]
    span: Span = field(default_factory=Span)
