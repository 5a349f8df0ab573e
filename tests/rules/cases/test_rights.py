"""What is still possible on a line, and until which day."""

from datetime import date, datetime

import pytest
from tests.rules.cases.sold import DECLARED, ZONE, policy, rules, says, sold, table

from savoir.cases.rules import rights_of_line
from savoir.cases.rules.answering import PolicyInForce
from savoir.cases.values import LineRights
from savoir.orders.values import SaleLine


def at(day: str) -> datetime:
    """Ten in the morning of a day, in UTC."""
    return datetime.fromisoformat(f"{day}T10:00:00+00:00")


def rights(sale: SaleLine, today: str = "2026-11-04", in_force: PolicyInForce | None = None) -> LineRights:
    """The rights of a line on a day."""
    return rights_of_line(
        sale, DECLARED, (in_force, None), today=date.fromisoformat(today), zone=ZONE, open_case="SAV-1"
    )


@pytest.mark.parametrize(
    ("delivered", "until"),
    [
        ("2026-11-02", "2026-11-16"),  # a Monday: the fourteenth day
        ("2026-10-31", "2026-11-16"),  # ends on a Saturday: Monday (L221-19)
        ("2026-11-01", "2026-11-16"),  # ends on a Sunday: Monday
        ("2026-10-28", "2026-11-12"),  # ends on Armistice Day: Thursday
        ("2026-12-11", "2026-12-28"),  # Christmas on Friday, then the weekend
        ("2027-03-15", "2027-03-30"),  # Easter Monday
    ],
)
def test_fourteen_days_roll_over_days_off(delivered: str, until: str) -> None:
    found = rights(sold(delivered_at=at(delivered)), today=delivered)
    assert (found.withdrawal, found.withdrawal_until) == ("yes", date.fromisoformat(until))
    assert found.received_on == date.fromisoformat(delivered)


def test_the_period_waits_for_the_last_parcel() -> None:
    two = (at("2026-11-02"), at("2026-11-06"))
    assert rights(sold(order_delivered_at=two), today="2026-11-06").withdrawal_until == date(2026, 11, 20)
    coming = rights(sold(order_delivered_at=(at("2026-11-02"), None)), today="2027-02-01")
    assert coming.withdrawal == "yes"


def test_what_has_not_come_has_no_last_day() -> None:
    found = rights(sold(delivered_at=None), in_force=policy())
    assert (found.received_on, found.withdrawal_until, found.policy_until) == (None, None, None)
    assert found.withdrawal == "yes"


@pytest.mark.parametrize(
    ("flags", "article"),
    [({"made_to_order": True}, "L221-28 3°"), ({"perishable": True}, "L221-28 4°")],
)
def test_an_exception_is_named_with_its_words(flags: dict[str, bool], article: str) -> None:
    found = rights(sold(**flags))
    assert (found.withdrawal, found.exception) == ("no", article)
    assert found.exception_fr
    assert found.exception_en
    assert found.exception_fr != found.exception_en


def test_a_seal_is_no_exception_before_it_is_opened() -> None:
    assert rights(sold(hygiene_sealed=True)).exception == ""


def test_the_period_over_is_no_exception() -> None:
    found = rights(sold(), today="2026-11-17")
    assert (found.withdrawal, found.exception) == ("no", "")


@pytest.mark.parametrize(("delivered", "until"), [("2026-11-02", "2028-11-02"), ("2024-02-29", "2026-02-28")])
def test_the_guarantee_lasts_two_years_to_the_day(delivered: str, until: str) -> None:
    found = rights(sold(delivered_at=at(delivered)), today=delivered)
    assert found.guarantee_until == date.fromisoformat(until)


def test_the_brands_own_window_stands_beside_the_law() -> None:
    found = rights(sold(), today="2026-11-20", in_force=policy())
    assert (found.withdrawal, found.policy_until) == ("no", date(2026, 12, 2))
    assert rights(sold(), today="2026-12-10", in_force=policy()).policy_until is None


@pytest.mark.parametrize(
    ("delivered", "today", "until"),
    [
        ("2026-11-23", "2026-12-30", "2027-01-31"),  # bought on 20 November: until the end of January
        ("2026-12-27", "2027-01-31", "2027-01-31"),  # bought on 24 December
        ("2026-12-28", "2027-01-31", None),  # bought on 25 December: thirty days, and they are over
        ("2026-11-17", "2026-12-30", None),  # bought on 14 November
        ("2026-11-23", "2027-02-01", None),
    ],
)
def test_what_was_bought_for_the_holidays_comes_back_until_the_end_of_january(
    delivered: str, today: str, until: str | None
) -> None:
    found = rights(sold(delivered_at=at(delivered)), today=today, in_force=policy())
    assert found.policy_until == (date.fromisoformat(until) if until else None)


@pytest.mark.parametrize(
    ("until", "day"),
    [("02-29", "2027-02-28"), ("10-30", "2026-11-12"), ("10-29", "2027-10-29"), ("11-03", "2026-11-12")],
)
def test_a_day_of_every_year_is_the_next_one_after_the_purchase(until: str, day: str) -> None:
    """Bought on 30 October 2026, here ten days from delivery on 2 November; the later day holds."""
    in_force = says({"remedies": ["refund"], "window_days": 10, "window_until": until})
    assert rights(sold(), today="2026-11-05", in_force=in_force).policy_until == date.fromisoformat(day)


def test_a_store_sale_has_the_stores_window_and_no_withdrawal() -> None:
    found = rights(sold(channel="store"), in_force=policy())
    assert (found.withdrawal, found.exception) == ("no", "")
    assert found.policy_until == date(2026, 12, 2)
    assert found.open_case == "SAV-1"


def kept(days: int, digest: str, *, better: bool) -> PolicyInForce:
    """A brand that takes a change of mind back for so many days."""
    window = table("eligibility", ("Repris", {}, {"remedies": ["refund"], "window_days": days}))
    return rules(window, digest=digest * 32, better_of_today=better)


@pytest.mark.parametrize(
    ("then", "now", "better", "until"),
    [
        (20, 40, True, "2026-12-12"),
        (40, 20, True, "2026-12-12"),
        (20, 40, False, "2026-11-22"),
        (20, None, True, "2026-11-22"),
        (None, 40, True, None),
    ],
)
def test_the_longer_of_both_periods_is_told_where_a_version_promises_it(
    then: int | None, now: int | None, better: bool, until: str | None
) -> None:
    bought, today = (
        kept(days, name, better=better) if days else None for days, name in ((then, "a"), (now, "b"))
    )
    found = rights_of_line(
        sold(), DECLARED, (bought, today), today=date(2026, 11, 4), zone=ZONE, open_case=""
    )
    assert found.policy_until == (date.fromisoformat(until) if until else None)
