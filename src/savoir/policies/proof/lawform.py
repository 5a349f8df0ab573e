"""The law's side of the proof: every basis on one line as terms, written once for values and for the solver.

    form = LawForm(Solver(), facts)        # `solving.Solver`; `facts` an `algebra.Known` over its variables
    form.withdrawal.is_yes, form.of(Basis.CONFORMITY).remedies[Remedy.REPAIR], form.each
    engine.add(*form.constraints())        # last: what ties facts, days, months and free choices together

    form = LawForm(OnDays(today, country), Told(facts, today))  # the same on values: True, False, whole days

Day numbers do not say everything: whether the fourteenth day is a Sunday, how long two years are. There the
solver chooses freely within exact bounds (`Line.working_day`, `Line.month_end`), so that every line there is
has a choice under which the form says what the law says. A counter-example may thus rest on a choice that no
calendar makes; `calendar.real_day` looks for a day that does. What no fact of a policy tells is in `OUTSIDE`.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Generic

from savoir.law.values import Basis
from savoir.policies.proof.algebra import Algebra, B, Known, N
from savoir.policies.proof.beside import (
    commercial_warranty_form,
    cover_form,
    delivery_form,
    hidden_defects_form,
    recall_form,
)
from savoir.policies.proof.conforming import conformity_form
from savoir.policies.proof.line import Line
from savoir.policies.proof.relations import ALWAYS_TOLD, relations
from savoir.policies.proof.terms import Terms
from savoir.policies.proof.withdrawing import withdrawal_form

__all__ = ["ALWAYS_TOLD", "LawForm"]


class LawForm(Generic[B, N]):
    """Every basis as terms over the facts; each is written when it is first asked for."""

    def __init__(self, algebra: Algebra[B, N], facts: Known[B, N]) -> None:
        self.line = Line(algebra, facts)
        self.facts = facts

    @cached_property
    def withdrawal(self) -> Terms[B, N]:
        """The right of withdrawal."""
        return withdrawal_form(self.line)

    @cached_property
    def conformity(self) -> Terms[B, N]:
        """The statutory guarantee."""
        return conformity_form(self.line)

    @cached_property
    def hidden_defects(self) -> Terms[B, N]:
        """Hidden defects."""
        return hidden_defects_form(self.line)

    @cached_property
    def delivery(self) -> Terms[B, N]:
        """Delivery on time, and the risk on the way."""
        return delivery_form(self.line)

    @cached_property
    def commercial_warranty(self) -> Terms[B, N]:
        """A written promise on top of the law."""
        return commercial_warranty_form(self.line)

    @cached_property
    def cover(self) -> Terms[B, N]:
        """A purchased cover."""
        return cover_form(self.line)

    @cached_property
    def recall(self) -> Terms[B, N]:
        """A product called back."""
        return recall_form(self.line)

    def of(self, basis: Basis) -> Terms[B, N]:
        """The terms of one basis."""
        terms: Terms[B, N] = getattr(self, basis.value)
        return terms

    @property
    def each(self) -> tuple[Terms[B, N], ...]:
        """All of them, in the order of `Basis`."""
        return tuple([self.of(basis) for basis in Basis])

    def relations(self) -> Mapping[str, B]:
        """What holds between facts, by name: never a fact set left out that the house can tell. Read it last:
        it says of every fact and every free choice that was read before what keeps it in its bounds.
        """
        more = relations(self.line, self.withdrawal, self.conformity)
        domains = {f"domain {name}": term for name, term in self.facts.domains().items()}
        return {**more, **self.line.sides, **domains}

    def constraints(self, *, without: frozenset[str] = frozenset()) -> tuple[B, ...]:
        """The same as a row of terms, some left out by name."""
        return tuple([term for name, term in self.relations().items() if name not in without])
