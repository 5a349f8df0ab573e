"""The finer points of French withdrawal, told as the trade meets them."""

from dataclasses import replace
from datetime import date

import pytest

from savoir.kernel.values.answers import Answer
from savoir.kernel.values.money import Money
from savoir.law.exceptions import exception
from savoir.law.rights import rights
from savoir.law.values import (
    Ban,
    Basis,
    Buyer,
    Claimant,
    Condition,
    Contract,
    Cost,
    Facts,
    Party,
    Right,
    Sale,
    Seller,
)
from savoir.law.withdrawal import return_payer, send_back_last_day, withdrawal_period

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


# Every exception of L221-28 with all the trader must show for it.
EXCEPTIONS = [
    ("L221-28 1°", Contract.SERVICE, ("fully_performed", "express_consent", "acknowledged_loss")),
    ("L221-28 2°", None, ("price_follows_markets",)),
    ("L221-28 3°", None, ("made_to_spec",)),
    ("L221-28 4°", None, ("perishable",)),
    ("L221-28 5°", None, ("sealed_for_hygiene", "unsealed")),
    ("L221-28 6°", None, ("inseparably_mixed",)),
    ("L221-28 7°", None, ("alcohol", "delivery_after_thirty_days", "speculative_value")),
    ("L221-28 8°", None, ("urgent_home_repair", "visit_requested", "strictly_necessary")),
    ("L221-28 9°", None, ("audio_video_software", "unsealed")),
    ("L221-28 10°", None, ("newspaper", "single_issue")),
    ("L221-28 11°", None, ("public_auction",)),
    ("L221-28 13°", Contract.DIGITAL_CONTENT,
     ("started", "express_consent", "acknowledged_loss", "confirmed_durably")),
]  # fmt: skip
DATED = (
    Contract.LEISURE_SERVICE_DATED, Contract.LODGING_DATED, Contract.GOODS_TRANSPORT_DATED,
    Contract.CAR_RENTAL_DATED, Contract.CATERING_DATED,
)  # fmt: skip
OUTSIDE = (
    Contract.HEALTH, Contract.SOCIAL_SERVICE, Contract.GAMBLING, Contract.PACKAGE_TRAVEL, Contract.NOTARIAL,
    Contract.DAILY_GOODS_ROUND, Contract.PASSENGER_TRANSPORT, Contract.VENDING_MACHINE, Contract.PAYPHONE,
    Contract.REAL_ESTATE,
)  # fmt: skip


@pytest.mark.parametrize(("code", "kind", "proofs"), EXCEPTIONS)
def test_an_exception_holds_when_the_trader_shows_every_condition(
    code: str, kind: Contract | None, proofs: tuple[str, ...]
) -> None:
    bought = replace(BOUGHT, contract=kind, sealed_for_hygiene=False, audio_video_software=False)
    shown = withdrawal(replace(bought, **dict.fromkeys(proofs, True)))
    assert (shown.answer, shown.exception, shown.articles[0]) == (Answer.NO, code, code)
    assert (shown.needs_person, shown.remedies, shown.refund) == (True, (), None)
    for name in proofs:
        less = dict.fromkeys(proofs, True) | {name: False}
        assert exception(replace(bought, **less)).answer is Answer.YES, name
        if len(proofs) > 1:
            doubt = exception(replace(bought, **(less | {name: None})))
            assert (doubt.answer, doubt.missing) == (Answer.NEEDS_FACTS, (name,))


@pytest.mark.parametrize("kind", DATED)
def test_lodging_transport_cars_meals_and_leisure_on_a_date_carry_no_withdrawal(kind: Contract) -> None:
    assert withdrawal(replace(BOUGHT, contract=kind, deliveries=None)).exception == "L221-28 12°"


@pytest.mark.parametrize("kind", OUTSIDE)
def test_some_contracts_lie_outside_the_chapter(kind: Contract) -> None:
    right = withdrawal(replace(BOUGHT, contract=kind))
    assert (right.answer, right.exception, right.needs_person) == (Answer.NO, "L221-2", True)


@pytest.mark.parametrize(("kind", "code"), [
    (Contract.FINANCIAL_SERVICE, "L222-7"), (Contract.TIMESHARE, "L224-79"),
])  # fmt: skip
def test_contracts_with_a_withdrawal_of_their_own_go_to_a_person(kind: Contract, code: str) -> None:
    """Whatever the day: their period is not this one."""
    for day in (LAST, date(2026, 6, 1)):
        right = withdrawal(replace(BOUGHT, contract=kind), day)
        assert (right.answer, right.articles, right.missing) == (Answer.NEEDS_FACTS, (code,), ("contract",))


