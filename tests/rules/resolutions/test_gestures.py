"""What a gesture is worth and how much may go back beside what is owed, whatever the tables say."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.rules.cases.sold import DELIVERED, answer, ask, says, sold

from savoir.cases.states import Intent, Reason
from savoir.cases.values import CaseAnswer
from savoir.kernel.access import Role
from savoir.kernel.values.money import Money
from savoir.policies import tables
from savoir.policies.facts import SEVERITIES, PolicyFacts
from savoir.policies.queries import starter
from savoir.policies.tables import Compiled
from savoir.resolutions.rules import (
    MoneyBefore,
    PaidBy,
    answer_of,
    is_own,
    leeway_of,
    may_be_owed,
    price_of,
    room_for,
    wished,
    worth,
)
from savoir.resolutions.states import GestureKind
from savoir.resolutions.values import GestureAnswer

STARTERS = ("home", "electronics", "fashion", "beauty", "business", "sports")
LATE = DELIVERED.date() + timedelta(days=40)
OFFER = {"remedies": ["replacement"], "return_paid_by": "merchant"}


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


@cache
def compiled(name: str) -> Compiled:
    return tables.compile(starter(name=name))


def says_so(kind: str, amount: int = 0, share: int = 0) -> dict[str, Any]:
    return {"gesture": kind, "gesture_amount": amount, "gesture_share": share}


def claim(on: date = LATE, **asked: Any) -> CaseAnswer:
    """A vase of 40 euros that broke."""
    said = asked.pop("offer", OFFER)
    line = answer(
        sold(), ask(**{"intent": Intent.CLAIM, "reason": Reason.DEFECTIVE, **asked}), says(said), on=on
    )
    return CaseAnswer((line,))


@pytest.mark.parametrize(
    ("said", "cents"),
    [
        (says_so("price_reduction", share=2000), 1180),
        (says_so("price_reduction", share=333), 197),  # 196.47: the rest of a cent is the customer's
        (says_so("price_reduction", amount=500, share=1000), 1090),
        (says_so("store_credit", amount=1000), 1000),
        (says_so("store_credit", amount=9000), 5900),
        (says_so("free_return", amount=500), 0),
        (says_so("none", amount=500, share=500), 0),
    ],
)
def test_a_row_gives_its_amount_and_its_share_at_most_the_price(said: dict[str, Any], cents: int) -> None:
    assert worth(said, euros(5900)) == euros(cents)


@pytest.mark.thorough
@settings(max_examples=examples(60, 500))
@given(
    price=st.integers(1, 10**7), refundable=st.integers(0, 10**7), given_=st.integers(0, 10**6),
    owed=st.integers(0, 10**7), gone=st.integers(0, 1), returned=st.integers(0, 10**6),
)  # fmt: skip
def test_room_never_takes_from_what_is_owed(
    price: int, refundable: int, given_: int, owed: int, gone: int, returned: int
) -> None:
    line = answer(
        sold(unit_price=euros(price), quantity=1, delivered_qty=1, order_quantity_total=1),
        ask(intent=Intent.CLAIM, reason=Reason.DEFECTIVE),
        says(OFFER),
        on=LATE,
    )
    case = CaseAnswer((line,))
    paid = (PaidBy(1, "card", "4821", euros(refundable)),)
    before = MoneyBefore({line.sale.line_id: gone} if gone else {}, False, {line.sale.line_id: returned})
    room = room_for(case, paid=paid, before=before, given=euros(given_), owed=euros(owed))
    assert 0 <= room.minor <= max(price - given_, 0)
    assert room.minor == 0 or room.minor + owed <= refundable
    if price_of(case).minor <= owed + given_ or (gone and line.sale.quantity == 1):
        assert room.minor == 0


def test_what_may_come_back_whole_is_owed_what_is_replaced_is_not() -> None:
    assert may_be_owed(claim(offer={**OFFER, "remedies": ["refund"]}))
    withdrawn = claim(DELIVERED.date() + timedelta(days=3), intent=Intent.RETURN, reason=Reason.CHANGED_MIND)
    assert may_be_owed(withdrawn)


@pytest.mark.thorough
@settings(max_examples=examples(40, 100))
@given(
    name=st.sampled_from(STARTERS), severity=st.sampled_from(SEVERITIES), cases=st.integers(1, 9),
    value=st.integers(0, 10**6), price=st.integers(1, 10**6), role=st.sampled_from([r.value for r in Role]),
)  # fmt: skip
def test_every_starter_answers_sensibly(
    name: str, severity: str, cases: int, value: int, price: int, role: str
) -> None:
    """No gesture beyond the price, none for a trifle, never less for a graver fault of the same customer; and
    what one role may not grant alone, it names another for.
    """
    policy, facts = compiled(name), PolicyFacts.of(customer_cases=cases, customer_value=value)
    said = [answer_of(policy, facts, one, euros(price)) for one in SEVERITIES]
    assert all(one.amount <= euros(price) for one in said)
    assert said[0].kind is GestureKind.NONE
    assert all(one.row is not None for one in said)
    leeway = leeway_of(policy, facts, role, euros(price))
    assert leeway.alone or leeway.approver in {"senior", "supervisor", "finance", "admin"}
    assert leeway.alone or leeway.approver != role
    assert not leeway_of(policy, facts, None, euros(price)).alone, "a program is no role"


@pytest.mark.thorough
@settings(max_examples=examples(60, 250))
@given(low=st.integers(0, 10**6), more=st.integers(0, 10**6), role=st.sampled_from([r.value for r in Role]))
def test_who_may_grant_much_may_grant_less(low: int, more: int, role: str) -> None:
    policy = compiled("home")
    if leeway_of(policy, PolicyFacts.of(), role, euros(low + more)).alone:
        assert leeway_of(policy, PolicyFacts.of(), role, euros(low)).alone


def test_silence_gives_nothing_and_lets_nobody() -> None:
    document = starter(name="home")
    bare = {**document, "examples": [], "tables": [
        table for table in document["tables"] if table["point"] not in ("gesture", "leeway")
    ]}  # fmt: skip
    policy = tables.compile(bare)
    said = answer_of(policy, PolicyFacts.of(), "grave", euros(5900))
    assert (said.kind, said.amount, said.row) == (GestureKind.NONE, euros(0), None)
    leeway = leeway_of(policy, PolicyFacts.of(), "admin", euros(1))
    assert (leeway.alone, leeway.approver) == (False, "")


def test_the_policys_own_answer_is_of_its_kind_and_its_sum() -> None:
    voucher = GestureAnswer("serious", GestureKind.STORE_CREDIT, euros(1000), None)
    money = GestureAnswer("grave", GestureKind.PRICE_REDUCTION, euros(1000), None)
    assert is_own(money, GestureKind.PRICE_REDUCTION, euros(1000), euros(0))
    assert not is_own(money, GestureKind.PRICE_REDUCTION, euros(1000), euros(1)), "earlier ones count"
    assert not is_own(voucher, GestureKind.PRICE_REDUCTION, euros(500), euros(0)), "money is no voucher"
    assert wished(None, None, voucher) == (GestureKind.STORE_CREDIT, euros(1000))
    assert wished(None, euros(5), voucher) == (GestureKind.PRICE_REDUCTION, euros(5))
