"""The finer points of the French guarantee and of delivery, told as the trade meets them."""

from dataclasses import replace
from datetime import date

import pytest

from savoir.kernel.values.answers import Answer
from savoir.kernel.values.money import Money
from savoir.law.conformity import guarantee_last_day, presumption_last_day, remedies
from savoir.law.delivery import may_terminate
from savoir.law.rights import rights
from savoir.law.values import (
    Ban,
    Basis,
    Buyer,
    Condition,
    Contract,
    Facts,
    Party,
    Remedy,
    Right,
    Sale,
    Seller,
)

BOUGHT = Facts(
    sale=Sale.DISTANCE_ONLINE, buyer=Buyer.CONSUMER, seller=Seller.TRADER, concluded_on=date(2025, 10, 28),
    deliveries=(date(2025, 11, 3),), more_to_come=False, info_given=True, paid=Money(80_00, "EUR"),
)  # fmt: skip
LAST, AFTER = date(2025, 11, 17), date(2025, 11, 18)
BROKEN = replace(BOUGHT, defect=True, defect_appeared_on=date(2026, 3, 2), claimed_on=date(2026, 3, 3))
CLAIMED = date(2026, 3, 3)


def withdrawal(facts: Facts, today: date = LAST) -> Right:
    return rights(facts, today).of(Basis.WITHDRAWAL)


def conformity(facts: Facts, today: date = CLAIMED) -> Right:
    return rights(facts, today).of(Basis.CONFORMITY)


@pytest.mark.parametrize(("facts", "withdraws", "guaranteed", "delivered"), [
    ({}, Answer.NO, Answer.YES, Answer.NEEDS_FACTS),
    ({"sale": Sale.OFF_PREMISES, "employees": 3, "outside_main_activity": True},
     Answer.YES, Answer.YES, Answer.NEEDS_FACTS),
    ({"concluded_on": date(2021, 12, 31)}, Answer.NO, Answer.NO, Answer.NEEDS_FACTS),
])  # fmt: skip
def test_an_association_has_the_guarantee_but_not_the_withdrawal(
    facts: dict[str, object], withdraws: Answer, guaranteed: Answer, delivered: Answer
) -> None:
    """A legal person outside any trade: no consumer of L221-18, covered by L217-3 since 2022."""
    bought = replace(BROKEN, buyer=Buyer.NON_PROFESSIONAL, withdrawn_on=LAST, **facts)
    assert withdrawal(bought).answer is withdraws
    assert conformity(bought).answer is guaranteed
    assert rights(bought, LAST).of(Basis.DELIVERY).answer is delivered


MENDED, MONEY = (Remedy.REPAIR, Remedy.REPLACEMENT), (Remedy.REFUND, Remedy.PRICE_REDUCTION)


@pytest.mark.parametrize(("facts", "due", "article"), [
    ({}, MENDED, "L217-9"),
    ({"attempt_failed": True}, MONEY, "L217-14"),
    ({"seller_refused": True}, MONEY, "L217-14"),
    ({"remedy_overdue": True}, MONEY, "L217-14"),
    ({"major_inconvenience": True}, MONEY, "L217-14"),
    ({"removal_cost_left": True}, MONEY, "L217-14"),
    ({"serious": True}, MONEY, "L217-14"),
    ({"repair_excluded": True, "replacement_excluded": True}, MONEY, "L217-14"),
    ({"serious": True, "minor": True}, (Remedy.PRICE_REDUCTION,), "L217-14"),
    ({"serious": True, "minor": False}, MONEY, "L217-14"),
])  # fmt: skip
def test_remedies_in_their_order(facts: dict[str, bool], due: tuple[Remedy, ...], article: str) -> None:
    broken = replace(BROKEN, **facts)
    assert remedies(broken) == (due, article)
    right = conformity(broken)
    assert (right.remedies, right.choice_by, right.return_paid_by) == (due, Party.CONSUMER, Party.SELLER)
    assert right.refund == (Money(80_00, "EUR") if Remedy.REFUND in due else None)
    assert {payer for _, payer in right.costs} == {Party.SELLER}
    assert Ban.IMPOSE_REFURBISHED in right.merchant_may_not


