"""Reference page of the starters: what each answers to the same people, then its tables row by row."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from savoir.policies import starters, tables
from savoir.policies.facts import Point, PolicyFacts, Value
from savoir.policies.tables import POINTS, Compiled, CompiledTable, Op, write, write_output

Table = Callable[[Iterable[str], Iterable[Iterable[str]]], str]
INTRO = """# Starters

Policies a brand may begin with (`src/savoir/policies/starters`): six trades, and `replay-1y`, the plain
document of [the replay of real sales](../reports/replay-uci.md). Each carries its own examples, which a test
runs. None gives less than the law: `by_law` in every row stands for what the law gives on that claim. The
solver proves it for all facts (`tests/rules/policies/proof/test_starters_are_proved.py`), and random people
at the bounds of every period are asked the law itself (`tests/rules/policies/test_starters_and_the_law.py`).
Rows are read from the top, the first that fires speaks. Form: [the policy document](policy-document.md).
"""
FIRST = ("fashion", "home", "electronics", "beauty", "sports", "business")
_WEB: Mapping[str, Value] = {"channel": "web", "seller": "us", "delivered": True, "unsealed": False}
_HOLIDAY: Mapping[str, Value] = {
    "contract_on": "2026-11-20", "asked_on": "2027-01-31", "days_since_contract": 72,
}  # fmt: skip


def _back(days: int, **more: Value) -> dict[str, Value]:
    """A thing nobody opened comes back that many days after delivery, without a fault."""
    said = {"intent": "withdrawal" if days <= 14 else "return", "reason": "changed_mind"}
    return {**_WEB, **said, "withdrawal_open": days <= 14, "days_since_delivery": days, **more}


def _broken(days: int, **more: Value) -> dict[str, Value]:
    said = {"intent": "claim", "reason": "defective", "guarantee_open": days < 730}
    return {**_WEB, **said, "days_since_delivery": days, **more}


_ARRIVED = {**_WEB, "intent": "claim", "reason": "damaged_on_arrival", "photo_given": True}
QUESTIONS: tuple[tuple[str, Point, Mapping[str, Value], tuple[str, ...]], ...] = (
    ("Change of mind, day 9", Point.ELIGIBILITY, _back(9), ("remedies",)),
    ("Change of mind, day 25, never opened", Point.ELIGIBILITY, _back(25), ("remedies",)),
    ("Change of mind, day 25, opened", Point.ELIGIBILITY, _back(25, unsealed=True), ("remedies",)),
    ("Change of mind, day 80", Point.ELIGIBILITY, _back(80), ("remedies",)),
    ("Bought 20 November, back on 31 January", Point.ELIGIBILITY, _back(60, **_HOLIDAY), ("remedies",)),
    ("Exchange in the store, day 12, too small", Point.ELIGIBILITY,
     {**_back(12), "intent": "exchange", "reason": "too_small", "channel": "store", "withdrawal_open": False},
     ("remedies",)),
    ("Who pays the way back of a change of mind", Point.RETURN_WAY, _back(9, return_cost_announced=True),
     ("return_paid_by",)),
    ("The same, its cost never announced", Point.RETURN_WAY, _back(9, return_cost_announced=False),
     ("return_paid_by",)),
    ("Who pays the way back of a defect", Point.RETURN_WAY, _broken(210), ("return_paid_by",)),
    ("Damaged on arrival, €15", Point.ELIGIBILITY, {**_ARRIVED, "line_value": 1500}, ("remedies",)),
    ("Damaged on arrival, €60", Point.ELIGIBILITY, {**_ARRIVED, "line_value": 6000}, ("remedies",)),
    ("Defect after seven months", Point.ELIGIBILITY, _broken(210), ("remedies",)),
    ("The same, a repair failed (L217-14)", Point.ELIGIBILITY, _broken(210, attempt_failed=True),
     ("remedies",)),
    ("Money of a change of mind", Point.REFUND_TRIGGER, _back(9), ("trigger", "promised_days")),
    ("Remedy of a defect", Point.PROMISES, _broken(210), ("remedy_days",)),
    ("Gesture: serious, first time", Point.GESTURE, {"severity": "serious", "customer_cases": 1},
     ("gesture", "gesture_amount")),
    ("Agent asks €40 beyond the law", Point.LEEWAY,
     {"role": "agent", "amount": 4000, "beyond_law": True}, ("alone", "approver")),
    ("Three rejected returns", Point.RISK_LOOK, {"customer_rejected": 3}, ("look",)),
    ("Unused, grade A", Point.DISPOSITION, {"finding": "unused", "grade": "A"}, ("disposition",)),
)  # fmt: skip


def page(table: Table) -> str:
    """The comparison, then every starter."""
    compiled = {name: tables.compile(starters.load(name)) for name in starters.names()}
    asked = table(("Who asks", *FIRST), _answers([compiled[name] for name in FIRST]))
    order = sorted(compiled, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
    return "\n\n".join(
        [f"## The same people\n\n{asked}", *[_one(name, compiled[name], table) for name in order]]
    )


def _answers(compiled: list[Compiled]) -> Iterator[tuple[str, ...]]:
    for words, point, facts, names in QUESTIONS:
        known = PolicyFacts.read(dict(facts))
        yield words, *[_said(tables.decide(one, point, known).outputs, point, names) for one in compiled]


def _said(outputs: Mapping[str, Any], point: str, names: Iterable[str]) -> str:
    specs = POINTS[point].outputs
    told = [write_output(specs[name], outputs[name], "en") for name in names if outputs[name] is not None]
    return ", ".join(told) or "-"


def _one(name: str, compiled: Compiled, table: Table) -> str:
    document = compiled.document
    rows = sum(len(one.rows) for one in document.tables)
    head = f"## `{name}`\n\n“{document.name}”: {rows} rows, {len(document.examples)} examples."
    parts = [_table(one, table) for point in Point for one in compiled.tables[point]]
    return "\n\n".join([head, *parts])


def _table(one: CompiledTable, table: Table) -> str:
    head = ("Row", "When", "Says")
    return f"### {name_of(one)}\n\n{table(head, _rows(one))}"


def name_of(one: CompiledTable) -> str:
    """The table's name and the point it answers at."""
    return f"`{one.id}` ({one.table.point})"


def _rows(one: CompiledTable) -> Iterator[tuple[str, str, str]]:
    specs = POINTS[one.table.point].outputs
    for row in one.rows:
        cells = zip(one.table.facts, row.cells, strict=True)
        when = [f"`{spec.name}` {write(spec, cell, 'en')}" for spec, cell in cells if cell.op is not Op.ANY]
        says = [f"`{name}` {write_output(specs[name], value, 'en')}" for name, value in row.outputs.items()]
        yield row.label_en, ", ".join(when) or "anything", ", ".join(says)
