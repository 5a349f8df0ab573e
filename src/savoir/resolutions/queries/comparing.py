"""Which payments a rail's list speaks of otherwise than our books."""

from collections.abc import Sequence

from savoir.kernel.access import Actor, Permission, require
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.ports import RailRefund, RailState
from savoir.resolutions.states import RefundState


def payments_that_differ(*, actor: Actor, seen: Sequence[RailRefund]) -> tuple[str, ...]:
    """References of the payments that need a look, in the order of `seen`; those in order are left out.

    Two questions to the database whatever the length. Payments that are not ours may be among them.
    """
    require(actor, Permission.REFUND_SETTLE)
    names = [entry.provider_reference for entry in seen]
    references = [entry.refund_reference for entry in seen if entry.refund_reference]
    ours = {row.reference: row for row in Refund.objects.filter(reference__in=references)}
    by_hand = Refund.objects.filter(provider_reference__in=names, state=RefundState.SETTLED.value)
    settled = set(by_hand.values_list("provider_reference", flat=True))
    outside = ExternalReturnOfMoney.objects.filter(provider_reference__in=names)
    counted = {row.provider_reference: row.undone_at is None for row in outside}
    differ = (
        entry.payment_reference for entry in seen
        if not _is_in_order(entry, ours.get(entry.refund_reference or ""), settled, counted)
    )  # fmt: skip
    return tuple(dict.fromkeys(differ))


def _is_in_order(entry: RailRefund, own: Refund | None, settled: set[str], counted: dict[str, bool]) -> bool:
    is_alive = entry.state is not RailState.FAILED
    if entry.provider_reference in counted:
        return counted[entry.provider_reference] is is_alive
    if is_alive:
        return entry.provider_reference in settled
    if own is not None and own.state == RefundState.SETTLED.value:
        return own.provider_reference != entry.provider_reference or bool(own.failure_code)
    return (own is None and entry.provider_reference not in settled) or (
        own is not None and own.state != RefundState.SETTLING.value
    )
