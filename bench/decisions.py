"""Decisions per second by masks, beside a plain loop over rows and cells on the same tables and facts.

Run: `python -m bench.decisions [rows]`. Shapes: the starter `maison`; one table of 100 rows over 12 facts;
six tables of 34 rows. CPU time of this process; both ways are checked to give the same rows. Then the whole
decision on a line, law included, beside reading all bases of the law alone: every pass on lines made
anew, so that no pass finds facts, days or amounts that an earlier one has read.
"""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tests.rules.cases.sold import DECLARED, DELIVERED, VASE, ZONE, ask

from savoir.cases.rules import PolicyInForce
from savoir.cases.rules.answering import LineDecision, decide_line
from savoir.cases.rules.facts import law_facts
from savoir.cases.states import Intent, Reason
from savoir.cases.values import AskedLine
from savoir.kernel.values.money import Money
from savoir.law import values as law
from savoir.law.rights import rights
from savoir.orders.values import SaleLine
from savoir.policies import starters, tables
from savoir.policies.facts import FACTS, FactSpec, FactType, Point, PolicyFacts, Value
from savoir.policies.tables import Compiled, Hit, holds

COLUMNS = (
    "channel", "country", "intent", "reason", "category", "days_since_delivery", "line_value", "quantity",
    "withdrawal_open", "guarantee_open", "hygiene_sealed", "delivery_mode",
)  # fmt: skip
COUNTRIES = ("FR", "BE", "DE", "ES", "IT", "LU")
SEED = 20261122
FACT_SETS = 2000


def some_value(chance: random.Random, spec: FactSpec) -> Value:
    """A value of a fact, from few enough that rows do fire."""
    if spec.type is FactType.BOOLEAN:
        return chance.random() < 0.5
    if spec.type is FactType.NUMBER:
        return chance.randrange(120)
    return chance.choice(spec.domain or COUNTRIES)


def some_cell(chance: random.Random, spec: FactSpec) -> dict[str, Any]:
    """A cell that about two values in three satisfy."""
    if spec.type is FactType.NUMBER:
        op = chance.choice(("at_most", "at_least", "between"))
        bounds = sorted(chance.sample(range(120), 2))
        return {"op": op, "values": bounds if op == "between" else bounds[:1]}
    if spec.type is FactType.BOOLEAN:
        return {"op": "equals", "values": [chance.random() < 0.5]}
    return {"op": "in", "values": [some_value(chance, spec) for _ in range(3)]}


def some_columns(chance: random.Random) -> list[str]:
    """Two to six facts that a row tests."""
    return chance.sample(COLUMNS, chance.randint(2, 6))


def some_table(chance: random.Random, name: str, rows: int) -> dict[str, Any]:
    """A table of `rows` rows, each testing two to six facts."""
    made = [
        {
            "id": f"R{n}", "label_fr": f"Règle {n}", "label_en": f"Rule {n}",
            "when": {name: some_cell(chance, FACTS[name]) for name in some_columns(chance)},
            "then": {"remedies": ["refund"], "window_days": n % 90},
        }
        for n in range(rows)
    ]  # fmt: skip
    return {"id": name, "point": "eligibility", "hit": "first", "columns": list(COLUMNS), "rows": made}


def some_policy(chance: random.Random, count: int, rows: int) -> Compiled:
    """A policy of `count` eligibility tables."""
    trigger = starters.load("home")["tables"][1]
    made = [some_table(chance, f"T{n}", rows) for n in range(count)]
    return tables.compile({"format": 1, "name": "Bench", "tables": [*made, trigger]})


def plainly(compiled: Compiled, facts: PolicyFacts) -> list[str]:
    """The ids of the rows that speak, by reading rows and cells in order until one fails."""
    known, hits = facts.known, []
    for table in compiled.tables[Point.ELIGIBILITY]:
        names = [column.fact for column in table.columns]
        for row in table.rows:
            if all(holds(cell, known.get(name)) for name, cell in zip(names, row.cells, strict=True)):
                hits.append(row.id)
                if table.hit is not Hit.COLLECT:
                    break
    return hits


def rate(one: Callable[[Any], object], several: list[Any]) -> float:
    """Calls per CPU second: the best of five passes over all facts."""
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        for facts in several:
            one(facts)
        best = min(best, time.process_time() - began)
    return len(several) / best


