"""A person of the proof is told as people speak: what she bought, when it came, what she asks."""

import json
from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from savoir.kernel.values.calendars import BusinessCalendar, Slot
from savoir.policies.facts import Point, Value
from savoir.policies.proof.requests import Request
from savoir.policies.proof.telling import person
from savoir.policies.proof.wording import NAMES_OF_POINTS
from savoir.web.console.policies.words import POINTS

CLAIM: dict[str, Value] = {"intent": "claim", "reason": "defective", "channel": "web", "contract": "goods"}


@pytest.mark.parametrize(
    ("facts", "french", "english"),
    [
        ({}, "Une cliente française", "A French customer"),
        ({"country": "US"}, "Une cliente (US)", "A (US) customer"),
        ({"buyer_kind": "professional"}, "Une cliente professionnelle française",
         "A professional French customer"),
        ({"buyer_kind": "professional", "employees": 4},
         "Une cliente professionnelle française de 4 salariés",
         "A professional French customer with 4 employees"),
    ],
)  # fmt: skip
def test_who_she_is(facts: dict[str, Value], french: str, english: str) -> None:
    fr, en = person({**CLAIM, **facts})
    assert (fr.split(", ")[0], en.split(", ")[0]) == (french, english)


@pytest.mark.parametrize(
    ("facts", "french"),
    [
        ({"days_since_delivery": 9, "months_since_delivery": 0}, "reçu il y a 9 jours"),
        ({"days_since_delivery": 700, "months_since_delivery": 23}, "reçu il y a 23 mois"),
        ({"days_since_delivery": 700}, "reçu il y a 700 jours"),
        ({"days_since_delivery": 9, "reason": "never_arrived"},
         "livré il y a 9 jours d’après le transporteur"),
    ],
)  # fmt: skip
def test_when_it_came(facts: dict[str, Value], french: str) -> None:
    assert french in person({**CLAIM, **facts})[0]
    assert "il y a" not in person(CLAIM)[0]


def test_what_rows_tested_is_told_even_if_it_is_unusual() -> None:
    facts: dict[str, Value] = {**CLAIM, "line_value": 2050, "serial_tracked": False, "quantity": 2}
    fr, en = person(facts, ["line_value", "serial_tracked", "quantity", "quantity", "weight_grams"])
    assert "20,50 €" in fr
    assert "€20.50" in en
    assert (fr.count(": non"), en.count(": no"), en.count(": 2")) == (1, 1, 1)
    assert "20,50" not in person(facts)[0]


def test_a_point_is_named_as_the_page_names_its_tables() -> None:
    with translation.override("fr"):
        french = {point: str(words) for point, words in POINTS.items()}
    with translation.override("en"):
        assert {point: (french[point], str(words)) for point, words in POINTS.items()} == NAMES_OF_POINTS
    assert set(NAMES_OF_POINTS) == set(Point)


def test_a_request_sent_out_comes_back_the_same() -> None:
    slots = (Slot(0, time(9), time(18)), Slot(4, time(9), time(12, 30)))
    calendar = BusinessCalendar("Europe/Paris", slots, frozenset({date(2026, 12, 25)}))
    begins = datetime(2026, 12, 1, tzinfo=UTC)
    for asked in (
        Request({"format": 2}, "d" * 64, begins),
        Request({"format": 2}, "d" * 64, begins, calendar, is_business_clock=False, seconds=3.5),
    ):
        assert Request.read(json.loads(json.dumps(asked.plain()))) == asked
