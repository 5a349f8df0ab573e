"""One way to write the law twice: the words a form is made of, and the form read on real days.

A form is a function of an `Algebra` and of `Known` facts; it never looks at a truth itself. Read with
`OnDays` it answers with Python values on the calendar, with `solving.Solver` in the solver's terms.
Days are whole days from the day of the request: 0 today, -3 three days ago, 14 in two weeks.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Generic, NamedTuple, Protocol, TypeVar

from savoir.kernel.values.days import months
from savoir.law.readings import working_day
from savoir.law.values import Facts
from savoir.policies.facts import FACTS, FactType, Value

B = TypeVar("B")  # a truth: bool, or a term of the solver
N = TypeVar("N")  # a whole number, likewise
B_co = TypeVar("B_co", covariant=True)
N_co = TypeVar("N_co", covariant=True)


class Algebra(Protocol[B, N]):
    """What a form may do with truths and whole numbers."""

    def truth(self, value: bool) -> B:
        """A truth that is certain."""

    def number(self, value: int) -> N:
        """A number that is certain."""

    def constant(self, term: N) -> int | None:
        """The number a term certainly is; None when that depends."""

    def both(self, *terms: B) -> B:
        """Whether all hold; none: yes."""

    def either(self, *terms: B) -> B:
        """Whether at least one holds; none: no."""

    def negation(self, term: B) -> B:
        """Whether it does not hold."""

    def when(self, test: B, then: N, other: N) -> N:
        """One number or the other."""

    def add(self, *terms: N) -> N:
        """Their sum."""

    def times(self, factor: int, term: N) -> N:
        """A number several times."""

    def at_most(self, one: N, other: N) -> B:
        """Whether one is not greater than the other."""

    def same(self, one: N, other: N) -> B:
        """Whether both are the same number."""

    def working_day(self, day: N) -> N:
        """The day itself or the consumer's next working day."""

    def month_end(self, day: N, span: N) -> N:
        """The day so many months later, at most the last of its month."""


class Known(Protocol[B_co, N_co]):
    """The facts of the registry as a form reads them; an unknown one holds nothing and is among nothing."""

    def known(self, name: str) -> B_co:
        """Whether the fact is known."""

    def holds(self, name: str) -> B_co:
        """Whether a yes-or-no fact is known to be true."""

    def among(self, name: str, *words: str) -> B_co:
        """Whether a choice or a text is known to be one of these."""

    def value(self, name: str) -> N_co:
        """The number, or the ordinal of the day; anything while the fact is unknown."""

    def domains(self) -> Mapping[str, B_co]:
        """What every fact read so far keeps by its type, by name."""


class Day(NamedTuple, Generic[B, N]):
    """A day that may be unknown; `day` means nothing while it is."""

    known: B
    day: N


class OnDays:
    """The algebra of Python values, with the real calendar of one day of request and one country."""

    def __init__(self, today: date, country: str | None) -> None:
        self.today, self._where = today, Facts(country=country)

    def truth(self, value: bool) -> bool:
        """The truth itself."""
        return value

    def number(self, value: int) -> int:
        """The number itself."""
        return value

    def constant(self, term: int) -> int | None:
        """Every number is certain."""
        return term

    def both(self, *terms: bool) -> bool:
        """Whether all hold."""
        return all(terms)

    def either(self, *terms: bool) -> bool:
        """Whether at least one holds."""
        return any(terms)

    def negation(self, term: bool) -> bool:
        """Whether it does not hold."""
        return not term

    def when(self, test: bool, then: int, other: int) -> int:
        """One number or the other."""
        return then if test else other

    def add(self, *terms: int) -> int:
        """Their sum."""
        return sum(terms)

    def times(self, factor: int, term: int) -> int:
        """Their product."""
        return factor * term

    def at_most(self, one: int, other: int) -> bool:
        """Whether one is not greater than the other."""
        return one <= other

    def same(self, one: int, other: int) -> bool:
        """Whether both are the same number."""
        return one == other

    def working_day(self, day: int) -> int:
        """The day itself or the next working day there, holidays of every region counted."""
        return self._from_today(working_day(self._at(day), self._where))

    def month_end(self, day: int, span: int) -> int:
        """As `kernel.values.days.months`."""
        return self._from_today(months(self._at(day), span))

    def _at(self, day: int) -> date:
        return self.today + timedelta(days=day)

    def _from_today(self, day: date) -> int:
        return (day - self.today).days


class Told:
    """Facts with their values, as a form reads them in Python; `asked_on` is always known."""

    def __init__(self, facts: Mapping[str, Value], today: date) -> None:
        self.facts: Mapping[str, Value] = {**facts, "asked_on": today.isoformat()}

    def known(self, name: str) -> bool:
        """Whether the fact is there."""
        return name in self.facts

    def holds(self, name: str) -> bool:
        """Whether it is True."""
        return self.facts.get(name) is True

    def among(self, name: str, *words: str) -> bool:
        """Whether it is one of the words."""
        return self.facts.get(name) in words

    def value(self, name: str) -> int:
        """Its number; a day's ordinal; 0 while unknown."""
        value = self.facts.get(name, 0)
        if FACTS[name].type is FactType.DATE and value:
            return date.fromisoformat(str(value)).toordinal()
        return int(value)

    def domains(self) -> Mapping[str, bool]:
        """Whether each known fact is one the registry admits."""
        return {name: FACTS[name].admits(value) for name, value in self.facts.items()}
