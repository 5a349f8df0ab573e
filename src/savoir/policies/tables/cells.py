"""A cell: one test on one fact, in a typed form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from savoir.policies.facts import FactSpec, FactType, Value
from savoir.policies.facts.specs import is_day
from savoir.policies.facts.wanted import wanted


class Op(StrEnum):
    """What a cell asks of its fact; `between` includes both ends, `not` is "none of these", `under` a branch
    of a tree with its root, `season` days of every year ("11-15" to "01-05" goes over the year's end).
    """

    ANY = "any"
    EQUALS = "equals"
    IN = "in"
    NOT = "not"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    BETWEEN = "between"
    UNDER = "under"
    SEASON = "season"


ORDERED = frozenset({Op.LESS, Op.AT_MOST, Op.MORE, Op.AT_LEAST, Op.BETWEEN})
TWO_SIDED = frozenset({Op.BETWEEN, Op.SEASON})
_SETS = frozenset({Op.IN, Op.NOT, Op.UNDER})
MOST_VALUES = 200
_COUNTS = ("no_value", "one_value", "two_values")
_LEAP_YEAR = "2024-"


class WrongCell(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A cell can't be a test of its column's fact; `expected` says what would be right."""

    def __init__(self, code: str, found: object, expected: str) -> None:
        super().__init__(f"{code}: {found!r}, expected {expected}")
        self.code, self.found, self.expected = code, found, expected


@dataclass(frozen=True, slots=True)
class Cell:
    """An operator and its values: none for `any`, two for `between` and `season`, one or more for `in`, `not`
    and `under`. `below`: what the document's own hierarchy places under the values.
    """

    op: Op
    values: tuple[Value, ...] = ()
    below: tuple[str, ...] = field(default=(), compare=False)


ANY = Cell(Op.ANY)


def cell(spec: FactSpec, op: Op, values: tuple[Any, ...]) -> Cell:
    """The canonical cell: sets sorted without doubles, a set of one as `equals`.

    Raises WrongCell when operator, number of values or a value does not fit the fact.
    """
    _fits(spec, op)
    wrong = [value for value in values if not _admits(spec, op, value)]
    if wrong:
        example = wanted("season") if op is Op.SEASON else spec.expected
        raise WrongCell("value", wrong[0], example)
    _count(op, values)
    return _between(values) if op is Op.BETWEEN else _settled(op, values)


def _fits(spec: FactSpec, op: Op) -> None:
    if op in ORDERED and not spec.is_ordered:
        raise WrongCell("operator", op.value, wanted("not_ordered", name=spec.name))
    if op is Op.UNDER and spec.type is not FactType.TREE:
        raise WrongCell("operator", op.value, wanted("no_branches", name=spec.name))
    if op is Op.SEASON and spec.type is not FactType.DATE:
        raise WrongCell("operator", op.value, wanted("no_season", name=spec.name))


def _admits(spec: FactSpec, op: Op, value: object) -> bool:
    if op is not Op.SEASON:
        return spec.admits(value)
    return isinstance(value, str) and is_day(_LEAP_YEAR + value)


def _count(op: Op, values: tuple[Any, ...]) -> None:
    needed = 0 if op is Op.ANY else 2 if op in TWO_SIDED else 1
    if op in _SETS and not 1 <= len(values) <= MOST_VALUES:
        raise WrongCell("count", len(values), wanted("values", most=MOST_VALUES))
    if op not in _SETS and len(values) != needed:
        raise WrongCell("count", len(values), wanted(_COUNTS[needed], op=op.value))


def _between(values: tuple[Any, ...]) -> Cell:
    low, high = values
    if low > high:
        raise WrongCell("bounds", f"{low} à {high}", wanted("small_first", high=high, low=low))
    return Cell(Op.EQUALS, (low,)) if low == high else Cell(Op.BETWEEN, values)


def _settled(op: Op, values: tuple[Any, ...]) -> Cell:
    if op not in _SETS:
        return Cell(op, values)
    unique = tuple(sorted(set(values)))
    return Cell(Op.EQUALS, unique) if op is Op.IN and len(unique) == 1 else Cell(op, unique)


def from_typed(spec: FactSpec, form: Mapping[str, Any]) -> Cell:
    """Read `{"op": "at_most", "values": [30]}`. Raises WrongCell."""
    if set(form) - {"op", "values"} or form.get("op") not in list(Op):
        raise WrongCell("form", dict(form), wanted("typed", ops=", ".join(Op)))
    values = form.get("values", [])
    if not isinstance(values, list):
        raise WrongCell("form", values, wanted("list_of_values"))
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
    if one.op is Op.SEASON:
        return _holds_in_season(one, str(value)[5:])
    if one.op is Op.UNDER:
        return any(branch in one.values or branch in one.below for branch in branches(str(value)))
    return (value in one.values) is (one.op is not Op.NOT)


def branches(value: str) -> tuple[str, ...]:
    """A value of a tree and all that it stands under: "a/b/c", "a/b", "a"."""
    parts = value.split("/")
    return tuple("/".join(parts[:n]) for n in range(len(parts), 0, -1))


def _holds_in_season(one: Cell, day: str) -> bool:
    first, last = map(str, one.values)
    return first <= day <= last if first <= last else day >= first or day <= last


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


def after(value: Any) -> Any:
    """The next value of a number or of a day (ISO); the day after the calendar's last is past all days."""
    if isinstance(value, int):
        return value + 1
    day = date.fromisoformat(value)
    return (day + timedelta(days=1)).isoformat() if day < date.max else "9999-12-32"


def _before(value: Any) -> Any:
    if isinstance(value, int):
        return value - 1
    day = date.fromisoformat(value)
    return (day - timedelta(days=1)).isoformat() if day > date.min else "0000-12-31"


def span(one: Cell) -> tuple[Any, Any]:
    """First and last value of an ordered cell, both included; None = no bound."""
    first = one.values[0]
    match one.op:
        case Op.LESS:
            return None, _before(first)
        case Op.AT_MOST:
            return None, first
        case Op.MORE:
            return after(first), None
        case Op.AT_LEAST:
            return first, None
    return first, one.values[1]


def nearest(one: Cell, value: Value | None) -> tuple[Value, ...]:
    """The values that would satisfy a failed cell: the closest number or day, the codes of an `in` or of a
    branch, or the day on which a season begins in the value's year.

    () for `not`: any other value would do.
    """
    if one.op is Op.NOT:
        return ()
    if one.op is Op.SEASON:
        begins = f"{str(value or _LEAP_YEAR)[:5]}{one.values[0]}"
        return (begins,) if is_day(begins) else ()
    if one.op not in ORDERED:
        return one.values
    low, high = span(one)
    if low is not None and (high is None or value is None or value < low):
        return (low,)
    return () if high is None else (high,)
