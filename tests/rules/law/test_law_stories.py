"""Stories of the trade the worked cases leave out: doubts, borders, what an answer lets the seller do."""

from dataclasses import replace
from datetime import date

import pytest

from savoir.kernel.values.answers import Answer
from savoir.kernel.values.money import Money
from savoir.law.covers import covers, money_article
from savoir.law.delivery import may_terminate
from savoir.law.floor import floor
from savoir.law.parameters import article, names, parameter, parameters_digest
from savoir.law.readings import unknown
from savoir.law.rights import rights
from savoir.law.values import (
    Ban,
    Basis,
    Buyer,
    Component,
    Contract,
    Facts,
    Offer,
    Party,
    Remedy,
    Sale,
    Seller,
)
from savoir.law.words import say

BOUGHT = Facts(
    sale=Sale.DISTANCE_ONLINE,
    buyer=Buyer.CONSUMER,
    seller=Seller.TRADER,
    concluded_on=date(2026, 10, 28),
    deliveries=(date(2026, 11, 2),),
    more_to_come=False,
    info_given=True,
    paid=Money(80_00, "EUR"),
    delivery_paid=Money(12_90, "EUR"),
    delivery_standard=Money(4_90, "EUR"),
)
LAST = date(2026, 11, 16)
AFTER = date(2026, 11, 17)


def answer(facts: Facts, today: date, basis: Basis = Basis.WITHDRAWAL) -> Answer:
    return rights(facts, today).of(basis).answer


def test_the_last_day_counts_whole_and_the_next_one_is_too_late() -> None:
    assert answer(BOUGHT, LAST) is Answer.YES
    assert answer(BOUGHT, AFTER) is Answer.NO
    assert rights(BOUGHT, AFTER).of(Basis.WITHDRAWAL).needs_person


def test_a_sentence_gives_the_day_in_both_languages() -> None:
    right = rights(BOUGHT, LAST).of(Basis.WITHDRAWAL)
    assert "jusqu’au 16\u00a0novembre\u00a02026 inclus" in say(right)[0]
    assert "until the end of 16\u00a0November\u00a02026" in say(right)[1]


@pytest.mark.parametrize(("name", "asked"), [
    ("info_given", "info_given"),
    ("more_to_come", "more_to_come"),
])  # fmt: skip
def test_after_the_safe_promise_a_missing_fact_is_asked_for(name: str, asked: str) -> None:
    doubtful = replace(BOUGHT, **{name: None})
    right = rights(doubtful, AFTER).of(Basis.WITHDRAWAL)
    assert (right.answer, right.last_day) == (Answer.NEEDS_FACTS, LAST)
    assert asked in right.missing


def test_on_the_very_last_possible_day_it_is_still_asked_whether_the_customer_was_informed() -> None:
    untold = replace(BOUGHT, info_given=None)
    assert answer(untold, date(2027, 11, 16)) is Answer.NEEDS_FACTS
    assert answer(untold, date(2027, 11, 17)) is Answer.NO


def test_nothing_runs_out_while_a_parcel_is_still_on_its_way() -> None:
    assert answer(replace(BOUGHT, more_to_come=True, info_given=None), date(2027, 11, 1)) is Answer.YES
    before = rights(replace(BOUGHT, deliveries=()), AFTER).of(Basis.WITHDRAWAL)
    assert (before.answer, before.last_day) == (Answer.YES, None)


def test_an_unknown_delivery_still_gives_fourteen_days_from_the_order() -> None:
    unseen = replace(BOUGHT, deliveries=None, contract=Contract.GOODS, more_to_come=None)
    promised = rights(unseen, date(2026, 11, 12)).of(Basis.WITHDRAWAL)
    assert (promised.answer, promised.last_day) == (Answer.YES, date(2026, 11, 12))
    later = rights(unseen, AFTER).of(Basis.WITHDRAWAL)
    assert (later.answer, later.missing) == (Answer.NEEDS_FACTS, ("deliveries",))


