"""A purchased cover: an extension of the warranty or an insurance sold with the goods."""

from datetime import date

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, answer
from savoir.kernel.values.days import days
from savoir.law.conformity import conformity_ruling
from savoir.law.parameters import parameter
from savoir.law.readings import conclude, rule, suspended, working_day
from savoir.law.values import Ban, Basis, Facts, Finding, Party, Peril, Right, Ruling

_CONTRACT, _RENOUNCE, _UNDONE, _MISLEADING = "C. civ. 1103", "C. assur. L112-10", "L221-27", "L121-4 10°"
_HOLDS, _FAILS = Finding(YES, _CONTRACT), Finding(NO, _CONTRACT)
_UNASKED = Finding(NEEDS_FACTS, _CONTRACT, ("cover_bought",))
_HOME = (None, "FR")
_NOT_LOOKED = Ruling(NEEDS_FACTS, (_UNASKED,), None)
_NOT_A_DEFECT = frozenset({Peril.ACCIDENT, Peril.THEFT, Peril.LOSS, Peril.WEAR})
BANS = frozenset({Ban.DEMAND_ORIGINAL_PACKAGING})
_BANS_WHILE_GUARANTEED = BANS | {Ban.USE_THE_COVER_FIRST}
_UNKNOWN = Right.told({
    "basis": Basis.COVER, "answer": NEEDS_FACTS, "articles": (_CONTRACT,), "missing": _UNASKED.missing,
    "choice_by": Party.SELLER, "merchant_may_not": BANS, "needs_person": True,
})  # fmt: skip


def _bought(facts: Facts, today: date) -> Finding:
    """Bought, and neither renounced nor fallen with the sale."""
    if facts.cover_bought is None and facts.cover_last_on is None:
        return _UNASKED
    if facts.cover_bought is False:
        return _FAILS
    renounced, undone = facts.cover_renounced_on, facts.sale_undone_on
    if renounced is not None and renounced <= today:
        return Finding(NO, _RENOUNCE)
    return Finding(NO, _UNDONE) if undone is not None and undone <= today else _HOLDS


def _covered(facts: Facts) -> Finding:
    """Whether what happened is among what the contract covers."""
    perils, peril = facts.cover_perils, facts.peril
    lacking = (("cover_perils",) if perils is None else ()) + (("peril",) if peril is None else ())
    if perils is None or peril is None:
        return Finding(NEEDS_FACTS, _CONTRACT, lacking)
    return _HOLDS if peril in perils else _FAILS


def _running(facts: Facts, end: date | None, today: date) -> Finding:
    """Whether it happened between the first and the last day; what is not dated may have happened earlier."""
    happened = facts.defect_appeared_on or facts.claimed_on
    day, first = happened or today, facts.cover_first_on
    if first is not None and day < first:
        return _FAILS
    if end is None:
        return Finding(NEEDS_FACTS, _CONTRACT, ("cover_last_on",))
    if day <= end:
        return _HOLDS
    lacking: tuple[str, ...] = () if facts.defect_appeared_on else ("defect_appeared_on",)
    if facts.cover_is_insurance is not True and facts.immobilized_days is None:
        lacking += ("immobilized_days",)
    return Finding(NEEDS_FACTS, _CONTRACT, lacking) if lacking else _FAILS


def cover_last_day(facts: Facts, today: date) -> date | None:
    """Its last day; an extension, a commercial warranty, stands still while goods are away (L217-28)."""
    last = facts.cover_last_on
    return last if last is None or facts.cover_is_insurance else suspended(last, facts, today)


def cover_ruling(facts: Facts, today: date) -> Ruling:
    """Whether a purchased cover answers for what happened."""
    bought = _bought(facts, today)
    if bought is _UNASKED and facts.country in _HOME:
        return _NOT_LOOKED  # what nearly every line comes to
    if bought.answer is not YES:
        return rule(facts, (bought,), None)
    end = cover_last_day(facts, today)
    return rule(facts, (bought, _covered(facts), _running(facts, end, today)), end)


def cover(facts: Facts, today: date, ruling: Ruling) -> Right:
    """What the contract promises, by a person; the statutory guarantee goes first and costs nothing.

    Charging a repair to the cover while the guarantee may hold sells the customer his own right (L121-4 10°).
    """
    if ruling is _NOT_LOOKED:
        return _UNKNOWN
    may_be_defect = facts.peril not in _NOT_A_DEFECT
    yields = ruling.answer is YES and may_be_defect and conformity_ruling(facts, today).answer is not NO
    return conclude(
        Basis.COVER,
        facts,
        ruling,
        articles=(_MISLEADING,) if yields else (),
        first_day=facts.cover_first_on,
        needs_person=True,
        choice_by=Party.SELLER,
        yields_to=Basis.CONFORMITY if yields else None,
        merchant_may_not=_BANS_WHILE_GUARANTEED if yields else BANS,
    )


def renunciation(facts: Facts, today: date) -> Ruling:
    """Whether the insurance bought with the goods may still be given up for nothing, and its last day.

    Thirty days from the contract, or from the first premium after free months; not once it was used.
    """
    starts = [day for day in (facts.cover_sold_on, facts.cover_first_paid_on) if day is not None]
    insured = facts.cover_is_insurance
    kind = Finding(answer(insured), _RENOUNCE, ("cover_is_insurance",) if insured is None else ())
    used = Finding(NO if facts.cover_used else YES, _RENOUNCE)
    if not starts:
        return rule(facts, (kind, used, Finding(NEEDS_FACTS, _RENOUNCE, ("cover_sold_on",))), None)
    sold = facts.cover_sold_on or starts[0]
    last = working_day(days(max(starts), parameter("cover_renounce_days", sold).value), facts)
    in_time = (facts.cover_renounced_on or today) <= last
    return rule(facts, (kind, used, Finding(YES if in_time else NO, _RENOUNCE)), last)
