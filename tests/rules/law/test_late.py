"""What a late refund costs: by the day, by the steps of its article, never less for waiting longer."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.kernel.values.money import Money
from savoir.law.late import Late, Tier, outlook, surcharge
from savoir.law.parameters import article

DUE = date(2026, 3, 16)
SIGNED = date(2026, 2, 1)
TWO_HUNDRED = Money(200_00, "EUR")


def owed(days_late: int, kind: Late = Late.WITHDRAWAL) -> tuple[str, int, int, int]:
    """(tier, share, certain cents, possible cents) on two hundred euros, so many days late."""
    told = surcharge(TWO_HUNDRED, DUE, DUE + timedelta(days=days_late), kind, contract_on=SIGNED)
    return str(told.tier), told.basis_points, told.surcharge.minor, told.at_most.minor


@pytest.mark.parametrize(
    ("days_late", "share"), [(11, 500), (20, 500), (21, 1000), (30, 1000), (31, 2000), (60, 2000), (61, 5000),
                             (90, 5000), (91, 5000), (121, 5500), (151, 6000)],
)  # fmt: skip
def test_a_withdrawal_refund_climbs_the_steps_of_l242_4(days_late: int, share: int) -> None:
    assert owed(days_late)[:3] == ("share", share, 200_00 * share // 10_000)


@pytest.mark.parametrize("kind", [Late.DELIVERY, Late.POSTAGE, Late.CONFORMITY])
@pytest.mark.parametrize(
    ("days_late", "share"), [(1, 1000), (14, 1000), (15, 2000), (30, 2000), (31, 5000), (900, 5000)]
)
def test_the_other_scales_have_three_steps_and_no_end(kind: Late, days_late: int, share: int) -> None:
    assert owed(days_late, kind)[:2] == ("share", share)


def test_a_contract_of_2020_keeps_the_former_scale_of_delivery() -> None:
    """L241-4 had steps of 30 and 60 days until May 2022."""
    old = surcharge(TWO_HUNDRED, DUE, DUE + timedelta(days=29), Late.DELIVERY, contract_on=date(2020, 1, 1))
    assert old.basis_points == 1000


def test_ten_days_are_interest_for_certain_and_five_percent_perhaps() -> None:
    """The text puts day 10 into both steps: the lower one is owed, the seller is warned of the higher."""
    assert owed(10) == ("legal_interest", 0, 37, 10_00)
    assert owed(1)[2] == 4
    assert owed(1)[3] == 13_34  # read as a flat rate


def test_the_price_is_doubled_at_most_then_interest_runs_on() -> None:
    capped = surcharge(TWO_HUNDRED, DUE, date(2027, 4, 14), Late.WITHDRAWAL, contract_on=SIGNED)
    later = surcharge(TWO_HUNDRED, DUE, date(2028, 4, 14), Late.WITHDRAWAL, contract_on=SIGNED)
    assert (capped.tier, capped.basis_points) == (Tier.CAPPED, 10_000)
    assert capped.surcharge.minor == 200_00
    assert later.surcharge.minor == 200_00 + 13_38  # 366 days at 6.67 % a year, by the day
    assert later.article == "L242-4"


def test_what_is_paid_on_the_last_day_or_before_costs_nothing() -> None:
    for days_late in (0, -5):
        assert owed(days_late) == ("in_time", 0, 0, 0)


def test_the_outlook_names_each_day_on_which_it_gets_dearer() -> None:
    steps = outlook(TWO_HUNDRED, DUE, DUE + timedelta(days=95), Late.WITHDRAWAL, contract_on=SIGNED)
    assert [((day - DUE).days, told.basis_points) for day, told in steps] == [
        (1, 0), (11, 500), (21, 1000), (31, 2000), (61, 5000),
    ]  # fmt: skip
    assert not outlook(TWO_HUNDRED, DUE, DUE, Late.WITHDRAWAL, contract_on=SIGNED)


@given(
    st.integers(0, 10**7), st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(-40, 800),
    st.integers(0, 400),
    st.sampled_from(Late), st.dates(date(2018, 1, 1), date(2027, 12, 31)),
)  # fmt: skip
def test_waiting_longer_never_costs_less(
    cents: int, due_on: date, days_late: int, more: int, kind: Late, signed: date
) -> None:
    due = Money(cents, "EUR")
    now, later = (
        surcharge(due, due_on, due_on + timedelta(days=days_late + extra), kind, contract_on=signed)
        for extra in (0, more)
    )
    assert Money.zero("EUR") <= now.surcharge <= later.surcharge
    assert now.surcharge <= now.at_most
    assert now.basis_points <= later.basis_points
    assert article(now.article).fr
