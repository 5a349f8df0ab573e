"""What a person may give less than was asked: nothing of what the law gives, unless the law says so."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.rules.cases.sold import DELIVERED, answer, ask, policy, sold

from savoir.cases.rules.lawful import (
    GROUND_OF_MOTIVE,
    as_overdue,
    demanded_below,
    former_wish,
    gives,
    grant_below,
    is_owed,
    refusal_below,
    told_ground,
)
from savoir.cases.states import Intent, OtherMotive, Reason, RefusalMotive, Remedy
from savoir.cases.values import LineAnswer
from savoir.law.grounds import PLEAS, Ground
from savoir.law.values import Ban, Basis

IN_TIME, TOO_LATE = date(2026, 11, 10), date(2026, 12, 10)


def line(
    intent: Intent = Intent.RETURN, reason: Reason = Reason.CHANGED_MIND, on: date = IN_TIME, **sale: Any
) -> LineAnswer:
    """What is answered on the vase."""
    return answer(sold(**sale), ask(intent, reason), policy(), on=on)


FAULT = (Intent.CLAIM, Reason.DEFECTIVE)
HELP = (Intent.ASSISTANCE, Reason.OTHER)


@pytest.mark.parametrize(
    ("asked", "owed"),
    [
        (line(), True),
        (line(on=TOO_LATE), False),
        (line(*FAULT), True),
        (line(*HELP), False),
        (line(Intent.ASSISTANCE, Reason.DEFECTIVE), True),  # help with a fault is a claim of right
    ],
)
def test_help_asks_for_no_right_unless_it_rests_on_a_fault(asked: LineAnswer, owed: bool) -> None:
    assert is_owed(asked) is owed


def test_a_refusal_needs_a_ground_that_the_law_bears_out() -> None:
    gap = refusal_below(line(), None, was_owed=True)
    assert gap is not None
    assert gap.article == "L221-18"
    assert refusal_below(line(), Ground.PERIOD_OVER, was_owed=True) is not None, "it is not over"
    assert refusal_below(line(), Ground.MADE_TO_SPEC, was_owed=True) is None
    assert refusal_below(line(*HELP), None, was_owed=True) is None


def test_what_was_owed_when_it_was_asked_is_taken_away_by_corrected_facts_alone() -> None:
    late = line(on=TOO_LATE)
    assert refusal_below(late, None, was_owed=False) is None
    gap = refusal_below(late, None, was_owed=True)
    assert gap is not None
    assert gap.article == "L221-18"
    assert refusal_below(late, Ground.PERIOD_OVER, was_owed=True) == gap
    assert refusal_below(late, Ground.FACTS_CORRECTED, was_owed=True) is None


def test_a_remedy_below_the_law_is_no_remedy() -> None:
    assert grant_below(line(*FAULT), Remedy.REPAIR, None, None) == ()
    assert grant_below(line(), Remedy.REPAIR, None, None), "money is what he may have"
    assert grant_below(line(), Remedy.REFUND, None, None) == ()
    assert grant_below(line(*HELP), Remedy.REPAIR, None, None) == ()
    assert grant_below(line(*FAULT), Remedy.ASSISTANCE, None, None) == (), "the law knows no help"


def test_his_own_wish_is_his_choice_and_anothers_needs_his_word() -> None:
    claim = line(*FAULT)
    assert grant_below(claim, Remedy.REPAIR, Remedy.REPAIR, None) == ()
    assert grant_below(claim, Remedy.REPAIR, Remedy.REPLACEMENT, None)
    assert grant_below(claim, Remedy.REPAIR, Remedy.REPLACEMENT, Ground.CUSTOMER_AGREED) == ()
    dear = Ground.REPLACEMENT_DISPROPORTIONATE
    assert grant_below(claim, Remedy.REPAIR, Remedy.REPLACEMENT, dear) == ()


def test_only_the_exchange_he_came_for_counts_as_a_wish_of_another_system() -> None:
    assert former_wish(Intent.EXCHANGE) is Remedy.EXCHANGE
    assert [former_wish(one) for one in Intent if one is not Intent.EXCHANGE] == [None] * (len(Intent) - 1)


@pytest.mark.parametrize(
    ("asked", "remedy", "given"),
    [
        (line(), Remedy.REFUND, True),  # the brand's own rows
        (line(), Remedy.ASSISTANCE, False),  # the law knows no help, and no row offers it
        (line(*FAULT), Remedy.PRICE_REDUCTION, False),
        (line(*FAULT), Remedy.REPAIR, True),
        (line(*HELP), Remedy.REPAIR, False),
        (line(*HELP), Remedy.REFUND, True),  # he may change his mind, whatever he asked
        (line(*HELP, on=TOO_LATE), Remedy.REFUND, False),
        (line(on=TOO_LATE), Remedy.REPAIR, False),
        (line(is_professional=None), Remedy.STORE_CREDIT, False),
    ],
)
def test_nobodys_leave_is_asked_for_what_rule_or_law_give(
    asked: LineAnswer, remedy: Remedy, given: bool
) -> None:
    assert gives(asked, remedy, asked.asked_on) is given


def test_a_repair_that_is_late_gives_the_money_without_leave() -> None:
    claim = replace(line(*FAULT, on=TOO_LATE), remedies=())
    due = claim.remedy_due_on
    assert due is not None
    assert gives(claim, Remedy.REPAIR, due), "the law's own, though no row offers it"
    assert not gives(claim, Remedy.REFUND, due)
    assert gives(claim, Remedy.REFUND, due + timedelta(days=1))


def test_after_thirty_days_the_money_may_be_chosen() -> None:
    claim = line(*FAULT)
    due = claim.remedy_due_on
    assert due is not None
    assert as_overdue(claim, due) is claim
    assert as_overdue(line(), TOO_LATE) == line(), "money has no day on which it is mended"
    late = as_overdue(claim, due + timedelta(days=1))
    assert late.rights.facts.remedy_overdue is True
    assert Remedy.REFUND.value in [one.value for one in late.rights.of(Basis.CONFORMITY).remedies]
    assert grant_below(late, Remedy.REPAIR, Remedy.REFUND, None)
    assert grant_below(claim, Remedy.REPAIR, None, None) == ()


def test_nothing_is_demanded_that_the_law_forbids() -> None:
    box = frozenset({Ban.DEMAND_ORIGINAL_PACKAGING})
    [gap] = demanded_below(line(), box)
    assert gap.article
    assert demanded_below(line(), frozenset()) == ()
    assert demanded_below(line(*HELP), box) == ()


def test_a_decision_keeps_the_ground_with_its_article_and_its_facts() -> None:
    assert told_ground(None) == {}
    plea = PLEAS[Ground.MADE_TO_SPEC]
    assert told_ground(Ground.MADE_TO_SPEC) == {
        "code": "made_to_spec", "article": plea.article, "states": {"made_to_spec": True},
    }  # fmt: skip


def test_a_motive_shows_a_ground_only_where_it_is_one() -> None:
    motives = {one.value for one in (*RefusalMotive, *OtherMotive)}
    assert GROUND_OF_MOTIVE.keys() <= motives
    assert GROUND_OF_MOTIVE[RefusalMotive.OUT_OF_TIME.value] is Ground.PERIOD_OVER
    assert RefusalMotive.DAMAGE_BY_USE.value not in GROUND_OF_MOTIVE
    assert DELIVERED.date() < IN_TIME


@pytest.mark.parametrize(
    ("asked", "offered", "remedy", "given"),
    [
        (line(), None, Remedy.REFUND, True),  # the policy offers it
        (line(), (), Remedy.REFUND, True),  # it does not: the right to withdraw does
        (line(on=TOO_LATE), (), Remedy.REFUND, False),
        (line(*FAULT), (), Remedy.REPAIR, True),  # the guarantee
        (line(*FAULT, on=TOO_LATE), (), Remedy.REPAIR, True),
        (line(Intent.EXCHANGE, Reason.TOO_SMALL, on=TOO_LATE), (), Remedy.EXCHANGE, False),
        (line(*HELP, on=TOO_LATE), (), Remedy.REFUND, False),
        (line(*FAULT), (), Remedy.ASSISTANCE, False),  # the law knows no such remedy
        (line(*FAULT), (Remedy.ASSISTANCE,), Remedy.ASSISTANCE, True),
    ],
)
def test_nobody_s_leave_is_asked_for_what_policy_or_law_give(
    asked: LineAnswer, offered: tuple[Remedy, ...] | None, remedy: Remedy, given: bool
) -> None:
    said = asked if offered is None else replace(asked, remedies=offered)
    assert gives(said, remedy, asked.asked_on) is given
