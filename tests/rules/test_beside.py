"""Which money that went back elsewhere is which refund of ours: never one sum for two, never by a guess."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.kernel.values.money import Money
from savoir.resolutions.rules import Promised, Returned, may_be, paired, shared_out

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)


def promise(at: int = 1, minor: int = 5900, hour: int = 0, line: int | None = 7) -> Promised:
    return Promised(at, Money(minor, "EUR"), NOON + hour * HOUR, line, is_settled=False)


def back(at: int = 1, minor: int = 5900, hour: int = 1, line: int | None = None) -> Returned:
    return Returned(at, Money(minor, "EUR"), NOON + hour * HOUR, line, None)


def test_the_very_amount_after_the_promise_is_it() -> None:
    assert paired([promise()], [back(5)]) == {1: 5}


@pytest.mark.parametrize(
    "returned",
    [back(hour=-1), back(line=8), back(minor=5800), replace(back(), refund_id=9),
     replace(back(), amount=Money(5900, "GBP"))],
    ids=["before", "another line", "another amount", "another refund", "another currency"],
)  # fmt: skip
def test_what_is_not_it(returned: Returned) -> None:
    assert paired([promise()], [returned]) == {}


def test_one_sum_for_two_promises_is_neither() -> None:
    assert paired([promise(1), promise(2, line=8)], [back()]) == {}
    assert paired([promise(1)], [back(1), back(2)]) == {}
    assert paired([promise(1), promise(2, line=8)], [back(1), back(2)]) == {1: 1, 2: 2}


def test_the_line_tells_two_of_one_amount_apart() -> None:
    both = [promise(1, line=7), promise(2, line=8)]
    assert paired(both, [back(1, line=8)]) == {2: 1}
    assert paired(both, [back(1, line=8), back(2, line=7)]) == {1: 2, 2: 1}


few = st.integers(0, 2)
cents = few.map(lambda n: 100 * n + 100)
PROMISES = st.lists(st.builds(promise, minor=cents, hour=few, line=few), max_size=4)
RETURNS = st.lists(st.builds(back, minor=cents, hour=few, line=st.none() | few), max_size=4)


@given(PROMISES, RETURNS)
def test_no_sum_stands_beside_two(promises: list[Promised], returned: list[Returned]) -> None:
    promises = [replace(one, id=place) for place, one in enumerate(promises)]
    returned = [replace(one, id=place) for place, one in enumerate(returned)]
    by_id, sums = {one.id: one for one in promises}, {one.id: one for one in returned}
    pairs = paired(promises, returned)
    assert len(set(pairs.values())) == len(pairs)
    assert all(
        may_be(by_id[one], sums[row]) and by_id[one].amount == sums[row].amount for one, row in pairs.items()
    )
    beside = shared_out(promises, returned)
    shown = [row.id for rows in beside.values() for row in rows]
    assert len(set(shown)) == len(shown)
    assert set(shown) == {row.id for row in returned if any(may_be(one, row) for one in promises)}
    assert all(sums[row] in beside[one] for one, row in pairs.items())
