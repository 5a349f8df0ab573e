"""What makes an answer the better one for the customer: more somewhere, and less nowhere."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.rules.cases.sold import DECLARED, DELIVERED, ZONE, answer, ask, policy, rules, sold, table

from savoir.cases.rules import PolicyInForce, better_answer
from savoir.cases.rules.better import is_better
from savoir.cases.states import Remedy
from savoir.cases.values import LineAnswer

# Part of an answer -> less of it, and more of it, for the customer.
PARTS: dict[str, tuple[Any, Any]] = {
    "remedies": ((Remedy.EXCHANGE,), (Remedy.EXCHANGE, Remedy.REFUND)),
    "why_person": ("policy", ""),
    "customer_pays_return": (True, False),
    "keep_item": (False, True),
    "photo_required": (True, False),
    "fee_share": (1000, 0),
    "fee_amount": (500, 0),
}


def made(**said: Any) -> LineAnswer:
    """An answer in the middle: one part may be more, another less."""
    plain = answer(sold(), ask(), policy(), on=DELIVERED.date())
    return replace(plain, **{name: less for name, (less, _) in PARTS.items()} | said)


def more(part: str) -> dict[str, Any]:
    return {part: PARTS[part][1]}


@pytest.mark.parametrize("part", PARTS)
def test_more_of_one_part_is_better_and_less_of_it_is_not(part: str) -> None:
    assert is_better(made(**more(part)), made())
    assert not is_better(made(), made(**more(part)))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("other", PARTS)
def test_more_here_and_less_there_is_no_better_one(part: str, other: str) -> None:
    if part != other:
        assert not is_better(made(**more(part)), made(**more(other)))


def test_the_same_is_no_better_one() -> None:
    assert not is_better(made(), made())


def test_another_remedy_in_place_of_one_is_no_better_one() -> None:
    assert not is_better(made(remedies=(Remedy.REFUND,)), made(remedies=(Remedy.EXCHANGE,)))


def gives(*remedies: str, better: bool = False) -> PolicyInForce:
    """A version that grants these to everybody."""
    row = ("Accordé", {}, {"remedies": [*remedies, "by_law"]})
    return rules(table("eligibility", row), digest=remedies[0].ljust(32, "-"), better_of_today=better)


THEN, KINDER, OTHER = ("exchange",), ("refund", "exchange"), ("store_credit",)


@pytest.mark.parametrize(
    ("bought", "today", "is_of_today"),
    [
        (gives(*THEN), gives(*KINDER, better=True), True),
        (gives(*THEN, better=True), gives(*KINDER), True),
        (gives(*THEN), gives(*KINDER), False),  # nobody promised it
        (gives(*THEN, better=True), gives(*OTHER), False),  # more here, less there
        (gives(*THEN, better=True), gives(*THEN, better=True), False),  # one and the same
        (gives(*THEN, better=True), None, False),
        (None, gives(*KINDER, better=True), False),
    ],
)
def test_what_the_purchase_brought_holds_unless_the_better_is_promised_and_is_better(
    bought: PolicyInForce | None, today: PolicyInForce | None, is_of_today: bool
) -> None:
    late = DELIVERED.date() + timedelta(days=40)  # the law has nothing more to say to a change of mind
    found = better_answer(sold(), ask(), DECLARED, (bought, today), asked_on=late, zone=ZONE)
    assert found.is_of_today is is_of_today
    held = today if is_of_today else bought
    assert found.version_digest == (held.digest if held else "")
