"""Plans of money: nothing lost, nothing paid twice, no date after the law's."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.cases.sold import answer, ask, says, sold

from savoir.cases.states import Intent, Reason, Remedy
from savoir.cases.values import CaseAnswer
from savoir.kernel.values.money import Money
from savoir.law.values import Basis
from savoir.orders.values import SaleLine
from savoir.resolutions.rules import (
    MoneyBefore,
    PaidBy,
    TriggerRule,
    fires,
    legal_refund_date,
    plan_remedy,
    settle_by,
)
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import Plan

NOTHING = MoneyBefore(units={}, delivery_back=False)
POSTING = TriggerRule(trigger=Trigger.POSTING, promised_days=5)
DAY = date(2026, 11, 10)
KIND = says({"remedies": ["refund", "returnless_refund", "exchange"], "return_paid_by": "customer"})
MONEY = st.integers(0, 100_000)


def euros(minor: int) -> Money:
    """An amount in cents."""
    return Money(minor, "EUR")


def card(minor: int = 10**9) -> tuple[PaidBy, ...]:
    """One card that can take it all."""
    return (PaidBy(payment_id=1, tender="card", last4="4821", refundable=euros(minor)),)


def answered(sale: SaleLine, quantity: int = 1) -> CaseAnswer:
    """A change of mind on some units."""
    return CaseAnswer((answer(sale, ask(quantity=quantity), KIND, on=DAY),))


def plan(
    sale: SaleLine, quantity: int = 1, remedy: Remedy = Remedy.REFUND, *, paid: tuple[PaidBy, ...] = (),
    before: MoneyBefore = NOTHING, rule: TriggerRule = POSTING,
) -> Plan:  # fmt: skip
    """The plan of a change of mind."""
    return plan_remedy(
        answered(sale, quantity), remedy, paid=paid or card(), before=before, rule=rule, today=DAY
    )


@settings(max_examples=80)
@given(
    price=MONEY, discount=MONEY, delivery=MONEY, standard=st.one_of(st.none(), MONEY),
    steps=st.lists(st.integers(1, 5), min_size=1, max_size=6),
    tenders=st.lists(MONEY, min_size=1, max_size=4),
)  # fmt: skip
def test_any_sequence_of_returns_gives_back_what_was_paid_once(
    price: int, discount: int, delivery: int, standard: int | None, steps: list[int], tenders: list[int]
) -> None:
    units = sum(steps)
    goods = max(price * units - discount, 0)
    owed = goods + (delivery if standard is None else min(delivery, standard))
    sale = sold(
        quantity=units, order_quantity_total=units, unit_price=euros(price),
        discount=euros(min(discount, price * units)), delivery_paid=euros(delivery),
        delivery_standard=None if standard is None else euros(standard),
    )  # fmt: skip
    left = [*tenders, max(goods + delivery - sum(tenders), 0)]
    given_back, before = 0, NOTHING
    for quantity in steps:
        paid = tuple(PaidBy(n, "card", "", euros(minor)) for n, minor in enumerate(left))
        made = plan(sale, quantity, paid=paid, before=before)
        for move in made.moves:
            assert 0 < move.amount.minor <= left[move.payment_id]
            left[move.payment_id] -= move.amount.minor
        assert made.amount.minor == sum(move.amount.minor for move in made.moves)
        given_back += made.amount.minor
        before = MoneyBefore(units={1: before.units.get(1, 0) + quantity},
                             delivery_back=before.delivery_back or made.delivery_back.minor > 0)  # fmt: skip
    assert given_back == owed


@settings(max_examples=60)
@given(tenders=st.lists(MONEY, max_size=4), price=MONEY)
def test_never_more_than_the_payments_can_take(tenders: list[int], price: int) -> None:
    paid = tuple(PaidBy(n, "card", "", euros(minor)) for n, minor in enumerate(tenders)) or card(0)
    made = plan(sold(unit_price=euros(price)), paid=paid)
    assert made.amount.minor == min(price, sum(tenders))
    assert all(move.amount <= paid[move.payment_id].refundable for move in made.moves)
    assert [move.payment_id for move in made.moves] == sorted(move.payment_id for move in made.moves)


def test_money_goes_back_the_way_it_came_in_the_order_of_the_payments() -> None:
    paid = (PaidBy(7, "gift_card", "", euros(2500)), PaidBy(8, "card", "4821", euros(9000)))
    made = plan(sold(unit_price=euros(4000)), paid=paid)
    assert [(m.payment_id, m.tender, m.amount.minor) for m in made.moves] == [
        (7, "gift_card", 2500), (8, "card", 1500),
    ]  # fmt: skip


def test_the_surplus_of_an_express_delivery_is_kept() -> None:
    sale = sold(quantity=1, order_quantity_total=1, delivery_paid=euros(1490), delivery_standard=euros(490))
    made = plan(sale)
    assert (made.amount.minor, made.delivery_back.minor, made.delivery_kept.minor) == (4490, 490, 1000)


def test_delivery_comes_back_with_the_last_unit_and_once() -> None:
    sale = sold(delivery_paid=euros(490))
    first = plan(sale, 2)
    assert (first.amount.minor, first.delivery_back.minor) == (8000, 0)
    last = plan(sale, 1, before=MoneyBefore(units={1: 2}, delivery_back=False))
    assert (last.amount.minor, last.delivery_back.minor) == (4490, 490)
    late = plan(sale, 1, before=MoneyBefore(units={1: 2}, delivery_back=True))
    assert (late.amount.minor, late.delivery_back.minor) == (4000, 0)


def test_an_exchange_moves_no_money_and_has_a_day() -> None:
    made = plan(sold(), remedy=Remedy.EXCHANGE)
    assert (made.amount.minor, made.moves, made.parts[0].amount.minor) == (0, (), 0)
    assert made.remedy_due_on is not None
    assert made.promised_on == made.remedy_due_on > DAY


def test_what_is_kept_is_paid_back_at_once() -> None:
    made = plan(sold(), remedy=Remedy.RETURNLESS_REFUND)
    assert (made.return_needed, made.trigger, made.send_back_by) == (False, Trigger.REQUEST, None)
    assert not made.customer_pays_return
    assert made.if_posted_by is None


def test_what_never_came_is_not_sent_back() -> None:
    undelivered = sold(delivered_at=None)
    assert not plan(undelivered).return_needed
    assert plan(undelivered).trigger is Trigger.REQUEST


def test_a_plan_that_moved_has_another_name() -> None:
    same = plan(sold())
    assert same.digest == plan(sold()).digest
    others = [
        plan(sold(), 2), plan(sold(unit_price=euros(3999))), plan(sold(), paid=card(100)),
        plan(sold(), remedy=Remedy.EXCHANGE), plan(sold(), rule=replace(POSTING, promised_days=6)),
        plan(sold(), rule=replace(POSTING, trigger=Trigger.RECEIPT)),
    ]  # fmt: skip
    assert len({same.digest, *(other.digest for other in others)}) == 7


DATES = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@settings(max_examples=80)
@given(st.sampled_from(Trigger), st.integers(0, 60),
       st.sampled_from([Remedy.REFUND, Remedy.RETURNLESS_REFUND]), st.booleans())  # fmt: skip
def test_no_day_is_promised_after_the_laws(
    trigger: Trigger, days: int, remedy: Remedy, is_delivered: bool
) -> None:
    sale = sold() if is_delivered else sold(delivered_at=None)
    made = plan(sale, remedy=remedy, rule=TriggerRule(trigger=trigger, promised_days=days))
    assert made.promised_on is not None
    assert made.legal_latest_on is not None
    assert DAY <= made.promised_on <= made.legal_latest_on


@pytest.mark.parametrize(
    ("basis", "received", "posted", "due"),
    [
        (Basis.WITHDRAWAL, None, None, None),  # the seller may wait (L221-24)
        (Basis.WITHDRAWAL, None, 2, 14),
        (Basis.WITHDRAWAL, 30, 20, 20),
        (Basis.WITHDRAWAL, 20, None, 20),
        (Basis.CONFORMITY, None, None, None),
        (Basis.CONFORMITY, 5, None, 19),  # fourteen days from the proof or the receipt (L217-17)
        (Basis.CONFORMITY, 9, 5, 19),
        (Basis.DELIVERY, None, None, 14),  # nothing to wait for (L216-7)
    ],
)
def test_the_laws_last_day(basis: Basis, received: int | None, posted: int | None, due: int | None) -> None:
    def day(n: int | None) -> date | None:
        return None if n is None else DAY + timedelta(days=n)

    found = legal_refund_date(basis.value, DAY, received_on=day(received), posted_on=day(posted))
    assert found == day(due)


@given(DATES, st.integers(0, 60), st.one_of(st.none(), DATES), DATES)
def test_money_leaves_by_the_sooner_of_promise_and_law_never_before_it_is_told(
    event: date, days: int, legal: date | None, told_on: date
) -> None:
    promised = event + timedelta(days=days)
    sooner = min(promised, legal) if legal else promised
    assert settle_by(event, days, legal, told_on=told_on) == max(sooner, told_on)


def test_a_later_step_fires_what_waits_for_an_earlier_one() -> None:
    order = [Trigger.REQUEST, Trigger.POSTING, Trigger.RECEIPT, Trigger.INSPECTION]
    for waits, happens in pairwise(order):
        assert fires(waits, happens)
        assert fires(waits, waits)
        assert not fires(happens, waits)


def test_a_defect_sent_back_costs_the_customer_nothing() -> None:
    found = CaseAnswer((answer(sold(), ask(Intent.CLAIM, Reason.DEFECTIVE), KIND, on=DAY),))
    made = plan_remedy(found, Remedy.REFUND, paid=card(), before=NOTHING, rule=POSTING, today=DAY)
    assert made.return_needed
    assert not made.customer_pays_return
