"""The facts of a policy as terms of a solver: for every fact whether it is known, and its value.

Codes are numbered: those that the document or the law names, and one for any other. Days are day numbers
(`date.toordinal`). Nothing is said yet of how facts hang together: `Space.constraints` only keeps each fact
inside its own domain.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import z3

from savoir.policies.facts import FACTS, FactSpec, FactType, Value
from savoir.policies.tables import Cell, Document, Op
from savoir.policies.tables.cells import ORDERED, branches, span

FIRST_YEAR, LAST_YEAR = 2010, 2040
OTHER = "autre"
_CODED = frozenset({FactType.CHOICE, FactType.TEXT, FactType.TREE})


class Space:
    """Terms for the facts of one document. `named`: codes beyond the document's that others will ask for."""

    def __init__(self, document: Document, named: Mapping[str, Iterable[str]] | None = None) -> None:
        self._known: dict[str, z3.BoolRef] = {}
        self._value: dict[str, Any] = {}
        self.constraints: list[z3.BoolRef] = []
        self.codes = _codes(document, named or {})

    def known(self, name: str) -> z3.BoolRef:
        """Whether the fact is known."""
        return self._term(name)[0]

    def value(self, name: str) -> Any:
        """Its value: a truth, a number, a day number or the number of a code."""
        return self._term(name)[1]

    def is_code(self, name: str, value: str) -> z3.BoolRef:
        """Whether a coded fact is known to be this code."""
        return z3.And(self.known(name), self.value(name) == self.code(name, value))

    def equals(self, name: str, value: Value) -> z3.BoolRef:
        """Whether a fact is known to have this value, as a policy writes it."""
        known, term = self._term(name)
        spec = FACTS[name]
        if spec.type is FactType.BOOLEAN:
            return z3.And(known, term if value else z3.Not(term))
        if spec.is_ordered:
            return z3.And(known, term == _number_of(spec)(value))
        return self.is_code(name, str(value))

    def same(self, facts: Mapping[str, Value]) -> z3.BoolRef:
        """Whether these very facts are known and no others, whatever day it is: days since are the same."""
        names = [name for name in self.names if FACTS[name].type is not FactType.DATE]
        parts = [self.known(name) == (name in facts) for name in names]
        return z3.And(*parts, *[self.equals(name, facts[name]) for name in names if name in facts])

    def code(self, name: str, value: str) -> int:
        """The number of a code; of one nobody named, that of all others."""
        codes = self.codes[name]
        return codes.get(value, len(codes))

    @property
    def names(self) -> tuple[str, ...]:
        """The facts asked for so far."""
        return tuple(self._known)

    def _term(self, name: str) -> tuple[z3.BoolRef, Any]:
        if name not in self._known:
            spec = FACTS[name]
            self._known[name] = z3.Bool(f"{name}?")
            self._value[name] = z3.Bool(name) if spec.type is FactType.BOOLEAN else z3.Int(name)
            self.constraints += self._domain(spec, self._value[name])
        return self._known[name], self._value[name]

    def _domain(self, spec: FactSpec, value: Any) -> list[z3.BoolRef]:
        match spec.type:
            case FactType.BOOLEAN:
                return []
            case FactType.NUMBER:
                return [value >= 0, value <= spec.most]
            case FactType.DATE:
                first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
                return [value >= first.toordinal(), value <= last.toordinal()]
        codes = self.codes.setdefault(spec.name, {code: n for n, code in enumerate(spec.domain)})
        is_open = spec.type is not FactType.CHOICE
        return [value >= 0, value < len(codes) + is_open]

    def holds(self, spec: FactSpec, one: Cell) -> z3.BoolRef:
        """Whether a cell holds: of an unknown fact only `any` does."""
        if one.op is Op.ANY:
            return z3.BoolVal(True)
        known, value = self._term(spec.name)
        return z3.And(known, self._test(spec, one, value))

    def _test(self, spec: FactSpec, one: Cell, value: Any) -> z3.BoolRef:
        if spec.is_ordered:
            return self._ordered(spec, one, value)
        if spec.type is FactType.BOOLEAN:
            some = z3.Or([value if wanted else z3.Not(value) for wanted in one.values])
        else:
            codes = self.codes[spec.name]
            some = z3.Or([value == codes[code] for code in self._meant(spec.name, one)])
        return z3.Not(some) if one.op is Op.NOT else some

    def _meant(self, name: str, one: Cell) -> Iterator[str]:
        wanted = {*one.values, *one.below}
        for code in self.codes[name]:
            if code in one.values or (
                one.op is Op.UNDER and any(branch in wanted for branch in branches(code))
            ):
                yield code

    def _ordered(self, spec: FactSpec, one: Cell, value: Any) -> z3.BoolRef:
        number = _number_of(spec)
        if one.op is Op.SEASON:
            return z3.Or([z3.And(value >= low, value <= high) for low, high in _seasons(one)])
        if one.op in ORDERED:
            low, high = span(one)
            bounds = [value >= number(low)] if low is not None else []
            return z3.And([*bounds, value <= number(high)] if high is not None else bounds)
        some = z3.Or([value == number(wanted) for wanted in one.values])
        return z3.Not(some) if one.op is Op.NOT else some

    def read(self, model: z3.ModelRef) -> dict[str, Value]:
        """The known facts of a model, as a policy reads them; a fact the model leaves free is unknown."""
        facts: dict[str, Value] = {}
        for name, known in self._known.items():
            if z3.is_true(model.eval(known)):
                facts[name] = self._read(FACTS[name], model.eval(self._value[name], model_completion=True))
        return facts

    def _read(self, spec: FactSpec, value: Any) -> Value:
        if spec.type is FactType.BOOLEAN:
            return bool(z3.is_true(value))
        number = int(value.as_long())
        if spec.type in _CODED:
            return next((code for code, n in self.codes[spec.name].items() if n == number), OTHER)
        return date.fromordinal(number).isoformat() if spec.type is FactType.DATE else number


def _number_of(spec: FactSpec) -> Any:
    if spec.type is FactType.DATE:
        return lambda day: date.fromisoformat(day).toordinal()
    return int


def _seasons(one: Cell) -> Iterator[tuple[int, int]]:
    """First and last day number of a season, year by year."""
    first, last = (tuple(map(int, str(value).split("-"))) for value in one.values)
    for year in range(FIRST_YEAR - 1, LAST_YEAR + 1):
        end = year + (last < first)
        yield _day(year, *first).toordinal(), _day(end, *last).toordinal()


def _day(year: int, month: int, day: int) -> date:
    is_leap_day = (month, day) == (2, 29)
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 3, 1) if is_leap_day else date(year, month, 28)


def _codes(document: Document, named: Mapping[str, Iterable[str]]) -> dict[str, dict[str, int]]:
    """Every code that a cell or somebody else names, numbered in the order of the alphabet; of a branch, one
    more for what stands below it without a name of its own.
    """
    found: dict[str, set[str]] = {name: set(values) for name, values in named.items()}
    for table in document.tables:
        for row in table.rows:
            for spec, one in zip(table.facts, row.cells, strict=True):
                if spec.type in _CODED:
                    found.setdefault(spec.name, set()).update(map(str, (*one.values, *one.below)))
    for name, codes in found.items():
        if FACTS[name].type is FactType.TREE:
            codes.update([f"{code}/{OTHER}" for code in codes])
        codes.update(FACTS[name].domain)
    return {name: {code: n for n, code in enumerate(sorted(codes))} for name, codes in found.items()}
