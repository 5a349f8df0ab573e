"""Random policies of every point and hit policy, random past cases, and the evaluator's word on a case."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from savoir.connectors.analytics.flooring import DEMAND_BIT
from savoir.connectors.analytics.shape import CLAIMED
from savoir.insights.values import LawSaid, PastCase
from savoir.kernel.values.answers import Answer
from savoir.kernel.values.money import Money
from savoir.law import values as law
from savoir.law.floor import floor
from savoir.policies import tables
from savoir.policies.facts import FACTS, FactSpec, FactType, Point, PolicyFacts, Value
from savoir.policies.tables import POINTS, Compiled, OutputSpec, OutputType, PointSpec
from savoir.policies.tables.offers import DEMANDS

FACT_NAMES = (
    "channel", "country", "reason", "category", "days_since_delivery", "line_value", "quantity",
    "withdrawal_open", "guarantee_open", "photo_given", "asked_on", "delivery_mode",
)  # fmt: skip
WORDS = {"country": ("FR", "BE", "DE", "ES", "IT"),
         "category": ("mode", "mode/chaussures", "mode/chaussures/bottes", "maison", "audio")}  # fmt: skip
DAYS = [(date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(0, 330, 11)]
LAW_REMEDIES = ("refund", "repair", "replacement", "price_reduction")
_RIGHTS = (law.Party.CONSUMER, law.Party.SELLER)
_CONFORMITY = law.Basis.CONFORMITY


def some_value(chance: random.Random, spec: FactSpec) -> Value:
    """A value from few enough that rows fire."""
    match spec.type:
        case FactType.BOOLEAN:
            return chance.random() < 0.5
        case FactType.NUMBER:
            return chance.randrange(10_000 if spec.name == "line_value" else 60)
        case FactType.DATE:
            return chance.choice(DAYS)
    return chance.choice(spec.domain or WORDS[spec.name])


def some_cell(chance: random.Random, spec: FactSpec) -> dict[str, Any]:
    """A cell that most values satisfy."""
    if spec.is_ordered:
        if spec.type is FactType.DATE and chance.random() < 0.5:
            return {"op": "season", "values": [chance.choice(DAYS)[5:], chance.choice(DAYS)[5:]]}
        op = chance.choice(("at_most", "at_least", "between"))
        bounds = sorted([some_value(chance, spec), some_value(chance, spec)])
        return {"op": op, "values": bounds if op == "between" else bounds[:1]}
    if spec.type is FactType.BOOLEAN:
        return {"op": "equals", "values": [chance.random() < 0.5]}
    op = "under" if spec.type is FactType.TREE and chance.random() < 0.6 else chance.choice(("in", "not"))
    return {"op": op, "values": sorted({str(some_value(chance, spec)) for _ in range(2)})}


def some_output(chance: random.Random, spec: OutputSpec) -> Any:
    """A value of an output."""
    match spec.type:
        case OutputType.BOOLEAN:
            return chance.random() < 0.5
        case OutputType.CODE:
            return chance.choice(spec.domain)
        case OutputType.CODES:
            return chance.sample(spec.domain, chance.randint(0, 3))
        case OutputType.MONTH_DAY:
            return chance.choice(("01-31", "12-05"))
        case OutputType.TEXT:
            return chance.choice(("nord", "sud"))
    return chance.randint(0, min(spec.most, 90))


def some_row(chance: random.Random, number: int, point: PointSpec, most: int) -> dict[str, Any]:
    """A row with a few cells and a few answers."""
    facts = chance.sample(FACT_NAMES, chance.randint(1, most))
    names = list(point.outputs)
    told = {
        name: some_output(chance, point.outputs[name])
        for name in chance.sample(names, chance.randint(1, len(names)))
    }
    if point.main:
        told[point.main] = some_output(chance, point.outputs[point.main])
    return {"id": f"R{number}", "label_fr": f"Ligne {number}", "label_en": f"Row {number}", "then": told,
            "when": {name: some_cell(chance, FACTS[name]) for name in facts}}  # fmt: skip


def some_table(
    chance: random.Random, name: str, point: str, hit: str, rows: int, *, most: int = 4
) -> dict[str, Any]:  # fmt: skip
    """A table of `rows` rows of at most `most` cells each."""
    made = [some_row(chance, number, POINTS[point], most) for number in range(rows)]
    for row in made if hit == "priority" else ():
        row["priority"] = chance.randrange(9)
    for row in made[1:] if hit in ("unique", "any") else ():
        row["then"] = made[0]["then"] if chance.random() < 0.5 else row["then"]
    return {"id": name, "point": point, "hit": hit, "columns": list(FACT_NAMES), "rows": made}


def some_policy(chance: random.Random, shape: tuple[tuple[str, str, int], ...], *, most: int = 4) -> Compiled:
    """A policy of tables (point, hit policy, rows)."""
    made = [some_table(chance, f"T{n}", *one, most=most) for n, one in enumerate(shape)]
    return tables.compile({"format": 2, "name": "Au hasard", "tables": made})


def some_law(chance: random.Random) -> LawSaid:
    """What a law might say."""
    remedies = tuple(chance.sample(LAW_REMEDIES, chance.randint(0, 4)))
    return LawSaid(
        answer=chance.choice(("yes", "no", "needs_facts")), remedies=remedies,
        at_least=chance.choice((None, 1, 2)), payer=chance.choice(("consumer", "seller")),
        choice_by=chance.choice(("consumer", "seller")), refund=chance.choice((None, 5000)),
        bans=tuple(chance.sample(list(DEMAND_BIT), 3)), withdrawal_days=chance.choice((None, 14)),
    )  # fmt: skip


def some_case(chance: random.Random, number: int) -> PastCase:
    """A case of which some facts are unknown."""
    facts = {name: some_value(chance, FACTS[name]) for name in FACT_NAMES if chance.random() < 0.85}
    return PastCase(
        case_id=number, line_id=number, brand_id=1, asked_on=date(2026, 1, 1) + timedelta(days=number % 300),
        facts=facts, law=some_law(chance), outcome=chance.choice(("offered", "accepted", "refused")),
        remedy=chance.choice(("", "refund", "exchange", "store_credit")),
    )  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What the evaluator, the house's own floor and the rules of the cases say of one case."""

    outputs: dict[str, Any]
    clashes: frozenset[str]
    offered: frozenset[str]
    demands: frozenset[str]
    chooses: bool
    pays: bool
    person: bool


