"""A whole policy asked, law included: `bin/bench language`.

Six tables at six decision points, 200 rows in all, 60 facts known, some of them read from the law. A decision
is: both bases of the law that are facts, the six verdicts with the rows that fired, the right, the offer, the
law's floor and the article that decides. Beside it, in the same run: a loop over rows and cells written by
hand, and zen-engine (Rust) on the same tables, both without any law. All three are checked to fire the same
rows. CPU time of this process; facts are made anew for every pass: prices, weights and days from thousands of
values, so that little is met again.
"""

import json
import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import zen

from savoir.kernel.values.answers import YES
from savoir.kernel.values.money import Money
from savoir.law import values as law
from savoir.law.floor import floor
from savoir.law.rights import rights as rights_of
from savoir.law.words import say
from savoir.policies import tables
from savoir.policies.facts import FACTS, FactSpec, FactType, Point, PolicyFacts, Value
from savoir.policies.tables import Compiled, Op, Verdict, holds
from savoir.policies.tables.points import POINTS

SEED, FACT_SETS, PASSES = 20261123, 1000, 7
TODAY = date(2026, 11, 23)
CODES = ("FR", "BE", "DE", "ES", "IT", "LU")
MOST_DRAWN = {"minor units": 30_000, "grams": 20_000, "days": 1000}  # else a value comes back too often
SHAPE = {
    Point.ELIGIBILITY: 34, Point.RETURN_WAY: 34, Point.EVIDENCE: 33, Point.REFUND_TRIGGER: 33,
    Point.PROMISES: 33, Point.ROUTING: 33,
}  # fmt: skip
SAYS: dict[Point, dict[str, Any]] = {
    Point.ELIGIBILITY: {"remedies": ["refund", "exchange"], "window_days": 30},
    Point.RETURN_WAY: {"return_method": "own_post", "return_paid_by": "merchant"},
    Point.EVIDENCE: {"photo_required": True}, Point.REFUND_TRIGGER: {"trigger": "posting"},
    Point.PROMISES: {"answer_hours": 24}, Point.ROUTING: {"team": "retours", "urgency": "high"},
}  # fmt: skip
OF_THE_LAW = {"withdrawal_open": law.Basis.WITHDRAWAL, "guarantee_open": law.Basis.CONFORMITY}
KNOWN = tuple(
    name for name, spec in FACTS.items()
    if Point.ROUTING in spec.points and spec.type is not FactType.DATE and name not in OF_THE_LAW
)[:58]  # fmt: skip


class Asked(NamedTuple):
    """What is known of one request: 58 facts of the house, and what the law may ask."""

    known: dict[str, Value]
    facts: law.Facts


class Decided(NamedTuple):
    """The answer without its sentences."""

    verdicts: list[Verdict]
    right: law.Right
    offer: law.Offer
    article: str


def some_value(chance: random.Random, spec: FactSpec) -> Value:
    """A value of a fact, from few enough that rows do fire."""
    if spec.type is FactType.BOOLEAN:
        return chance.random() < 0.5
    if spec.type is FactType.NUMBER:
        return chance.randrange(MOST_DRAWN.get(spec.unit, 120) + 1)
    return chance.choice(spec.domain or CODES)


def some_cell(chance: random.Random, spec: FactSpec) -> dict[str, Any]:
    """A cell that about two values in three satisfy."""
    if spec.type is FactType.BOOLEAN:
        return {"op": "equals", "values": [chance.random() < 0.5]}
    if spec.type is FactType.NUMBER:
        return {"op": chance.choice(("at_most", "at_least")), "values": [some_value(chance, spec)]}
    values = {some_value(chance, spec) for _ in range(4)}
    return {"op": "in", "values": sorted(values, key=str)}


