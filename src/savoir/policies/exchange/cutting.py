"""A table of a model as a table of ours: its columns as facts, its rules as rows, cut into masks.

Numbers become whole by a power of ten common to the column. A rule becomes one row for each alternative that
our cells can't hold together (`[1..2], > 5`); alternatives never overlap, so a rule fires at most once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from types import MappingProxyType
from typing import Any

from savoir.policies.exchange.feel import MOST_DIGITS, BeyondScope, Feel, Simple, Span, Tests
from savoir.policies.exchange.forms import HitPolicy, Input, Kind, Table, kind_of
from savoir.policies.facts import FactSpec, FactType, Source, Value
from savoir.policies.tables import (
    Cell,
    CompiledTable,
    Hit,
    Op,
    OutputSpec,
    OutputType,
    PointSpec,
    Row,
    WrongCell,
    compile_table,
    point_spec,
)
from savoir.policies.tables import Table as OurTable
from savoir.policies.tables.cells import ANY, cell

MOST_ROWS = 20_000
ONLY_OUTPUT = "value"
_NULL, _KNOWN, _OTHER = "null", "known", "other"
_HITS = {
    HitPolicy.UNIQUE: Hit.UNIQUE, HitPolicy.FIRST: Hit.FIRST, HitPolicy.ANY: Hit.ANY,
    HitPolicy.PRIORITY: Hit.PRIORITY, HitPolicy.COLLECT: Hit.COLLECT, HitPolicy.RULE_ORDER: Hit.COLLECT,
    HitPolicy.OUTPUT_ORDER: Hit.COLLECT,
}  # fmt: skip
_LAST_DAY = date.max.toordinal()
Alternative = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Cut:
    """A model's table ready to answer: our compiled table, what it says, and for each of the model's columns
    the facts made of it. A hit's `number` is the number of the model's rule, from 1.
    """

    compiled: CompiledTable
    says: PointSpec
    columns: tuple["_Column", ...]

    def facts(self, values: tuple[Simple, ...]) -> dict[str, Value]:
        """The facts of one case; null is an unknown number or day, and a code of its own among codes."""
        known: dict[str, Value] = {}
        for one, value in zip(self.columns, values, strict=True):
            known.update(one.facts(value))
        return known


def cut(name: str, table: Table, places: tuple[int, ...]) -> Cut:
    """Cut a table for values of at most `places` digits after the point in each column.

    Raises BeyondScope: texts compared by order, more than MOST_ROWS rows, priority without an order.
    """
    columns = tuple(_Column(f"c{i}", one, places[i]) for i, one in enumerate(table.inputs))
    specs = [spec for one in columns for spec in one.specs()]
    rules = [_rows(table, number, columns, specs) for number in range(1, len(table.rules) + 1)]
    rows = tuple(row for rule in rules for row in rule)
    if len(rows) > MOST_ROWS:
        raise BeyondScope(f"a table of more than {MOST_ROWS} rows once its alternatives stand apart")
    says = point_spec(name, *[
        OutputSpec(one.name or ONLY_OUTPUT, OutputType.TEXT, one.default) for one in table.outputs
    ])  # fmt: skip
    ours = OurTable(name, says, _HITS[table.hit], tuple(specs), rows)
    return Cut(compile_table(ours), says, columns)


def rank_of(table: Table, number: int) -> tuple[int, ...]:
    """The place of a rule's outputs in the order the model gives them, best first; a value it does not list
    comes last. Raises BeyondScope when no output has an order.
    """
    says = table.rules[number - 1]
    ordered = [(one.order, value) for one, value in zip(table.outputs, says, strict=True) if one.order]
    if not ordered:
        raise BeyondScope(f"the hit policy {table.hit} without an order of output values")
    return tuple(order.index(value) if value in order else len(order) for order, value in ordered)


def digits_after_point(value: Simple) -> int:
    """How many digits a number has after its point; 0 for anything else."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _rows(table: Table, number: int, columns: tuple["_Column", ...], specs: list[FactSpec]) -> list[Row]:
    choices = [one.alternatives(one.read.cells[number - 1]) for one in columns]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > MOST_ROWS:
        raise BeyondScope(f"a rule of more than {MOST_ROWS} alternatives")
    names = [one.name or ONLY_OUTPUT for one in table.outputs]
    outputs = MappingProxyType(dict(zip(names, table.rules[number - 1], strict=True)))
    priority = _priority(table, number)
    rows: list[Row] = []
    for picked in product(*choices):
        tests: dict[str, Cell] = {}
        for one in picked:
            tests.update(one)
        cells = tuple(tests.get(spec.name, ANY) for spec in specs)
        rows.append(Row(f"{number}-{len(rows) + 1}", number, "", "", cells, outputs, priority))
    return rows