@pytest.mark.parametrize("thing", [
    {"unsealed": True, "sealed_for_hygiene": False, "audio_video_software": False},  # an opened box
    {"condition": Condition.SECOND_HAND},
    {"sealed_for_hygiene": False},  # underwear, as a category
    {"made_to_spec": False},  # made on demand, to no wish of the customer's
    {"alcohol": True, "delivery_after_thirty_days": False},  # wine from the shelf
    {"newspaper": True, "single_issue": False},  # a subscription
    {"urgent_home_repair": True, "strictly_necessary": False},  # what he sold beside the leak
])  # fmt: skip
def test_what_is_no_exception(thing: dict[str, object]) -> None:
    right = withdrawal(replace(BOUGHT, **thing))
    assert (right.answer, right.last_day, right.exception) == (Answer.YES, LAST, "")
    assert Ban.DEMAND_UNOPENED in right.merchant_may_not


def test_a_service_without_a_price_ends_its_withdrawal_once_performed() -> None:
    """The consent is asked for only where the consumer pays."""
    free = replace(BOUGHT, contract=Contract.SERVICE, deliveries=None, fully_performed=True)
    assert exception(free).answer is Answer.NEEDS_FACTS
    assert exception(replace(free, paid_content=False)).article == "L221-28 1°"


def test_goods_sold_at_the_door_may_be_withdrawn_from_at_once() -> None:
    """Off premises the consumer need not wait for the goods (L221-18)."""
    sold = replace(BOUGHT, sale=Sale.OFF_PREMISES, deliveries=(), concluded_on=LAST)
    right = withdrawal(replace(sold, withdrawn_on=LAST, informed_on=LAST))
    assert (right.answer, right.first_day, right.last_day) == (Answer.YES, LAST, None)
    assert right.refund_due_on == date(2025, 12, 1)  # nothing to send back


def test_an_order_nobody_collects_is_no_withdrawal() -> None:
    left = replace(
        BOUGHT, sale=Sale.CLICK_COLLECT_PAID_ONLINE, deliveries=(), withdrawn_on=None, informed_on=None
    )
    right = withdrawal(left, date(2025, 12, 30))
    assert (right.answer, right.last_day) == (Answer.YES, None)  # the right is there, nobody has used it
    assert (send_back_last_day(left, AFTER), right.refund_due_on) == (None, None)
    said = replace(left, withdrawn_on=AFTER, informed_on=AFTER)  # refused at the counter: his statement
    assert withdrawal(said, AFTER).refund_due_on == date(2025, 12, 2)


@pytest.mark.parametrize(("told", "payer"), [
    ({}, Party.SELLER),  # nothing was announced
    ({"return_cost_announced": True}, Party.CONSUMER),
    ({"return_cost_announced": True, "not_postable": True}, Party.SELLER),
    ({"return_cost_announced": True, "not_postable": True, "return_amount_announced": True}, Party.CONSUMER),
    ({"return_cost_announced": True, "seller_pays_return": True}, Party.SELLER),
])  # fmt: skip
def test_who_pays_the_way_back(told: dict[str, bool], payer: Party) -> None:
    right = withdrawal(replace(BOUGHT, **told))
    assert return_payer(replace(BOUGHT, **told)) is payer is right.return_paid_by
    assert right.costs == (
        (Cost.RETURN, payer), (Cost.STANDARD_DELIVERY, Party.SELLER), (Cost.DEARER_DELIVERY, Party.CONSUMER),
    )  # fmt: skip


def test_a_wardrobe_left_at_home_by_a_canvasser_is_fetched_by_him() -> None:
    """Delivered at home when the contract was made, off premises, and no post takes it (L221-23)."""
    wardrobe = replace(
        BOUGHT, sale=Sale.OFF_PREMISES, not_postable=True, handed_over_at_home=True, withdrawn_on=LAST,
        informed_on=LAST, return_cost_announced=True, return_amount_announced=True,
    )  # fmt: skip
    right = withdrawal(wardrobe)
    assert (right.seller_collects, right.return_paid_by) == (True, Party.SELLER)
    assert right.refund_due_on == date(2025, 12, 1)  # he may not wait for what he has to fetch
    ordered = withdrawal(replace(wardrobe, sale=Sale.DISTANCE_ONLINE))
    assert (ordered.seller_collects, ordered.return_paid_by) == (False, Party.CONSUMER)
    assert ordered.refund_due_on is None


