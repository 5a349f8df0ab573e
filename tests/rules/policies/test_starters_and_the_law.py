"""No starter gives anybody less than the law: random people, on days that lie at the bounds."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from savoir.kernel.values.answers import YES
from savoir.law.covers import covers
from savoir.law.rights import rights as rights_of
from savoir.law.values import Basis, Gap
from savoir.policies import starters, tables
from savoir.policies.facts import FACTS, Point, PolicyFacts, Value
from savoir.policies.proof.people import law_facts_of
from savoir.policies.tables import Compiled

OFFER = (Point.ELIGIBILITY, Point.RETURN_WAY, Point.EVIDENCE)
COMPILED = {name: tables.compile(starters.load(name)) for name in starters.names()}
FIRST_DAY = date(2026, 10, 1)
# Bounds of the starters and of the law, and the days around them.
BOUNDS = (0, 1, 9, 14, 15, 30, 31, 60, 61, 77, 78, 90, 91, 100, 101, 365, 366, 379, 730, 731, 760, 1095, 1096)
AMOUNTS = (0, 1500, 1501, 2000, 2001, 2500, 2501, 5000, 5001, 30_000)
YES_OR_NO = (
    "hygiene_sealed", "unsealed", "made_to_order", "perishable", "second_hand", "photo_given",
    "withdrawal_information_given", "return_cost_announced", "attempt_failed", "remedy_overdue",
    "outside_main_activity", "serial_tracked", "recalled", "exchange_failed",
)  # fmt: skip
MAYBE = st.sampled_from([None, True, False])
DAYS = st.sampled_from(BOUNDS) | st.integers(0, 1200)


@st.composite
def people(draw: st.DrawFn) -> tuple[dict[str, Value], date]:
    """What a policy knows of anybody, and the day he asks; what is not told is left out."""
    today = FIRST_DAY + timedelta(days=draw(st.integers(0, 130)))
    received = draw(st.none() | DAYS)
    bought = (received or 0) + draw(st.integers(0, 12))
    told: dict[str, Value | None] = {
        name: draw(st.sampled_from(FACTS[name].domain))
        for name in ("intent", "reason", "channel", "contract")
    }
    told |= {name: draw(st.none() | st.sampled_from(FACTS[name].domain)) for name in ("buyer_kind", "seller")}
    told |= {name: draw(MAYBE) for name in YES_OR_NO}
    told |= {
        "country": draw(st.sampled_from(["FR", "BE", "DE", "ES", "IT", "PT", None])), "currency": "EUR",
        "line_value": draw(st.sampled_from(AMOUNTS)), "asked_on": today.isoformat(),
        "delivered": received is not None, "days_since_delivery": received, "days_since_contract": bought,
        "contract_on": (today - timedelta(days=bought)).isoformat(),
        "months_since_delivery": None if received is None else received // 31,
        "dangerous_goods": draw(st.sampled_from([None, "lithium_battery"])),
        "warranty_months": draw(st.sampled_from([None, 0, 24, 25, 60])),
        "employees": draw(st.sampled_from([None, 3, 5, 6])),
        "repairs_done": draw(st.sampled_from([None, 0, 1])),
        "days_since_wish": draw(st.sampled_from([None, 0, 14, 40])),
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}, today


def gaps(compiled: Compiled, known: dict[str, Value], today: date) -> tuple[Gap, ...]:
    """Where the starter's whole offer lies below the law; what the house reckons itself is reckoned here."""
    facts = law_facts_of(known, today)
    rights = rights_of(facts, today)
    reckoned: dict[str, Any] = {
        "withdrawal_open": rights.answer(Basis.WITHDRAWAL) is YES,
        "guarantee_open": rights.answer(Basis.CONFORMITY) is YES,
    }
    verdict = tables.decide_together(compiled, OFFER, PolicyFacts.read({**known, **reckoned}))
    right = rights.of(tables.basis_of_request(str(known["intent"]), str(known["reason"])))
    return covers(tables.offer_of(verdict.outputs, right, facts, today), rights)


@pytest.mark.thorough
@settings(max_examples=examples(400, 800))
@given(people())
def test_nobody_falls_below_the_law_with_a_starter(person: tuple[dict[str, Value], date]) -> None:
    for name, compiled in COMPILED.items():
        assert (name, gaps(compiled, *person)) == (name, ())


def _without(name: str, *, row: str, **then: Any) -> Compiled:
    """A starter of which one row says something else."""
    document = starters.load(name)
    [found] = [one for table in document["tables"] for one in table["rows"] if one["id"] == row]
    found["then"] = {**found["then"], **then}
    return tables.compile(document)


IN_TIME: dict[str, Value] = {
    "intent": "withdrawal", "reason": "changed_mind", "channel": "web", "contract": "goods", "country": "FR",
    "buyer_kind": "consumer", "seller": "us", "delivered": True, "days_since_delivery": 9,
    "days_since_contract": 12, "asked_on": "2026-10-12", "contract_on": "2026-09-30", "line_value": 4000,
    "currency": "EUR", "withdrawal_information_given": True, "return_cost_announced": False,
    "made_to_order": False, "perishable": False, "hygiene_sealed": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "row", "then", "article"),
    [
        ("home", "retractation", {"remedies": ["store_credit"]}, "L221-18"),
        ("home", "retractation", {"fee_amount": 500}, "L221-24"),
        ("home", "retractation", {"window_days": 7}, "L221-18"),
        ("home", "non-annonce", {"return_paid_by": "customer"}, "L221-23"),
        ("home", "rien", {"documents": ["original_packaging"]}, "L221-29"),
    ],
)
def test_a_starter_that_gave_less_would_be_seen(
    name: str, row: str, then: dict[str, Any], article: str
) -> None:
    assert gaps(COMPILED[name], IN_TIME, FIRST_DAY + timedelta(days=11)) == ()
    [gap] = gaps(_without(name, row=row, **then), IN_TIME, FIRST_DAY + timedelta(days=11))
    assert gap.article == article
