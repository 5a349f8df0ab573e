"""Refunds, vouchers and labels of a replay are those of an independent reckoning, by case and in sum."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from savoir.connectors.analytics import flooring
from savoir.connectors.analytics.duck import DuckHistory, load
from savoir.connectors.analytics.query import Replay, duckdb_text
from savoir.connectors.analytics.shape import Codes
from savoir.connectors.analytics.store import create_cases, fill_cases
from savoir.insights.values import Figures, PastCase, Replayed, Span
from savoir.policies.tables import Compiled
from tests.connectors.analytics.past import judge, some_case, some_policy
from tests.connectors.analytics.purse import Purse, purse, sums

CASES = 400
SHAPE = (("eligibility", "first", 14), ("eligibility", "collect", 5), ("return_way", "first", 9),
         ("refund_trigger", "first", 9), ("evidence", "collect", 4), ("routing", "first", 6))  # fmt: skip
NAMES = ("money", "voucher", "label", "label_cost")
SUMS = ("money", "voucher", "label_cost")
CURRENCIES = ("EUR", "GBP", "")
# What could be wrong in the money of the query, and is seen.
PLANTS: dict[str, tuple[str, str]] = {
    "a fee that is not taken off": ("_refund ELSE 0", "_refund + b_fee_amount ELSE 0"),
    "a voucher at half its price": ("THEN f_line_value ELSE 0", "THEN f_line_value // 2 ELSE 0"),
    "a label although the customer pays": ("_pays = 0", "_pays >= 0"),
    "a label for what stays with the customer": ("_keep_item = 0 AND", "_keep_item >= 0 AND"),
}


def policies(chance: random.Random) -> tuple[Compiled, Compiled]:
    """Two of them."""
    return some_policy(chance, SHAPE), some_policy(chance, SHAPE)


def cases_of(chance: random.Random) -> list[PastCase]:
    """Random cases of two currencies; of some the currency is not known."""
    found = []
    for number in range(CASES):
        case, currency = some_case(chance, number), chance.choice(CURRENCIES)
        facts = {**case.facts, **({"currency": currency} if currency else {})}
        found.append(replace(case, facts=facts))
    return found


def columns(
    cases: list[PastCase], before: Compiled, after: Compiled, folder: Path
) -> list[tuple[Purse, ...]]:
    """The money columns of the query, case by case, of both sides."""
    codes = Codes()
    names = [f"{side}_{name}" for side in ("b", "a") for name in NAMES]
    with duckdb.connect() as connection:
        create_cases(connection)
        fill_cases(connection, cases, codes, folder)
        replay = Replay(before, after, codes.known)
        load(connection, replay)
        asked = duckdb_text(replay.rows(tuple(names), "", "ORDER BY case_id"))
        rows = connection.execute(asked).fetchall()
    return [(Purse(*[one or 0 for one in row[:4]]), Purse(*[one or 0 for one in row[4:]])) for row in rows]


def compare(seed: str, folder: Path) -> None:
    """Every case of both sides. AssertionError where query and reckoning part."""
    chance = random.Random(seed)
    before, after = policies(chance)
    cases = cases_of(chance)
    for case, told in zip(cases, columns(cases, before, after, folder), strict=True):
        reckoned = purse(case, judge(before, case)), purse(case, judge(after, case))
        assert told == reckoned, case


@pytest.mark.parametrize("seed", ["spring", "autumn"])
def test_the_money_of_every_case_is_the_independent_reckonings(seed: str, tmp_path: Path) -> None:
    compare(seed, tmp_path)


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_fault_in_the_money_is_seen(
    plant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound: Callable[[str], list[str]] = flooring.money
    old, new = PLANTS[plant]
    assert any(old in part for part in sound("b"))
    monkeypatch.setattr(flooring, "money", lambda side: [part.replace(old, new) for part in sound(side)])
    with pytest.raises(AssertionError):
        compare("spring", tmp_path)


def test_sums_are_told_by_currency_and_never_across_two(tmp_path: Path) -> None:
    chance = random.Random("sums")
    before, after = policies(chance)
    cases, history = cases_of(chance), DuckHistory(tmp_path)
    history.rewrite(cases)
    found = history.replay(before, after, Span())
    assert set(found.whole.money) == set(CURRENCIES)
    for side, compiled in (("b", before), ("a", after)):
        assert summed(side, (found.whole,)) == sums(cases, compiled, "")
        for cut in ("reason", "category", "channel", "country"):
            assert summed(side, found.cuts[cut]) == sums(cases, compiled, cut), cut


def summed(side: str, rows: tuple[Figures, ...]) -> Counter[tuple[str, str, str]]:
    """The sums of a cut in the shape of the reckoning."""
    return +Counter({
        ("".join(row.key), currency, name): money[f"{side}_{name}_sum"]
        for row in rows for currency, money in row.money.items() for name in SUMS
    })  # fmt: skip


def test_counts_of_the_cuts_and_the_work_by_team_add_up_to_the_whole(tmp_path: Path) -> None:
    chance = random.Random("counts")
    before, after = policies(chance)
    cases, history = cases_of(chance), DuckHistory(tmp_path)
    history.rewrite(cases)
    found = history.replay(before, after, Span())
    for rows in found.cuts.values():
        for name in ("cases", "gains", "loses", "mixed", "a_labels", "b_refusals"):
            assert sum(row[name] for row in rows) == found.whole[name]
    assert sum(one.before for one in found.work) == found.whole["b_persons"]
    assert sum(one.after for one in found.work) == found.whole["a_persons"]
    for compiled, told in ((before, _work(found, "before")), (after, _work(found, "after"))):
        assert told == Counter(
            (_week(case), answer.outputs["team"])
            for case in cases if (answer := judge(compiled, case)).person
        )  # fmt: skip
    read = {one.fact for tables in after.tables.values() for table in tables for one in table.columns}
    assert found.complete == sum(read <= set(case.facts) for case in cases)


def _work(found: Replayed, side: str) -> Counter[tuple[int, str | None]]:
    return +Counter({(one.week, one.team or None): getattr(one, side) for one in found.work})


def _week(case: PastCase) -> int:
    year, week, _ = case.asked_on.isocalendar()
    return year * 100 + week
