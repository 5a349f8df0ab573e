"""Fact sets at random, most of them where the law turns: a day before, on and after its bounds."""

import random
from datetime import date, timedelta
from typing import Any

from savoir.policies.facts import FACTS, REASONS, PolicyFacts
from savoir.policies.facts.registry import CONTRACTS, INTENTS

COUNTRIES = ("FR", "FR", "FR", "BE", "DE", "ES", "IT", "RE", "PT", "CH")
LEAP_DAYS = (date(2024, 2, 29), date(2020, 2, 29), date(2028, 2, 29))
AROUND_DAYS = (0, 13, 14, 15, 16, 17, 18, 20, 29, 30, 31, 36, 60)
AROUND_MONTHS = (1, 2, 4, 5, 6, 12, 13, 18, 24, 25, 26, 28, 30, 36, 42, 48, 60, 62, 84, 240)
YES_NO = (
    "withdrawal_information_given", "return_cost_announced", "hygiene_sealed", "made_to_order", "perishable",
    "second_hand", "unsealed", "outside_main_activity", "same_defect", "attempt_failed", "remedy_overdue",
    "exchange_failed", "recalled", "cover_bought",
)  # fmt: skip


def moved(day: date, months: int, days: int) -> date:
    """A day so many months and days before."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, 28)) + timedelta(days=day.day - min(day.day, 28) - days)


def some_day(chance: random.Random) -> date:
    """A day of a request, often beside a leap day or in holidays."""
    if chance.random() < 0.15:
        return chance.choice(LEAP_DAYS) + timedelta(days=chance.randint(-2, 2))
    return date(2026, 1, 1) + timedelta(days=chance.randrange(1200))


def ago(chance: random.Random, today: date, *, least: int = 0) -> int:
    """Days since something, most of the time near a bound of the law."""
    kind = chance.random()
    if kind < 0.45:
        return least + chance.choice(AROUND_DAYS)
    if kind < 0.9:
        day = moved(today, chance.choice(AROUND_MONTHS), chance.randint(-2, 3) + chance.choice((0, 0, 14)))
        return max(least, (today - day).days)
    return least + chance.randrange(3000)


def maybe(chance: random.Random, value: Any, share: float = 0.75) -> Any:
    """The value, or nothing known."""
    return value if chance.random() < share else None


def whole_months(start: date, end: date) -> int:
    """As `cases.rules.facts` counts them."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    return whole - (1 if end.day < start.day else 0)


def fact_set(chance: random.Random) -> tuple[PolicyFacts, date]:
    """What a policy may know of a line, and the day of the request; it need not be likely, or even true."""
    today = some_day(chance)
    yes = chance.choice((0.03, 0.25))  # half of the lines are nothing special
    known: dict[str, Any] = {name: maybe(chance, chance.random() < yes, 0.6) for name in YES_NO}
    known["withdrawal_information_given"] = chance.choice((None, True, True, False))
    known |= {"intent": chance.choice(INTENTS), "reason": chance.choice(REASONS), "quantity": 1}
    known |= _sold(chance) | _since(chance, today)
    if chance.random() < 0.2:
        known |= _late_claim(chance, today)
    return PolicyFacts.read(known), today


def _sold(chance: random.Random) -> dict[str, Any]:
    """Who sold what to whom."""
    return {
        "country": maybe(chance, chance.choice(COUNTRIES), 0.9),
        "channel": maybe(chance, chance.choice(FACTS["channel"].domain), 0.95),
        "seller": maybe(chance, chance.choice(("us", "us", "us", "third_party_trader", "private"))),
        "buyer_kind": maybe(chance, chance.choice((*["consumer"] * 4, "professional")), 0.95),
        "contract": maybe(chance, chance.choice(("goods", "goods", "goods", *CONTRACTS)), 0.5),
        "employees": maybe(chance, chance.choice((0, 4, 5, 6, 300))),
        "warranty_months": maybe(chance, chance.choice((0, 1, 12, 24, 25, 36, 60)), 0.5),
        "repairs_done": maybe(chance, chance.choice((0, 0, 1, 2, 5)), 0.6),
        "line_value": maybe(chance, 4000, 0.9), "currency": maybe(chance, "EUR", 0.9),
    }  # fmt: skip


def _since(chance: random.Random, today: date) -> dict[str, Any]:
    """How long ago things happened, if they did and somebody knows."""
    delivered = ago(chance, today) if chance.random() < 0.85 else None
    contract = ago(chance, today, least=delivered or 0) if chance.random() < 0.5 else (delivered or 0) + 2
    told: dict[str, Any] = {
        "days_since_contract": maybe(chance, contract, 0.95), "delivered": delivered is not None,
        **{name: maybe(chance, ago(chance, today), 0.4)
           for name in ("days_since_defect", "days_since_hand_back", "days_since_wish")},
    }  # fmt: skip
    if delivered is None:
        return told
    if chance.random() < 0.05:
        return told | {"delivered": None}
    months = whole_months(today - timedelta(days=delivered), today)
    return told | {"days_since_delivery": delivered, "months_since_delivery": months}


def _late_claim(chance: random.Random, today: date) -> dict[str, Any]:
    """A consumer's claim about the time a guarantee ends, of a fault that showed or was mended before."""
    received = moved(today, chance.choice((22, 23, 24, 25, 26, 27, 28, 36, 38)), chance.randint(-3, 3))
    days = (today - received).days
    return {
        "country": chance.choice(("FR", "BE", "DE", "DE", "ES", "IT")), "seller": "us", "contract": "goods",
        "buyer_kind": "consumer", "warranty_months": chance.choice((None, 24, 25, 36)),
        "intent": "claim", "reason": "defective", "delivered": True,
        "days_since_delivery": days, "months_since_delivery": whole_months(received, today),
        "days_since_contract": days + 3, "repairs_done": chance.choice((None, 0, 0, 1)),
        "days_since_defect": maybe(chance, chance.choice((0, 5, 28, 58, 61, 62, 90, 118, 121, 122, 123))),
        "days_since_hand_back": maybe(chance, chance.choice((1, 20, 40, 58, 59, 60, 61, 62, 63)), 0.6),
    }  # fmt: skip