def test_a_statement_made_in_time_stays_in_time() -> None:
    assert answer(replace(BOUGHT, withdrawn_on=LAST), date(2027, 3, 1)) is Answer.YES
    assert answer(replace(BOUGHT, withdrawn_on=AFTER), AFTER) is Answer.NO


def test_a_failed_exchange_becomes_a_withdrawal_of_its_day() -> None:
    wished = replace(BOUGHT, wish_on=LAST, withdrawn_on=date(2026, 12, 1))
    waiting = rights(wished, date(2026, 12, 1)).of(Basis.WITHDRAWAL)
    assert (waiting.answer, waiting.missing) == (Answer.NEEDS_FACTS, ("wish_failed",))
    assert answer(replace(wished, wish_failed=False), date(2026, 12, 1)) is Answer.NO
    assert answer(replace(wished, wish_on=AFTER), date(2026, 12, 1)) is Answer.NO
    assert answer(replace(wished, wish_failed=True), date(2026, 12, 1)) is Answer.YES


def test_a_hygiene_seal_of_unknown_state_goes_to_a_person_until_it_is_seen() -> None:
    sealed = replace(BOUGHT, sealed_for_hygiene=True)
    right = rights(sealed, LAST).of(Basis.WITHDRAWAL)
    assert (right.answer, right.missing) == (Answer.NEEDS_FACTS, ("unsealed",))
    assert answer(replace(sealed, unsealed=False), LAST) is Answer.YES
    assert rights(replace(sealed, unsealed=True), LAST).of(Basis.WITHDRAWAL).articles == ("L221-28 5°",)


def test_free_digital_content_needs_no_consent_paid_content_does() -> None:
    begun = replace(BOUGHT, contract=Contract.DIGITAL_CONTENT, started=True, deliveries=None)
    assert answer(replace(begun, paid_content=False), date(2026, 11, 1)) is Answer.NO
    assert answer(replace(begun, express_consent=False), date(2026, 11, 1)) is Answer.YES


def test_a_small_professional_of_unknown_size_is_asked() -> None:
    canvassed = replace(BOUGHT, buyer=Buyer.PROFESSIONAL, sale=Sale.OFF_PREMISES, outside_main_activity=True)
    assert rights(canvassed, LAST).of(Basis.WITHDRAWAL).missing == ("employees",)
    assert answer(replace(canvassed, employees=6), LAST) is Answer.NO
    assert answer(replace(canvassed, employees=5), LAST) is Answer.YES


@pytest.mark.parametrize(("country", "read"), [
    ("PT", {Basis.RECALL}),  # a regulation of the Union
    ("IT", {Basis.WITHDRAWAL, Basis.CONFORMITY, Basis.RECALL}),
])  # fmt: skip
def test_a_foreign_consumer_goes_to_a_person_where_his_law_is_not_read(
    country: str, read: set[Basis]
) -> None:
    told = [r for r in rights(replace(BOUGHT, country=country), AFTER).each if r.basis not in read]
    assert {right.answer for right in told} == {Answer.NEEDS_FACTS}
    assert all(right.missing[0] == "country" and right.needs_person for right in told)
    assert all(right.articles == ("Rome I 6",) for right in told)


def test_the_consumer_pays_the_parcel_only_when_told_so() -> None:
    def payer(**more: bool) -> Party:
        return rights(replace(BOUGHT, **more), LAST).of(Basis.WITHDRAWAL).return_paid_by

    assert payer() is Party.SELLER
    assert payer(return_cost_announced=True) is Party.CONSUMER
    assert payer(return_cost_announced=True, seller_pays_return=True) is Party.SELLER
    assert payer(return_cost_announced=True, collection_by_seller=True) is Party.SELLER


def test_refund_floor_and_its_day() -> None:
    sent = replace(BOUGHT, withdrawn_on=LAST, informed_on=LAST, posted_on=date(2026, 12, 3))
    right = rights(sent, date(2026, 12, 4)).of(Basis.WITHDRAWAL)
    assert right.refund == Money(84_90, "EUR")
    assert right.refund_due_on == date(2026, 12, 3)
    assert right.send_back_last_day == date(2026, 11, 30)
    part = rights(replace(sent, is_partial=True), LAST).of(Basis.WITHDRAWAL)
    assert part.refund == Money(80_00, "EUR")


