"""Whether the portal's clock tells an unknown order from a wrong proof: medians, and a rank test of both.

Run: `python -m bench.unknown_orders [tries]` (2,000 of each kind by default). A database of its own with
2,000 orders, made and dropped. Known and unknown numbers alternate at random; first the look-up alone, then
the whole POST of the first page through Django. Printed: the median of each in microseconds, the difference,
and the share of pairs in which the known one took longer (AUC of the Mann-Whitney test; 50 % = the clock
tells nothing) with its 95 % interval. No limit of tries is reached: each number is tried four times at most.
"""

import logging
import math
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.ready import own_database

from django.db import connection
from django.test import Client
from tests.shop import NOON, Shop, make_shop, sell

from savoir.kernel.tenancy import organization_block
from savoir.orders.queries import find_for_portal

SEED, SOLD, WARM = 20261122, 2_000, 200


def fill(shop: Shop) -> list[str]:
    """Sell; the numbers of the orders."""
    with organization_block(shop.org_id):
        numbers = [sell(shop, number=f"FR-{100000 + n}").number for n in range(SOLD)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return numbers


def pairs(numbers: list[str], tries: int) -> list[tuple[bool, str]]:
    """`tries` known and as many unknown numbers of the same shape, in random order."""
    chance = random.Random(SEED)
    known = [(True, numbers[n % len(numbers)]) for n in range(tries)]
    unknown = [(False, f"FR-{500000 + chance.randrange(400_000)}") for _ in range(tries)]
    both = known + unknown
    chance.shuffle(both)
    return both


def timed(deed: Callable[[str], Any], asked: list[tuple[bool, str]]) -> dict[bool, list[float]]:
    """Microseconds of each kind."""
    for _, number in asked[:WARM]:
        deed(number)
    spent: dict[bool, list[float]] = {True: [], False: []}
    for is_known, number in asked:
        start = time.perf_counter()
        deed(number)
        spent[is_known].append((time.perf_counter() - start) * 1e6)
    return spent


def auc(spent: dict[bool, list[float]]) -> tuple[float, float]:
    """Share of pairs in which the known one took longer, and half its 95 % interval (Hanley, McNeil 1982)."""
    ranked = sorted([(value, True) for value in spent[True]] + [(value, False) for value in spent[False]])
    n, m = len(spent[True]), len(spent[False])
    ranks = sum(rank for rank, (_, is_known) in enumerate(ranked, start=1) if is_known)
    share = (ranks - n * (n + 1) / 2) / (n * m)
    q1, q2 = share / (2 - share), 2 * share**2 / (1 + share)
    spread = share * (1 - share) + (n - 1) * (q1 - share**2) + (m - 1) * (q2 - share**2)
    return share, 1.96 * math.sqrt(spread / (n * m))


def told(name: str, spent: dict[bool, list[float]]) -> str:
    """One line of the result."""
    known, unknown = statistics.median(spent[True]), statistics.median(spent[False])
    share, half = auc(spent)
    return (
        f"{name:12} wrong proof {known:8.0f} us   unknown {unknown:8.0f} us   difference "
        f"{known - unknown:+6.1f} us   longer in {share:.1%} of pairs (+- {half:.1%})"
    )


def run(tries: int) -> None:
    """Measure the look-up alone, then the whole answer."""
    shop = make_shop()
    asked = pairs(fill(shop), tries)

    def look_up(number: str) -> None:
        find_for_portal(
            org_id=shop.org_id, brand_id=shop.brand_id, number=number, email="x@exemple.fr", now=NOON
        )

    with organization_block(shop.org_id):
        print(told("look-up", timed(look_up, asked)))
    logging.getLogger("django.request").setLevel(logging.ERROR)
    client, address = Client(), f"/sav/{shop.brand_slug}/"
    addresses = iter(range(1, 10 * tries + 10 * WARM))

    def post(number: str) -> None:
        n = next(addresses)
        answer = client.post(
            address, {"number": number, "email": "x@exemple.fr"},
            REMOTE_ADDR=f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}",
        )  # fmt: skip
        assert answer.status_code == 422, answer.status_code

    print(told("whole answer", timed(post, asked)))


def main(arguments: list[str]) -> int:
    """Make the database, measure, drop it."""
    with own_database():
        run(int(arguments[0]) if arguments else 2_000)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