def test_the_seller_departs_from_the_choice_only_in_writing() -> None:
    too_dear = replace(BROKEN, chosen_remedy=Remedy.REPAIR, repair_excluded=True)
    assert remedies(too_dear)[0] == MENDED
    told = conformity(replace(too_dear, reasons_in_writing=True))
    assert (told.remedies, told.choice_by) == ((Remedy.REPLACEMENT,), Party.SELLER)
    assert "L217-12" in told.articles
    other = replace(BROKEN, replacement_excluded=True, reasons_in_writing=True)
    assert remedies(other) == ((Remedy.REPAIR,), "L217-12")
    assert remedies(replace(BROKEN, reasons_in_writing=True))[0] == MENDED  # reasons for nothing


def test_an_imposed_replacement_opens_a_new_guarantee_a_chosen_one_does_not() -> None:
    replaced = replace(BROKEN, imposed_replacement_on=date(2026, 4, 1))
    assert (
        guarantee_last_day(replaced, CLAIMED) == date(2028, 4, 1) == presumption_last_day(replaced, CLAIMED)
    )
    asked = replace(replaced, chosen_remedy=Remedy.REPAIR)
    assert guarantee_last_day(asked, CLAIMED) == date(2028, 4, 1)
    chosen = replace(replaced, chosen_remedy=Remedy.REPLACEMENT)
    assert guarantee_last_day(chosen, CLAIMED) == date(2027, 11, 3)
    assert conformity(chosen).first_day == date(2025, 11, 3)
    assert conformity(replaced).first_day == date(2026, 4, 1)


@pytest.mark.parametrize(("concluded", "repairs", "end"), [
    (date(2025, 10, 28), 1, date(2028, 5, 3)),
    (date(2025, 10, 28), 2, date(2028, 11, 3)),
    (date(2026, 7, 31), 1, date(2028, 11, 3)),
    (date(2026, 7, 31), 2, date(2029, 11, 3)),
])  # fmt: skip
def test_repairs_add_up_and_lengthen_the_presumption_too(concluded: date, repairs: int, end: date) -> None:
    mended = replace(BROKEN, concluded_on=concluded, repairs=repairs)
    assert guarantee_last_day(mended, CLAIMED) == end == presumption_last_day(mended, CLAIMED)


@pytest.mark.parametrize(("dates", "days_more"), [
    ({"handed_over_on": date(2026, 3, 10), "handed_back_on": date(2026, 3, 20)}, 10),
    ({"repair_requested_on": date(2026, 3, 3), "handed_over_on": date(2026, 3, 10),
      "handed_back_on": date(2026, 3, 20)}, 17),
    ({"repair_requested_on": date(2026, 3, 12), "handed_over_on": date(2026, 3, 10),
      "handed_back_on": date(2026, 3, 20)}, 10),
    ({"handed_over_on": date(2026, 3, 10)}, 30),  # still away on 9 April
    ({"handed_over_on": date(2026, 3, 10), "handed_back_on": date(2026, 3, 20), "immobilized_days": 25}, 25),
    ({"immobilized_days": 4}, 4),
    ({"handed_back_on": date(2026, 3, 20)}, 0),  # since when is not known
])  # fmt: skip
def test_the_guarantees_stand_still_from_request_or_hand_over_to_hand_back(
    dates: dict[str, object], days_more: int
) -> None:
    """L217-28: whichever begins first; the commercial warranty stands still with it."""
    away = replace(BROKEN, commercial_warranty_months=12, **dates)
    today = date(2026, 4, 9)
    assert (guarantee_last_day(away, today) - date(2027, 11, 3)).days == days_more
    warranty = rights(away, today).of(Basis.COMMERCIAL_WARRANTY)
    assert (warranty.last_day - date(2026, 11, 3)).days == days_more
    assert warranty.debtor is Party.GUARANTOR


def test_digital_elements_are_guaranteed_as_long_as_they_are_supplied() -> None:
    watch = replace(BROKEN, digital_supply_until_on=date(2029, 6, 30))
    assert guarantee_last_day(watch, CLAIMED) == date(2029, 6, 30) == presumption_last_day(watch, CLAIMED)
    short = replace(watch, digital_supply_until_on=date(2026, 6, 30))
    assert guarantee_last_day(short, CLAIMED) == date(2027, 11, 3)


