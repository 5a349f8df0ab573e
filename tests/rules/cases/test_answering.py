"""The one answer: whatever a policy says, the law's minimum stands, and no machine ever says no."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.cases.sold import DECLARED, DELIVERED, answer, ask, policy, rules, says, sold, table

from savoir.cases.rules.facts import DEFECTS
from savoir.cases.states import DELIVERABLE, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseAnswer
from savoir.kernel.values.money import Money
from savoir.law.parameters import article
from savoir.law.values import Basis
from savoir.orders.states import Channel, Seller
from savoir.orders.values import SaleLine
from savoir.policies.facts import REMEDIES, RETURN_METHODS

MONEY = {Remedy.REFUND, Remedy.RETURNLESS_REFUND}  # money without sending back is more than the law asks
MAYBE = st.sampled_from([True, False, None])
STARTERS = [policy(starter=name) for name in ("home", "electronics", "fashion", "replay-1y")]
THEN = st.fixed_dictionaries(
    {"remedies": st.lists(st.sampled_from(REMEDIES), unique=True)},
    optional={
        "needs_person": st.booleans(), "photo_required": st.booleans(), "keep_item": st.booleans(),
        "return_method": st.sampled_from(RETURN_METHODS), "window_days": st.integers(0, 400),
        "return_paid_by": st.sampled_from(["merchant", "customer"]),
    },
)  # fmt: skip
POLICIES = st.one_of(st.none(), st.sampled_from(STARTERS), THEN.map(says))
MEAN = says({"remedies": [], "needs_person": True, "return_paid_by": "customer"})
ASKED = st.builds(
    AskedLine, line_id=st.just(1), quantity=st.integers(1, 3), intent=st.sampled_from(Intent),
    reason=st.sampled_from(Reason), photos=st.integers(0, 1),
    answers=st.sampled_from([{}, {"unsealed": True}, {"unsealed": False}]),
)  # fmt: skip


@st.composite
def sales(draw: st.DrawFn, **fixed: Any) -> SaleLine:
    """Any line: where it was sold, to whom, what it is, whether it has come."""
    drawn = {
        "channel": draw(st.sampled_from(Channel)).value, "is_professional": draw(MAYBE),
        "hygiene_sealed": draw(MAYBE), "made_to_order": draw(MAYBE), "perishable": draw(MAYBE),
        "second_hand": draw(MAYBE), "country": draw(st.sampled_from(["FR", "", "IT"])),
        "dangerous_goods": draw(st.sampled_from(["", "UN3480"])),
        "seller": draw(st.sampled_from(Seller)),
        "delivered_at": draw(st.one_of(st.none(), st.just(DELIVERED))),
    }  # fmt: skip
    return sold(**{**drawn, **fixed})


DAYS = st.integers(0, 900).map(lambda n: DELIVERED.date() + timedelta(days=n))


@settings(max_examples=80)
@given(sales(), ASKED, POLICIES, DAYS, st.sampled_from([DECLARED, {}]))
def test_no_machine_refuses(
    sale: SaleLine, asked: AskedLine, in_force: Any, on: date, declared: dict[str, object]
) -> None:
    found = answer(sale, asked, in_force, on=on, declared=declared)
    assert found.remedies or found.why_person
    assert set(found.remedies) <= DELIVERABLE
    assert len(set(found.remedies)) == len(found.remedies)
    whole = CaseAnswer((found, found))
    assert whole.needs_person == found.needs_person


@settings(max_examples=80)
@given(sales(channel="web", is_professional=False, seller="us", country="FR", delivered_at=DELIVERED),
       ASKED, POLICIES, DAYS)  # fmt: skip
def test_a_yes_of_the_law_keeps_all_its_remedies(
    sale: SaleLine, asked: AskedLine, in_force: Any, on: date
) -> None:
    found = answer(sale, asked, in_force, on=on)
    if asked.intent is Intent.ASSISTANCE:  # help claims no right: a person gives it
        assert found.needs_person
        return
    if found.law_answer == "yes" and found.basis == "withdrawal":
        assert MONEY & set(found.remedies)
    if found.law_answer == "yes" and found.basis == "conformity":
        assert {Remedy.REPAIR, Remedy.REPLACEMENT} <= set(found.remedies)


@settings(max_examples=50)
@given(THEN, st.integers(0, 14), st.sampled_from([Intent.RETURN, Intent.WITHDRAWAL, Intent.EXCHANGE]))
def test_inside_the_period_the_money_may_always_be_chosen(
    then: dict[str, Any], days: int, intent: Intent
) -> None:
    found = answer(sold(), ask(intent), says(then), on=DELIVERED.date() + timedelta(days=days))
    assert MONEY & set(found.remedies)


@settings(max_examples=50)
@given(THEN, st.dates(date(2026, 11, 2), date(2028, 11, 2)), st.sampled_from([Intent.CLAIM, Intent.REPAIR]))
def test_within_two_years_a_defect_is_mended_or_replaced(
    then: dict[str, Any], on: date, intent: Intent
) -> None:
    found = answer(sold(), ask(intent, Reason.DEFECTIVE), says(then), on=on)
    assert {Remedy.REPAIR, Remedy.REPLACEMENT} <= set(found.remedies)
    assert not found.customer_pays_return


@settings(max_examples=60)
@given(sales(), ASKED, POLICIES, DAYS)
def test_nobody_pays_the_way_back_of_a_faulty_thing(
    sale: SaleLine, asked: AskedLine, in_force: Any, on: date
) -> None:
    found = answer(sale, asked, in_force, on=on)
    assert not (found.customer_pays_return and asked.reason in DEFECTS)


@settings(max_examples=60)
@given(sales(), ASKED, POLICIES, DAYS)
def test_every_named_article_can_be_read(sale: SaleLine, asked: AskedLine, in_force: Any, on: date) -> None:
    found = answer(sale, asked, in_force, on=on)
    assert all(article(code).fr and article(code).en for code in found.articles)
    assert all(article(move.article).fr for move in found.law_moves)
    assert found.sentence_fr
    assert found.sentence_en


@settings(max_examples=60)
@given(sales(), ASKED, POLICIES, DAYS)
def test_asking_again_with_the_intent_that_was_kept_gives_the_same_answer(
    sale: SaleLine, asked: AskedLine, in_force: Any, on: date
) -> None:
    first = answer(sale, asked, in_force, on=on)
    stored = AskedLine(asked.line_id, asked.quantity, first.intent, asked.reason, asked.answers, asked.photos)
    again = answer(sale, stored, in_force, on=on)
    assert CaseAnswer((again,)).digest == CaseAnswer((first,)).digest


@pytest.mark.parametrize(
    ("asked", "on", "intent"),
    [
        (ask(Intent.RETURN), date(2026, 11, 16), Intent.WITHDRAWAL),
        (ask(Intent.RETURN), date(2026, 11, 17), Intent.RETURN),
        (ask(Intent.WITHDRAWAL), date(2026, 11, 17), Intent.RETURN),
        (ask(Intent.RETURN, Reason.TOO_SMALL), date(2026, 11, 10), Intent.WITHDRAWAL),
        (ask(Intent.EXCHANGE, Reason.TOO_SMALL), date(2026, 11, 10), Intent.EXCHANGE),
        (ask(Intent.RETURN, Reason.DAMAGED_ON_ARRIVAL), date(2026, 11, 10), Intent.CLAIM),
        (ask(Intent.RETURN, Reason.DEFECTIVE), date(2027, 5, 10), Intent.CLAIM),
        (ask(Intent.REPAIR, Reason.DEFECTIVE), date(2027, 5, 10), Intent.REPAIR),
    ],
)
def test_what_a_request_is_whatever_the_page_calls_it(asked: AskedLine, on: date, intent: Intent) -> None:
    assert answer(sold(), asked, policy(), on=on).intent is intent


def test_a_mean_policy_is_raised_and_the_article_says_so() -> None:
    found = answer(sold(), ask(), MEAN, on=date(2026, 11, 10))
    assert found.remedies == (Remedy.REFUND,)
    assert found.law_moves == (("remedies", "L221-18", "", "refund"),)
    assert found.beyond_law == frozenset()


def test_a_generous_policy_goes_beyond_the_law() -> None:
    found = answer(sold(), ask(reason=Reason.TOO_SMALL), policy(), on=date(2026, 11, 25))
    assert (found.intent, found.why_person) == (Intent.RETURN, "")
    assert found.remedies == (Remedy.EXCHANGE, Remedy.REFUND)
    assert found.beyond_law == {Remedy.EXCHANGE, Remedy.REFUND}


def test_without_return_costs_announced_the_seller_pays() -> None:
    told = {"withdrawal_information_given": True}
    assert not answer(sold(), ask(), policy(), on=date(2026, 11, 10), declared=told).customer_pays_return
    assert answer(sold(), ask(), policy(), on=date(2026, 11, 10)).customer_pays_return
    silent = says({"remedies": ["refund"]})
    assert answer(sold(), ask(), silent, on=date(2026, 11, 10)).customer_pays_return, "the law's own payer"


@pytest.mark.parametrize(
    ("sale", "asked", "on", "why"),
    [
        (sold(made_to_order=True), ask(), date(2026, 11, 10), "nothing_offered"),
        (sold(dangerous_goods="UN3480"), ask(Intent.CLAIM, Reason.DEFECTIVE), date(2026, 11, 10),
         "dangerous_goods"),
        (sold(), ask(Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL), date(2026, 11, 3), "photo_missing"),
        (sold(delivered_at=None), ask(Intent.CLAIM, Reason.NEVER_ARRIVED), date(2026, 12, 10), "policy"),
    ],
)  # fmt: skip
def test_why_a_person_looks(sale: SaleLine, asked: AskedLine, on: date, why: str) -> None:
    assert answer(sale, asked, policy(), on=on).why_person == why


def test_without_a_policy_the_law_answers_what_is_certain() -> None:
    sure = answer(sold(), ask(), None, on=date(2026, 11, 10))
    assert (sure.remedies, sure.why_person, sure.version_id) == ((Remedy.REFUND,), "", None)
    broken = answer(sold(), ask(Intent.CLAIM, Reason.DEFECTIVE), None, on=date(2026, 11, 10))
    assert (broken.why_person, broken.version_digest) == ("no_policy", "")
    open_question = answer(sold(is_professional=None), ask(), None, on=date(2026, 11, 10))
    assert (open_question.law_answer, open_question.why_person) == ("needs_facts", "nothing_offered")


@pytest.mark.parametrize(
    ("then", "hit", "why"),
    [({}, "first", ""), ({"needs_person": True}, "first", "policy"), ({}, "unique", "policy")],
)
def test_a_row_may_want_a_person_and_rows_at_odds_do(then: dict[str, Any], hit: str, why: str) -> None:
    given = {"remedies": ["refund"], **then}
    house = rules(table("eligibility", ("Repris", {}, given), ("Repris encore", {}, given), hit=hit))
    assert answer(sold(), ask(), house, on=date(2026, 11, 10)).why_person == why


def test_a_rule_that_fills_two_tables_says_it_once() -> None:
    way = table("return_way", ("Repris", {}, {"return_method": "store"}))
    house = rules(table("eligibility", ("Repris", {}, {"remedies": ["refund"]})), way)
    assert [row.table for row in answer(sold(), ask(), house, on=date(2026, 11, 10)).rows] == ["eligibility"]


def test_lines_asked_together_get_what_each_of_them_allows() -> None:
    dress = answer(sold(), ask(reason=Reason.TOO_SMALL), policy(), on=date(2026, 11, 10))
    broken = answer(sold(), ask(Intent.CLAIM, Reason.DEFECTIVE), policy(), on=date(2027, 6, 10))
    assert CaseAnswer((dress, broken)).remedies == ()
    assert CaseAnswer((dress, broken)).why_person == "nothing_in_common"
    assert CaseAnswer((dress,)).remedies == (Remedy.EXCHANGE, Remedy.REFUND)


def test_a_small_thing_is_kept_only_when_it_is_paid_back_without_return() -> None:
    vase = sold(unit_price=Money(1000, "EUR"))
    found = answer(
        vase, ask(Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL, photos=1), policy(), on=date(2026, 11, 3)
    )
    assert found.keep_item
    assert found.remedies[0] is Remedy.RETURNLESS_REFUND
    assert found.why_person == ""


def test_a_thing_is_not_kept_when_it_is_paid_back_for_its_return() -> None:
    kept = says({"remedies": ["refund"], "keep_item": True})
    assert not answer(sold(), ask(), kept, on=date(2026, 11, 10)).keep_item


def test_the_brands_order_of_remedies_and_its_way_back_are_told() -> None:
    first = says({"remedies": ["by_law", "exchange"], "return_method": "store"})
    found = answer(sold(), ask(), says({"remedies": ["exchange"]}), on=date(2026, 11, 10))
    assert (found.remedies, found.return_method) == ((Remedy.EXCHANGE, Remedy.REFUND), "own_post")
    assert answer(sold(), ask(), first, on=date(2026, 11, 10)).return_method == "store"


def test_who_returns_on_the_brands_own_word_has_fourteen_days_to_send_it() -> None:
    late = answer(sold(), ask(), says({"remedies": ["refund"]}), on=date(2026, 12, 10))
    in_time = answer(sold(), ask(), None, on=date(2026, 11, 10))
    assert late.send_back_by == date(2026, 12, 24)
    assert in_time.send_back_by == in_time.rights.of(Basis.WITHDRAWAL).send_back_last_day


def test_a_fee_is_kept_of_what_the_brand_takes_back_on_its_own_accord() -> None:
    dear = says({"remedies": ["refund"], "fee_share": 1500, "fee_amount": 490})
    late, in_time = (answer(sold(), ask(), dear, on=date(2026, month, 10)) for month in (12, 11))
    assert (late.fee_share, late.fee_amount) == (1500, 490)
    assert (in_time.fee_share, in_time.fee_amount) == (0, 0), "what the law gives back costs nothing"
    broken = answer(sold(), ask(Intent.CLAIM, Reason.DEFECTIVE), dear, on=date(2029, 6, 1))
    store = sold(channel="store", delivered_at=None)
    lost = answer(store, ask(Intent.RETURN, Reason.NEVER_ARRIVED), dear, on=date(2026, 12, 20))
    assert (broken.law_answer, lost.law_answer, lost.intent) == ("needs_facts", "yes", Intent.RETURN)
    assert (broken.fee_amount, lost.fee_amount) == (0, 0), "a claim costs nothing, nor what never came"


def test_the_local_day_counts_not_the_utc_day() -> None:
    late_evening = datetime.fromisoformat("2026-11-02T23:30:00+00:00")  # Tuesday the 3rd in Paris
    found = answer(sold(delivered_at=late_evening), ask(), policy(), on=date(2026, 11, 17))
    assert (found.intent, found.withdrawal_until) == (Intent.WITHDRAWAL, date(2026, 11, 17))


@pytest.mark.parametrize("intent", list(Intent))
def test_as_of_a_day_before_its_delivery_a_thing_has_not_come(intent: Intent) -> None:
    """Asked before it came, or with a day that a shop only announced."""
    on = DELIVERED.date() - timedelta(days=2)
    later = answer(sold(), ask(intent), STARTERS[0], on=on)
    never = answer(sold(delivered_at=None, contract_at=sold().contract_at), ask(intent), STARTERS[0], on=on)
    assert later.facts["delivered"] is False
    assert later.facts_digest == never.facts_digest
