"""The recall of an unsafe product, Regulation (EU) 2023/988 article 37: in every country of the Union."""

from datetime import date
from functools import lru_cache

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer, every
from savoir.law.codes import UNION
from savoir.law.parameters import Parameter, parameter
from savoir.law.values import Ban, Basis, Buyer, Facts, Finding, Party, Remedy, Right, Ruling

_ARTICLE, _SINCE = "Reg. (EU) 2023/988 art. 37", "Reg. (EU) 2023/988 art. 52"
_WHO = "Reg. (EU) 2023/988 art. 3"
_BASIS, _CONSUMER, _SELLER = Basis.RECALL, Party.CONSUMER, Party.SELLER
_PROFESSIONAL, _CONSUMER_BUYS, _REFUND = Buyer.PROFESSIONAL, Buyer.CONSUMER, (Remedy.REFUND,)
_HOME = (None, "FR")
_UNASKED = Finding(NEEDS_FACTS, _ARTICLE, ("recalled",))
_CALLED_BACK, _NOT_CALLED_BACK = Finding(YES, _ARTICLE), Finding(NO, _ARTICLE)
_OLD = Finding(NO, _SINCE)
_OF_A_CONSUMER, _OF_A_BUSINESS = Finding(YES, _WHO), Finding(NO, _WHO)
_OF_WHOM, _ELSEWHERE = Finding(NEEDS_FACTS, _WHO, ("buyer",)), Finding(NEEDS_FACTS, _WHO, ("country",))
BANS = frozenset(
    {
        Ban.CHARGE_A_FEE, Ban.IMPOSE_A_VOUCHER, Ban.DEMAND_ORIGINAL_PACKAGING, Ban.DEMAND_PROOF_OF_ORIGIN,
        Ban.DEMAND_A_RUNNING_GUARANTEE, Ban.WAIT_FOR_INSPECTION, Ban.ASK_A_REASON,
    }
)  # fmt: skip


@lru_cache(maxsize=1024)
def _choice(day: date) -> Parameter:
    return parameter("recall_choice", day)


def _recalled(facts: Facts) -> Finding:
    day = facts.recalled_on
    if day is None:
        known = facts.recalled
        return _UNASKED if known is None else _CALLED_BACK if known else _NOT_CALLED_BACK
    return _CALLED_BACK if day >= _choice(day).since else _OLD


def _whose(facts: Facts) -> Finding:
    buyer = facts.buyer
    if buyer is None:
        return _OF_WHOM
    return _OF_A_BUSINESS if buyer is _PROFESSIONAL else _OF_A_CONSUMER


def recall_ruling(facts: Facts, today: date) -> Ruling:
    """Whether the product was called back, whoever sold it and however long ago: no period ends this right.

    Outside the Union a person looks it up.
    """
    del today
    country = facts.country
    if (
        facts.recalled is None
        and facts.recalled_on is None
        and facts.buyer is _CONSUMER_BUYS
        and country in _HOME
    ):
        return _NOT_LOOKED  # what nearly every line comes to
    findings: tuple[Finding, ...] = (_recalled(facts), _whose(facts))
    if country is not None and country not in UNION:
        findings += (_ELSEWHERE,)
    return Ruling(every([finding.answer for finding in findings]), findings, None)


def remedies(facts: Facts) -> tuple[Remedy, ...]:
    """What the choice is made of: each remedy that is neither impossible nor out of proportion.

    Only the refund once repair or replacement was not timely. Never (): what nothing else replaces is repaid.
    """
    if facts.recall_remedy_failed:
        return _REFUND
    return _possible(
        facts.repair_possible is False or facts.repair_disproportionate is True,
        facts.replacement_possible is False or facts.replacement_disproportionate is True,
        facts.refund_disproportionate is True,
    )


@lru_cache(maxsize=16)
def _possible(no_repair: bool, no_replacement: bool, no_refund: bool) -> tuple[Remedy, ...]:
    out = {Remedy.REPAIR: no_repair, Remedy.REPLACEMENT: no_replacement, Remedy.REFUND: no_refund}
    return tuple(remedy for remedy, is_out in out.items() if not is_out) or _REFUND


@lru_cache(maxsize=64)
def _named(findings: tuple[Finding, ...], answer: Answer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The articles that decide and the facts that are missing."""
    articles = dict.fromkeys(finding.article for finding in findings if finding.answer is answer)
    missing = [name for finding in findings for name in finding.missing]
    return tuple(articles), () if answer is NO else tuple(missing)


def _without_terms(answer: Answer, articles: tuple[str, ...], missing: tuple[str, ...]) -> Right:
    return Right.told(
        {"basis": _BASIS, "answer": answer, "articles": articles, "missing": missing, "needs_person": True}
    )


_NOT_LOOKED = Ruling(NEEDS_FACTS, (_UNASKED, _OF_A_CONSUMER), None)
_UNKNOWN = _without_terms(NEEDS_FACTS, (_ARTICLE,), _UNASKED.missing)


def recall(facts: Facts, today: date, ruling: Ruling) -> Right:
    """Two remedies at least, one when the others fall away; at least the price paid; nothing to pay.

    It stands beside the statutory guarantee and outlives it. Who sent the notice owes it; the seller is named
    for him, since the customer bears no cost either way.
    """
    if ruling is _NOT_LOOKED:
        return _UNKNOWN
    answer, findings, _ = ruling
    articles, missing = _named(findings, answer)
    if answer is NO or findings[0] is _UNASKED:
        return _without_terms(answer, articles, missing)
    due = remedies(facts)
    least = min(_choice(facts.recalled_on or today).value, len(due))
    return Right.told({
        "basis": _BASIS, "answer": answer, "articles": articles, "missing": missing,
        "first_day": facts.recalled_on, "remedies": due, "at_least": least,
        "choice_by": _CONSUMER, "return_paid_by": _SELLER, "refund": facts.paid,
        "merchant_may_not": BANS, "needs_person": answer is not YES or len(due) == 1,
    })  # fmt: skip