@pytest.mark.parametrize("sent", [{"posted_on": LAST}, {"received_back_on": LAST}])
def test_goods_sent_back_without_a_word_are_asked_about_never_forfeited(sent: dict[str, date]) -> None:
    """No statement (recital 44), and no reason to refuse: a person gets in touch."""
    silent = replace(BOUGHT, **sent)
    right = withdrawal(silent, date(2025, 12, 1))
    assert (right.answer, right.missing) == (Answer.NEEDS_FACTS, ("withdrawn_on",))
    assert withdrawal(replace(silent, withdrawn_on=AFTER), date(2025, 12, 1)).answer is Answer.NO
    late = {name: AFTER for name in sent}
    assert withdrawal(replace(BOUGHT, **late), date(2025, 12, 1)).answer is Answer.NO


def test_one_piece_of_a_set_is_for_a_person_a_part_of_an_order_is_not() -> None:
    part = replace(BOUGHT, is_partial=True)
    assert withdrawal(part).answer is Answer.YES
    assert withdrawal(replace(part, separable=True)).answer is Answer.YES
    of_a_set = withdrawal(replace(part, separable=False))
    assert (of_a_set.answer, of_a_set.missing) == (Answer.NEEDS_FACTS, ("is_partial",))
    assert withdrawal(replace(part, is_partial=False, separable=False)).answer is Answer.YES


def test_linked_contracts_end_with_the_sale() -> None:
    insured = withdrawal(replace(BOUGHT, linked_contracts=True))
    assert insured.ends_linked_contracts
    assert "L221-27" in insured.articles
    assert not withdrawal(BOUGHT).ends_linked_contracts


@pytest.mark.parametrize(("facts", "refund"), [
    ({"early_start_requested": True, "performed_basis_points": 2_500}, 60_00),
    ({"early_start_requested": True, "performed_basis_points": 2_500, "info_given": False}, 80_00),
    ({"early_start_requested": False, "performed_basis_points": 2_500}, 80_00),
    ({"early_start_requested": True, "performed_basis_points": None}, 80_00),
    ({"early_start_requested": True, "performed_basis_points": 2_500,
      "info_given_on": date(2025, 11, 10)}, 80_00),
])  # fmt: skip
def test_a_service_begun_on_request_is_paid_for_the_share_performed(
    facts: dict[str, object], refund: int
) -> None:
    """L221-25: nothing is owed without the express request or the information."""
    service = replace(BOUGHT, contract=Contract.SERVICE, deliveries=None, **facts)
    assert withdrawal(service, date(2025, 11, 4)).refund == Money(refund, "EUR")
    assert withdrawal(replace(service, paid=None), date(2025, 11, 4)).refund is None


def test_the_withdrawal_is_the_buyers_and_the_guarantee_follows_the_goods() -> None:
    given = replace(BROKEN, claimant=Claimant.RECEIVER, deliveries=(date(2026, 3, 1),))
    right = withdrawal(given, CLAIMED)
    assert (right.answer, right.missing) == (Answer.NEEDS_FACTS, ("claimant",))
    assert withdrawal(replace(given, claimant=Claimant.BUYER), CLAIMED).answer is Answer.YES
    assert conformity(given).answer is Answer.YES


def test_on_a_marketplace_the_seller_owes_and_the_platform_says_who_he_is() -> None:
    listed = replace(BOUGHT, marketplace=True)
    for basis in (Basis.WITHDRAWAL, Basis.CONFORMITY):
        known = rights(listed, LAST).of(basis)
        assert (known.answer, known.debtor) == (Answer.YES, Party.SELLER)
        hidden = rights(replace(listed, seller=None), LAST).of(basis)
        assert (hidden.answer, hidden.articles, hidden.missing) == (
            Answer.NEEDS_FACTS, ("L111-7",), ("seller",),
        )  # fmt: skip
    assert withdrawal(replace(listed, seller=Seller.PRIVATE_INDIVIDUAL)).answer is Answer.NO


def test_a_subscription_counts_from_its_first_delivery_and_an_order_from_its_last() -> None:
    parcels = (date(2025, 11, 3), date(2025, 12, 1))
    boxes = replace(BOUGHT, contract=Contract.REGULAR_DELIVERY, deliveries=parcels)
    assert withdrawal_period(boxes, LAST).promised == LAST
    assert withdrawal_period(replace(boxes, contract=None), LAST).promised == date(2025, 12, 15)
