"""What earlier requests did to a vase, as the law is told: days, repairs, attempts, never a guess."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.rules.cases.sold import DECLARED, DELIVERED, ZONE, ask, sold

from savoir.cases.rules.facts import law_facts
from savoir.cases.rules.history import was_claimed
from savoir.cases.states import Intent, Reason
from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES
from savoir.law.rights import rights
from savoir.law.values import Basis, Facts
from savoir.orders.values import LineAttempt

RECEIVED = DELIVERED.date()  # 2 November 2026
DAY = timedelta(days=1)


def attempt(remedy: str = "repair", asked: int = 30, *, intent: str = "claim", **days: int) -> LineAttempt:
    """An attempt; days are counted from the delivery."""
    dated = {name: RECEIVED + count * DAY for name, count in days.items()}
    return LineAttempt(intent, remedy, RECEIVED + asked * DAY, **dated)


def mended(asked: int = 30, sent: int = 40, remedy: str = "repair") -> LineAttempt:
    return attempt(remedy, asked, sent_on=sent, back_on=sent + 3)


def facts(*history: LineAttempt, on: int = 100, intent: Intent = Intent.CLAIM, **answers: bool) -> Facts:
    reason = Reason.TOO_SMALL if intent is Intent.EXCHANGE else Reason.DEFECTIVE
    asked = ask(intent, reason, **answers)
    day = RECEIVED + on * DAY
    return law_facts(sold(history=history), asked, DECLARED, asked_on=day, zone=ZONE)


def test_a_line_without_history_says_nothing() -> None:
    told = facts()
    assert (told.repairs, told.immobilized_days, told.attempt_failed, told.wish_failed) == (None,) * 4
    assert not was_claimed(())


def test_days_of_two_repairs_that_overlap_count_once() -> None:
    assert facts(mended(30, 40), mended(35, 50)).immobilized_days == 53 - 30


def test_what_is_sent_after_the_day_has_not_been_sent() -> None:
    told = facts(mended(30, 40), on=35)
    assert (told.repairs, told.immobilized_days, told.handed_back_on) == (None, 5, None)
    assert facts(mended(30, 40), on=29).repair_requested_on is None


def test_who_claims_the_day_after_it_left_us_has_it_already() -> None:
    assert facts(mended(30, 40), on=41).handed_back_on == RECEIVED + 41 * DAY


@pytest.mark.parametrize(("handed_over", "away"), [({}, None), ({"handed_over_on": 33}, 20)])
def test_a_repair_called_off_counts_only_if_the_thing_was_away(
    handed_over: dict[str, int], away: int | None
) -> None:
    told = facts(attempt("repair", 30, called_off_on=50, **handed_over))
    assert (told.repairs, told.immobilized_days) == (None, away)


def test_a_replacement_he_had_not_asked_for_begins_its_own_guarantee() -> None:
    imposed = replace(mended(30, 40, "replacement"), is_imposed=True)
    assert facts(imposed).imposed_replacement_on == RECEIVED + 43 * DAY
    assert facts(mended(30, 40, "replacement")).imposed_replacement_on is None
    assert facts(imposed).repairs is None


def test_a_remedy_nobody_carried_out_is_overdue_on_the_31st_day() -> None:
    running = attempt("repair", 30)
    assert facts(running, on=60).remedy_overdue is None
    assert facts(running, on=61).remedy_overdue is True
    assert facts(mended(30, 80), on=90).remedy_overdue is None, (
        "it came, late; another fault is another claim"
    )


def test_one_mended_of_two_claims_is_an_attempt_if_it_is_the_same_fault() -> None:
    both = (mended(30, 40), attempt("repair", 50))
    told = facts(*both, on=55, same_defect=True)
    assert (told.same_defect, told.attempt_failed, told.seller_refused) == (True, True, None)
    assert facts(*both, on=55).attempt_failed is None, "nobody was asked"
    assert facts(attempt("repair", 50), on=55, same_defect=True).same_defect is None, "nothing was done yet"


@pytest.mark.parametrize(("on", "refused"), [(36, None), (37, True), (38, True)])
def test_a_refusal_of_the_same_fault_is_told_from_its_day_on(on: int, refused: bool | None) -> None:
    claims = (attempt("", 30, refused_on=37), attempt("repair", 33))
    assert facts(*claims, on=on, same_defect=True).seller_refused is refused
    assert facts(*claims, on=on, same_defect=False).seller_refused is None
    assert was_claimed(claims)


def test_what_is_asked_or_sent_on_the_day_itself_is_known_that_day() -> None:
    assert facts(mended(30, 40), on=30).repair_requested_on == RECEIVED + 30 * DAY
    assert (facts(mended(30, 40), on=39).repairs, facts(mended(30, 40), on=40).repairs) == (None, 1)
    assert was_claimed((mended(),))
    assert not was_claimed((attempt("repair"),))


@pytest.mark.parametrize(("asked", "repairs"), [(731, 1), (732, None)])  # 2 November 2028 is the last day
def test_a_repair_asked_on_the_last_day_of_the_guarantee_counts(asked: int, repairs: int | None) -> None:
    assert facts(mended(asked, asked + 5), on=800).repairs == repairs


@pytest.mark.parametrize(("off", "overdue"), [(60, None), (61, True)])
def test_a_repair_called_off_after_its_thirty_days_was_late_as_of_its_own_request(
    off: int, overdue: bool | None
) -> None:
    assert facts(attempt("repair", 30, called_off_on=off), on=30).remedy_overdue is overdue


def test_a_claim_after_the_end_of_the_guarantee_lengthens_nothing() -> None:
    told = facts(mended(760, 770), on=800)
    assert (told.repairs, told.immobilized_days) == (None, None)
    inside = facts(mended(700, 710), mended(760, 770), on=800)
    assert inside.repairs == 2, "the first repair carried the guarantee past the second claim"


def test_an_exchange_that_was_refused_is_a_failed_wish() -> None:
    refused = attempt("", 5, intent="exchange", refused_on=8)
    told = facts(refused, on=60, intent=Intent.WITHDRAWAL)
    assert (told.wish_failed, told.wish_on) == (True, RECEIVED + 5 * DAY)
    assert rights(told, RECEIVED + 60 * DAY).answer(Basis.WITHDRAWAL) is YES
    assert rights(facts(on=60, intent=Intent.WITHDRAWAL), RECEIVED + 60 * DAY).answer(Basis.WITHDRAWAL) is NO
    assert not was_claimed((refused,)), "no fault was ever claimed"


def test_the_first_of_two_failed_wishes_counts_and_days_run_from_its_failure() -> None:
    wishes = [attempt("exchange", at, intent="exchange", called_off_on=at + 10) for at in (5, 20)]
    told = facts(*wishes, on=20, intent=Intent.EXCHANGE)
    assert (told.wish_on, told.informed_on, told.withdrawn_on) == (
        RECEIVED + 5 * DAY, RECEIVED + 15 * DAY, RECEIVED + 15 * DAY,
    )  # fmt: skip


_DAYS = st.integers(min_value=0, max_value=900)


@st.composite
def _attempts(draw: st.DrawFn) -> LineAttempt:
    asked, took = draw(_DAYS), draw(st.integers(min_value=0, max_value=80))
    remedy = draw(st.sampled_from(("repair", "replacement")))
    if draw(st.booleans()):
        return mended(asked, asked + took, remedy)
    return attempt(remedy, asked)


@pytest.mark.thorough
@settings(max_examples=examples(60, 400))
@given(history=st.lists(_attempts(), max_size=4), on=_DAYS)
def test_what_was_done_before_never_shortens_the_guarantee(history: list[LineAttempt], on: int) -> None:
    today = RECEIVED + on * DAY
    before = rights(facts(on=on), today).of(Basis.CONFORMITY)
    after = rights(facts(*sorted(history, key=lambda one: one.requested_on), on=on), today).of(
        Basis.CONFORMITY
    )
    last, first = after.last_day or date.max, before.last_day or date.min
    assert last >= first
    if before.answer is YES:
        assert after.answer is YES
    assert after.answer in (YES, NO, NEEDS_FACTS)
