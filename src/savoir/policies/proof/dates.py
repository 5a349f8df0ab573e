"""Answers that could come after the law's date: uncapped refunds, remedies promised late, long looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import z3

from savoir.law.covers import money_article
from savoir.law.parameters import national
from savoir.law.readings import country_of
from savoir.law.values import Basis, Remedy
from savoir.policies.facts import Point, PolicyFacts, Value
from savoir.policies.proof.asking import Asker, Unsettled
from savoir.policies.proof.calendar import real_day
from savoir.policies.proof.gaps import BASES, claims
from savoir.policies.proof.lawside import LawSide, as_term
from savoir.policies.proof.people import law_facts_of
from savoir.policies.proof.reports import Found, Kind
from savoir.policies.proof.speaking import Said
from savoir.policies.proof.structure import rows_of
from savoir.policies.proof.telling import person
from savoir.policies.proof.wording import Pair
from savoir.policies.tables import Compiled, RowHit, decide

MOST_TOLD, MOST_SPURIOUS = 6, 20
_T, _P, _K = Point.REFUND_TRIGGER, Point.PROMISES, Point.RISK_LOOK
_MONEY = ("refund", "returnless_refund")


@dataclass(frozen=True)
class Late:
    """One way to be late: under which facts, by which output, in whose words, against which article."""

    basis: Basis
    point: Point
    output: str
    term: z3.BoolRef
    said: Pair
    article: str


def late_answers(said: Said, law: LawSide, points: frozenset[Point]) -> Iterator[Late]:
    """Every way in which these points of a version could pass the law's date."""
    asked = {point for point in points if said.compiled.tables[point]}
    for basis in BASES:
        stands = z3.And(claims(said, basis), as_term(law.of(basis).is_yes))
        if _T in asked:
            yield _uncapped(said, law, basis, stands)
        if _K in asked:
            yield _long_look(said, law, basis, stands)
    if _P in asked:
        stands = z3.And(claims(said, Basis.CONFORMITY), as_term(law.of(Basis.CONFORMITY).is_yes))
        yield _late_remedy(said, law, stands)


def _uncapped(said: Said, law: LawSide, basis: Basis, stands: z3.BoolRef) -> Late:
    uncapped = z3.Not(said.where(_T, "legal_cap", bool))
    chosen = z3.Or([said.space.is_code("remedy", one) for one in _MONEY])
    term = z3.And(stands, uncapped, chosen, law.due(basis, Remedy.REFUND), z3.Not(said.broken(_T)))
    words = (
        "laisse le remboursement partir après la date légale",
        "lets the refund leave after the legal date",
    )
    return Late(basis, _T, "legal_cap", term, words, money_article(basis))


def _late_remedy(said: Said, law: LawSide, stands: z3.BoolRef) -> Late:
    most = law.remedy_days
    late = said.where(_P, "remedy_days", lambda days: days is not None and days > most)
    mended = z3.Or(law.due(Basis.CONFORMITY, Remedy.REPAIR), law.due(Basis.CONFORMITY, Remedy.REPLACEMENT))
    words = ("promet le remède après {days} jours", "promises the remedy after {days} days")
    term = z3.And(stands, late, mended, z3.Not(said.broken(_P)))
    return Late(Basis.CONFORMITY, _P, "remedy_days", term, words, "L217-10")


def _long_look(said: Said, law: LawSide, basis: Basis, stands: z3.BoolRef) -> Late:
    most = law.remedy_days if basis is Basis.CONFORMITY else law.refund_days
    long = said.where(_K, "look_within_days", lambda days: days is not None and days >= most)
    term = z3.And(stands, said.where(_K, "look", bool), long, z3.Not(said.broken(_K)))
    words = ("fait attendre le regard {days} jours", "lets the look last {days} days")
    article = "L217-10" if basis is Basis.CONFORMITY else money_article(basis)
    return Late(basis, _K, "look_within_days", term, words, article)


def told_late(asker: Asker, late: Late, today: date) -> Iterator[Found]:
    """The people of one way to be late, each by other rows. Raises Unsettled when no calendar shows one."""
    said, aside, spurious = asker.said, list[z3.BoolRef](), 0
    for _ in range(MOST_TOLD + MOST_SPURIOUS):
        facts = asker.plainest(late.term, *aside)
        if facts is None:
            return
        known = real_day(facts, today, late.basis, is_yes=True)
        hits = decide(said.compiled, late.point, PolicyFacts.read(known or facts)).hits
        if known is None:
            spurious += 1
            if spurious > MOST_SPURIOUS:
                break
            aside.append(z3.Not(said.space.same(facts)))
            continue
        yield _found(said.compiled, late, known, hits)
        aside.append(z3.Not(said.spoken(late.point, hits)))
    else:
        return
    raise Unsettled(late.output)


def _found(compiled: Compiled, late: Late, facts: dict[str, Value], hits: tuple[RowHit, ...]) -> Found:
    asked_on = date.fromisoformat(str(facts["asked_on"]))
    article = national(late.article, country_of(law_facts_of(facts, asked_on)))
    days = decide(compiled, late.point, PolicyFacts.read(facts)).outputs.get(late.output)
    fr, en = person(facts)
    row_fr, row_en = _row(hits)
    deed_fr, deed_en = (words.format(days=days) for words in late.said)
    return Found(
        Kind.PAST_THE_LEGAL_DATE,
        f"{fr} : {row_fr} {deed_fr} ; la loi fixe une date plus proche ({article}).",
        f"{en}: {row_en} {deed_en}; the law sets an earlier date ({article}).", rows_of(hits),
        "refund_date", article, facts,
    )  # fmt: skip


def _row(hits: tuple[RowHit, ...]) -> Pair:
    if not hits:
        return "la valeur par défaut", "the default"
    first = hits[0]
    return f"la ligne {first.number} de « {first.table} »", f"row {first.number} of “{first.table}”"
