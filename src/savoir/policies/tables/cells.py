"""A cell: one test on one fact, in a typed form."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from savoir.policies.facts import FactSpec, FactType, Value


class Op(StrEnum):
    """What a cell asks of its fact; `between` includes both ends, `not` is "none of these"."""

    ANY = "any"
    EQUALS = "equals"
    IN = "in"
    NOT = "not"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    BETWEEN = "between"


ORDERED = frozenset({Op.LESS, Op.AT_MOST, Op.MORE, Op.AT_LEAST, Op.BETWEEN})
_SETS = frozenset({Op.IN, Op.NOT})
MOST_VALUES = 200


class WrongCell(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A cell can't be a test of its column's fact; `expected` says what would be right."""

    def __init__(self, code: str, found: object, expected: str) -> None:
        super().__init__(f"{code}: {found!r}, expected {expected}")
        self.code, self.found, self.expected = code, found, expected


@dataclass(frozen=True, slots=True)
class Cell:
    """An operator and its values: none for `any`, two for `between`, one or more for `in` and `not`."""

    op: Op
    values: tuple[Value, ...] = ()


ANY = Cell(Op.ANY)


def cell(spec: FactSpec, op: Op, values: tuple[Any, ...]) -> Cell:
    """The canonical cell: sets sorted without doubles, a set of one as `equals`.

    Raises WrongCell when operator, number of values or a value does not fit the fact.
    """
    if op in ORDERED and spec.type is not FactType.NUMBER:
        raise WrongCell("operator", op.value, f"=, dans or pas: {spec.name} is not a number")
    wrong = [value for value in values if not spec.admits(value)]
    if wrong:
        raise WrongCell("value", wrong[0], spec.expected)
    _count(op, values)
    return _between(values) if op is Op.BETWEEN else _settled(op, values)


def _count(op: Op, values: tuple[Any, ...]) -> None:
    wanted = {Op.ANY: 0, Op.BETWEEN: 2}.get(op, 1)
    if op in _SETS and not 1 <= len(values) <= MOST_VALUES:
        raise WrongCell("count", len(values), f"1 to {MOST_VALUES} values")
    if op not in _SETS and len(values) != wanted:
        raise WrongCell("count", len(values), f"{wanted} value{'s' * (wanted != 1)} for {op.value}")


def _between(values: tuple[Any, ...]) -> Cell:
    low, high = values
    if low > high:
        raise WrongCell("bounds", f"{low} à {high}", f"the smaller bound first: {high} à {low}")
    return Cell(Op.EQUALS, (low,)) if low == high else Cell(Op.BETWEEN, values)


def _settled(op: Op, values: tuple[Any, ...]) -> Cell:
    if op not in _SETS:
        return Cell(op, values)
    unique = tuple(sorted(set(values)))
    return Cell(Op.EQUALS, unique) if op is Op.IN and len(unique) == 1 else Cell(op, unique)


def from_typed(spec: FactSpec, form: Mapping[str, Any]) -> Cell:
    """Read `{"op": "at_most", "values": [30]}`. Raises WrongCell."""
    if set(form) - {"op", "values"} or form.get("op") not in set(Op):
        raise WrongCell("form", dict(form), f'{{"op": one of {", ".join(Op)}, "values": [...]}}')
    values = form.get("values", [])
    if not isinstance(values, list):
        raise WrongCell("form", values, "a list of values")
    return cell(spec, Op(form["op"]), tuple(values))


def to_typed(one: Cell) -> dict[str, Any]:
    """The form that a document stores and its digest is made of."""
    return {"op": one.op.value, "values": list(one.values)}


def holds(one: Cell, value: Value | None) -> bool:
    """Whether a value satisfies the cell; an unknown one (None) satisfies only `any`."""
    if one.op is Op.ANY or value is None:
        return one.op is Op.ANY
    if one.op in ORDERED:
        return _holds_in_order(one, value)
    return (value in one.values) is (one.op is not Op.NOT)


def _holds_in_order(one: Cell, value: Any) -> bool:
    first: Any = one.values[0]
    match one.op:
        case Op.LESS:
            return bool(value < first)
        case Op.AT_MOST:
            return bool(value <= first)
        case Op.MORE:
            return bool(value > first)
        case Op.AT_LEAST:
            return bool(value >= first)
    last: Any = one.values[1]
    return bool(first <= value <= last)


def nearest(one: Cell, value: Value | None) -> tuple[Value, ...]:
    """The values that would satisfy a failed cell: the closest number, or all admitted codes of an `in`.

    () for `not`: any other value would do.
    """
    if one.op is Op.NOT:
        return ()
    if one.op not in ORDERED:
        return one.values
    low, high = _range(one)
    if low is not None and (high is None or not isinstance(value, int) or value < low):
        return (low,)
    return () if high is None else (high,)


def _range(one: Cell) -> tuple[int | None, int | None]:
    first = int(one.values[0])
    ranges: dict[Op, tuple[int | None, int | None]] = {
        Op.LESS: (None, first - 1),
        Op.AT_MOST: (None, first),
        Op.MORE: (first + 1, None),
        Op.AT_LEAST: (first, None),
    }
    return ranges[one.op] if one.op in ranges else (first, int(one.values[1]))
