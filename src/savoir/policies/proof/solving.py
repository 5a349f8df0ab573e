"""The algebra of the solver: a form's truths and numbers as terms of z3, with its free choices.

z3 is imported here, in a job or in a program of its own: no page waits for it.
"""

from typing import Any

import z3

Truth = Any  # bool | z3.BoolRef: z3 brings no types
Number = Any  # int | z3.ArithRef


def other_word(name: str) -> str:
    """A word of a text that no table and no law names: a country without a file, a currency, a code."""
    return {"country": "US", "currency": "XTS"}.get(name, "autre")


class Solver:
    """Terms of z3; what is certain stays a Python value, so that a form is as small as its facts allow.

    `choices` are the free ones, in order: (variable, "roll" or "months", day, span), the span of a roll is 0.
    """

    def __init__(self) -> None:
        self.choices: list[tuple[Number, str, Number, Number]] = []
        self._made: dict[tuple[str, int, int], Number] = {}

    def truth(self, value: bool) -> Truth:
        """The truth itself."""
        return value

    def number(self, value: int) -> Number:
        """The number itself."""
        return value

    def constant(self, term: Number) -> int | None:
        """The number, when it is certain."""
        return term if isinstance(term, int) else None

    def both(self, *terms: Truth) -> Truth:
        """Their conjunction."""
        if any(term is False for term in terms):
            return False
        depends = [term for term in terms if term is not True]
        return z3.And(depends) if len(depends) > 1 else depends[0] if depends else True

    def either(self, *terms: Truth) -> Truth:
        """Their disjunction."""
        if any(term is True for term in terms):
            return True
        depends = [term for term in terms if term is not False]
        return z3.Or(depends) if len(depends) > 1 else depends[0] if depends else False

    def negation(self, term: Truth) -> Truth:
        """Its negation; twice is none."""
        if isinstance(term, bool):
            return not term
        return term.arg(0) if z3.is_not(term) else z3.Not(term)

    def when(self, test: Truth, then: Number, other: Number) -> Number:
        """One number or the other."""
        if isinstance(test, bool):
            return then if test else other
        return then if _is_same(then, other) else z3.If(test, *(_term(one) for one in (then, other)))

    def add(self, *terms: Number) -> Number:
        """Their sum, certain parts first added up."""
        certain = sum(term for term in terms if isinstance(term, int))
        depends = [term for term in terms if not isinstance(term, int)]
        if certain or not depends:
            depends.append(certain)
        return depends[0] if len(depends) == 1 else z3.Sum(depends)

    def times(self, factor: int, term: Number) -> Number:
        """A number several times."""
        return factor * term

    def at_most(self, one: Number, other: Number) -> Truth:
        """Whether one is not greater than the other."""
        return one <= other

    def same(self, one: Number, other: Number) -> Truth:
        """Whether both are the same number."""
        return one == other

    def working_day(self, day: Number) -> Number:
        """The day and a free choice of days more; the same for the same day."""
        return self._chosen("roll", day, 0)

    def month_end(self, day: Number, span: Number) -> Number:
        """The day and as many days as so many months may have, freely; none for no months."""
        return day if isinstance(span, int) and span == 0 else self._chosen("months", day, span)

    def _chosen(self, kind: str, day: Number, span: Number) -> Number:
        key = (kind, _identity(day), _identity(span))
        if key not in self._made:
            chosen = z3.Int(f"{kind}.{len(self.choices)}")
            self.choices.append((chosen, kind, day, span))  # kept, so that no other term takes its identity
            self._made[key] = day + chosen
        return self._made[key]


def _term(term: Number) -> Any:
    return z3.IntVal(term) if isinstance(term, int) else term


def _is_same(one: Number, other: Number) -> bool:
    if isinstance(one, int) or isinstance(other, int):
        return isinstance(one, int) and isinstance(other, int) and one == other
    return bool(one.eq(other))


def _identity(term: Number) -> int:
    return term if isinstance(term, int) else -1 - int(term.get_id())
