"""Hidden defects (Code civil 1641 to 1649) and the commercial warranty (Code de la consommation L217-21)."""

from datetime import date

from savoir.kernel.values.answers import Answer, answer, every
from savoir.kernel.values.days import months
from savoir.law.readings import conclude, numbers_of, received_on, rule, suspended, unknown
from savoir.law.values import Ban, Basis, Cost, Facts, Finding, Party, Remedy, Right, Ruling


def hidden_defects_last_day(facts: Facts, today: date) -> date | None:
    """Two years from discovery (art. 1648), within twenty years of the sale; None: neither day known."""
    found, sold = facts.defect_appeared_on, facts.concluded_on
    law = numbers_of(facts, today)
    ends = [months(found, law["hidden_defect_months"])] if found else []
    if sold:
        ends.append(months(sold, law["hidden_defect_longest_months"]))
    return min(ends, default=None)


def hidden_defects_ruling(facts: Facts, today: date) -> Ruling:
    """Whether the defect is proven hidden, serious and older than the sale, and claimed in time."""
    end = hidden_defects_last_day(facts, today)
    proofs = ("hidden", "prior_to_sale", "serious")
    proven = every([answer(getattr(facts, name)) for name in proofs])
    claimed = Finding(Answer.NO if facts.defect is False else Answer.YES, "C. civ. 1641")
    is_over = end is not None and (facts.claimed_on or today) > end
    in_time = Finding(Answer.NO if is_over else Answer.YES, "C. civ. 1648")
    findings = (claimed, Finding(proven, "C. civ. 1641", unknown(facts, *proofs)), in_time)
    return rule(facts, findings, end if facts.defect_appeared_on else None)


def hidden_defects(facts: Facts, today: date, ruling: Ruling) -> Right:
    """Any seller, private ones too; the buyer proves a hidden, serious defect older than the sale."""
    return conclude(
        Basis.HIDDEN_DEFECTS,
        facts,
        ruling,
        articles=("C. civ. 1644",),
        first_day=facts.defect_appeared_on,
        remedies=(Remedy.REFUND, Remedy.PRICE_REDUCTION),
        proof_on=Party.CONSUMER,
        costs=((Cost.RETURN, Party.SELLER),),
        refund=facts.paid,
        needs_person=True,
    )


def commercial_warranty_ruling(facts: Facts, today: date) -> Ruling:
    """Whether a written promise on top of the law runs (L217-21); suspended while the goods are away."""
    span, start = facts.commercial_warranty_months, received_on(facts)
    end = None
    if span and start:
        end = suspended(months(start, span), facts, today)
    day = facts.defect_appeared_on or facts.claimed_on or today
    running = Answer.NO if span == 0 else answer(None if end is None else day <= end)
    lacking = unknown(facts, "commercial_warranty_months") + (() if start else ("deliveries",))
    if running is Answer.NO and span and facts.immobilized_days is None:
        running, lacking = Answer.NEEDS_FACTS, ("immobilized_days",)
    claimed = Finding(Answer.NO if facts.defect is False else Answer.YES, "L217-21")
    return rule(facts, (claimed, Finding(running, "L217-21", lacking)), end)


def commercial_warranty(facts: Facts, today: date, ruling: Ruling) -> Right:
    """A written promise on top of the law (L217-21), whose giver chooses how to mend."""
    return conclude(
        Basis.COMMERCIAL_WARRANTY,
        facts,
        ruling,
        first_day=received_on(facts),
        remedies=(Remedy.REPAIR,),
        choice_by=Party.SELLER,
        debtor=Party.GUARANTOR,
        merchant_may_not=frozenset({Ban.DEMAND_ORIGINAL_PACKAGING}),
        needs_person=True,
    )
