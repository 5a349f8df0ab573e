"""A recalled product and a cover bought with the goods: two bases beside the statutory guarantee."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.kernel.values.answers import Answer
from savoir.kernel.values.money import Money
from savoir.law.codes import UNION
from savoir.law.cover import cover_last_day, renunciation
from savoir.law.covers import covers
from savoir.law.floor import floor
from savoir.law.recall import remedies
from savoir.law.rights import rights
from savoir.law.values import (
    Ban,
    Basis,
    Buyer,
    Component,
    Condition,
    Facts,
    Offer,
    Party,
    Peril,
    Remedy,
    Right,
    Seller,
)

REPAIR, REPLACEMENT, REFUND = Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.REFUND
HEATER = Facts(
    buyer=Buyer.CONSUMER, seller=Seller.TRADER, condition=Condition.NEW, delivered_on=date(2025, 1, 10),
    recalled=True, recalled_on=date(2027, 6, 1), paid=Money(59_00, "EUR"),
)  # fmt: skip
TODAY = date(2032, 3, 1)
INSURED = Facts(
    buyer=Buyer.CONSUMER, seller=Seller.TRADER, condition=Condition.NEW, delivered_on=date(2026, 1, 12),
    concluded_on=date(2026, 1, 10), cover_is_insurance=True, cover_sold_on=date(2026, 1, 10),
    cover_first_on=date(2026, 1, 12), cover_last_on=date(2031, 1, 12),
    cover_perils=(Peril.BREAKDOWN, Peril.THEFT), peril=Peril.BREAKDOWN,
)  # fmt: skip
BROKEN_ON = date(2026, 11, 20)


def recall(facts: Facts, today: date = TODAY) -> Right:
    return rights(facts, today).of(Basis.RECALL)


def cover(facts: Facts, today: date = BROKEN_ON) -> Right:
    return rights(facts, today).of(Basis.COVER)


def test_seven_years_after_delivery_a_recalled_heater_is_still_put_right_for_nothing() -> None:
    right = recall(HEATER)
    assert (right.answer, right.last_day, right.first_day) == (Answer.YES, None, date(2027, 6, 1))
    assert (right.remedies, right.at_least) == ((REPAIR, REPLACEMENT, REFUND), 2)
    assert (right.refund, right.return_paid_by, right.choice_by) == (
        Money(59_00, "EUR"), Party.SELLER, Party.CONSUMER,
    )  # fmt: skip
    assert {Ban.DEMAND_A_RUNNING_GUARANTEE, Ban.CHARGE_A_FEE, Ban.IMPOSE_A_VOUCHER} <= right.merchant_may_not
    assert rights(HEATER, TODAY).answer(Basis.CONFORMITY) is not Answer.YES  # the guarantee is long over


@pytest.mark.parametrize(("known", "due"), [
    ({}, (REPAIR, REPLACEMENT, REFUND)),
    ({"repair_possible": False}, (REPLACEMENT, REFUND)),
    ({"replacement_disproportionate": True}, (REPAIR, REFUND)),
    ({"repair_possible": False, "replacement_possible": False}, (REFUND,)),
    ({"replacement_possible": False, "refund_disproportionate": True}, (REPAIR,)),
    ({"repair_possible": False, "replacement_possible": False, "refund_disproportionate": True}, (REFUND,)),
    ({"recall_remedy_failed": True, "refund_disproportionate": True}, (REFUND,)),
])  # fmt: skip
def test_the_choice_narrows_only_by_what_is_impossible_or_out_of_proportion(
    known: dict[str, bool], due: tuple[Remedy, ...]
) -> None:
    right = recall(replace(HEATER, **known))
    assert right.remedies == due == remedies(replace(HEATER, **known))
    assert right.at_least == min(2, len(due))
    assert right.needs_person is (len(due) == 1), "a choice of one is a person's word"


def test_two_of_three_are_enough_and_one_is_not() -> None:
    told = rights(HEATER, TODAY)
    two = Offer(basis=Basis.RECALL, remedies=(REPLACEMENT, REFUND))
    one = Offer(basis=Basis.RECALL, remedies=(REFUND,))
    assert covers(two, told) == ()
    assert [gap.component for gap in covers(one, told)] == [Component.REMEDIES]
    assert floor(one, told).offer.remedies == (REPAIR, REFUND)
    assert floor(Offer(basis=Basis.RECALL), told).offer.remedies == (REPAIR, REPLACEMENT)


def test_a_late_repair_gives_the_money_back_and_nothing_less() -> None:
    told = rights(replace(HEATER, recall_remedy_failed=True), TODAY)
    again = Offer(basis=Basis.RECALL, remedies=(REPAIR, REPLACEMENT))
    assert floor(again, told).offer.remedies == (REFUND, REPAIR, REPLACEMENT)
    less = Offer(basis=Basis.RECALL, remedies=(REFUND,), refund=Money(40_00, "EUR"))
    assert [gap.component for gap in covers(less, told)] == [Component.REFUND]


def test_who_bought_from_a_neighbour_is_protected_and_a_business_is_not() -> None:
    assert recall(replace(HEATER, seller=Seller.PRIVATE_INDIVIDUAL)).answer is Answer.YES
    assert recall(replace(HEATER, condition=Condition.SECOND_HAND)).answer is Answer.YES
    refused = recall(replace(HEATER, buyer=Buyer.PROFESSIONAL))
    assert (refused.answer, refused.needs_person, refused.remedies) == (Answer.NO, True, ())
    asked = recall(replace(HEATER, buyer=None))
    assert (asked.answer, asked.missing) == (Answer.NEEDS_FACTS, ("buyer",))


@given(st.sampled_from(sorted(UNION)), st.booleans())
def test_a_recall_reads_the_same_in_the_whole_union(country: str, late: bool) -> None:
    at_home = replace(HEATER, recall_remedy_failed=late)
    assert recall(replace(at_home, country=country)) == recall(at_home)


def test_outside_the_union_a_person_looks_it_up() -> None:
    abroad = recall(replace(HEATER, country="CH"))
    assert (abroad.answer, abroad.missing, abroad.needs_person) == (Answer.NEEDS_FACTS, ("country",), True)


def test_nobody_says_no_recall_without_having_looked() -> None:
    unknown = recall(replace(HEATER, recalled=None, recalled_on=None))
    assert (unknown.answer, unknown.missing) == (Answer.NEEDS_FACTS, ("recalled",))
    assert recall(replace(HEATER, recalled=False, recalled_on=None)).answer is Answer.NO
    assert recall(replace(HEATER, recalled_on=None)).answer is Answer.YES


def test_a_recall_older_than_the_regulation_is_not_under_it() -> None:
    assert recall(replace(HEATER, recalled_on=date(2024, 12, 12))).articles == ("Reg. (EU) 2023/988 art. 52",)
    assert recall(replace(HEATER, recalled_on=date(2024, 12, 13))).answer is Answer.YES


def test_the_guarantee_goes_before_the_cover_that_was_bought() -> None:
    right = cover(INSURED)
    assert (right.answer, right.last_day, right.needs_person) == (Answer.YES, date(2031, 1, 12), True)
    assert (right.yields_to, right.articles[-1]) == (Basis.CONFORMITY, "L121-4 10°")
    assert Ban.USE_THE_COVER_FIRST in right.merchant_may_not
    assert rights(INSURED, BROKEN_ON).answer(Basis.CONFORMITY) is Answer.YES


def test_a_repair_sold_under_the_cover_while_the_guarantee_runs_is_below_the_law() -> None:
    """The attempt a policy, a rule or a click could make: no remedy of the law's, its cover used up first."""
    told = rights(INSURED, BROKEN_ON)
    planted = Offer(
        basis=Basis.COVER, remedies=(REPAIR,), demands=frozenset({Ban.USE_THE_COVER_FIRST}), by_person=True
    )
    assert [(gap.component, gap.article) for gap in covers(planted, told)] == [
        (Component.DEMANDS, "L121-4 10°"),
    ]  # fmt: skip
    assert floor(planted, told).offer.demands == frozenset()
    assert covers(replace(planted, demands=frozenset()), told) == ()
    stolen = rights(replace(INSURED, peril=Peril.THEFT), BROKEN_ON)
    assert covers(planted, stolen) == (), "no guarantee answers for a theft: the cover is what is left"


