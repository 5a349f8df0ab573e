"""Who may give a remedy beyond the rule, whatever a table of leeway says; what is given asks nobody."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.rules.cases.sold import DELIVERED, answer, ask, policy, says, sold
from tests.rules.resolutions.test_gestures import STARTERS, compiled, euros

from savoir.cases.queries import given_on_lines
from savoir.cases.states import DELIVERABLE, Intent, Reason, Remedy
from savoir.cases.values import CaseAnswer, LineAnswer
from savoir.conversations.values.wording import long_day, short_day
from savoir.kernel.access import Role
from savoir.law.values import Basis
from savoir.policies import tables
from savoir.policies.facts import PolicyFacts
from savoir.policies.queries import starter
from savoir.policies.tables import Compiled
from savoir.resolutions.rules import (
    MoneyBefore,
    PaidBy,
    TriggerRule,
    beyond_of,
    days_told_anew,
    leeway_of_remedy,
    plan_remedy,
)
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import Plan

RULE, KNOWN = TriggerRule(Trigger.POSTING, 5), PolicyFacts.of()
ROLES = st.sampled_from([role.value for role in Role])


def leeway(hit: str, *rows: tuple[dict[str, str], dict[str, Any]]) -> Compiled:
    """The household starter with a table of leeway of its own."""
    whole = starter(name="home")
    said = [
        {"id": f"r{n}", "label_fr": f"R{n}", "label_en": f"R{n}", "when": when, "then": then}
        for n, (when, then) in enumerate(rows)
    ]
    table = {"id": "marges", "point": "leeway", "hit": hit, "columns": ["role", "amount"], "rows": said}
    kept = [one for one in whole["tables"] if one["point"] != "leeway"]
    return tables.compile({**whole, "examples": [], "tables": [*kept, table]})


def case(*lines: LineAnswer) -> CaseAnswer:
    return CaseAnswer(lines)


def plan(whole: CaseAnswer, remedy: Remedy, refundable: int = 10**9) -> Plan:
    paid = (PaidBy(1, "card", "4821", euros(refundable)),)
    return plan_remedy(
        whole, remedy, paid=paid, before=MoneyBefore({}, False), rule=RULE, today=whole.lines[0].asked_on
    )


def asked_at(days: int, intent: Intent, reason: Reason, offer: list[str]) -> LineAnswer:
    said = says({"remedies": offer, "return_paid_by": "merchant"})
    on = DELIVERED.date() + timedelta(days=days)
    return answer(sold(), ask(intent=intent, reason=reason), said, on=on)


@pytest.mark.thorough
@settings(max_examples=examples(80, 400))
@given(
    days=st.integers(0, 1000), name=st.sampled_from(STARTERS), role=ROLES,
    what=st.sampled_from([
        (Intent.RETURN, Reason.CHANGED_MIND), (Intent.EXCHANGE, Reason.TOO_SMALL),
        (Intent.CLAIM, Reason.DEFECTIVE), (Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL),
        (Intent.CLAIM, Reason.NEVER_ARRIVED), (Intent.CLAIM, Reason.WRONG_ITEM),
    ]),
)  # fmt: skip
def test_what_rule_or_law_gives_never_asks_for_leave(
    days: int, name: str, role: str, what: tuple[Intent, Reason]
) -> None:
    """Even where the table lets nobody grant anything; less than that is no matter of leeway either."""
    nobody = leeway("first", ({}, {"alone": False}))
    today = DELIVERED.date() + timedelta(days=days)
    line = answer(sold(), ask(intent=what[0], reason=what[1]), policy(starter=name), on=today)
    own = line.rights.of(Basis(line.basis))
    by_law = {Remedy(one.value) for one in own.remedies if own.answer != "no"} & DELIVERABLE
    for remedy in {*line.remedies, *by_law}:
        given_ = given_on_lines(case(line), remedy, today=today)
        assert given_ == (True,)
        assert leeway_of_remedy(given_, (), role, euros(10**12)).is_own
        assert beyond_of(case(line), plan(case(line), remedy), given_) == euros(0)
    for remedy in DELIVERABLE - set(line.remedies) - by_law - {Remedy.REFUND}:
        given_ = given_on_lines(case(line), remedy, today=today)
        assert given_ == (False,)
        assert not leeway_of_remedy(given_, [(nobody, KNOWN)], role, euros(1)).alone


def test_a_withdrawal_needs_no_reason_so_a_claim_in_its_days_gives_the_money() -> None:
    early = asked_at(5, Intent.CLAIM, Reason.DEFECTIVE, ["replacement"])
    late = asked_at(40, Intent.CLAIM, Reason.DEFECTIVE, ["replacement"])
    assert given_on_lines(case(early), Remedy.REFUND, today=early.asked_on) == (True,)
    assert given_on_lines(case(late), Remedy.REFUND, today=late.asked_on) == (False,)
    overdue = late.asked_on + timedelta(days=31)
    assert given_on_lines(case(late), Remedy.REFUND, today=overdue) == (True,), "L217-14"


def test_facts_that_lack_are_no_reason_to_wait() -> None:
    unsure = asked_at(800, Intent.CLAIM, Reason.DEFECTIVE, [])
    assert (unsure.law_answer, unsure.remedies) == ("needs_facts", ())
    assert given_on_lines(case(unsure), Remedy.REPAIR, today=unsure.asked_on) == (True,)


def test_a_defect_that_nobody_told_gives_nothing_beside_a_change_of_mind() -> None:
    late = asked_at(40, Intent.RETURN, Reason.CHANGED_MIND, [])
    for remedy in DELIVERABLE:
        assert given_on_lines(case(late), remedy, today=late.asked_on) == (False,)


def test_of_several_lines_only_what_nobody_gives_counts_with_the_delivery_it_brings_back() -> None:
    given_, not_given = (asked_at(40, Intent.CLAIM, Reason.DEFECTIVE, offer) for offer in (["refund"], []))
    both = case(given_, not_given)
    assert beyond_of(both, plan(both, Remedy.REFUND), (True, False)) == euros(4000)
    assert beyond_of(both, plan(both, Remedy.REFUND), (True, True)) == euros(0)
    assert beyond_of(both, plan(both, Remedy.REFUND, 2500), (True, False)) == euros(2500), "all there is"
    assert beyond_of(both, plan(both, Remedy.EXCHANGE), (False, False)) == euros(8000), "their price"


def test_rows_at_odds_let_nobody_and_so_does_silence() -> None:
    at_odds = leeway("unique", ({}, {"alone": True}), ({"amount": ">= 0 €"}, {"approver": "senior"}))
    silent = leeway("first", ({"role": "= admin"}, {"alone": True}))
    for table in (at_odds, silent):
        found = leeway_of_remedy((False,), [(table, KNOWN)], "agent", euros(100))
        assert (found.alone, found.approver) == (False, "")


def test_without_a_table_of_leeway_whoever_answers_grants_it() -> None:
    whole = starter(name="home")
    bare = [table for table in whole["tables"] if table["point"] != "leeway"]
    old = tables.compile({**whole, "examples": [], "tables": bare})
    for compiled_ in (old, None):
        assert leeway_of_remedy((False,), [(compiled_, KNOWN)], "agent", euros(10**9)).alone


@pytest.mark.parametrize(
    ("tables_of_lines", "approver"),
    [
        (("senior", "finance"), "finance"),
        (("finance", "senior"), "finance"),
        (("alone", "senior"), "senior"),
        (("senior", "nobody"), ""),
    ],
)
def test_the_strictest_line_decides_for_all(tables_of_lines: tuple[str, ...], approver: str) -> None:
    said = {"alone": {"alone": True}, "nobody": {"alone": False}}
    asked = [
        (leeway("first", ({}, said.get(one, {"alone": False, "approver": one}))), KNOWN)
        for one in tables_of_lines
    ]
    found = leeway_of_remedy((False, False), asked, "agent", euros(100))
    assert (found.alone, found.approver) == (False, approver)


@pytest.mark.thorough
@settings(max_examples=examples(40, 100))
@given(name=st.sampled_from(STARTERS), role=ROLES, amount=st.integers(0, 10**6), more=st.integers(0, 10**6))
def test_whoever_is_let_more_is_let_less_and_a_program_nothing_alone(
    name: str, role: str, amount: int, more: int
) -> None:
    asked = [(compiled(name), KNOWN)]
    if leeway_of_remedy((False,), asked, role, euros(amount + more)).alone:
        assert leeway_of_remedy((False,), asked, role, euros(amount)).alone
    assert not leeway_of_remedy((False,), asked, None, euros(amount)).alone


def test_a_letter_that_waited_says_the_days_of_its_leaving_and_leaves_all_others() -> None:
    early = plan(case(asked_at(40, Intent.RETURN, Reason.CHANGED_MIND, ["refund"])), Remedy.REFUND)
    late = replace(
        early, promised_on=early.promised_on and early.promised_on + timedelta(days=5),
        if_posted_by=early.if_posted_by and early.if_posted_by + timedelta(days=5),
    )  # fmt: skip
    said = (
        long_day(early.promised_on or DELIVERED.date()),
        short_day(early.if_posted_by or DELIVERED.date()),
    )
    text = f"Remboursé {said[0].replace(chr(0xA0), ' ')}, si parti le {said[1]}\u00a0; avant le 25 décembre."
    told = days_told_anew(text, early, late, "fr")
    for new, old in zip((late.promised_on, late.if_posted_by), said, strict=True):
        assert new is not None
        assert old.replace("\u00a0", " ") not in told.replace("\u00a0", " ")
    assert long_day(late.promised_on or DELIVERED.date()) in told
    assert told.endswith("avant le 25 décembre.")
    assert days_told_anew(text, early, early, "fr") == text
