"""What a shop answers to a request about data, how long it keeps each kind, and who may refuse."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.kernel.values.answers import Answer
from savoir.kernel.values.days import months
from savoir.kernel.values.money import Money
from savoir.law.machine_refusal import Decision, machine_refusal
from savoir.law.parameters import article, notice
from savoir.law.personal_data import ACCESS_TELLS, Action, DataFacts, Kept, erasure, reply, storage

TODAY = date(2026, 11, 22)
ERASE, KEEP, RESTRICT = Action.ERASE, Action.KEEP, Action.KEEP_RESTRICTED
DAYS = st.dates(date(2019, 1, 1), date(2040, 12, 31))
MAYBE = st.none() | DAYS
FACTS = st.builds(
    DataFacts,
    fiscal_year_end=MAYBE, amount=st.none() | st.integers(0, 300_00).map(lambda n: Money(n, "EUR")),
    delivered_on=MAYBE, closed_on=MAYBE, happened_on=MAYBE, received_on=MAYBE, debited_on=MAYBE,
    refunded_on=MAYBE, refund_pending=st.none() | st.booleans(), deferred_debit=st.none() | st.booleans(),
    last_contact_on=MAYBE, last_active_on=MAYBE, in_dispute=st.none() | st.booleans(),
)  # fmt: skip


def test_a_request_is_answered_within_a_month_and_three_at_the_very_most() -> None:
    told = reply(date(2026, 11, 3), TODAY)
    assert (told.answer, told.last_day, told.extendable_months) == (Answer.YES, date(2026, 12, 3), 2)
    assert (told.extended_last_day, told.announce_by) == (date(2027, 2, 3), date(2026, 12, 3))
    announced = reply(date(2026, 11, 3), TODAY, announced_on=date(2026, 12, 3))
    assert announced.last_day == date(2027, 2, 3)
    too_late = reply(date(2026, 11, 3), date(2026, 12, 4), announced_on=date(2026, 12, 4))
    assert (too_late.answer, too_late.last_day) == (Answer.NO, date(2026, 12, 3))


def test_a_request_of_the_thirty_first_is_answered_by_the_last_of_a_short_month() -> None:
    assert reply(date(2027, 1, 31), TODAY).last_day == date(2027, 2, 28)  # a Sunday: the seller's never rolls


@pytest.mark.parametrize(("kind", "known", "action", "until"), [
    (Kept.MARKETING_PROFILE, {}, ERASE, None),
    (Kept.PROSPECT, {"last_contact_on": TODAY}, ERASE, None),
    (Kept.ACCOUNT, {"last_active_on": TODAY}, ERASE, None),
    (Kept.ISSUED_INVOICES, {"fiscal_year_end": date(2026, 12, 31)}, RESTRICT, date(2036, 12, 31)),
    (Kept.ISSUED_INVOICES, {"fiscal_year_end": date(2015, 12, 31)}, ERASE, date(2025, 12, 31)),
    (Kept.ONLINE_CONTRACT, {"amount": Money(120_00, "EUR"), "delivered_on": date(2026, 1, 12)}, RESTRICT,
     date(2036, 1, 12)),
    (Kept.ONLINE_CONTRACT, {"amount": Money(119_99, "EUR"), "delivered_on": date(2026, 1, 12)}, RESTRICT,
     date(2031, 1, 12)),
    (Kept.CLAIM_FILE, {"closed_on": date(2026, 5, 4)}, RESTRICT, date(2031, 5, 4)),
    (Kept.CLAIM_PHOTOS, {"closed_on": date(2026, 5, 4)}, RESTRICT, date(2031, 5, 4)),
    (Kept.WITHDRAWAL_ACKNOWLEDGEMENT, {"happened_on": date(2026, 5, 4)}, RESTRICT, date(2031, 5, 4)),
    (Kept.REFUND_PROOF, {"happened_on": date(2026, 5, 4)}, RESTRICT, date(2031, 5, 4)),
    (Kept.CARRIER_PROOF, {"received_on": date(2026, 5, 4)}, RESTRICT, date(2027, 5, 4)),
    (Kept.CARD, {"debited_on": date(2026, 5, 4), "deferred_debit": False}, RESTRICT, date(2027, 6, 4)),
    (Kept.CARD, {"debited_on": date(2026, 5, 4), "deferred_debit": True}, RESTRICT, date(2027, 8, 4)),
    (Kept.CARD, {"debited_on": date(2025, 5, 4), "refunded_on": date(2026, 12, 1), "deferred_debit": False},
     RESTRICT, date(2026, 12, 1)),
    (Kept.CARD_CODE, {}, ERASE, None),
    (Kept.CALL_RECORDING, {"happened_on": TODAY}, ERASE, None),
    (Kept.CALL_ANALYSIS, {"happened_on": TODAY}, ERASE, None),
    (Kept.FRAUD_FLAG, {}, RESTRICT, None),
])  # fmt: skip
def test_erasure_goes_kind_by_kind(
    kind: Kept, known: dict[str, object], action: Action, until: date | None
) -> None:
    kept = erasure(kind, DataFacts(**known), TODAY)
    assert (kept.action, kept.until, kept.missing) == (action, until, ())


@pytest.mark.parametrize(("kind", "known", "until"), [
    (Kept.PROSPECT, {"last_contact_on": date(2026, 5, 4)}, date(2029, 5, 4)),
    (Kept.ACCOUNT, {"last_active_on": date(2026, 5, 4)}, date(2028, 5, 4)),
    (Kept.CALL_RECORDING, {"happened_on": date(2026, 8, 31)}, date(2027, 2, 28)),
    (Kept.CALL_ANALYSIS, {"happened_on": date(2026, 8, 31)}, date(2027, 8, 31)),
])  # fmt: skip
def test_without_a_request_each_kind_has_its_end(kind: Kept, known: dict[str, date], until: date) -> None:
    facts = DataFacts(**known)
    assert storage(kind, facts, until).action is KEEP
    assert storage(kind, facts, until).until == until
    assert storage(kind, facts, months(until, 1)).action is ERASE


def test_an_idle_account_is_warned_and_a_fraud_flag_is_seen_by_a_person() -> None:
    assert storage(Kept.ACCOUNT, DataFacts(last_active_on=date(2020, 1, 1)), TODAY).tell == (
        "account_warned",
    )
    assert storage(Kept.FRAUD_FLAG, DataFacts(), TODAY).needs_person
    assert erasure(Kept.FRAUD_FLAG, DataFacts(), TODAY).needs_person


def test_what_a_running_dispute_needs_stays_until_it_is_over() -> None:
    disputed = DataFacts(closed_on=date(2015, 1, 1), in_dispute=True)
    assert erasure(Kept.CLAIM_FILE, disputed, TODAY)[:2] == (RESTRICT, None)
    waiting = DataFacts(debited_on=date(2020, 1, 1), deferred_debit=False, refund_pending=True)
    assert erasure(Kept.CARD, waiting, TODAY)[:2] == (RESTRICT, None)
    assert erasure(Kept.CARD, replace(waiting, refund_pending=False), TODAY).action is ERASE


def test_what_is_unknown_keeps_the_longer_day_and_is_asked_for() -> None:
    unknown = erasure(Kept.ISSUED_INVOICES, DataFacts(), TODAY)
    assert (unknown.action, unknown.until, unknown.missing) == (RESTRICT, None, ("fiscal_year_end",))
    unpriced = erasure(Kept.ONLINE_CONTRACT, DataFacts(delivered_on=date(2026, 1, 12)), TODAY)
    assert (unpriced.until, unpriced.missing) == (date(2036, 1, 12), ("amount",))
    card = erasure(Kept.CARD, DataFacts(debited_on=date(2026, 5, 4)), TODAY)
    assert (card.until, card.missing) == (date(2027, 8, 4), ("deferred_debit",))


@given(st.sampled_from(Kept), FACTS, DAYS)
def test_a_request_never_gets_a_plain_no(kind: Kept, facts: DataFacts, today: date) -> None:
    asked, left = erasure(kind, facts, today), storage(kind, facts, today)
    assert asked.action is not KEEP
    assert left.action is not ERASE or asked.action is ERASE, "what is over without asking is over when asked"
    assert asked.until is None or asked.action is ERASE or asked.until >= today
    for told in (asked, left):
        assert all(article(code).fr and article(code).en for code in told.articles)
        assert all(notice(code).fr and notice(code).en for code in told.tell)


def test_what_an_access_request_gives_is_said_in_plain_words() -> None:
    told = reply(TODAY, TODAY)
    assert all(notice(code).fr and notice(code).en for code in (*ACCESS_TELLS, *told.tell))
    assert all(article(code).fr for code in told.articles)


REFUSED = Decision(
    refuses=True, by_person=True, score_used=True, draws_strongly=False, saw_facts=True, may_overrule=True,
    reason_given=True, appeal_told=True,
)  # fmt: skip


def test_a_machine_may_give_and_only_a_person_may_refuse() -> None:
    assert machine_refusal(Decision(refuses=False, by_person=False)).answer is Answer.YES
    alone = machine_refusal(replace(REFUSED, by_person=False))
    assert (alone.answer, alone.articles) == (Answer.NO, ("RGPD 22",))
    assert machine_refusal(REFUSED).answer is Answer.YES
    assert machine_refusal(replace(REFUSED, score_used=False, saw_facts=None)).answer is Answer.YES


@pytest.mark.parametrize(("known", "code"), [
    ({"draws_strongly": True}, "CJUE C-634/21"),
    ({"saw_facts": False}, "CJUE C-634/21"),
    ({"may_overrule": False}, "CJUE C-634/21"),
    ({"reason_given": False}, "RGPD 22(3)"),
    ({"appeal_told": False}, "RGPD 22(3)"),
])  # fmt: skip
def test_signing_what_a_score_says_is_no_decision_of_a_person(known: dict[str, bool], code: str) -> None:
    decided = machine_refusal(replace(REFUSED, **known))
    assert (decided.answer, decided.articles) == (Answer.NO, (code,))
    assert "refusal_contest" in decided.tell


STATES = st.builds(Decision, **{name: st.none() | st.booleans() for name in Decision.__dataclass_fields__})


@given(STATES, st.sampled_from(sorted(Decision.__dataclass_fields__)))
def test_an_unknown_turns_into_yes_or_no_and_nothing_flips(decision: Decision, name: str) -> None:
    known, fewer = machine_refusal(decision), machine_refusal(replace(decision, **{name: None}))
    assert (known.answer is Answer.NEEDS_FACTS) is bool(known.missing)
    if fewer.answer is not Answer.NEEDS_FACTS:
        assert known.answer is fewer.answer
    for told in (known, fewer):
        assert all(article(code).fr for code in told.articles)
        assert all(notice(code).fr for code in told.tell)
