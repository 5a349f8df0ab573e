"""The form that the solver reads says what the law says, basis by basis, term by term."""

import random
from datetime import date

import pytest
from tests.effort import EXPLORES
from tests.rules.policies.proof.fact_sets import fact_set

from savoir.kernel.values.answers import NO, YES
from savoir.law.rights import rights
from savoir.law.values import Party, Right
from savoir.policies.facts import PolicyFacts
from savoir.policies.proof.algebra import OnDays, Told
from savoir.policies.proof.lawform import LawForm
from savoir.policies.proof.people import law_facts_of
from savoir.policies.proof.terms import Terms

FEW, MANY = 3_000, 100_000 if EXPLORES else 40_000


def form_of(known: PolicyFacts, today: date) -> LawForm[bool, int]:
    """The form on values."""
    country = known.get("country")
    return LawForm(OnDays(today, None if country is None else str(country)), Told(known, today))


def told(terms: Terms[bool, int]) -> tuple[object, ...]:
    """What the form says of a basis, as `law_says` puts it."""
    if not terms.is_yes:
        return terms.is_yes, terms.is_no
    due = {remedy for remedy, is_due in terms.remedies.items() if is_due}
    bans = {ban for ban, is_one in terms.bans.items() if is_one}
    return (
        terms.is_yes, terms.is_no, due, len(due) if terms.at_least is None else terms.at_least,
        terms.consumer_chooses, terms.seller_pays_return, bans,
        terms.needs_person, terms.last_day.day if terms.last_day.known else None, terms.has_refund,
    )  # fmt: skip


def law_says(right: Right, today: date) -> tuple[object, ...]:
    """The terms of a right that `law.covers` compares, days from the day of the request."""
    if right.answer is not YES:
        return False, right.answer is NO
    due, last = set(right.remedies), right.last_day
    return (
        True, False, due, len(due) if right.at_least is None else right.at_least,
        right.choice_by is Party.CONSUMER, right.return_paid_by is Party.SELLER, set(right.merchant_may_not),
        right.needs_person, None if last is None else (last - today).days, right.refund is not None,
    )  # fmt: skip


def disagree(seed: int) -> list[str]:
    """Where form and law differ on the fact set of a seed, and the bounds its real days do not keep."""
    known, today = fact_set(random.Random(seed))
    form, real = form_of(known, today), rights(law_facts_of(known, today), today)
    found = [
        f"{seed} {right.basis}: {told(form.of(right.basis))} for {law_says(right, today)}"
        for right in real.each
        if told(form.of(right.basis)) != law_says(right, today)
    ]
    form.relations()
    return found + [f"{seed} {name}" for name, kept in form.line.sides.items() if not kept]


def test_form_and_law_agree_on_facts_at_random() -> None:
    assert [line for seed in range(FEW) for line in disagree(seed)] == []


@pytest.mark.long
def test_form_and_law_agree_on_tens_of_thousands_of_fact_sets() -> None:
    assert [line for seed in range(FEW, FEW + MANY) for line in disagree(seed)] == []
