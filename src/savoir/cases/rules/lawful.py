"""Whether what a person gives on a line lies below the law, with or without a legal ground."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from savoir.cases.rules.facts import DEFECTS, NOT_ARRIVED
from savoir.cases.states import Intent, OtherMotive, RefusalMotive, Remedy
from savoir.cases.values import AskedLine, LineAnswer
from savoir.kernel.values.answers import NO, YES
from savoir.law.covers import covers
from savoir.law.grounds import PLEAS, Ground, giving, grant_gaps, refusal_gap
from savoir.law.rights import rights as rights_of
from savoir.law.values import Ban, Basis, Component, Facts, Gap, Offer, Rights
from savoir.law.values import Remedy as Granted

# What a motive of the lists shows by itself; every other ground is chosen from the closed list.
GROUND_OF_MOTIVE: Mapping[str, Ground] = MappingProxyType(
    {
        RefusalMotive.OUT_OF_TIME.value: Ground.PERIOD_OVER,
        OtherMotive.CUSTOMER_ASKED.value: Ground.CUSTOMER_AGREED,
        OtherMotive.REPAIR_DISPROPORTIONATE.value: Ground.REPAIR_DISPROPORTIONATE,
        OtherMotive.REPLACEMENT_DISPROPORTIONATE.value: Ground.REPLACEMENT_DISPROPORTIONATE,
    }
)
_GRANTED = {one.value: one for one in Granted}
_FAULTS, _REMEDIES = DEFECTS | NOT_ARRIVED, Component.REMEDIES


def is_owed(line: LineAnswer) -> bool:
    """Whether the law answers yes on what is asked; help that rests on no fault asks for no right."""
    return _asks_a_right(line.asked) and line.rights.answer(Basis(line.basis)) is YES


def owed_on(asked: AskedLine, basis: Basis, rights: Rights) -> str:
    """The basis on which the law owes the customer something for what he asks, "" where it owes nothing: then
    whatever the brand gives is its own kindness, or its own rule's.

    That of the request where its answer is not a no: facts that lack take nothing away, and money given in
    place of a repair settles the same right. Else a withdrawal whose days run, which needs no reason.
    """
    if _asks_a_right(asked) and rights.answer(basis) is not NO:
        return basis.value
    return Basis.WITHDRAWAL.value if rights.answer(Basis.WITHDRAWAL) is YES else ""


def refusal_below(line: LineAnswer, ground: Ground | None, *, was_owed: bool) -> Gap | None:
    """What refusing this line would take away from the customer, None when the law allows it.

    `was_owed`: the law said yes when the request was opened. Facts told since take that away only as
    corrected facts, on a person's word.
    """
    if not _asks_a_right(line.asked):
        return None
    basis = Basis(line.basis)
    gap = refusal_gap(line.rights, basis, ground)
    if gap is None and was_owed and line.rights.answer(basis) is NO and ground is not Ground.FACTS_CORRECTED:
        return Gap(_REMEDIES, giving(basis, line.rights))
    return gap


def grant_below(
    line: LineAnswer, remedy: Remedy, wish: Remedy | None, ground: Ground | None
) -> tuple[Gap, ...]:
    """What granting this remedy would leave below the law; () = lawful."""
    if not _asks_a_right(line.asked) or remedy.value not in _GRANTED:
        return ()
    wished = _GRANTED.get(wish.value) if wish else None
    return grant_gaps(line.rights, Basis(line.basis), _GRANTED[remedy.value], wish=wished, ground=ground)


def gives(line: LineAnswer, remedy: Remedy, today: date) -> bool:
    """Whether the policy or the law gives this remedy on a line `today`: nobody's leave is asked for that.

    The law's own answer is that of the basis asked for, where it is not a no (facts that lack are no reason
    to wait), and a withdrawal, which needs no reason at all (L221-18).
    """
    granted = _GRANTED.get(remedy.value)
    if remedy in line.remedies or granted is None:
        return remedy in line.remedies
    rights, own = as_overdue(line, today).rights, Basis(line.basis)
    may_be = _asks_a_right(line.asked) and rights.answer(own) is not NO
    if may_be and granted in rights.of(own).remedies:
        return True
    return rights.answer(Basis.WITHDRAWAL) is YES and granted in rights.of(Basis.WITHDRAWAL).remedies


def former_wish(intent: Intent) -> Remedy | None:
    """What counts as the customer's own choice of a remedy that another system had granted: only the exchange
    he came for.
    """
    return Remedy.EXCHANGE if intent is Intent.EXCHANGE else None


def as_overdue(line: LineAnswer, today: date) -> LineAnswer:
    """The line as the law reads it `today`: thirty days after a claim he may choose the money (L217-14)."""
    if line.remedy_due_on is None or today <= line.remedy_due_on:
        return line
    facts = Facts.told({**vars(line.rights.facts), "remedy_overdue": True})
    return replace(line, rights=rights_of(facts, line.rights.today))


def demanded_below(line: LineAnswer, demands: frozenset[Ban]) -> tuple[Gap, ...]:
    """What is demanded of the customer against the law of this line; () = nothing."""
    if not _asks_a_right(line.asked):
        return ()
    basis = Basis(line.basis)
    return covers(
        Offer(basis=basis, remedies=line.rights.of(basis).remedies, demands=demands, by_person=True),
        line.rights,
    )


def told_ground(ground: Ground | None) -> dict[str, Any]:
    """A ground as a decision keeps it: its code, its article, the facts it states."""
    if ground is None:
        return {}
    plea = PLEAS[ground]
    return {"code": ground.value, "article": plea.article, "states": dict(plea.states)}


def _asks_a_right(asked: AskedLine) -> bool:
    return asked.intent is not Intent.ASSISTANCE or asked.reason in _FAULTS
