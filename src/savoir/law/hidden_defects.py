"""Hidden defects (Code civil 1641 to 1649) and the commercial warranty (Code de la consommation L217-21)."""

from datetime import date
from functools import lru_cache

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer, answer, every
from savoir.kernel.values.days import months
from savoir.law.readings import conclude, numbers_of, received_on, rule, suspended
from savoir.law.values import Ban, Basis, Cost, Facts, Finding, Party, Remedy, Right, Ruling

_CLAIMED, _NO_DEFECT = Finding(YES, "C. civ. 1641"), Finding(NO, "C. civ. 1641")
_IN_TIME, _TOO_LATE = Finding(YES, "C. civ. 1648"), Finding(NO, "C. civ. 1648")
_DUE, _ARTICLES = (Remedy.REFUND, Remedy.PRICE_REDUCTION), ("C. civ. 1644",)
_COSTS = ((Cost.RETURN, Party.SELLER),)
_OF_USE, _OF_NO_USE = Finding(YES, "L217-21"), Finding(NO, "L217-21")
_MENDED, _BANS = (Remedy.REPAIR,), frozenset({Ban.DEMAND_ORIGINAL_PACKAGING})
_MONEY = frozenset({Ban.IMPOSE_A_VOUCHER})  # the price is given back


def hidden_defects_last_day(facts: Facts, today: date) -> date | None:
    """Two years from discovery (art. 1648), within twenty years of the sale; None: neither day known."""
    found, sold, law = facts.defect_appeared_on, facts.concluded_on, numbers_of(facts, today)
    known = months(found, law["hidden_defect_months"]) if found else None
    if not sold:
        return known
    longest = months(sold, law["hidden_defect_longest_months"])
    return longest if known is None else min(known, longest)


@lru_cache(maxsize=64)
def _proven(hidden: bool | None, prior_to_sale: bool | None, serious: bool | None) -> Finding:
    proofs = {"hidden": hidden, "prior_to_sale": prior_to_sale, "serious": serious}
    lacking = tuple([name for name, proof in proofs.items() if proof is None])
    return Finding(every([answer(proof) for proof in proofs.values()]), "C. civ. 1641", lacking)


def hidden_defects_ruling(facts: Facts, today: date) -> Ruling:
    """Whether the defect is proven hidden, serious and older than the sale, and claimed in time."""
    end = hidden_defects_last_day(facts, today)
    claimed = _NO_DEFECT if facts.defect is False else _CLAIMED
    proven = _proven(facts.hidden, facts.prior_to_sale, facts.serious)
    is_over = end is not None and (facts.claimed_on or today) > end
    findings = (claimed, proven, _TOO_LATE if is_over else _IN_TIME)
    return rule(facts, findings, end if facts.defect_appeared_on else None)


def hidden_defects(facts: Facts, today: date, ruling: Ruling) -> Right:
    """Any seller, private ones too; the buyer proves a hidden, serious defect older than the sale."""
    return conclude(
        Basis.HIDDEN_DEFECTS,
        facts,
        ruling,
        articles=_ARTICLES,
        first_day=facts.defect_appeared_on,
        remedies=_DUE,
        proof_on=Party.CONSUMER,
        costs=_COSTS,
        refund=facts.paid,
        merchant_may_not=_MONEY,
        needs_person=True,
    )


def commercial_warranty_ruling(facts: Facts, today: date) -> Ruling:
    """Whether a written promise on top of the law runs (L217-21); suspended while the goods are away."""
    span, start = facts.commercial_warranty_months, received_on(facts)
    end = suspended(months(start, span), facts, today) if span and start else None
    day = facts.defect_appeared_on or facts.claimed_on or today
    running = NO if span == 0 else answer(None if end is None else day <= end)
    is_away_unknown = bool(running is NO and span and facts.immobilized_days is None)
    claimed = _OF_NO_USE if facts.defect is False else _OF_USE
    return rule(facts, (claimed, _running(running, span is None, start is None, is_away_unknown)), end)


@lru_cache(maxsize=64)
def _running(running: Answer, no_span: bool, no_start: bool, no_days: bool) -> Finding:
    """The finding and the facts it lacks; days away could still move an end."""
    if no_days:
        return Finding(NEEDS_FACTS, "L217-21", ("immobilized_days",))
    lacking = ("commercial_warranty_months",) if no_span else ()
    return Finding(running, "L217-21", (*lacking, "deliveries") if no_start else lacking)


def commercial_warranty(facts: Facts, today: date, ruling: Ruling) -> Right:
    """A written promise on top of the law (L217-21), whose giver chooses how to mend."""
    return conclude(
        Basis.COMMERCIAL_WARRANTY,
        facts,
        ruling,
        first_day=received_on(facts),
        remedies=_MENDED,
        choice_by=Party.SELLER,
        debtor=Party.GUARANTOR,
        merchant_may_not=_BANS,
        needs_person=True,
    )
