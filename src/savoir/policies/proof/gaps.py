"""Where an offer could lie below the law, as questions to a solver: one for each part of `law.covers`.

A question names the part, the basis of the claim, the facts under which the offer is below, and the rows that
would have to speak differently.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import eq

import z3

from savoir.law.values import Ban, Basis, Component, Remedy
from savoir.policies.facts import FACTS, Point
from savoir.policies.proof.lawside import LawSide, as_term
from savoir.policies.proof.people import DEFECTS
from savoir.policies.proof.speaking import Said, Test
from savoir.policies.tables import BY_LAW, DEMANDS, basis_of_request

_E, _R, _V = Point.ELIGIBILITY, Point.RETURN_WAY, Point.EVIDENCE
BASES = (Basis.WITHDRAWAL, Basis.CONFORMITY, Basis.DELIVERY, Basis.RECALL)
_CREDIT = "store_credit"
FAULTS = DEFECTS | {"other"}


@dataclass(frozen=True)
class Question:
    """`point` and `output`: whose rows answer for it."""

    component: Component
    basis: Basis
    point: Point
    output: str
    term: z3.BoolRef


def questions(said: Said, law: LawSide, points: frozenset[Point]) -> Iterator[Question]:
    """Every part of every claim that these points of a version could answer with less than the law."""
    for basis in BASES:
        stands = z3.And(claims(said, basis), as_term(law.of(basis).is_yes))
        for point, parts in _PARTS.items():
            if point in points and said.compiled.tables[point]:
                is_kept = z3.And(stands, z3.Not(said.broken(point)))
                for component, output, term in parts(said, law, basis):
                    yield Question(component, basis, point, output, z3.And(is_kept, term))


def claims(said: Said, basis: Basis) -> z3.BoolRef:
    """Whether a request is answered on this basis (`tables.basis_of_request`); help is asked of people, and
    who names no fault asks nothing of the guarantee.
    """
    space = said.space
    pairs = [
        z3.And(space.is_code("intent", intent), z3.Or([space.is_code("reason", one) for one in reasons]))
        for intent in FACTS["intent"].domain
        if intent != "assistance" and (reasons := _reasons(intent, basis))
    ]
    return z3.Or(pairs)


def _reasons(intent: str, basis: Basis) -> list[str]:
    named = [one for one in FACTS["reason"].domain if basis_of_request(intent, one) is basis]
    return [one for one in named if basis is not Basis.CONFORMITY or one in FAULTS]


Part = tuple[Component, str, z3.BoolRef]


def _of_offers(said: Said, law: LawSide, basis: Basis) -> Iterator[Part]:
    where, terms = said.where, law.of(basis)
    yield Component.REMEDIES, "remedies", _lacks(said, law, basis)
    merchant = where(_E, "choice_by", partial(eq, "merchant"))
    yield Component.CHOICE, "choice_by", z3.And(merchant, as_term(terms.consumer_chooses))
    for output, test in _WITHHOLDS.items():
        yield Component.REFUND, output, z3.And(where(_E, output, test), as_term(terms.has_refund))
    ticked = where(_E, "preselected", partial(eq, _CREDIT))
    yield Component.MEANS, "preselected", z3.And(ticked, law.due(basis, Remedy.REFUND))
    if basis is Basis.WITHDRAWAL:
        yield Component.LAST_DAY, "window_days", _closes_early(said, law)
    for output, value, ban in _TURNED_AWAY:
        yield Component.DEMANDS, output, z3.And(where(_E, output, partial(eq, value)), law.bans(basis, ban))


def _of_ways_back(said: Said, law: LawSide, basis: Basis) -> Iterator[Part]:
    customer = said.where(_R, "return_paid_by", partial(eq, "customer"))
    yield Component.PAYER, "return_paid_by", z3.And(customer, as_term(law.of(basis).seller_pays_return))


def _of_evidence(said: Said, law: LawSide, basis: Basis) -> Iterator[Part]:
    for name, ban in DEMANDS.items():
        asked = said.where(_V, "documents", partial(eq, name))
        yield Component.DEMANDS, "documents", z3.And(asked, law.bans(basis, ban))


_PARTS: dict[Point, Callable[[Said, LawSide, Basis], Iterator[Part]]] = {
    _E: _of_offers, _R: _of_ways_back, _V: _of_evidence,
}  # fmt: skip
_WITHHOLDS: dict[str, Test] = {
    "fee_share": bool, "fee_amount": bool, "refund_of": partial(eq, "recomputed"),
}  # fmt: skip
_TURNED_AWAY = (
    ("replacement", "refurbished", Ban.IMPOSE_REFURBISHED),
    ("referral", "manufacturer", Ban.SEND_TO_THE_BRAND),
)  # fmt: skip


def _closes_early(said: Said, law: LawSide) -> z3.BoolRef:
    """Whether a day is told, to one who was informed, that comes before the law's."""
    short = said.where(_E, "window_days", lambda days: days is not None and days < law.withdrawal_days)
    told = said.space.equals("withdrawal_information_given", True)
    return z3.And(short, told, said.space.known("days_since_delivery"))


def _lacks(said: Said, law: LawSide, basis: Basis) -> z3.BoolRef:
    """Whether the offer lacks remedies that are due; where no row says what is offered, the law holds."""
    terms = law.of(basis)
    due = {one: as_term(term) for one, term in terms.remedies.items()}
    lacking = [z3.And(term, z3.Not(_grants(said, one))) for one, term in due.items()]
    spoken = z3.Not(said.is_silent(_E, "remedies"))
    if terms.at_least is None:
        return z3.And(spoken, z3.Or(lacking))
    granted = z3.Sum([z3.If(z3.And(term, _grants(said, one)), 1, 0) for one, term in due.items()])
    return z3.And(spoken, z3.Or(lacking), granted < terms.at_least)


def _grants(said: Said, remedy: Remedy) -> z3.BoolRef:
    names = {remedy.value, BY_LAW}
    if remedy is Remedy.REFUND:
        names.add(Remedy.RETURNLESS_REFUND.value)
    return said.where(_E, "remedies", lambda one: one in names)
