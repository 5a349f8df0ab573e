"""The one answer: what the policy offers, raised to the law's floor, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from savoir.cases.rules.facts import DEFECTS, law_facts, with_declared
from savoir.cases.rules.lawful import owed_on
from savoir.cases.rules.recalls import recalled_way_back
from savoir.cases.rules.sources import facts_read, policy_facts
from savoir.cases.states import DELIVERABLE, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, FiredRow, LineAnswer
from savoir.kernel.values.answers import NO, YES
from savoir.kernel.values.digests import digest
from savoir.law import values as law
from savoir.law.floor import Floored, Moved, floor, moves
from savoir.law.parameters import parameters_digest
from savoir.law.rights import rights as rights_of
from savoir.law.words import say
from savoir.orders.values import SaleLine
from savoir.policies.facts import Point, PolicyFacts
from savoir.policies.tables import Compiled, Verdict, basis_of_request, decide_together, offer_of

COURTESY_SEND_BACK = timedelta(days=14)
DEFAULT_REFUND_DAYS = 14
_REMEDIES = {remedy.value: remedy for remedy in Remedy}
_CONSUMER = law.Party.CONSUMER
_WITHDRAWAL, _CONFORMITY, _DELIVERY = law.Basis.WITHDRAWAL, law.Basis.CONFORMITY, law.Basis.DELIVERY
_ASSISTANCE, _RETURN = Intent.ASSISTANCE, Intent.RETURN
_CHANGES_OF_MIND = frozenset({_RETURN, Intent.WITHDRAWAL})
_CLAIMED = DEFECTS | {Reason.RECALLED}
_OFFER = (Point.ELIGIBILITY, Point.RETURN_WAY, Point.EVIDENCE)
_SILENT = Verdict(outputs={}, hits=())


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """The version of the day of the contract."""

    id: int
    digest: str
    compiled: Compiled


class LineDecision(NamedTuple):
    """What was decided on one line and from what, before anybody puts it into words. `read`: the facts that
    the tables asked for; a case keeps all that is `known`.
    """

    asked: AskedLine
    sale: SaleLine
    facts: law.Facts
    rights: law.Rights
    intent: Intent
    read: PolicyFacts
    verdict: Verdict
    right: law.Right
    floored: Floored
    remedies: tuple[Remedy, ...]
    why_person: str
    way_back: str

    @property
    def known(self) -> PolicyFacts:
        """Every fact of the line, read by a table or not."""
        return policy_facts(self.sale, self.asked, self.rights, intent=self.intent)


def decide_line(
    sale: SaleLine, asked: AskedLine, declared: Mapping[str, object], policy: PolicyInForce | None, *,
    asked_on: date, zone: str,
) -> LineDecision:  # fmt: skip
    """Law and policy on one line, as of the day it was asked. Never a refusal by machine: a decision without
    remedies, or one that the law leaves open, waits for a person.
    """
    asked, sale = _named(asked), with_declared(sale, declared)
    facts = law_facts(sale, asked, declared, asked_on=asked_on, zone=zone)
    rights = rights_of(facts, asked_on)
    intent = effective_intent(asked, rights)
    right = rights.of(basis_of_request(intent, asked.reason))
    names = policy.compiled.read_at(_OFFER) if policy else ()
    read = facts_read(names, sale, asked, rights, intent=intent)
    verdict = _terms(policy.compiled, read) if policy else _SILENT
    floored = floor(offer_of(verdict.outputs, right, facts, asked_on), rights)
    remedies = () if intent is _ASSISTANCE else _deliverable(floored, verdict)  # help comes from people
    way_back = recalled_way_back(sale, asked_on, zone) if sale.recalls else ""
    why_person = _why_person(sale, asked, verdict, remedies, way_back)
    return LineDecision(
        asked, sale, facts, rights, intent, read, verdict, right, floored, remedies, why_person, way_back
    )


def answer_line(
    sale: SaleLine, asked: AskedLine, declared: Mapping[str, object], policy: PolicyInForce | None, *,
    asked_on: date, zone: str,
) -> LineAnswer:  # fmt: skip
    """The decision on one line with its sentences, its dates and the fingerprints a form carries."""
    made = decide_line(sale, asked, declared, policy, asked_on=asked_on, zone=zone)
    right, rights, known = made.right, made.rights, dict(made.known.known)
    return LineAnswer(
        asked=made.asked, sale=made.sale, asked_on=asked_on, intent=made.intent, remedies=made.remedies,
        why_person=made.why_person, law_moves=_moves(made),
        customer_pays_return=_customer_pays(made.floored, right, made.asked),
        beyond_law=frozenset(r for r in made.remedies if r.value not in [x.value for x in right.remedies]),
        owed_on=owed_on(made.asked, right.basis, rights),
        send_back_by=right.send_back_last_day or asked_on + COURTESY_SEND_BACK,
        withdrawal_until=rights.of(_WITHDRAWAL).last_day,
        guarantee_until=rights.of(_CONFORMITY).last_day,
        facts=known, facts_digest=digest([made.facts, known]), law_digest=parameters_digest(), rights=rights,
        **_by_law(right), **_by_policy(made, policy), **_fees(made),
    )  # fmt: skip


def _terms(compiled: Compiled, known: PolicyFacts) -> Verdict:
    """What is offered, how it comes back, what is asked for: the whole offer, and the rows that made it."""
    found = decide_together(compiled, _OFFER, known)
    if not found.contradicts:
        return found
    return found._replace(outputs={**found.outputs, "needs_person": True})


def _moves(made: LineDecision) -> tuple[Moved, ...]:
    if not made.floored.gaps:
        return ()
    return moves(offer_of(made.verdict.outputs, made.right, made.facts, made.rights.today), made.floored)


def _by_law(right: law.Right) -> dict[str, Any]:
    in_french, in_english = say(right)
    return {
        "basis": right.basis.value, "law_answer": right.answer.value, "articles": right.articles,
        "sentence_fr": in_french, "sentence_en": in_english,
        "remedy_due_on": right.remedy_due_on, "law_missing": right.missing,
    }  # fmt: skip


def _by_policy(made: LineDecision, policy: PolicyInForce | None) -> dict[str, Any]:
    outputs, verdict = made.verdict.outputs, made.verdict
    return {
        "rows": _rows(verdict), "refund_days": DEFAULT_REFUND_DAYS,
        "keep_item": bool(outputs.get("keep_item")) and Remedy.RETURNLESS_REFUND in made.remedies,
        "return_method": made.way_back or str(outputs.get("return_method") or "own_post"),
        "photo_required": bool(outputs.get("photo_required")),
        "version_id": policy.id if policy else None, "version_digest": policy.digest if policy else "",
    }  # fmt: skip


def _fees(made: LineDecision) -> dict[str, Any]:
    """What the brand keeps of a return that is its own kindness; what the law gives back costs nothing."""
    if made.intent is not _RETURN or made.right.answer is YES:
        return {}
    return {name: int(made.verdict.outputs.get(name) or 0) for name in ("fee_share", "fee_amount")}


def _deliverable(floored: Floored, verdict: Verdict) -> tuple[Remedy, ...]:
    """The remedies Savoir can carry out today: the policy's in its order, then what the law adds."""
    return _in_order(verdict.outputs.get("remedies") or (), floored.offer.remedies)


