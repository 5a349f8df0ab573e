"""What a brand declared of its sales and what a cover bought with a vase tells the law; never a guess."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.rules.cases.sold import DECLARED, DELIVERED, ZONE, answer, ask, sold

from savoir.cases.rules import law_facts, with_declared
from savoir.cases.states import Intent, Reason
from savoir.kernel.values.money import Money
from savoir.law import values as law
from savoir.orders.covers import Cover
from savoir.orders.states import CoverKind
from savoir.orders.values import SaleLine

TODAY = date(2026, 11, 10)


def told(sale: SaleLine, reason: Reason = Reason.DEFECTIVE, on: date = TODAY, **declared: Any) -> law.Facts:
    """What the law knows of a claim about the vase."""
    asked = ask(Intent.CLAIM, reason)
    return law_facts(with_declared(sale, declared), asked, declared, asked_on=on, zone=ZONE)


def test_what_nobody_said_stays_unknown() -> None:
    vase = sold(is_professional=None)
    assert with_declared(vase, {}) is vase
    assert with_declared(vase, {"buyer_kind": "anybody", "contract_kind": "a dream"}) is vase
    assert (told(vase).buyer, told(vase).info_given) == (None, None)
    assert told(vase, withdrawal_information_given="oui").info_given is None, "only a yes or a no is one"


@pytest.mark.parametrize(
    ("kind", "buyer"), [("consumer", law.Buyer.CONSUMER), ("professional", law.Buyer.PROFESSIONAL)]
)
def test_a_brand_says_who_buys_where_its_shop_does_not(kind: str, buyer: law.Buyer) -> None:
    assert told(sold(is_professional=None), buyer_kind=kind).buyer is buyer
    assert told(sold(is_professional=False), buyer_kind=kind).buyer is law.Buyer.CONSUMER


def test_a_brand_of_services_says_so_once() -> None:
    assert told(sold()).contract is law.Contract.GOODS
    assert told(sold(), contract_kind="service").contract is law.Contract.SERVICE
    assert told(sold(contract_kind="goods"), contract_kind="service").contract is law.Contract.GOODS


def test_the_products_own_word_goes_before_what_was_declared_of_its_category() -> None:
    declared = {"hygiene_sealed": True, "made_to_order": True, "warranty_months": 36}
    found = told(sold(hygiene_sealed=False), **declared)
    assert found.sealed_for_hygiene is False
    assert (found.made_to_spec, found.commercial_warranty_months) == (True, 36)
    spoken = sold(hygiene_sealed=False, made_to_order=False, warranty_months=24)
    assert with_declared(spoken, declared) is spoken


def test_a_firm_says_its_size_and_an_agreed_day_is_told() -> None:
    firm = sold(is_professional=True, buyer_employees=4, outside_main_activity=True)
    assert (told(firm).employees, told(firm).outside_main_activity) == (4, True)
    day = date(2026, 11, 6)
    assert told(sold(agreed_delivery_on=day, date_is_essential=True)).agreed_delivery_on == day


def test_a_country_nobody_told_is_unknown() -> None:
    assert (told(sold(country="BE")).country, told(sold(country="")).country) == ("BE", None)


def test_the_day_of_a_line_is_that_of_its_own_parcel() -> None:
    first, second = DELIVERED, DELIVERED + timedelta(days=3)
    both = told(sold(order_delivered_at=(first, second), line_delivered_at=second))
    assert (both.delivered_on, both.more_to_come) == (second.date(), False)
    alone = told(sold(order_delivered_at=(first,), line_delivered_at=second))
    assert alone.delivered_on == second.date(), "a parcel of its own, sent after the order's"
    waiting = told(sold(order_delivered_at=(first, None), line_delivered_at=None))
    assert (waiting.delivered_on, waiting.more_to_come) == (None, True)


def test_units_that_came_back_are_paid_once_and_never_those_that_are_asked_about() -> None:
    cent = {"discount": Money(100, "EUR")}  # 119 euros for three: one of them is paid a cent more
    whole = law_facts(sold(**cent), ask(quantity=3), {}, asked_on=TODAY, zone=ZONE).paid
    again = law_facts(sold(**cent, returned_qty=2), ask(quantity=3), {}, asked_on=TODAY, zone=ZONE).paid
    assert whole == again == Money(11_900, "EUR")
    shares = [
        law_facts(sold(**cent, returned_qty=back), ask(), {}, asked_on=TODAY, zone=ZONE).paid
        for back in (0, 1, 2)
    ]
    assert shares == [sold(**cent).paid_for(1, before=back) for back in (0, 1, 2)]
    assert len(set(shares)) == 2


def test_a_wish_for_an_exchange_keeps_its_day_and_a_claim_is_none() -> None:
    exchange = law_facts(sold(), ask(Intent.EXCHANGE), {}, asked_on=TODAY, zone=ZONE)
    assert (exchange.wish_on, exchange.withdrawn_on) == (TODAY, None)
    assert told(sold()).wish_on is None


def test_a_thing_lost_or_broken_on_its_way_is_told_as_that() -> None:
    assert told(sold(), Reason.DAMAGED_ON_ARRIVAL).lost_or_broken_in_transit is True
    assert told(sold(), Reason.DEFECTIVE).lost_or_broken_in_transit is None


def test_without_a_cover_nothing_is_said_of_one() -> None:
    assert (told(sold()).cover_bought, told(sold(cover=Cover(False))).cover_bought) == (None, False)


def test_a_cover_is_bought_with_the_thing_unless_another_day_is_told() -> None:
    assert told(sold(cover=Cover(True))).cover_sold_on == date(2026, 10, 30)
    later = Cover(True, sold_on=date(2026, 11, 12))
    assert told(sold(cover=later)).cover_bought is None, "asked before it was bought"
    assert told(sold(cover=later), on=date(2026, 11, 12)).cover_bought is True


@pytest.mark.parametrize(
    ("kind", "is_insurance"), [(None, None), (CoverKind.INSURANCE, True), (CoverKind.EXTENSION, False)]
)
def test_an_insurance_is_no_longer_warranty(kind: CoverKind | None, is_insurance: bool | None) -> None:
    assert told(sold(cover=Cover(True, kind=kind))).cover_is_insurance is is_insurance


def test_a_cover_says_what_it_answers_for_and_a_fault_is_a_breakdown() -> None:
    cover = Cover(True, kind=CoverKind.INSURANCE, perils=("breakdown", "theft"))
    found = told(sold(cover=cover))
    assert found.cover_perils == (law.Peril.BREAKDOWN, law.Peril.THEFT)
    assert found.peril is law.Peril.BREAKDOWN
    assert told(sold(cover=Cover(True))).cover_perils is None
    assert told(sold(cover=cover), Reason.CHANGED_MIND).peril is None


def test_a_cover_given_up_is_given_up_from_that_day_on() -> None:
    cover = Cover(True, renounced_on=date(2026, 11, 9))
    assert told(sold(cover=cover)).cover_renounced_on == date(2026, 11, 9)
    assert told(sold(cover=cover), on=date(2026, 11, 9)).cover_renounced_on == date(2026, 11, 9)
    assert told(sold(cover=cover), on=date(2026, 11, 8)).cover_renounced_on is None


def test_what_was_declared_answers_a_request_as_if_it_had_been_exported() -> None:
    asked = ask()
    open_question = answer(sold(is_professional=None), asked, None, on=TODAY)
    declared = {**DECLARED, "buyer_kind": "consumer"}
    said = answer(sold(is_professional=None), asked, None, on=TODAY, declared=declared)
    assert (open_question.law_answer, said.law_answer) == ("needs_facts", "yes")