def test_a_defect_after_two_years_is_refused_only_when_nothing_could_have_moved_the_end() -> None:
    old = replace(BOUGHT, deliveries=(date(2024, 12, 10),), defect_appeared_on=date(2026, 12, 11))
    day = date(2026, 12, 11)
    right = rights(old, day).of(Basis.CONFORMITY)
    assert (right.answer, right.missing) == (Answer.NEEDS_FACTS, ("repairs", "immobilized_days"))
    known = replace(old, repairs=0, immobilized_days=0)
    assert answer(known, day, Basis.CONFORMITY) is Answer.NO
    assert answer(known, day, Basis.HIDDEN_DEFECTS) is Answer.NEEDS_FACTS
    unseen = replace(known, defect_appeared_on=None)
    assert rights(unseen, day).of(Basis.CONFORMITY).missing == ("defect_appeared_on",)


def test_one_failed_attempt_opens_the_money_remedies() -> None:
    back = replace(BOUGHT, attempt_failed=True, received_back_on=date(2026, 11, 20))
    right = rights(back, AFTER).of(Basis.CONFORMITY)
    assert right.remedies == (Remedy.REFUND, Remedy.PRICE_REDUCTION)
    assert right.refund_due_on == date(2026, 12, 4)


def test_hidden_defects_bind_a_private_seller_for_two_years_from_discovery() -> None:
    found = replace(
        BOUGHT, seller=Seller.PRIVATE_INDIVIDUAL, defect_appeared_on=date(2026, 11, 10), hidden=True,
        prior_to_sale=True, serious=True,
    )  # fmt: skip
    right = rights(found, AFTER).of(Basis.HIDDEN_DEFECTS)
    assert (right.answer, right.last_day, right.needs_person) == (Answer.YES, date(2028, 11, 10), True)
    assert answer(found, date(2028, 11, 11), Basis.HIDDEN_DEFECTS) is Answer.NO


def test_a_commercial_warranty_runs_as_promised() -> None:
    longer = replace(BOUGHT, commercial_warranty_months=60, immobilized_days=10)
    right = rights(longer, AFTER).of(Basis.COMMERCIAL_WARRANTY)
    assert (right.answer, right.last_day) == (Answer.YES, date(2031, 11, 12))
    assert answer(longer, date(2031, 11, 13), Basis.COMMERCIAL_WARRANTY) is Answer.NO
    doubt = rights(replace(longer, immobilized_days=None), date(2031, 11, 13)).of(Basis.COMMERCIAL_WARRANTY)
    assert doubt.missing == ("immobilized_days",)
    assert (
        answer(replace(longer, commercial_warranty_months=0), AFTER, Basis.COMMERCIAL_WARRANTY) is Answer.NO
    )


def test_lateness_ends_the_contract_at_once_or_after_extra_time() -> None:
    late = replace(BOUGHT, deliveries=(), agreed_delivery_on=date(2026, 11, 10))
    assert may_terminate(late, AFTER) is Answer.NEEDS_FACTS
    assert may_terminate(replace(late, date_is_essential=True), AFTER) is Answer.YES
    assert may_terminate(replace(late, date_is_essential=False), AFTER) is Answer.NO
    assert may_terminate(replace(late, seller_refused=True), AFTER) is Answer.YES
    extra = replace(late, extra_deadline_on=LAST)
    assert (may_terminate(extra, LAST), may_terminate(extra, AFTER)) == (Answer.NO, Answer.YES)
    assert may_terminate(Facts(), AFTER) is Answer.NEEDS_FACTS
    assert may_terminate(BOUGHT, AFTER) is Answer.NO
    assert rights(late, AFTER).of(Basis.DELIVERY).needs_person