@lru_cache(maxsize=1024)
def _in_order(names: tuple[str, ...], lawful: tuple[law.Remedy, ...]) -> tuple[Remedy, ...]:
    ordered = [name for name in names if name in lawful] + [one for one in lawful if one not in names]
    return tuple([_REMEDIES[name] for name in ordered if name in DELIVERABLE])


def _named(asked: AskedLine) -> AskedLine:
    """A faulty or recalled thing sent back is a claim from the first question on; the case keeps it so."""
    if asked.intent is _RETURN and asked.reason in _CLAIMED:
        return AskedLine(
            asked.line_id, asked.quantity, Intent.CLAIM, asked.reason, asked.answers, asked.photos
        )  # fmt: skip
    return asked


def effective_intent(asked: AskedLine, rights: law.Rights) -> Intent:
    """A return without fault inside the period is a withdrawal, whatever the page calls it (L221-18)."""
    if asked.intent in _CHANGES_OF_MIND and asked.reason not in _CLAIMED:
        is_right = rights.answer(_WITHDRAWAL) is not NO
        return Intent.WITHDRAWAL if is_right else _RETURN
    return Intent.CLAIM if asked.intent is _RETURN else asked.intent


def _customer_pays(floored: Floored, right: law.Right, asked: AskedLine) -> bool:
    if asked.reason in _CLAIMED:
        return False
    payer = floored.offer.return_paid_by
    return (payer or right.return_paid_by) is _CONSUMER


def _why_person(
    sale: SaleLine, asked: AskedLine, verdict: Verdict, remedies: tuple[Remedy, ...], way_back: str
) -> str:
    """The reason for a person, in the order in which it weighs; "" when the answer may leave at once."""
    if asked.intent is _ASSISTANCE:
        return "policy"
    if not remedies:
        return "nothing_offered"
    if way_back or (sale.dangerous_goods and asked.reason in _CLAIMED):
        return "recalled" if way_back else "dangerous_goods"  # what the post may not carry
    if bool(verdict.outputs.get("photo_required")) and not asked.photos:
        return "photo_missing"
    if verdict.outputs.get("needs_person"):
        return "policy"
    if not verdict.hits and asked.reason in DEFECTS:
        return "no_policy"
    return ""


def _rows(verdict: Verdict) -> tuple[FiredRow, ...]:
    told = {hit.label_fr: hit for hit in reversed(verdict.hits)}  # a rule that fills two tables says it once
    return tuple(FiredRow.of(hit) for hit in verdict.hits if told[hit.label_fr] is hit)