def test_a_late_parcel_is_not_answered_with_the_carriers_reserves() -> None:
    late = Facts(
        buyer=Buyer.CONSUMER, seller=Seller.TRADER, concluded_on=date(2026, 9, 14), deliveries=(),
        date_is_essential=False,
    )  # fmt: skip
    told = rights(late, date(2026, 10, 20))
    planted = Offer(basis=Basis.DELIVERY, demands=frozenset({Ban.DEMAND_CARRIER_RESERVES}))
    assert [gap.component for gap in covers(planted, told)] == [Component.PERSON, Component.DEMANDS]


def test_when_the_guarantee_cannot_hold_the_cover_stands_alone() -> None:
    later = replace(
        INSURED, defect_appeared_on=date(2029, 5, 2), claimed_on=date(2029, 5, 2), repairs=0,
        immobilized_days=0,
    )  # fmt: skip
    stolen = replace(INSURED, peril=Peril.THEFT)
    for facts, today in ((later, date(2029, 5, 2)), (stolen, BROKEN_ON)):
        right = cover(facts, today)
        assert (right.answer, right.yields_to, right.articles) == (Answer.YES, None, ("C. civ. 1103",))
        assert Ban.USE_THE_COVER_FIRST not in right.merchant_may_not


@pytest.mark.parametrize(("known", "answer", "missing"), [
    ({"peril": Peril.ACCIDENT}, Answer.NO, ()),
    ({"peril": None}, Answer.NEEDS_FACTS, ("peril",)),
    ({"cover_perils": None}, Answer.NEEDS_FACTS, ("cover_perils",)),
    ({"cover_bought": None, "cover_last_on": None}, Answer.NEEDS_FACTS, ("cover_bought",)),
    ({"cover_bought": True, "cover_last_on": None}, Answer.NEEDS_FACTS, ("cover_last_on",)),
    ({"cover_bought": False}, Answer.NO, ()),
    ({"cover_first_on": date(2028, 1, 12)}, Answer.NO, ()),  # it begins when the guarantee ends
    ({"cover_last_on": date(2026, 11, 1)}, Answer.NEEDS_FACTS, ("defect_appeared_on",)),
    ({"cover_last_on": date(2026, 11, 1), "defect_appeared_on": BROKEN_ON}, Answer.NO, ()),
    ({"cover_last_on": date(2026, 11, 1), "defect_appeared_on": BROKEN_ON, "cover_is_insurance": False},
     Answer.NEEDS_FACTS, ("immobilized_days",)),
    ({"cover_renounced_on": date(2026, 1, 30)}, Answer.NO, ()),
    ({"sale_undone_on": date(2026, 2, 10)}, Answer.NO, ()),
])  # fmt: skip
def test_what_a_cover_covers(known: dict[str, object], answer: Answer, missing: tuple[str, ...]) -> None:
    right = cover(replace(INSURED, **known))
    assert (right.answer, right.missing) == (answer, missing)
    assert right.needs_person, "no machine refuses a cover"


