"""Which sold piece a recall is about: the product, the day of the purchase, the number on the piece."""

from datetime import date

import pytest

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer
from savoir.orders.recalled import Recalled, fits
from savoir.orders.states import Possible, RecallEnd, WayBack

BOUGHT = date(2026, 5, 10)


def recalled(**given: object) -> Recalled:
    """A notice of 2 November 2026 about every piece."""
    told: dict[str, object] = {
        "recall_id": 1, "began_on": date(2026, 11, 2), "hazard": "La batterie peut prendre feu.",
        "instructions": "Débranchez-la.", "notice_url": "", "repair": Possible.POSSIBLE,
        "replacement": Possible.POSSIBLE, "refund": Possible.POSSIBLE, "way_back": WayBack.POST,
    }  # fmt: skip
    return Recalled(**{**told, **given})  # type: ignore[arg-type]  # whatever a test tells


def concerns(recall: Recalled, *serials: str, quantity: int = 1, bought_on: date = BOUGHT) -> Answer:
    """Whether it is about a line bought on 10 May 2026."""
    return recall.concerns(bought_on=bought_on, serials=serials, quantity=quantity)


def test_without_numbers_every_piece_is_called_back() -> None:
    assert concerns(recalled()) is YES
    assert concerns(recalled(), "LX-1", quantity=3) is YES


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2026, 5, 10), date(2026, 5, 10), YES), (date(2026, 5, 11), None, NO),
        (None, date(2026, 5, 9), NO), (date(2026, 1, 1), None, YES), (None, date(2026, 5, 10), YES),
    ],
)  # fmt: skip
def test_a_notice_names_the_days_on_which_it_was_sold(
    first: date | None, last: date | None, found: Answer
) -> None:
    assert concerns(recalled(sold_first_on=first, sold_last_on=last)) is found


def test_a_number_that_nobody_exported_leaves_it_open() -> None:
    named = recalled(serials=("LX-22*", "QT-9"))
    assert concerns(named) is NEEDS_FACTS
    assert concerns(named, "LX-31") is NO
    assert concerns(named, "LX-31", quantity=2) is NEEDS_FACTS  # the other piece may be one
    assert concerns(named, "LX-31", "lx-2207", quantity=2) is YES


@pytest.mark.parametrize(
    ("serial", "named", "found"),
    [("LX-2207", "LX-22*", True), (" lx-2207 ", "LX-22*", True), ("LX-2", "LX-22*", False),
     ("QT-9", "qt-9", True), ("QT-91", "QT-9", False)],
)  # fmt: skip
def test_a_star_names_all_that_begin_so(serial: str, named: str, found: bool) -> None:
    assert fits(serial, (named,)) is found


def test_what_was_bought_before_the_end_stays_called_back() -> None:
    over = recalled(end=RecallEnd.OVER, ended_on=date(2026, 6, 1))
    assert concerns(over) is YES
    assert concerns(over, bought_on=date(2026, 6, 1)) is YES
    assert concerns(over, bought_on=date(2026, 6, 2)) is NO


def test_a_recall_declared_by_mistake_never_was() -> None:
    assert concerns(recalled(end=RecallEnd.MISTAKE, ended_on=date(2026, 11, 3))) is NO
