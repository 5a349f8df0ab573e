"""The law's form over the very variables of the tables: one space, so that both speak of one person."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import z3

from savoir.law.codes import UNION
from savoir.law.parameters import COUNTRIES, FRANCE, numbers
from savoir.law.readings import FRENCH
from savoir.law.values import Ban, Basis, Remedy
from savoir.policies.proof.calendar import LOOKED_AT_DAYS
from savoir.policies.proof.lawform import ALWAYS_TOLD, LawForm
from savoir.policies.proof.solving import Number, Solver, Truth
from savoir.policies.proof.space import Space
from savoir.policies.proof.terms import Terms

# The house calls a return in time a withdrawal; that a version may not count on it is shown without it.
_LEFT_OUT = frozenset({"a return is no withdrawal"})


def codes() -> Mapping[str, Iterable[str]]:
    """Codes the law asks about, beside those of a document."""
    return {"country": {*COUNTRIES, *FRENCH, *UNION}, "currency": {"EUR"}}


class SpaceFacts:
    """The facts of a space as a form reads them (`algebra.Known`)."""

    def __init__(self, space: Space) -> None:
        self.space = space

    def known(self, name: str) -> Truth:
        """Whether the fact is known."""
        return True if name in ALWAYS_TOLD else self.space.known(name)

    def holds(self, name: str) -> Truth:
        """Whether a yes-or-no fact is known to be true."""
        return self._if_known(name, self.space.value(name))

    def among(self, name: str, *words: str) -> Truth:
        """Whether a choice or a text is known to be one of these."""
        value = self.space.value(name)
        return self._if_known(name, z3.Or([value == self.space.code(name, word) for word in words]))

    def value(self, name: str) -> Number:
        """The number, or the ordinal of the day."""
        number: Number = self.space.value(name)
        return number

    def domains(self) -> Mapping[str, Truth]:
        """None here: a space keeps its own."""
        return {}

    def _if_known(self, name: str, term: z3.BoolRef) -> Truth:
        known = self.known(name)
        return term if known is True else z3.And(known, term)


class LawSide:
    """The terms of each basis for one space, as truths of the solver."""

    def __init__(self, space: Space, today: date) -> None:
        self.form: LawForm[Truth, Number] = LawForm(Solver(), SpaceFacts(space))
        self.space, self.today = space, today
        self.withdrawal_days = numbers(today, FRANCE)["withdrawal_days"]
        self.remedy_days = numbers(today, FRANCE)["remedy_days"]
        self.refund_days = numbers(today, FRANCE)["refund_days"]

    def of(self, basis: Basis) -> Terms[Truth, Number]:
        """The law's terms on one basis."""
        return self.form.of(basis)

    def constraints(self) -> list[z3.BoolRef]:
        """How the facts hang together; read last, for it speaks of all that was asked before. The request is
        made on one of the days that a counter-example is tried on.
        """
        since = self.space.value("asked_on") - self.today.toordinal()
        told = [self.space.known(name) for name in sorted(ALWAYS_TOLD)]
        tied = [as_term(one) for one in self.form.constraints(without=_LEFT_OUT)]
        return [*told, since >= 0, since <= LOOKED_AT_DAYS, *tied]

    def bans(self, basis: Basis, ban: Ban) -> z3.BoolRef:
        """Whether a merchant may not demand this."""
        return as_term(self.of(basis).bans.get(ban, False))

    def due(self, basis: Basis, remedy: Remedy) -> z3.BoolRef:
        """Whether a remedy is due."""
        return as_term(self.of(basis).remedies.get(remedy, False))


def as_term(truth: Any) -> z3.BoolRef:
    """A truth of the form as a term of the solver."""
    return z3.BoolVal(truth) if isinstance(truth, bool) else truth
