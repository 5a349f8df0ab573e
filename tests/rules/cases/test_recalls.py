"""The recall a vase falls under: what the law is told of it, and how the vase may come back."""

from datetime import date
from typing import Any

import pytest
from tests.rules.cases.sold import DECLARED, ZONE, answer, ask, policy, rules, sold, table

from savoir.cases.rules import law_facts, law_of_line, rights_of_line
from savoir.cases.states import Intent, Reason, Remedy
from savoir.kernel.values.answers import NEEDS_FACTS, YES
from savoir.law.values import Basis, Facts
from savoir.orders.recalled import Recalled
from savoir.orders.states import Possible, WayBack

BEGAN, TODAY = date(2026, 11, 3), date(2026, 11, 10)
BOUGHT = date(2026, 10, 30)


def notice(number: int = 1, **given: Any) -> Recalled:
    """A notice of 3 November 2026 about every vase."""
    told: dict[str, Any] = {
        "recall_id": number, "began_on": BEGAN, "hazard": "Le verre éclate.", "instructions": "",
        "notice_url": "", "repair": Possible.POSSIBLE, "replacement": Possible.POSSIBLE,
        "refund": Possible.POSSIBLE, "way_back": WayBack.POST,
    }  # fmt: skip
    return Recalled(**{**told, **given})


def told(*recalls: Recalled, on: date = TODAY, **sale: Any) -> Facts:
    """What the law knows of the vase on a day."""
    asked = ask(Intent.CLAIM, Reason.RECALLED)
    return law_facts(sold(recalls=recalls, **sale), asked, DECLARED, asked_on=on, zone=ZONE)


def named(*recalls: Recalled, on: date = TODAY, **sale: Any) -> tuple[int, Any] | None:
    """The recall a page of rights names, and whether it is about this piece."""
    line = sold(recalls=recalls, **sale)
    found = rights_of_line(line, DECLARED, (None, None), today=on, zone=ZONE, open_case="").recall
    lawful = law_of_line(line, None, DECLARED, None, asked_on=None, today=on, zone=ZONE).recall
    assert found == lawful
    return (found[0].recall_id, found[1]) if found else None


def test_a_vase_nobody_called_back_has_no_recall() -> None:
    assert named() is None
    assert (told().recalled, told().recalled_on) == (None, None)


def test_a_recall_is_told_from_its_first_day_on() -> None:
    assert named(notice(), on=date(2026, 11, 2)) is None
    assert told(notice(), on=date(2026, 11, 2)).recalled is None
    assert named(notice(), on=BEGAN) == (1, YES)
    assert (told(notice(), on=BEGAN).recalled, told(notice()).recalled_on) == (True, BEGAN)


def test_a_recall_of_what_was_sold_later_is_about_others() -> None:
    assert named(notice(sold_first_on=date(2026, 10, 31))) is None
    assert named(notice(sold_last_on=BOUGHT)) == (1, YES)


def test_the_newest_that_is_about_this_piece_goes_before_one_that_may_be() -> None:
    some, every = notice(2, serials=("LX-22*",)), notice(1)
    assert named(some, quantity=1, delivered_qty=1) == (2, NEEDS_FACTS)
    assert told(some).recalled is None, "a right is not guessed from a number nobody exported"
    assert named(some, every) == (1, YES)
    assert named(some, notice(3, serials=("LX-3*",))) == (2, NEEDS_FACTS)
    assert named(some, serials=("LX-2207",)) == (2, YES)


@pytest.mark.parametrize(
    ("given", "remedies"),
    [
        ({}, {Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.REFUND}),
        ({"repair": Possible.IMPOSSIBLE}, {Remedy.REPLACEMENT, Remedy.REFUND}),
        ({"repair": Possible.DISPROPORTIONATE}, {Remedy.REPLACEMENT, Remedy.REFUND}),
        ({"replacement": Possible.IMPOSSIBLE}, {Remedy.REPAIR, Remedy.REFUND}),
        ({"replacement": Possible.DISPROPORTIONATE}, {Remedy.REPAIR, Remedy.REFUND}),
    ],
)
def test_what_a_recall_can_give_is_what_the_law_gives(given: dict[str, Any], remedies: set[Remedy]) -> None:
    found = answer(sold(recalls=(notice(**given),)), ask(Intent.RETURN, Reason.RECALLED), policy(), on=TODAY)
    assert (found.intent, found.basis) == (Intent.CLAIM, Basis.RECALL.value)
    assert remedies <= set(found.remedies)
    assert not found.customer_pays_return


@pytest.mark.parametrize(
    ("way", "method", "why"),
    [
        (WayBack.POST, "own_post", ""),
        (WayBack.COLLECT, "contact_us", "recalled"),
        (WayBack.DISPOSE, "no_return", "recalled"),
    ],
)
def test_what_the_post_may_not_carry_is_fetched_or_thrown_away(way: WayBack, method: str, why: str) -> None:
    line = sold(recalls=(notice(way_back=way),))
    asked = ask(Intent.CLAIM, Reason.RECALLED)
    house = rules(table("eligibility", ("Rappel", {}, {"remedies": ["refund"]})))
    found = answer(line, asked, house, on=TODAY)
    assert (found.return_method, found.why_person) == (method, why)
