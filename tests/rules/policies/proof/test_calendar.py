"""What a solver says in days ago is tried on days that there are."""

from datetime import date
from typing import Any

from savoir.law.values import Basis
from savoir.policies.proof.calendar import LOOKED_AT_DAYS, real_day, with_real_days

TODAY = date(2026, 11, 23)  # a Monday
CLAIM: dict[str, Any] = {
    "intent": "withdrawal", "reason": "changed_mind", "country": "FR", "channel": "web", "seller": "us",
    "buyer_kind": "consumer", "delivered": True, "days_since_contract": 20,
    "withdrawal_information_given": True,
}  # fmt: skip


def told(days: int, **more: Any) -> dict[str, Any]:
    """What a model says of a thing that came so many days ago."""
    return {**CLAIM, "days_since_delivery": days, **more}


def test_the_fifteenth_day_is_in_time_when_the_fourteenth_was_a_sunday() -> None:
    known = real_day(told(15), TODAY, Basis.WITHDRAWAL, is_yes=True)
    assert known is not None
    asked_on = date.fromisoformat(str(known["asked_on"]))
    assert asked_on.isoweekday() == 1, "the fourteenth day was the Sunday before"
    assert known["withdrawal_open"] is True
    assert known["delivered_on"] == date.fromordinal(asked_on.toordinal() - 15).isoformat()
    assert known["contract_on"] == date.fromordinal(asked_on.toordinal() - 20).isoformat()


def test_an_ordinary_tuesday_is_tried_before_any_other_day() -> None:
    known = real_day(told(14), TODAY, Basis.WITHDRAWAL, is_yes=True)
    assert known is not None
    assert known["asked_on"] == "2026-11-24"
    first, second = [
        next(days) for days in [with_real_days(told(3, asked_on="2027-05-06"), TODAY)] for _ in (1, 2)
    ]
    assert (first["asked_on"], second["asked_on"]) == ("2026-11-24", "2027-05-06")


def test_what_no_calendar_bears_out_is_no_counter_example() -> None:
    assert real_day(told(15, withdrawal_open=False), TODAY, Basis.WITHDRAWAL, is_yes=True) is None
    assert real_day(told(20), TODAY, Basis.WITHDRAWAL, is_yes=True) is None
    assert real_day(told(14), TODAY, Basis.WITHDRAWAL, is_yes=False) is None


def test_two_years_are_over_on_the_seven_hundred_and_thirty_first_day_unless_one_was_longer() -> None:
    claim = {**CLAIM, "intent": "claim", "reason": "defective", "repairs_done": 0, "days_since_contract": 740}
    longer = {**claim, "days_since_delivery": 731}
    known = real_day(longer, date(2027, 12, 1), Basis.CONFORMITY, is_yes=True)
    assert known is not None
    received = date.fromisoformat(str(known["delivered_on"]))
    assert date(2026, 3, 1) <= received <= date(2028, 2, 29), "29 February 2028 lies between"
    assert real_day(longer, date(2025, 1, 1), Basis.CONFORMITY, is_yes=True) is not None
    assert real_day({**claim, "days_since_delivery": 732}, TODAY, Basis.CONFORMITY, is_yes=True) is None


def test_months_are_those_of_the_days_and_days_with_other_months_are_left_out() -> None:
    found = list(with_real_days(told(30, months_since_delivery=1), TODAY))
    assert 0 < len(found) < LOOKED_AT_DAYS
    assert {known["months_since_delivery"] for known in found} == {1}
    assert len(list(with_real_days(told(30), TODAY))) == LOOKED_AT_DAYS + 1


def test_a_day_of_the_calendar_gives_the_days_since_and_nobody_asks_before_it() -> None:
    found = {one["asked_on"]: one for one in with_real_days({"contract_on": "2026-11-26"}, TODAY)}
    assert "2026-11-25" not in found
    assert found["2026-11-30"]["days_since_contract"] == 4
    assert "days_since_delivery" not in found["2026-11-30"]
