"""Who is copied how often: one line for each order of the base, with its new names and its own past."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from savoir.kernel.values.references import encode

SMALL_HOUSES, SMALL_CASES = 100, 1_000
OPEN_SHARE = 0.035
WEEKS_A_STEP, STEPS = 3, 52  # three years in steps that keep the day of the week
CASES_A_CUSTOMER = 1.6
SEED = 20261122
COLUMNS = (
    "old_order", "copy", "house", "org_id", "step", "shift", "days", "customer_id", "sav", "old_sav", "ra",
    "old_ra", "refund", "number", "norm", "old_number", "old_norm", "is_open",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """An order of the demo and its case: what a copy is made from."""

    order_id: int
    number: str
    reference: str
    is_over: bool
    returns: tuple[str, ...]
    refunds: int


@dataclass(frozen=True, slots=True)
class House:
    """An organization of the base: how many cases, and which copies and customers are its own."""

    number: int
    org_id: int
    cases: int
    first_copy: int
    first_customer: int
    open_share: float = OPEN_SHARE

    @property
    def customers(self) -> int:
        """How many people bought there."""
        return int(self.cases / CASES_A_CUSTOMER)

    @property
    def open_cases(self) -> int:
        """Cases that are not closed."""
        return int(self.cases * self.open_share)


def houses(samples: list[Sample], cases: int, org_id: int, stride: int, customer: int) -> list[House]:
    """The large house, then the small ones, each with a range of copies that no other has."""
    made, copy, sizes = [], 1, [cases, *[SMALL_CASES] * SMALL_HOUSES]
    shortest = min(sum(s.is_over for s in samples), sum(not s.is_over for s in samples))
    for number, size in enumerate(sizes):
        made.append(House(number, org_id + number * stride, size, copy, customer))
        copy, customer = copy + size // shortest + 2, customer + made[-1].customers
    return made


def lines(house: House, samples: list[Sample], key: bytes, number: int) -> Iterator[tuple[object, ...]]:
    """The copies of one house in the order of their numbers; `number` counts up for every new name."""
    draw = random.Random(SEED + house.number)
    over, waiting = [s for s in samples if s.is_over], [s for s in samples if not s.is_over]
    counted = {True: house.cases - house.open_cases, False: house.open_cases}
    groups = [group for group in (over, waiting) if group]
    copies = max(-(-counted[group[0].is_over] // len(group)) for group in groups)
    for turn in range(copies):
        for group in groups:
            left = counted[group[0].is_over] - turn * len(group)
            for sample in group[: max(left, 0)]:
                yield _line(house, sample, turn, draw, key, number)
                number += 1


def _line(
    house: House, sample: Sample, turn: int, draw: random.Random, key: bytes, number: int
) -> tuple[object, ...]:
    step = 1 + int(STEPS * draw.random() ** 1.5) if sample.is_over else 0
    shift = timedelta(weeks=step * WEEKS_A_STEP) if step else timedelta(seconds=turn % 50)
    new = f"{sample.number[:3]}{30_000_000 + number}"
    name, references = _names(sample, number, key)
    return (
        sample.order_id, house.first_copy + turn, house.number, house.org_id, step, shift, shift.days,
        house.first_customer + int(house.customers * draw.random()), name, sample.reference,
        references, (*sample.returns, "-")[0], [encode(4 * number + n, prefix="REM", key=key)
        for n in range(sample.refunds)], new, new.replace("-", ""), sample.number,
        sample.number.replace("-", ""), not sample.is_over,
    )  # fmt: skip


def _names(sample: Sample, number: int, key: bytes) -> tuple[str, list[str]]:
    returns = [encode(4 * number + n, prefix="RA", key=key) for n in range(len(sample.returns))]
    return encode(4 * number, prefix="SAV", key=key), returns