def _priority(table: Table, number: int) -> int:
    """Higher = sooner; our tables take the row of highest priority, and among equals the first."""
    if table.hit is not HitPolicy.PRIORITY:
        return 0
    ranks = sorted({rank_of(table, other) for other in range(1, len(table.rules) + 1)}, reverse=True)
    return ranks.index(rank_of(table, number))


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a model as a fact of ours; `read` is what the model says, `places` its digits."""

    name: str
    read: Input
    places: int

    @property
    def is_ordered(self) -> bool:
        return self.read.kind in (Kind.NUMBER, Kind.DATE)

    @property
    def bounds(self) -> tuple[int, int]:
        """The smallest and the largest place a value may have."""
        most = 10 ** (MOST_DIGITS + self.places)
        return (-most, most) if self.read.kind is Kind.NUMBER else (1, _LAST_DAY)

    def specs(self) -> list[FactSpec]:
        if not self.is_ordered:
            codes = {_code(one) for tests in self.read.cells for one in tests.literals}
            return [_choice(self.name, tuple(sorted(codes | {_NULL, _OTHER})))]
        least, most = self.bounds
        kind = FactType.NUMBER if self.read.kind is Kind.NUMBER else FactType.DATE
        label = ".".join(self.read.path)
        spec = FactSpec(
            name=self.name, type=kind, label_fr=label, label_en=label, source=Source.ASKED,
            unit=f"1/{10**self.places}", least=least, most=most,
        )  # fmt: skip
        return [spec, _choice(f"{self.name}-null", (_NULL, _KNOWN))]

    def facts(self, value: Simple) -> dict[str, Value]:
        if not self.read.has_tests:
            return {}
        if not self.is_ordered:
            codes = {_code(one) for tests in self.read.cells for one in tests.literals} | {_NULL}
            code = _code(value)
            return {self.name: code if code in codes else _OTHER}
        if value is None:
            return {f"{self.name}-null": _NULL}
        return {self.name: self.written(self.place(value)), f"{self.name}-null": _KNOWN}

    def place(self, value: Any) -> int:
        """A number times its power of ten, or the ordinal of a day: whole and exact."""
        if isinstance(value, date):
            return value.toordinal()
        sign, digits, exponent = value.as_tuple()
        whole: int = int("".join(map(str, digits))) * 10 ** (exponent + self.places)
        return -whole if sign else whole

    def written(self, place: int) -> Value:
        return place if self.read.kind is Kind.NUMBER else date.fromordinal(place).isoformat()

    def alternatives(self, tests: Tests) -> list[Alternative]:
        """The cells that together say what `tests` say, no two of which hold at once."""
        if tests.is_any:
            return [{}]
        try:
            return self._spans(tests) if self.is_ordered else self._codes(tests)
        except WrongCell as wrong:
            raise BeyondScope(f"a test our cells can't hold: {wrong}") from wrong

    def _codes(self, tests: Tests) -> list[Alternative]:
        if any(isinstance(part, Span) for part in tests.parts):
            raise BeyondScope("texts compared by their order")
        codes = tuple(_code(part) for part in tests.parts if not isinstance(part, Span))
        [spec] = self.specs()
        return [{self.name: cell(spec, Op.NOT if tests.is_not else Op.IN, codes)}]

    def _spans(self, tests: Tests) -> list[Alternative]:
        least, most = self.bounds
        spans = _apart(
            [self._span(part) for part in tests.parts if part is not None], least, most, is_not=tests.is_not
        )
        spec, companion = self.specs()
        found: list[Alternative] = []
        for low, high in spans:
            values = (self.written(low), self.written(high))
            found.append({self.name: cell(spec, Op.BETWEEN, values)})
        if _takes_null(tests):
            found.append({companion.name: cell(companion, Op.EQUALS, (_NULL,))})
        return found

    def _span(self, part: Simple | Span) -> tuple[int, int]:
        if not isinstance(part, Span):
            return self.place(part), self.place(part)
        low, high = self.bounds
        if part.low is not None:
            low = self.place(part.low) + (not part.has_low)
        if part.high is not None:
            high = self.place(part.high) - (not part.has_high)
        return low, high


def _choice(name: str, domain: tuple[str, ...]) -> FactSpec:
    return FactSpec(
        name=name, type=FactType.CHOICE, label_fr=name, label_en=name, source=Source.ASKED, domain=domain
    )


def _code(value: Simple) -> str:
    """A text or a truth as a code that no other value has."""
    return _NULL if value is None else f"{kind_of(value)} {value}"


def _apart(spans: list[tuple[int, int]], least: int, most: int, *, is_not: bool) -> list[tuple[int, int]]:
    """The union of spans of whole places, or what lies outside it, as spans that never touch."""
    union: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if low > high:
            continue
        if union and low <= union[-1][1] + 1:
            union[-1] = (union[-1][0], max(high, union[-1][1]))
        else:
            union.append((low, high))
    if not is_not:
        return union
    edges = [least, *[place for low, high in union for place in (low - 1, high + 1)], most]
    return [(low, high) for low, high in zip(edges[::2], edges[1::2], strict=True) if low <= high]


def _takes_null(tests: Tests) -> bool:
    """Whether null passes: as a literal; or under `not` where every part is another literal, for comparing
    null with an order gives null, and `not(null)` is no yes.
    """
    if not tests.is_not:
        return None in tests.parts
    return not any(part is None or isinstance(part, Span) for part in tests.parts)


def allows(allowed: Tests, value: Feel) -> bool:
    """Whether `inputValues` list a value; spans and `-` are read too, null is always admitted."""
    if allowed.is_any or value is None:
        return True
    hit = any(_within(part, value) if isinstance(part, Span) else part == value for part in allowed.parts)
    return hit != allowed.is_not


def _within(span: Span, value: Any) -> bool:
    if span.low is not None and not (value > span.low or (span.has_low and value == span.low)):
        return False
    return span.high is None or value < span.high or (span.has_high and value == span.high)