def measure(name: str, compiled: Compiled, several: list[PolicyFacts]) -> None:
    """Check that both ways agree, then print their rates."""
    for facts in several[:500]:
        hits = [hit.row_id for hit in tables.decide(compiled, "eligibility", facts).hits]
        assert hits == plainly(compiled, facts)
    by_masks = rate(lambda facts: tables.decide(compiled, Point.ELIGIBILITY, facts), several)
    by_rows = rate(lambda facts: plainly(compiled, facts), several)
    reasons = rate(lambda facts: tables.explain(compiled, Point.ELIGIBILITY, facts), several[:200])
    print(
        f"{name:<28} masks {by_masks:>9,.0f}/s   rows {by_rows:>8,.0f}/s   ratio {by_masks / by_rows:>5.1f}"
        f"   with near misses {reasons:>8,.0f}/s"
    )


Asking = tuple[SaleLine, AskedLine, date]


def some_asking(chance: random.Random) -> Asking:
    """A line, what is asked about it and the day: some 25 facts known, a few unknown."""
    delivered = DELIVERED - timedelta(days=chance.randrange(900), minutes=chance.randrange(1440))
    sale = replace(
        VASE, channel=chance.choice(("web", "store", "phone")), country="FR", is_professional=False,
        is_gift=chance.random() < 0.1, category_path=chance.choice(COUNTRIES), quantity=3, delivered_qty=3,
        contract_at=delivered - timedelta(days=chance.randrange(1, 9)), order_delivered_at=(delivered,),
        line_delivered_at=delivered, hygiene_sealed=chance.choice((True, False, None)),
        made_to_order=chance.choice((False, None)), second_hand=chance.choice((True, False)),
        perishable=False, dangerous_goods=chance.choice(("", "UN3480")), serial_tracked=False,
        warranty_months=chance.choice((None, 12, 36)), unit_price=Money(chance.randrange(500, 30_000), "EUR"),
    )  # fmt: skip
    asked = ask(
        chance.choice((Intent.RETURN, Intent.CLAIM, Intent.EXCHANGE)),
        chance.choice((Reason.CHANGED_MIND, Reason.TOO_SMALL, Reason.DEFECTIVE, Reason.DAMAGED_ON_ARRIVAL)),
        quantity=chance.randint(1, 3), photos=chance.randint(0, 1), unsealed=chance.random() < 0.5,
    )  # fmt: skip
    return sale, asked, DELIVERED.date() + timedelta(days=chance.randrange(30))


def fresh_rates(one: Callable[[Any], object], make: Callable[[], list[Any]]) -> tuple[float, float]:
    """Calls per CPU second, the worst and the best of seven passes, each over facts made anew beforehand."""
    rates = []
    for _ in range(7):
        several = make()
        began = time.process_time()
        for facts in several:
            one(facts)
        rates.append(len(several) / (time.process_time() - began))
    return min(rates), max(rates)


def with_law(chance: random.Random, rows: int) -> None:
    """Print decisions per second with the law, from a sale as the database gives it."""
    policy = PolicyInForce(id=1, digest="d" * 32, compiled=some_policy(chance, 1, rows))

    def decided(one: Asking) -> LineDecision:
        return decide_line(one[0], one[1], DECLARED, policy, asked_on=one[2], zone=ZONE)

    def all_bases(one: tuple[law.Facts, date]) -> object:
        return rights(*one).each

    def some_askings() -> list[Asking]:
        return [some_asking(chance) for _ in range(FACT_SETS)]

    def some_facts() -> list[tuple[law.Facts, date]]:
        return [(law_facts(s, a, DECLARED, asked_on=on, zone=ZONE), on) for s, a, on in some_askings()]

    known = sum(len(decided(one).known) for one in some_askings()) / FACT_SETS
    (slow, quick), (slow_law, quick_law) = (
        fresh_rates(decided, some_askings),
        fresh_rates(all_bases, some_facts),
    )
    print(
        f"a line decided, law included ({known:.0f} facts, {rows} rows): {slow:,.0f} to {quick:,.0f}/s"
        f"   all bases of the law alone {slow_law:,.0f} to {quick_law:,.0f}/s"
    )


def main(rows: int) -> None:
    """Print one line per shape, and what compiling costs."""
    chance = random.Random(SEED)
    several = [
        PolicyFacts.of(**{fact: some_value(chance, FACTS[fact]) for fact in COLUMNS})
        for _ in range(FACT_SETS)
    ]
    measure("maison, 25 rows", tables.compile(starters.load("home")), several)
    measure(f"1 table of {rows} rows", some_policy(chance, 1, rows), several)
    measure("6 tables of 34 rows", some_policy(chance, 6, 34), several)
    with_law(chance, rows)
    document = tables.canonical(some_policy(chance, 1, rows).document)
    began = time.process_time()
    tables.compile(document)
    print(f"reading, checking and compiling {rows} rows: {(time.process_time() - began) * 1000:.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