def test_a_delivery_in_time_is_no_failure_once_it_is_known_whole() -> None:
    assert rights(BOUGHT, AFTER).of(Basis.DELIVERY).missing == ("lost_or_broken_in_transit",)
    assert answer(replace(BOUGHT, lost_or_broken_in_transit=False), AFTER, Basis.DELIVERY) is Answer.NO


def test_a_carrier_of_the_customers_own_is_for_a_person() -> None:
    broken = replace(BOUGHT, lost_or_broken_in_transit=True)
    assert rights(broken, AFTER).of(Basis.DELIVERY).remedies == (Remedy.REPLACEMENT, Remedy.REFUND)
    own = rights(replace(broken, own_carrier=True), AFTER).of(Basis.DELIVERY)
    assert (own.answer, own.articles) == (Answer.NEEDS_FACTS, ("L216-3",))


def test_an_offer_below_the_law_is_raised_and_names_the_articles() -> None:
    sent = replace(BOUGHT, informed_on=LAST, posted_on=LAST)
    poor = Offer(
        basis=Basis.WITHDRAWAL, remedies=(Remedy.STORE_CREDIT,), choice_by=Party.SELLER,
        last_day=date(2026, 11, 9), return_paid_by=Party.CONSUMER, refund=Money(68_00, "EUR"),
        refund_due_on=date(2026, 12, 16), same_means=False, demands=frozenset({Ban.DEMAND_UNOPENED}),
    )  # fmt: skip
    raised = floor(poor, rights(sent, LAST))
    assert {gap.component for gap in raised.gaps} == set(Component) - {Component.PERSON}
    assert raised.offer.remedies == (Remedy.REFUND, Remedy.STORE_CREDIT)
    assert raised.offer.refund == Money(84_90, "EUR")
    assert raised.offer.refund_due_on == date(2026, 11, 30)
    assert (raised.offer.last_day, raised.offer.demands) == (LAST, frozenset())
    assert {"L221-23", "L221-24", "L221-29"} <= set(raised.articles)


def test_a_generous_offer_is_left_alone() -> None:
    rich = Offer(basis=Basis.WITHDRAWAL, remedies=(Remedy.RETURNLESS_REFUND,), last_day=date(2027, 2, 28))
    assert covers(rich, rights(BOUGHT, LAST)) == ()
    credit = Offer(basis=Basis.WITHDRAWAL, remedies=(Remedy.REFUND,), same_means=False, means_consented=True)
    assert covers(credit, rights(BOUGHT, LAST)) == ()


def test_a_refusal_on_a_no_waits_for_a_person() -> None:
    refusal = Offer(basis=Basis.WITHDRAWAL)
    told = rights(BOUGHT, AFTER)
    assert floor(refusal, told).needs_person
    assert covers(replace(refusal, by_person=True), told) == ()


def test_parameters_are_dated_and_sourced() -> None:
    rows = [parameter(name, day) for name in names() for day in (date(2000, 1, 1), date(2030, 1, 1))]
    assert all(row.source and article(row.article) and row.read <= date(2026, 11, 22) for row in rows)
    assert parameter("presumption_used_months", date(2021, 12, 31)).value == 6
    assert parameter("presumption_used_months", date(2022, 1, 1)).value == 12
    assert parameter("repair_extension_months", date(2026, 8, 1)).is_open
    assert len(parameters_digest()) == 32
    with pytest.raises(KeyError):
        article("L999-1")
    with pytest.raises(KeyError):
        parameter("no_such_number", LAST)
    with pytest.raises(AttributeError):
        unknown(BOUGHT, "no_such_fact")


@pytest.mark.parametrize(
    ("basis", "code"),
    [(Basis.WITHDRAWAL, "L221-24"), (Basis.CONFORMITY, "L217-17"), (Basis.DELIVERY, "L216-7"),
     (Basis.HIDDEN_DEFECTS, "L221-24")],
)  # fmt: skip
def test_money_that_goes_back_has_the_article_of_its_basis(basis: Basis, code: str) -> None:
    """By when and by which means; where a basis names none, that of the withdrawal is told."""
    assert money_article(basis) == code
    assert article(code).fr
