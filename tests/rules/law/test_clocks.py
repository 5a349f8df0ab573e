"""What falls due by the law: each day with its article, whose it is, and what being late costs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.kernel.values.days import Place, days
from savoir.kernel.values.money import Money
from savoir.law import clocks
from savoir.law.carriers import Carriage, Handover, Loss
from savoir.law.late import Late, outlook
from savoir.law.mediation import Dispute
from savoir.law.parameters import article, national
from savoir.law.values import Basis, Buyer, Party, Seller

CONTRACT = date(2026, 10, 1)
DAYS = st.dates(date(2022, 6, 1), date(2035, 12, 31))
BROKEN = Handover(
    carriage=Carriage.DOMESTIC, place=Place.METROPOLE, loss=Loss.DAMAGED, received_on=date(2026, 11, 10),
    taken_by_consumer=True,
)  # fmt: skip
REFUSED = Dispute(
    buyer=Buyer.CONSUMER, seller=Seller.TRADER, complained_on=date(2026, 11, 3),
    refused_on=date(2026, 11, 9),
)  # fmt: skip


@pytest.mark.parametrize("basis", list(Basis))
def test_the_refund_of_every_basis_has_an_article_that_the_file_tells(basis: Basis) -> None:
    found = clocks.refund(basis.value, CONTRACT)
    assert article(found.article).fr
    assert (found.clock, found.whose, found.due_on) == (clocks.Clock.REFUND, Party.SELLER, CONTRACT)
    assert found.late is clocks.scale_of(basis.value)


def test_a_refund_that_no_law_asks_for_is_the_contract_s() -> None:
    assert clocks.refund("", CONTRACT)[2:] == ("C. civ. 1103", CONTRACT, None, None)
    assert clocks.scale_of("") is None


def test_each_late_refund_has_the_scale_of_its_own_chapter() -> None:
    kinds = {basis: clocks.scale_of(basis) for basis in ("withdrawal", "delivery", "conformity", "recall")}
    assert kinds == {
        "withdrawal": Late.WITHDRAWAL, "delivery": Late.DELIVERY, "conformity": Late.CONFORMITY,
        "recall": None,
    }  # fmt: skip


def test_a_consumer_abroad_is_owed_by_his_own_article_and_without_our_scale() -> None:
    due = date(2026, 12, 25)
    assert clocks.remedy(due) == (clocks.Clock.REMEDY, Party.SELLER, "L217-10", due, None, None)
    german = clocks.refund("withdrawal", due, "DE")
    assert (german.article, german.due_on, german.late) == (national("L221-24", "DE"), due, None)
    assert german.article != "L221-24"
    assert clocks.send_back(due, "DE").article == national("L221-23", "DE")
    assert clocks.refund("withdrawal", due, "RE").late is Late.WITHDRAWAL


def test_postage_comes_back_within_fourteen_days_of_being_told_but_not_before_it_was_paid() -> None:
    told = date(2026, 11, 2)
    assert clocks.postage(told, date(2026, 11, 5), contract_on=CONTRACT).due_on == date(2026, 11, 16)
    late = clocks.postage(told, date(2026, 11, 20), contract_on=CONTRACT)
    assert (late.due_on, late.article, late.late) == (date(2026, 11, 20), "L241-6", Late.POSTAGE)


def test_the_carrier_hears_of_it_in_three_days_then_as_long_as_it_can_be_argued() -> None:
    """Armistice Day, 11 November, does not count."""
    sure = clocks.carrier_protest(BROKEN, date(2026, 11, 12))
    assert sure == (
        clocks.Clock.CARRIER_PROTEST, Party.SELLER, "C. com. L133-3", date(2026, 11, 14), None, None,
    )  # fmt: skip
    argued = clocks.carrier_protest(BROKEN, date(2026, 11, 15))
    assert argued is not None
    assert argued.due_on > date(2026, 11, 15)
    assert clocks.carrier_protest(BROKEN, argued.due_on + timedelta(days=1)) is None


def test_without_a_day_of_receipt_or_without_need_nothing_is_protested() -> None:
    assert clocks.carrier_protest(replace(BROKEN, received_on=None), CONTRACT) is None
    lost = replace(BROKEN, loss=Loss.TOTAL, due_on=date(2026, 11, 10))
    assert clocks.carrier_protest(lost, date(2026, 11, 12)) is None


def test_the_customer_s_own_days() -> None:
    back = clocks.send_back(date(2026, 11, 30))
    assert (back.whose, back.article, back.late) == (Party.CONSUMER, "L221-23", None)
    told = clocks.mediator(REFUSED, date(2026, 11, 9))
    assert told is not None
    assert (told.whose, told.article) == (Party.CONSUMER, "L612-2")
    assert (told.first_on, told.due_on) == (date(2026, 11, 9), date(2027, 11, 3))


def test_no_mediator_for_a_business_nor_without_a_complaint() -> None:
    today = date(2026, 11, 9)
    assert clocks.mediator(replace(REFUSED, buyer=Buyer.PROFESSIONAL), today) is None
    assert clocks.mediator(replace(REFUSED, complained_on=None, refused_on=None), today) is None


@given(DAYS, st.sampled_from(list(Late)), st.integers(-5, 120))
def test_the_next_rise_is_the_next_step_of_the_outlook(due_on: date, kind: Late, passed: int) -> None:
    on, owed = due_on + timedelta(days=passed), Money(10_000, "EUR")
    months_on_top = days(due_on, 90)  # from there a withdrawal's scale goes on by the month
    rises = [day for day, _ in outlook(owed, due_on, months_on_top, kind, contract_on=CONTRACT)]
    later = [day for day in rises if day > on]
    found = clocks.next_rise(due_on, on, kind, contract_on=CONTRACT)
    assert found == (later[0] if later else found)
    if found is not None:
        assert found > on
