"""How much comes back after a withdrawal, and when at the latest (C. conso L221-23, L221-24)."""

from dataclasses import dataclass
from datetime import date

from savoir.kernel.values.days import days
from savoir.kernel.values.money import Money, percent
from savoir.law.values import Contract, Facts

_SERVICE = Contract.SERVICE


def refund_due(
    informed_on: date | None,
    goods_received_on: date | None,
    proof_of_posting_on: date | None,
    *,
    waits_for_goods: bool = True,
    within: int = 14,
) -> date | None:
    """Seller's last day to refund (L221-24): max(informed + 14, min(received, proof)); never rolled.

    None while nothing was declared, or while the seller may still wait for goods or proof of posting.
    `waits_for_goods` False: services, goods never received, or goods the seller collects himself.
    """
    if informed_on is None:
        return None
    if not waits_for_goods:
        return days(informed_on, within)
    back = goods_received_on or proof_of_posting_on
    if back is None:
        return None
    first = back if proof_of_posting_on is None else min(back, proof_of_posting_on)
    return max(days(informed_on, within), first)


@dataclass(frozen=True, slots=True)
class WithdrawalRefund:
    """What is owed and what the seller keeps (the surplus of a dearer delivery, or that of goods kept)."""

    refund: Money
    kept: Money


def withdrawal_refund(
    paid: Money,
    delivery_paid: Money,
    delivery_standard: Money,
    *,
    delivery_of_kept: Money | None = None,
) -> WithdrawalRefund:
    """All sums paid with the cheapest standard delivery; the surplus of a dearer one is kept (L221-24).

    `paid`: price of the goods withdrawn, discounts taken off. `delivery_of_kept`: for a part of an order,
    what standard delivery of the rest would have cost; only the difference comes back (the text is silent).
    """
    owed = min(delivery_paid, delivery_standard)
    if delivery_of_kept is not None:
        owed = max(owed - delivery_of_kept, Money.zero(paid.currency))
    return WithdrawalRefund(paid + owed, delivery_paid - owed)


def refund_floor(facts: Facts) -> Money | None:
    """The least refund of a withdrawal, or None when the price is unknown.

    An unknown standard price counts as what was paid; of a part whose rest is unknown, none comes back.
    """
    if facts.paid is None or (facts.delivery_paid is None and facts.delivery_standard is None):
        return facts.paid if facts.contract is not _SERVICE else _less_performed(facts)
    zero = Money.zero(facts.paid.currency)
    delivery = facts.delivery_paid or zero
    standard = facts.delivery_standard if facts.delivery_standard is not None else delivery
    kept = facts.delivery_of_kept if facts.delivery_of_kept is not None else delivery
    rest = kept if facts.is_partial else None
    return withdrawal_refund(facts.paid, delivery, standard, delivery_of_kept=rest).refund


def _less_performed(facts: Facts) -> Money | None:
    """The price of a service less the share performed (L221-25): only when the consumer expressly asked for
    an early start and was informed in time. An unknown share takes nothing off.
    """
    paid, share = facts.paid, facts.performed_basis_points
    is_owed = facts.early_start_requested and facts.info_given and facts.info_given_on is None
    if paid is None or not share or not is_owed:
        return paid
    return max(paid - percent(paid, share), Money.zero(paid.currency))


def after_depreciation(
    due: Money, loss: Money, *, info_given: bool | None, handled_beyond_need: bool | None
) -> Money:
    """The refund less the real loss of value (L221-23): only with information given and handling beyond need.

    It lowers the refund, at most to nothing; it never ends the right. An unknown fact takes nothing off.
    """
    if not (info_given and handled_beyond_need):
        return due
    zero = Money.zero(due.currency)
    return max(zero, due - max(zero, loss))
