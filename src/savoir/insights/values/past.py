"""Past cases as a replay reads them. Codes, numbers and days; nothing personal."""

from collections.abc import Mapping
from dataclasses import dataclass
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