def judge(compiled: Compiled, case: PastCase) -> Told:
    """The answer by `tables.decide` at every point and by `law.floor` on the offer."""
    facts = PolicyFacts.read(case.facts)
    verdicts = {point: tables.decide(compiled, point, facts) for point in Point}
    outputs = {name: value for one in verdicts.values() for name, value in one.outputs.items()}
    right = _right(case)
    rights = law.Rights(case.asked_on, law.Facts(), {})
    rights._read[right.basis] = right  # the law's answer is given, not read from facts
    offer = floor(tables.offer_of(outputs, right, law.Facts(), case.asked_on), rights).offer
    reason = case.facts.get("reason")
    offer_points = [verdicts[point] for point in (Point.ELIGIBILITY, Point.RETURN_WAY, Point.EVIDENCE)]
    silent = not any(one.hits for one in offer_points if not one.contradicts) and not any(
        one.contradicts for one in offer_points
    )
    person = (
        bool(outputs["needs_person"]) or not offer.remedies or any(one.contradicts for one in offer_points)
        or (bool(outputs["photo_required"]) and case.facts.get("photo_given") is not True)
        or (silent and (case.law.answer != "yes" or reason in CLAIMED))
    )  # fmt: skip
    payer = offer.return_paid_by or right.return_paid_by
    return Told(
        outputs, frozenset(point for point, one in verdicts.items() if one.contradicts),
        frozenset(offer.remedies), frozenset(offer.demands), offer.choice_by is law.Party.CONSUMER,
        reason not in CLAIMED and payer is law.Party.CONSUMER, person,
    )  # fmt: skip


def _right(case: PastCase) -> law.Right:
    said, by_name = case.law, {**DEMANDS, "referral": law.Ban.SEND_TO_THE_BRAND,
                               "refurbished": law.Ban.IMPOSE_REFURBISHED}  # fmt: skip
    return law.Right(
        basis=_CONFORMITY, answer=Answer(said.answer), articles=("L217-3",), at_least=said.at_least,
        remedies=tuple([law.Remedy(name) for name in said.remedies]), choice_by=law.Party(said.choice_by),
        return_paid_by=law.Party(said.payer), refund=Money(said.refund, "EUR") if said.refund else None,
        merchant_may_not=frozenset({by_name[name] for name in said.bans if name in by_name}),
    )  # fmt: skip
