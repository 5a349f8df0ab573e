"""What a model answers: its decisions in the order of their requirements, each by our evaluator.

Output order, lists and aggregations are a layer over the rows that fired (DMN 1.5, 8.2.10).
"""

from collections.abc import Mapping
from decimal import Context, Decimal
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import Any

from savoir.policies.exchange.cutting import ONLY_OUTPUT, Cut, allows, cut, digits_after_point, rank_of
from savoir.policies.exchange.feel import MOST_DIGITS, BeyondScope, Feel, Simple
from savoir.policies.exchange.forms import (
    ANY_TYPE,
    LISTING,
    Aggregation,
    HitPolicy,
    Input,
    Model,
    Table,
    Type,
    kind_of,
)
from savoir.policies.tables import Verdict, answer

_EXACT = Context(prec=MOST_DIGITS)


class Answering:
    """Answers the decisions of one model; tables are cut once for each number of digits."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.cuts: dict[tuple[str, tuple[int, ...]], Cut] = {}

    def answer(self, name: str, given: Mapping[str, Feel]) -> Feel:
        """The value of a decision on given inputs; an input that is absent is null.

        Raises BeyondScope: for the decision or one it needs, for requirements in a circle, for a value of
        another type than declared; KeyError for a name the model does not decide.
        """
        values: dict[str, Feel] = {known: given.get(known) for known in self.model.inputs}
        for one in self._order(name):
            decision = self.model.decisions[one]
            if isinstance(decision.body, BeyondScope):
                raise _of(one, name, decision.body)
            try:
                values[one] = self._value(one, decision.body, values)
                _typed(values[one], decision.type, one)
            except BeyondScope as reason:
                raise _of(one, name, reason) from reason
        return values[name]

    def _order(self, name: str) -> list[str]:
        """The decisions that `name` needs, itself last."""
        graph: dict[str, tuple[str, ...]] = {}
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one not in graph:
                graph[one] = self.model.decisions[one].needs
                waiting += graph[one]
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError as circle:
            raise BeyondScope(f"decisions that need each other: {' > '.join(circle.args[1])}") from circle

    def _value(self, decided: str, table: Table, values: Mapping[str, Feel]) -> Feel:
        for name in {column.path[0] for column in table.inputs} & self.model.inputs.keys():
            _typed(values[name], self.model.inputs[name], name)
        found = tuple(_read(one, values) for one in table.inputs)
        if not all(allows(one.allowed, value) for one, value in zip(table.inputs, found, strict=True)):
            return None
        places = tuple(
            max(map(digits_after_point, [value, *[one for tests in column.cells for one in tests.literals]]))
            for column, value in zip(table.inputs, found, strict=True)
        )
        ready = self.cuts.get((decided, places))
        if ready is None:
            ready = self.cuts[decided, places] = cut(decided, table, places)
        return _said(table, answer((ready.compiled,), ready.says, ready.facts(found)))


def _of(one: str, wanted: str, reason: BeyondScope) -> BeyondScope:
    return reason if one == wanted else BeyondScope(f"needs “{one}”: {reason}")


def _typed(value: Feel, kind: Type, name: str) -> None:
    """Raises BeyondScope for a value of another type than declared; the standard makes null of it or coerces
    it, by rules that are not those of tables.
    """
    found = kind_of(value)
    if kind is not ANY_TYPE and found is not None:
        if (kind.kind and found != kind.kind) or kind.parts:
            raise BeyondScope(f"a value of another type than “{name}” declares")
        if kind.allowed and value not in kind.allowed:
            raise BeyondScope(f"a value that the type of “{name}” does not allow")
    if isinstance(value, Mapping) and kind.parts:
        for part, beneath in kind.parts.items():
            _typed(value.get(part), beneath, f"{name}.{part}")


def _read(column: Input, values: Mapping[str, Feel]) -> Simple:
    """The value of a column: a name, then parts of it; a part that is not there is null."""
    value = values.get(column.path[0])
    for part in column.path[1:]:
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise BeyondScope(f"a property of a value: {'.'.join(column.path)}")
        value = value.get(part)
    if isinstance(value, (tuple, Mapping)):
        raise BeyondScope(f"a column over a list or a context: {'.'.join(column.path)}")
    if value is not None and kind_of(value) != column.kind and column.has_tests:
        raise BeyondScope(f"a value of another type than its column: {'.'.join(column.path)}")
    return value


def _said(table: Table, verdict: Verdict) -> Feel:
    if verdict.contradicts:
        return None
    numbers = [hit.number for hit in verdict.hits]
    if not numbers:
        return _unanswered(table)
    if table.hit not in LISTING:
        return _shaped(table, tuple(verdict.outputs.values()))
    if table.hit is HitPolicy.OUTPUT_ORDER:
        numbers.sort(key=lambda number: rank_of(table, number))
    values = tuple(_shaped(table, table.rules[number - 1]) for number in numbers)
    return values if table.aggregation is None else _aggregated(table.aggregation, values)


def _unanswered(table: Table) -> Feel:
    """No rule fired: the default outputs; else nothing, an empty list, or a count of none."""
    if any(one.has_default for one in table.outputs):
        return _shaped(table, tuple(one.default for one in table.outputs))
    if table.aggregation is Aggregation.COUNT:
        return _EXACT.create_decimal(0)
    return () if table.hit is HitPolicy.COLLECT and table.aggregation is None else None


def _shaped(table: Table, values: tuple[Any, ...]) -> Feel:
    names = [one.name or ONLY_OUTPUT for one in table.outputs]
    return values[0] if len(names) == 1 else MappingProxyType(dict(zip(names, values, strict=True)))


def _aggregated(aggregation: Aggregation, values: tuple[Any, ...]) -> Feel:
    """Count takes the outputs one by one, equal ones too (DMN 1.2 and later)."""
    if aggregation is Aggregation.COUNT:
        return _EXACT.create_decimal(len(values))
    kinds = {kind_of(value) for value in values}
    if kinds != {"number"}:
        raise BeyondScope(f"{aggregation} over outputs that are not numbers")
    if aggregation is not Aggregation.SUM:
        picked: Decimal = min(values) if aggregation is Aggregation.MIN else max(values)
        return picked
    total = _EXACT.create_decimal(0)
    for value in values:
        total = _EXACT.add(total, value)
    return total