def test_a_late_claim_for_a_timely_defect_waits_for_a_person_until_five_years_have_passed() -> None:
    late = replace(BROKEN, claimed_on=date(2031, 3, 2))
    right = conformity(late, date(2031, 3, 2))
    assert (right.answer, right.needs_person) == (Answer.YES, True)
    asked = conformity(replace(late, claimed_on=date(2031, 3, 3)), date(2031, 3, 3))
    assert (asked.answer, asked.missing) == (Answer.NEEDS_FACTS, ("repairs", "immobilized_days"))
    barred = replace(late, claimed_on=date(2031, 3, 3), repairs=0, immobilized_days=0)
    told = conformity(barred, date(2031, 3, 3))
    assert (told.answer, told.articles, told.needs_person) == (Answer.NO, ("C. civ. 2224",), True)


def test_a_broken_part_of_a_set_may_bring_the_whole_order_back_and_the_unpaid_price_waits() -> None:
    chairs = replace(BROKEN, attempt_failed=True, rest_unreasonable=True, price_unpaid=True)
    right = conformity(chairs)
    assert (right.whole_order, right.may_withhold_price) == (True, True)
    assert {"L217-16", "L217-8"} <= set(right.articles)
    mended = conformity(replace(chairs, attempt_failed=None, price_unpaid=None))
    assert (mended.whole_order, mended.may_withhold_price) == (False, False)


def test_digital_content_has_a_guarantee_of_its_own_that_a_person_reads() -> None:
    film = replace(BROKEN, contract=Contract.DIGITAL_CONTENT, deliveries=None, delivered_on=date(2026, 3, 1))
    right = conformity(film)
    assert (right.answer, right.articles) == (Answer.NEEDS_FACTS, ("L224-25-12",))
    assert conformity(replace(film, contract=Contract.SERVICE)).answer is Answer.NO


def test_too_short_an_extra_time_is_for_a_person() -> None:
    late = replace(
        BOUGHT, deliveries=(), agreed_delivery_on=date(2025, 11, 3), date_is_essential=False,
        extra_deadline_on=date(2025, 11, 4),
    )  # fmt: skip
    assert may_terminate(late, date(2025, 11, 5)) is Answer.YES
    assert may_terminate(replace(late, extra_deadline_reasonable=True), date(2025, 11, 5)) is Answer.YES
    hasty = replace(late, extra_deadline_reasonable=False, price_unpaid=True)
    assert may_terminate(hasty, date(2025, 11, 4)) is Answer.NO
    assert may_terminate(hasty, date(2025, 11, 5)) is Answer.NEEDS_FACTS
    owed = rights(hasty, date(2025, 11, 5)).of(Basis.DELIVERY)
    assert owed.may_withhold_price
    assert Ban.DEMAND_POLICE_REPORT in owed.merchant_may_not


def test_one_parcel_that_never_comes_is_late_though_the_others_came() -> None:
    """Three parcels and one missing: the last day has passed for it (L216-1)."""
    missing = replace(
        BOUGHT, deliveries=(date(2025, 11, 3), date(2025, 11, 5)), more_to_come=True,
        date_is_essential=True, lost_or_broken_in_transit=False,
    )  # fmt: skip
    today = date(2025, 11, 28)
    late = rights(missing, today).of(Basis.DELIVERY)
    assert (late.answer, late.remedies, late.refund) == (Answer.YES, (Remedy.REFUND,), Money(80_00, "EUR"))
    assert rights(missing, date(2025, 11, 27)).of(Basis.DELIVERY).answer is Answer.NO  # the thirtieth day
    here = rights(replace(missing, delivered_on=date(2025, 11, 5)), today).of(Basis.DELIVERY)
    assert here.answer is Answer.NO  # this line was in a parcel that came
    unsure = replace(missing, more_to_come=None)
    assert may_terminate(unsure, today) is Answer.NEEDS_FACTS
    assert rights(unsure, today).of(Basis.DELIVERY).missing == ("more_to_come",)


def test_nothing_received_yet_has_its_guarantee_and_an_unknown_delivery_is_asked_for() -> None:
    known = {"buyer": Buyer.CONSUMER, "seller": Seller.TRADER}
    coming = conformity(Facts(**known, deliveries=()))
    assert (coming.answer, coming.last_day) == (Answer.YES, None)
    unseen = conformity(Facts(**known, contract=Contract.GOODS))
    assert (unseen.answer, unseen.missing) == (Answer.NEEDS_FACTS, ("deliveries",))
    assert conformity(Facts(**known, delivered_on=date(2026, 3, 1))).answer is Answer.YES  # goods, then
    assert conformity(Facts(**known, condition=Condition.NEW)).missing == ("deliveries",)
