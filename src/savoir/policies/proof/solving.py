"""The law's form as terms of z3: over the facts of whoever asks the solver, with its free choices.

z3 is imported here, in a job or in a program of its own: no page waits for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

import z3

from savoir.law.codes import UNION
from savoir.law.parameters import COUNTRIES, parameters
from savoir.law.readings import FRENCH
from savoir.law.values import Ban, Basis, Remedy
from savoir.policies.proof.lawform import LawForm
from savoir.policies.proof.terms import Terms

LOOKED_AT_DAYS = 400
DEMANDS_OF_ELIGIBILITY = (
    ("referral", "manufacturer", Ban.SEND_TO_THE_BRAND),
    ("replacement", "refurbished", Ban.IMPOSE_REFURBISHED),
)  # fmt: skip
Truth = Any  # bool | z3.BoolRef: z3 brings no types
Number = Any  # int | z3.ArithRef


class Space(Protocol):
    """The facts of a solver: for each whether it is known, and its value; days are ordinals."""

    def known(self, name: str) -> Any:
        """Whether the fact is known."""

    def value(self, name: str) -> Any:
        """Its term."""

    def is_code(self, name: str, value: str) -> Any:
        """Whether a coded fact is known to be this code."""


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


class Spaced:
    """The facts of a solver as a form reads them."""

    def __init__(self, space: Space) -> None:
        self.space = space

    def known(self, name: str) -> Truth:
        """Whether the fact is known."""
        return self.space.known(name)

    def holds(self, name: str) -> Truth:
        """Whether a yes-or-no fact is known to be true."""
        return z3.And(self.space.known(name), self.space.value(name))

    def among(self, name: str, *words: str) -> Truth:
        """Whether a choice or a text is known to be one of these."""
        named = [self.space.is_code(name, word) for word in words]
        return z3.Or(named) if named else False

    def value(self, name: str) -> Number:
        """The number, or the ordinal of the day."""
        return self.space.value(name)

    def domains(self) -> Mapping[str, Truth]:
        """None: a space keeps its own."""
        return {}


@dataclass(frozen=True)
class BasisTerms:
    """`terms.Terms` as z3 takes them. `at_least`: how many of what is `due` must be offered."""

    is_yes: Any
    is_no: Any
    due: Mapping[Remedy, Any]
    at_least: Any
    consumer_chooses: Any
    seller_pays_return: Any
    gives_refund: Any
    bans: Mapping[Ban, Any]
    needs_person: Any
    refund_days: Any
    remedy_days: Any


class SolverLaw:
    """The law over the facts of a solver. `constraints`: what ties facts, days and free choices together, for
    whoever asks from `today` on, within the days that are looked at.
    """

    DEMANDS_OF_ELIGIBILITY = DEMANDS_OF_ELIGIBILITY

    def __init__(self, space: Space, today: date) -> None:
        self.algebra = Solver()
        self.form: LawForm[Truth, Number] = LawForm(self.algebra, Spaced(space))
        self._bases = {basis: _basis(self.form.of(basis)) for basis in Basis}
        asked_on, last = space.value("asked_on"), today + timedelta(days=LOOKED_AT_DAYS)
        self.constraints: list[Any] = [_truth(term) for term in self.form.constraints()]
        self.constraints += [asked_on >= today.toordinal(), asked_on <= last.toordinal()]

    @staticmethod
    def codes() -> Mapping[str, tuple[str, ...]]:
        """The codes of open facts that the law asks for by name."""
        return {"country": tuple(sorted({*FRENCH, *COUNTRIES, *UNION}))}

    @property
    def withdrawal_days(self) -> int:
        """The shortest period of withdrawal of any country and time."""
        return min(row.value for country in COUNTRIES for row in parameters(country)["withdrawal_days"])

    def basis(self, basis: Basis) -> BasisTerms:
        """The terms of a basis."""
        return self._bases[basis]


def _basis(terms: Terms[Truth, Number]) -> BasisTerms:
    due = {remedy: _truth(term) for remedy, term in terms.remedies.items()}
    every_one = z3.Sum([z3.If(term, 1, 0) for term in due.values()])
    return BasisTerms(
        is_yes=_truth(terms.is_yes), is_no=_truth(terms.is_no), due=due,
        at_least=every_one if terms.at_least is None else _term(terms.at_least),
        consumer_chooses=_truth(terms.consumer_chooses), seller_pays_return=_truth(terms.seller_pays_return),
        gives_refund=_truth(terms.has_refund), needs_person=_truth(terms.needs_person),
        bans={ban: _truth(term) for ban, term in terms.bans.items()},
        refund_days=_term(terms.refund_days), remedy_days=_term(terms.remedy_days),
    )  # fmt: skip


def _truth(term: Truth) -> Any:
    return z3.BoolVal(term) if isinstance(term, bool) else term


def _term(term: Number) -> Any:
    return z3.IntVal(term) if isinstance(term, int) else term


def _is_same(one: Number, other: Number) -> bool:
    if isinstance(one, int) or isinstance(other, int):
        return isinstance(one, int) and isinstance(other, int) and one == other
    return bool(one.eq(other))


def _identity(term: Number) -> int:
    return term if isinstance(term, int) else -1 - int(term.get_id())
