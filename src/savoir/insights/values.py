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
    """What a replay counts of some lines, before (`b_`) and after (`a_`). `cut`: the fact they share, `key`
    its value, "" = unknown; neither = all of them.

    `numbers`: lines, by name. `money`: sums in minor units by name (`b_money_sum`), a mapping for each
    currency, "" = not known which; they are never added up.
    """

    cut: str
    key: tuple[str, ...]
    numbers: Mapping[str, int]
    money: Mapping[str, Mapping[str, int]]

    def __getitem__(self, name: str) -> int:
        return self.numbers[name]

    def moved(self, name: str) -> Mapping[str, int]:
        """After minus before of a sum (`money`, `voucher`, `label_cost`), by currency."""
        return {
            one: sums[f"a_{name}_sum"] - sums[f"b_{name}_sum"] for one, sums in sorted(self.money.items())
        }


@dataclass(frozen=True, slots=True)
class Workload:
    """Lines that a person answers in an ISO week (202648), by the team each version sends them to."""

    week: int
    team: str
    before: int
    after: int


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
    """A case whose answer changes. `effect`: gains, loses or mixed, for the customer; `line_value` and the
    money of both answers in minor units of `currency`, "" = not known.
    """

    case_id: int
    line_id: int
    effect: str
    line_value: int
    currency: str
    before: SideAnswer
    after: SideAnswer
    outcome: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """How often a fact the draft reads was not known, and what was paid in those cases.

    `at_stake` in minor units by currency, "" = not known which.
    """

    fact: str
    cases: int
    at_stake: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Span:
    """Which cases: of a brand (None = all), asked from a day on, before another."""

    brand_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """A draft beside the version before it, on all cases of a span. `complete`: cases that lack no fact the
    draft reads.
    """

    cases: int
    whole: Figures
    cuts: Mapping[str, tuple[Figures, ...]]
    work: tuple[Workload, ...]
    unknown: tuple[Unknown, ...]
    complete: int
    span: Span = field(default_factory=Span)