def some_policy(chance: random.Random) -> dict[str, Any]:
    """A document of six tables; each of its rows tests two to six of the facts its point may read."""
    made = []
    for point, count in SHAPE.items():
        open_to = [name for name in (*KNOWN, *OF_THE_LAW) if point in FACTS[name].points]
        columns = sorted(chance.sample(open_to, 14))
        rows = [
            {
                "id": f"{point.value}-{n}", "label_fr": f"Règle {n}", "label_en": f"Rule {n}",
                "when": {name: some_cell(chance, FACTS[name])
                         for name in chance.sample(columns, chance.randint(2, 6))},
                "then": SAYS[point],
            }
            for n in range(count)
        ]  # fmt: skip
        made.append(
            {"id": point.value, "point": point.value, "hit": "first", "columns": columns, "rows": rows}
        )
    return {"format": 2, "name": "Mesure", "tables": made}


def some_asking(chance: random.Random) -> Asked:
    """A sale at a distance, received within the last three years."""
    delivered = TODAY - timedelta(days=chance.randrange(1000))
    claimed = TODAY if chance.random() < 0.4 else None
    said = None if claimed else TODAY
    facts = law.Facts(
        country="FR", sale=law.Sale.DISTANCE_ONLINE, buyer=law.Buyer.CONSUMER, seller=law.Seller.TRADER,
        contract=law.Contract.GOODS, concluded_on=delivered - timedelta(days=chance.randrange(1, 9)),
        deliveries=(delivered,), more_to_come=False, delivered_on=delivered,
        info_given=True, return_cost_announced=True,
        paid=Money(chance.randrange(500, 30_000), "EUR"), condition=law.Condition.NEW,
        defect=True if claimed else None, defect_appeared_on=claimed, claimed_on=claimed,
        withdrawn_on=said, informed_on=said,
    )  # fmt: skip
    known = {name: some_value(chance, FACTS[name]) for name in KNOWN}
    return Asked({**known, "intent": "claim" if claimed else "withdrawal"}, facts)


Ask = Callable[[Compiled, tuple[Point, ...], PolicyFacts], list[Verdict]]
ASKED = tuple(SHAPE)


def decided(compiled: Compiled, asked: Asked, ask: Ask = tables.decide_each) -> Decided:
    """Verdicts at six points, raised to the law's floor, with the article that decides."""
    rights = rights_of(asked.facts, TODAY)
    read: dict[str, Value] = {name: rights.answer(basis) is YES for name, basis in OF_THE_LAW.items()}
    known = PolicyFacts.told({**asked.known, **read})
    verdicts = ask(compiled, ASKED, known)
    right = rights.of(tables.basis_of_request(str(asked.known["intent"]), ""))
    outputs = tables.outputs_of(verdicts[:3])
    floored = floor(tables.offer_of(outputs, right, asked.facts, TODAY), rights)
    article = floored.gaps[0].article if floored.gaps else right.articles[0]
    return Decided(verdicts, right, floored.offer, article)


def explained(compiled: Compiled, asked: Asked) -> tuple[object, ...]:
    """The same with the rows that nearly fired, and the sentences of the law in two languages."""
    made = decided(compiled, asked, tables.explain_each)
    return made, say(made.right)


def by_hand(compiled: Compiled, known: dict[str, Value]) -> list[str]:
    """The first row of each table that holds, by reading cells in order."""
    fired = []
    for point in SHAPE:
        for table in compiled.tables[point]:
            named = [(place, column.fact) for place, column in enumerate(table.columns)]
            for row in table.rows:
                if all(holds(row.cells[place], known.get(name)) for place, name in named):
                    fired.append(row.id)
                    break
    return fired


def _unary(spec: FactSpec, op: Op, values: tuple[Value, ...]) -> str:
    """A cell in the words of zen-engine."""
    if op is Op.ANY:
        return ""
    said = [f"'{one}'" if isinstance(one, str) else str(one).lower() for one in values]
    if op in (Op.AT_MOST, Op.AT_LEAST):
        return f"{'<=' if op is Op.AT_MOST else '>='} {said[0]}"
    return ", ".join(said)


