"""What makes an answer the better one for the customer: more somewhere, and less nowhere."""

from dataclasses import replace
from typing import Any

import pytest
from tests.rules.cases.sold import DELIVERED, answer, ask, policy, sold

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
