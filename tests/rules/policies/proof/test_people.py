"""What a policy knows of a line, told back to the law, gives the same rights as the line itself."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.rules.cases.sold import DECLARED, DELIVERED, ZONE, ask, sold

from savoir.cases.rules import facts as house
from savoir.cases.rules.answering import decide_line
from savoir.cases.states import Intent, Reason
from savoir.cases.values import AskedLine
from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES
from savoir.kernel.values.days import local_day
from savoir.law.rights import rights
from savoir.law.values import Basis, Remedy, Rights
from savoir.orders.states import Channel, Seller
from savoir.orders.values import LineAttempt, SaleLine
from savoir.policies.facts import REASONS, PolicyFacts
from savoir.policies.facts.registry import CONTRACTS
from savoir.policies.proof.algebra import OnDays, Told
from savoir.policies.proof.lawform import LawForm
from savoir.policies.proof.people import DEFECTS, SALES, law_facts_of

TOLD_BESIDE = ("withdrawal_information_given", "return_cost_announced")
MAYBE = st.sampled_from([None, True, False])


def both(sale: SaleLine, asked: AskedLine, declared: dict[str, Any], on: date) -> tuple[Rights, Rights]:
    """The rights of the line, and those of what a policy knows of it."""
    made = decide_line(sale, asked, declared, None, asked_on=on, zone=ZONE)
    return made.rights, rights(law_facts_of(made.known, on), on)


@st.composite
def sales(draw: st.DrawFn) -> SaleLine:
    """A line of any country and channel, delivered or under way."""
    delivered = draw(st.none() | st.integers(0, 1600).map(lambda n: DELIVERED - timedelta(days=n)))
    bought = (delivered or DELIVERED) - timedelta(days=draw(st.integers(0, 45)))
    return sold(
        delivered_at=delivered, contract_at=bought, channel=draw(st.sampled_from(list(Channel))).value,
        country=draw(st.sampled_from(["FR", "BE", "DE", "ES", "IT", "RE", "PT", "CH", ""])),
        is_professional=draw(MAYBE), seller=draw(st.sampled_from(list(Seller))).value,
        hygiene_sealed=draw(MAYBE), made_to_order=draw(MAYBE), perishable=draw(MAYBE),
        second_hand=draw(MAYBE), contract_kind=draw(st.sampled_from(["", *CONTRACTS])),
        warranty_months=draw(st.sampled_from([None, 0, 12, 36])),
        buyer_employees=draw(st.sampled_from([None, 0, 5, 6])), outside_main_activity=draw(MAYBE),
    )  # fmt: skip


@st.composite
def requests(draw: st.DrawFn) -> AskedLine:
    """Anything a customer may ask."""
    unsealed = draw(MAYBE)
    answers = {} if unsealed is None else {"unsealed": unsealed}
    intent, reason = draw(st.sampled_from(list(Intent))), draw(st.sampled_from(list(Reason)))
    return ask(intent, reason, quantity=draw(st.integers(1, 3)), **answers)


@pytest.mark.thorough
@settings(max_examples=examples(150, 300))
@given(
    sales(), requests(), st.integers(0, 60) | st.integers(0, 1300),
    st.fixed_dictionaries(dict.fromkeys(TOLD_BESIDE, MAYBE)),
)  # fmt: skip
def test_every_basis_answers_what_policies_know_as_it_answers_the_line(
    sale: SaleLine, asked: AskedLine, later: int, declared: dict[str, Any]
) -> None:
    line, known = both(sale, asked, declared, DELIVERED.date() + timedelta(days=later))
    for basis in Basis:
        assert known.of(basis) == line.of(basis)


@pytest.mark.thorough
@settings(max_examples=examples(150, 300))
@given(
    sales(), requests(), st.integers(0, 60) | st.integers(0, 1300),
    st.fixed_dictionaries(dict.fromkeys(TOLD_BESIDE, MAYBE)),
)  # fmt: skip
def test_no_relation_between_facts_leaves_out_a_line_that_was_sold(
    sale: SaleLine, asked: AskedLine, later: int, declared: dict[str, Any]
) -> None:
    on = DELIVERED.date() + timedelta(days=later)
    known = decide_line(sale, asked, declared, None, asked_on=on, zone=ZONE).known
    form = LawForm(OnDays(on, sale.country or None), Told(known, on))
    assert [name for name, kept in form.relations().items() if not kept] == []


@st.composite
def attempts(draw: st.DrawFn, on: date, bought_on: date) -> LineAttempt:
    """What an earlier case did: asked for within two years, sent, given back, called off or refused since."""
    first = max(bought_on, on - timedelta(days=draw(st.integers(0, 700))))
    later = st.none() | st.integers(0, 90).map(lambda n: first + timedelta(days=n))
    intent, remedy = draw(
        st.sampled_from([("claim", "repair"), ("claim", "replacement"), ("claim", ""), ("exchange", "")])
    )
    sent = draw(later) if remedy else None
    return LineAttempt(
        intent, remedy, first, handed_over_on=draw(later), sent_on=sent, back_on=sent,
        called_off_on=None if sent else draw(later), refused_on=draw(later) if not remedy else None,
        is_imposed=draw(st.booleans()),
    )  # fmt: skip


def line_of(sale: SaleLine, history: list[LineAttempt]) -> SaleLine:
    """The line with what earlier cases did to it."""
    return replace(sale, history=tuple(history))


@pytest.mark.thorough
@settings(max_examples=examples(150, 300))
@given(sales(), requests(), st.integers(0, 1300), st.data())
def test_what_tables_cannot_know_of_earlier_cases_only_lengthens_what_the_law_gives(
    sale: SaleLine, asked: AskedLine, later: int, data: st.DataObject
) -> None:
    on = DELIVERED.date() + timedelta(days=later)
    history = data.draw(st.lists(attempts(on, local_day(sale.contract_at, ZONE)), min_size=1, max_size=3))
    line, known = both(line_of(sale, history), asked, DECLARED, on)
    for basis in Basis:
        assert known.answer(basis) is not YES or line.answer(basis) is YES
    told = decide_line(line_of(sale, history), asked, DECLARED, None, asked_on=on, zone=ZONE).known
    form = LawForm(OnDays(on, sale.country or None), Told(told, on))
    broken = {name for name, kept in form.relations().items() if not kept}
    assert broken <= {"guarantee_open"}, "longer by the days it was away"
    assert not broken or told["guarantee_open"] is True


def test_words_of_the_cases_and_of_the_proof_are_the_same() -> None:
    assert {reason.value for reason in house.DEFECTS} == DEFECTS <= set(REASONS)
    assert set(SALES) == {channel.value for channel in Channel}


TODAY = date(2026, 11, 23)
SOLD: dict[str, Any] = {
    "country": "FR", "channel": "web", "buyer_kind": "consumer", "seller": "us", "contract_on": "2026-10-30",
    "delivered": True, "days_since_delivery": 20, "withdrawal_information_given": True,
    "hygiene_sealed": False, "line_value": 4000, "currency": "EUR",
}  # fmt: skip


def known_rights(**facts: Any) -> Rights:
    """The rights of that sale on 23 November 2026, with what more is known."""
    return rights(law_facts_of(PolicyFacts.read({**SOLD, **facts}), TODAY), TODAY)


def test_an_exchange_that_fell_through_after_the_period_counts_from_its_wish() -> None:
    wish = {"intent": "withdrawal", "days_since_wish": 10}
    assert known_rights(intent="withdrawal").answer(Basis.WITHDRAWAL) is NO
    assert known_rights(**wish, exchange_failed=False).answer(Basis.WITHDRAWAL) is NO
    assert known_rights(**wish).answer(Basis.WITHDRAWAL) is NEEDS_FACTS
    assert known_rights(**wish, exchange_failed=True).answer(Basis.WITHDRAWAL) is YES


def test_a_repair_that_failed_gives_the_money_back() -> None:
    claim = known_rights(intent="claim", reason="defective", attempt_failed=True).of(Basis.CONFORMITY)
    assert claim.remedies == (Remedy.REFUND, Remedy.PRICE_REDUCTION)


def test_each_repair_lengthens_the_guarantee_and_a_defect_keeps_its_day() -> None:
    old = {"contract_on": "2024-05-02", "days_since_delivery": 800, "intent": "claim", "reason": "defective"}
    assert known_rights(**old).answer(Basis.CONFORMITY) is NEEDS_FACTS
    assert known_rights(**old, repairs_done=1).answer(Basis.CONFORMITY) is YES
    assert known_rights(**old, days_since_defect=90).answer(Basis.CONFORMITY) is YES


def test_a_claim_soon_after_a_hand_back_in_germany_is_in_time_for_the_same_defect() -> None:
    mended = {"country": "DE", "contract_on": "2024-05-02", "days_since_delivery": 800, "intent": "claim",
              "reason": "defective", "days_since_hand_back": 30, "repairs_done": 1}  # fmt: skip
    assert known_rights(**mended, same_defect=True).answer(Basis.CONFORMITY) is YES
    assert known_rights(**mended, same_defect=False).answer(Basis.CONFORMITY) is NO


def test_what_was_sold_on_a_doorstep_is_no_sale_in_the_shop() -> None:
    shop = {"channel": "store", "days_since_delivery": 3}
    assert known_rights(**shop).answer(Basis.WITHDRAWAL) is NO
    assert known_rights(**{**shop, "channel": "off_premises"}).answer(Basis.WITHDRAWAL) is YES


def test_a_delivery_without_its_day_leaves_the_law_without_one() -> None:
    facts = law_facts_of({"delivered": True}, TODAY)
    assert (facts.deliveries, facts.delivered_on) == (None, None)
    assert law_facts_of({"delivered_on": "2026-11-02"}, TODAY).deliveries == (date(2026, 11, 2),)


def test_the_declared_information_reaches_the_law() -> None:
    assert DECLARED.items() <= {
        "withdrawal_information_given": law_facts_of(DECLARED, TODAY).info_given,
        "return_cost_announced": law_facts_of(DECLARED, TODAY).return_cost_announced,
    }.items()  # fmt: skip


def test_a_day_no_calendar_has_is_refused_and_nothing_is_read() -> None:
    with pytest.raises(ValueError, match="day is out of range"):
        law_facts_of({"contract_on": "2026-02-30"}, TODAY)