def in_zen(compiled: Compiled) -> dict[str, Any]:
    """The six tables as one decision of zen-engine, side by side; each answers the row that fired."""
    nodes: list[dict[str, Any]] = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = []
    for point in SHAPE:
        [table] = compiled.tables[point]
        specs = table.table.facts
        rules = [
            {"_id": row.id, "o": f"'{row.id}'",
             **{spec.name: _unary(spec, cell.op, cell.values)
                for spec, cell in zip(specs, row.cells, strict=True)}}
            for row in table.rows
        ]  # fmt: skip
        inputs = [{"id": spec.name, "name": spec.name, "type": "expression", "field": spec.name}
                  for spec in specs]  # fmt: skip
        content = {"hitPolicy": "first", "inputs": inputs, "rules": rules,
                   "outputs": [{"id": "o", "name": "o", "type": "expression", "field": point}]}  # fmt: skip
        nodes.append(
            {"id": point.value, "name": point.value, "type": "decisionTableNode", "content": content}
        )
        edges += [
            {"id": f"a-{point}", "sourceId": "in", "targetId": point.value, "type": "edge"},
            {"id": f"b-{point}", "sourceId": point.value, "targetId": "out", "type": "edge"},
        ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def rate(one: Callable[[Asked], object], chance: random.Random) -> float:
    """Calls per CPU second, the best of some passes, each over facts made anew."""
    best = 0.0
    for _ in range(PASSES):
        several = [some_asking(chance) for _ in range(FACT_SETS)]
        began = time.process_time()
        for asked in several:
            one(asked)
        best = max(best, FACT_SETS / (time.process_time() - began))
    return best


def with_the_law(asked: Asked) -> dict[str, Value]:
    """The 60 facts that the peers are given ready made."""
    rights = rights_of(asked.facts, TODAY)
    return asked.known | {name: rights.answer(basis) is YES for name, basis in OF_THE_LAW.items()}


def check(compiled: Compiled, peer: Any, chance: random.Random) -> int:
    """All three fire the same rows, or the run ends; the number of facts known."""
    for asked in [some_asking(chance) for _ in range(300)]:
        known = with_the_law(asked)
        ours = [hit.row_id for one in decided(compiled, asked).verdicts for hit in one.hits]
        theirs = peer.evaluate(known)["result"]
        assert ours == by_hand(compiled, known) == [theirs[point] for point in SHAPE if point in theirs]
    return len(known)


def main() -> None:
    """Print one line for each way, and what compiling costs."""
    chance = random.Random(SEED)
    document = some_policy(chance)
    began = time.process_time()
    compiled = tables.compile(document)
    cold = time.process_time() - began
    peer = zen.ZenEngine().create_decision(json.dumps(in_zen(compiled)))
    facts = check(compiled, peer, chance)
    ours = rate(lambda asked: decided(compiled, asked), chance)
    told = rate(lambda asked: explained(compiled, asked), chance)
    rows = sum(SHAPE.values())
    print(f"{len(POINTS)} points known, {len(SHAPE)} tables asked, {rows} rows, {facts} facts")
    print(f"decided with law, rows and article  {ours:>9,.0f}/s   aim 20,000")
    print(f"with near rows and sentences        {told:>9,.0f}/s   aim 8,000")
    prepared = {id(one): with_the_law(one) for one in (some_asking(chance) for _ in range(FACT_SETS))}
    known = list(prepared.values())
    for name, one in (
        ("a loop by hand, no law", lambda facts: by_hand(compiled, facts)),
        ("zen-engine, no law", peer.evaluate),
    ):
        theirs = _rate_of(one, known)
        print(f"{name:<34} {theirs:>10,.0f}/s   ours with the law {ours / theirs:.1f} times as many")
    print(f"read, checked and compiled, cold    {cold * 1000:>9.1f} ms   aim 200")


def _rate_of(one: Callable[[dict[str, Value]], object], several: list[dict[str, Value]]) -> float:
    best = 0.0
    for _ in range(3):
        began = time.process_time()
        for known in several:
            one(known)
        best = max(best, len(several) / (time.process_time() - began))
    return best


if __name__ == "__main__":
    main()
