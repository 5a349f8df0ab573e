"""What a rail says of a payment, made ours: in any order, any number of times, the same state in the end."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from datetime import datetime, timedelta

from django.db.models import Q

from savoir.kernel import tasks
from savoir.kernel.access import Actor, Permission, require
from savoir.orders.queries import payments_named
from savoir.orders.values import PaymentCard
from savoir.resolutions.models import Refund
from savoir.resolutions.operations.outside import (
    count_money_returned_elsewhere,
    locked_refunds,
    tell_came_back,
)
from savoir.resolutions.operations.repairing import ask_rail_now
from savoir.resolutions.operations.settling import apply_rail_answer
from savoir.resolutions.ports import RailRefund, RailState, ReturnKind
from savoir.resolutions.states import RefundState

QUIET = timedelta(hours=1)
MOST = 500
_ASKED = frozenset({RefundState.SETTLING.value, RefundState.FAILED.value})


def compare_payment(
    *, actor: Actor, rail: str, brand_id: int | None, vendor: str, payment_reference: str,
    seen: Collection[RailRefund], now: datetime, others: Mapping[int, datetime] | None = None,
) -> int:  # fmt: skip
    """Make our books of one payment say what the rail says (`seen`: all that went back); return changes.

    A refund of ours that succeeded is settled, one that failed is failed, whatever part of its order's
    payments it goes back on; all else went back elsewhere.
    `brand_id` is the brand of the rail's account, None for the organization's, which serves none of `others`
    since the instant each has its own. A payment that is not ours
    changes nothing; a name that several orders bear counts nothing, and a person gets a task. Raises
    PaymentMoved; then nothing happened.
    """
    require(actor, Permission.REFUND_SETTLE)
    names = [payment_reference]
    named = payments_named(actor=actor, rail=rail, brand_id=brand_id, references=names, others=others)
    payments = named.get(payment_reference, ())
    if len({payment.order_id for payment in payments}) > 1:
        return _ask_which(payments, payment_reference, seen, now)
    if not payments:
        return 0
    payment = payments[0]
    ours = {row.reference: row for row in locked_refunds([card.id for card in payments])}
    changed, elsewhere = _hear_ours(actor, ours, seen, now)
    for entry in elsewhere:
        source = vendor if entry.kind is ReturnKind.REFUND else f"{vendor}_dispute"
        changed += count_money_returned_elsewhere(
            actor=actor, payment_id=payment.id, source=source, seen=entry, now=now
        )
    return changed


def _ask_which(
    payments: Collection[PaymentCard], name: str, seen: Collection[RailRefund], now: datetime
) -> int:
    """Money of one of these went back, and the name does not say of which: told once, nothing counted."""
    if seen:
        tasks.open_once(
            code="payment_ambiguous", subject_kind="payment", subject_id=min(card.id for card in payments),
            detail={"reference": name}, due_at=now + timedelta(hours=24), now=now,
        )  # fmt: skip
    return 0


def _hear_ours(
    actor: Actor, ours: dict[str, Refund], seen: Collection[RailRefund], now: datetime
) -> tuple[int, list[RailRefund]]:
    """Apply what speaks of refunds of ours; return changes, and what does not speak of them."""
    by_hand = {row.provider_reference: row for row in ours.values() if row.settled_at is not None}
    told: dict[str, list[RailRefund]] = defaultdict(list)
    elsewhere: list[RailRefund] = []
    for entry in seen:
        row = ours.get(entry.refund_reference or "") or by_hand.get(entry.provider_reference)
        if row is None:
            elsewhere.append(entry)
        else:
            told[row.reference].append(entry)
    changed = 0
    for reference, entries in told.items():
        best, more = _best(ours[reference], entries)
        has_changed, is_ours = _apply(actor, ours[reference], best, now)
        changed += has_changed
        elsewhere += more if is_ours else [best, *more]
    return changed, elsewhere


def _best(row: Refund, entries: Sequence[RailRefund]) -> tuple[RailRefund, list[RailRefund]]:
    """The living entry of a refund before failed ones; of these the one it is known by before the newest.

    More living ones are more money.
    """
    alive = [entry for entry in entries if entry.state is not RailState.FAILED]
    if alive:
        return alive[0], alive[1:]
    return max(reversed(entries), key=lambda entry: entry.provider_reference == row.provider_reference), []


def _apply(actor: Actor, row: Refund, entry: RailRefund, now: datetime) -> tuple[bool, bool]:
    """Whether our refund changed, and whether the entry is it at all.

    One that we hold to be given up or not yet sent moved money all the same: that went back elsewhere. One
    that is settled comes back under the name it was settled by; an attempt that failed before says nothing.
    """
    is_alive = entry.state is not RailState.FAILED
    if row.state in _ASKED:
        after = apply_rail_answer(actor=actor, refund_id=row.id, answer=entry, now=now)
        return after.value != row.state, True
    if row.state == RefundState.SETTLED.value:
        has_gone = not is_alive and entry.provider_reference == row.provider_reference
        return has_gone and tell_came_back(row.id, now), True
    return False, not is_alive


def ask_about_pending(*, actor: Actor, rail: str, now: datetime) -> int:
    """Ask the rail again about refunds without an end that were sent, or due to be, an hour ago; how many."""
    require(actor, Permission.REFUND_SETTLE)
    is_silent = Q(first_sent_at__lt=now - QUIET) | Q(first_sent_at=None, leaves_at__lt=now - QUIET)
    rows = Refund.objects.filter(is_silent, state=RefundState.SETTLING.value, payment__order__rail=rail)
    waiting = list(rows.order_by("first_sent_at", "id")[:MOST])
    for refund in waiting:
        ask_rail_now(refund, now)
    return len(waiting)


def tell_missing(*, actor: Actor, rail: str, listed: Set[str], since: datetime, now: datetime) -> int:
    """Refunds that we hold to be paid since then and the rail does not list: a person looks; how many.

    `listed`: the rail's own references and ours, of all that it made since `since`.
    """
    require(actor, Permission.REFUND_SETTLE)
    settled = Refund.objects.filter(
        state=RefundState.SETTLED.value, first_sent_at__gte=since + QUIET, settled_at__lt=now - QUIET,
        payment__order__rail=rail,
    )  # fmt: skip
    lost = [row for row in settled.order_by("id").iterator() if not _names(row) & listed]
    return sum(
        tasks.open_once(
            code="refund_not_at_provider", subject_kind="refund", subject_id=row.id,
            detail={"reference": row.reference, "minor": row.amount_minor, "currency": row.currency},
            due_at=now + timedelta(hours=24), now=now,
        )
        for row in lost[:MOST]
    )  # fmt: skip


def _names(row: Refund) -> set[str]:
    return {row.reference, row.provider_reference}
