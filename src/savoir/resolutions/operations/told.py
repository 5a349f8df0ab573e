"""Refunds that an export or a push of the shop tells of: they went back without us and count after it.

A job counts them, one payment after the other, each in a transaction of its own: cases are locked before
payments, and an import holds its payments.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, QuerySet, Sum

from savoir.kernel import jobs
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.tenancy import current_organization
from savoir.kernel.values.money import Money
from savoir.orders.values import PaymentCard
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.operations.counting import ask_about_rest, restate
from savoir.resolutions.operations.outside import lock_money, pause_unsent, tell_elsewhere
from savoir.resolutions.states import RefundState
from savoir.resolutions.values import SHOP_EXPORT

COUNT_TOLD = "refunds.count_told"


def ask_for_told_returns(*, actor: Actor, now: datetime) -> None:
    """Let what the systems that sold say to have returned be looked at; asked twice, it is done once."""
    require(actor, Permission.REFUND_SETTLE)
    jobs.enqueue(COUNT_TOLD, org_id=actor.org_id, run_at=now, queueing_lock=f"count_told:{actor.org_id}")


def count_told_return(*, actor: Actor, payment_id: int, told: Money, now: datetime) -> bool:
    """Count what the system that sold says to have returned of a payment and nobody knew; False for none.

    It tells one sum, ours included: what we have sent without an answer may be in it, and what failed at the
    rail was. The larger of its sum and ours is what went back, so that saying it again counts nothing twice.
    What did not fit before counts once there is room. Raises PaymentMoved.
    """
    require(actor, Permission.REFUND_SETTLE)
    refunds, payment = lock_money(actor, payment_id)
    left = told.minor - payment.refunded.minor - _on_its_way(refunds) - _failed_there(payment_id)
    changed = False
    for row in _unfinished(payment_id):
        rest = row.amount_minor - row.counted_minor
        if left > 0 and payment.refundable.minor > 0:
            changed = True
            restate(actor, row, row.amount_minor, now)
        left -= rest
    if left <= 0:
        return changed
    _count_new(actor, payment, refunds, (told, Money(left, told.currency)), now)
    return True


def _unfinished(payment_id: int) -> QuerySet[ExternalReturnOfMoney]:
    """What did not fit when it was told, by whomever; no shop counts a dispute among its refunds."""
    rows = ExternalReturnOfMoney.objects.filter(
        payment_id=payment_id, undone_at=None, refund=None, counted_minor__lt=F("amount_minor")
    )
    return rows.exclude(source__endswith="_dispute").select_for_update(of=("self",)).order_by("id")


def _on_its_way(refunds: Collection[Refund]) -> int:
    """Money of ours that was asked for, in minor units: the shop may have heard of its end before us."""
    asked = (row for row in refunds if row.state == RefundState.SETTLING.value and row.first_sent_at)
    return sum(row.amount_minor for row in asked)


def _failed_there(payment_id: int) -> int:
    """What a rail named and took back since; the shop's sum may be older than that."""
    rows = ExternalReturnOfMoney.objects.filter(payment_id=payment_id, undone_at__isnull=False)
    rows = rows.exclude(source=SHOP_EXPORT).exclude(source__endswith="_dispute")
    return int(rows.aggregate(minor=Sum("amount_minor"))["minor"] or 0)


def _count_new(
    actor: Actor, payment: PaymentCard, refunds: list[Refund], sums: tuple[Money, Money], now: datetime
) -> None:
    """Count what nobody knew of the sum the shop told (`sums`: told, new)."""
    told, new = sums
    pause_unsent(actor, refunds, now)
    found = ExternalReturnOfMoney.objects.filter(source=SHOP_EXPORT, payment_id=payment.id)
    name = f"{payment.id}:{told.minor}"
    if found.filter(provider_reference=name).exclude(refund=None).exists():
        name = f"{name}:{found.count()}"  # that one is a refund of ours by now
    row = found.filter(provider_reference=name).select_for_update().first() or ExternalReturnOfMoney(
        org_id=current_organization(), payment_id=payment.id, source=SHOP_EXPORT, provider_reference=name,
        amount_minor=0, currency=told.currency, seen_at=now, undone_at=now,
    )  # fmt: skip
    before = row.amount_minor if row.undone_at is None else 0
    ask_about_rest(row, restate(actor, row, before + new.minor, now), now)
    tell_elsewhere(actor, row, new, now)