def test_a_sale_undone_ends_its_insurance_and_names_why() -> None:
    assert cover(replace(INSURED, sale_undone_on=date(2026, 2, 10))).articles == ("L221-27",)
    assert cover(replace(INSURED, cover_renounced_on=date(2026, 2, 1))).articles == ("C. assur. L112-10",)


def test_an_extension_stands_still_in_the_workshop_an_insurance_does_not() -> None:
    assert cover_last_day(replace(INSURED, immobilized_days=20), TODAY) == date(2031, 1, 12)
    extension = replace(INSURED, immobilized_days=20, cover_is_insurance=False)
    assert cover_last_day(extension, TODAY) == date(2031, 2, 1)
    assert cover_last_day(Facts(immobilized_days=3), TODAY) is None


def test_thirty_days_to_give_up_an_insurance_that_was_not_used() -> None:
    ruling = renunciation(INSURED, date(2026, 2, 9))
    assert (ruling.answer, ruling.last_day) == (Answer.YES, date(2026, 2, 9))  # 9 February is a Monday
    assert renunciation(INSURED, date(2026, 2, 10)).answer is Answer.NO
    assert renunciation(replace(INSURED, cover_renounced_on=date(2026, 2, 9)), TODAY).answer is Answer.YES
    assert renunciation(replace(INSURED, cover_used=True), date(2026, 1, 20)).answer is Answer.NO
    assert renunciation(replace(INSURED, cover_is_insurance=False), date(2026, 1, 20)).answer is Answer.NO
    free_months = replace(INSURED, cover_first_paid_on=date(2026, 4, 10))
    assert renunciation(free_months, date(2026, 5, 1)).last_day == date(2026, 5, 11)  # 10 May is a Sunday


def test_an_unknown_cover_is_asked_about_before_its_days_are_told() -> None:
    undated = renunciation(replace(INSURED, cover_sold_on=None), date(2026, 1, 20))
    assert (undated.answer, undated.last_day) == (Answer.NEEDS_FACTS, None)
    unnamed = renunciation(replace(INSURED, cover_is_insurance=None), date(2026, 1, 20))
    assert unnamed.findings[0].missing == ("cover_is_insurance",)
    paid = renunciation(replace(INSURED, cover_sold_on=None, cover_first_paid_on=date(2026, 4, 10)), TODAY)
    assert paid.last_day == date(2026, 5, 11)
    assert renunciation(replace(INSURED, cover_sold_on=date(2022, 6, 1)), TODAY).last_day == date(2022, 6, 15)


@pytest.mark.parametrize("basis", [Basis.RECALL, Basis.COVER])
def test_what_nobody_looked_up_is_told_alike_wherever_the_customer_lives(basis: Basis) -> None:
    """The answer kept ready for nearly every line is the one that is worked out for the others."""
    plain = Facts(buyer=Buyer.CONSUMER, seller=Seller.TRADER)
    at_home, on_reunion = (rights(replace(plain, country=code), TODAY).of(basis) for code in (None, "RE"))
    assert (at_home.answer, at_home.articles, at_home.missing, at_home.needs_person, at_home.remedies) == (
        on_reunion.answer, on_reunion.articles, on_reunion.missing, on_reunion.needs_person,
        on_reunion.remedies,
    )  # fmt: skip
    assert at_home.merchant_may_not == on_reunion.merchant_may_not
    assert (at_home.choice_by, at_home.return_paid_by) == (on_reunion.choice_by, on_reunion.return_paid_by)
