"""What the seller of defective goods owes, in what order and by whose choice, C. conso L217-8 to L217-17."""

from datetime import date
from typing import NamedTuple

from savoir.kernel.values.days import days
from savoir.law.values import Ban, Cost, Facts, Party, Remedy

_REPAIR, _REPLACEMENT = Remedy.REPAIR, Remedy.REPLACEMENT
_CONSUMER, _SELLER = Party.CONSUMER, Party.SELLER
COSTS = ((Cost.RETURN, _SELLER), (Cost.REPAIR, _SELLER), (Cost.REMOVAL, _SELLER))
BANS = frozenset(
    {
        Ban.SEND_TO_THE_BRAND, Ban.DEMAND_ORIGINAL_PACKAGING, Ban.CHARGE_A_FEE, Ban.IMPOSE_A_VOUCHER,
        Ban.IMPOSE_REFURBISHED, Ban.DEMAND_THE_RECEIPT,
    }
)  # fmt: skip


class Due(NamedTuple):
    """The remedies in order, the article they follow from, and who chooses between them."""

    remedies: tuple[Remedy, ...]
    article: str
    choice_by: Party


_MENDED = Due((_REPAIR, _REPLACEMENT), "L217-9", _CONSUMER)
_MONEY = Due((Remedy.REFUND, Remedy.PRICE_REDUCTION), "L217-14", _CONSUMER)
_LESS = Due((Remedy.PRICE_REDUCTION,), "L217-14", _CONSUMER)
_ONLY_REPLACED = Due((_REPLACEMENT,), "L217-12", _SELLER)
_ONLY_REPAIRED = Due((_REPAIR,), "L217-12", _SELLER)


def remedies(facts: Facts) -> tuple[tuple[Remedy, ...], str]:
    """Remedies due, in order, and their article: repair or replacement, then money (L217-9, L217-14)."""
    due = due_of(facts)
    return due.remedies, due.article


def due_of(facts: Facts) -> Due:
    """What is due: repair or replacement as the consumer chooses; money once one attempt failed, was refused
    or late, troubles him greatly or costs him, or the defect is serious. Minor (the seller proves it): he
    keeps the goods at a lower price.

    The seller departs from the choice only where it is impossible or out of all proportion, in writing.
    """
    if _is_over(facts):
        return _LESS if facts.minor else _MONEY
    if facts.reasons_in_writing:
        if facts.repair_excluded:
            return _ONLY_REPLACED
        if facts.replacement_excluded:
            return _ONLY_REPAIRED
    return _MENDED


def _is_over(facts: Facts) -> bool:
    """Whether putting right has had its one chance (L217-14)."""
    if facts.attempt_failed or facts.seller_refused or facts.remedy_overdue or facts.serious:
        return True
    if facts.repair_excluded and facts.replacement_excluded:
        return True
    return bool(facts.major_inconvenience or facts.removal_cost_left)


def remedy_due(claimed_on: date, within: int = 30) -> date:
    """Seller's last day to repair or replace (L217-10): 30 days from the request, never rolled."""
    return days(claimed_on, within)


def termination_refund_due(
    goods_received_on: date | None, proof_on: date | None, within: int = 14
) -> date | None:
    """Seller's last day to refund after termination (L217-17): 14 days from receipt or proof of return."""
    back = [day for day in (goods_received_on, proof_on) if day is not None]
    return days(min(back), within) if back else None
