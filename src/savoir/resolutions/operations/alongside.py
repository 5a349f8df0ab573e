"""The end of running alongside: what the other system paid is closed, the rest waits for a person's word."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from savoir.cases.queries import case_by_id
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Conflict, Invalid
from savoir.kernel.rows import write_columns
from savoir.organizations.operations import alongside_of, end_alongside
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.operations.locking import refund_of_reference
from savoir.resolutions.operations.pausing import pause_refund
from savoir.resolutions.operations.repairing import ask_rail_now, cancel_refund, settle_by_return_elsewhere
from savoir.resolutions.queries.alongside import HELD, held_digest
from savoir.resolutions.states import RefundState


class HeldMoved(Conflict):
    """What is held is no longer what was shown: look again."""


class StillAlongside(Conflict):
    """The brand still runs beside another system: nothing leaves."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """References of the refunds that the other system had made (`matched`), and of those left to decide."""

    matched: tuple[str, ...]
    left: tuple[str, ...]


def stop_alongside(*, actor: Actor, brand_id: int, now: datetime) -> Stopped:
    """End the mode of a brand. What went back elsewhere to the cent is closed by it; all else stays here.

    Nothing leaves by this: neither money nor the messages held so far. Raises NotAllowed, NotFound,
    NotAlongside.
    """
    require(actor, Permission.ALONGSIDE_SET)
    end_alongside(actor=actor, brand_id=brand_id, now=now)
    rows = Refund.objects.filter(HELD, case__brand_id=brand_id).order_by("id")
    matched, left = list[str](), list[str]()
    for reference in list(rows.values_list("reference", flat=True)):
        (matched if _match(actor, reference, now) else left).append(reference)
    return Stopped(tuple(matched), tuple(left))


def _match(actor: Actor, reference: str, now: datetime) -> bool:
    """Settle a held refund by money of its amount that its payment gave back elsewhere; False: none did."""
    refund, system = refund_of_reference(reference), system_actor(actor.org_id)
    returned = ExternalReturnOfMoney.objects.filter(
        payment_id=refund.payment_id, amount_minor=refund.amount_minor, currency=refund.currency,
        undone_at=None, refund=None,
    )  # fmt: skip
    if not returned.exists():
        return False
    if refund.state == RefundState.SETTLING.value:
        pause_refund(actor=system, refund=refund, now=now)
    settle_by_return_elsewhere(actor=system, reference=reference, now=now)
    return True


def release_held(
    *, actor: Actor, references: Collection[str], shown_digest: str, now: datetime
) -> tuple[str, ...]:
    """Let held refunds leave after all, by the amounts that were shown (`held_digest`); return them.

    Raises NotFound, HeldMoved, StillAlongside, Invalid for none; then nothing happened.
    """
    require(actor, Permission.REFUND_REPAIR)
    if not references:
        raise Invalid("references", code="required")
    refunds = [refund_of_reference(reference) for reference in sorted(set(references))]
    if held_digest((row.reference, row.amount_minor, row.currency) for row in refunds) != shown_digest:
        raise HeldMoved("references")
    for refund in refunds:
        _release(actor, refund, now)
    return tuple(refund.reference for refund in refunds)


def _release(actor: Actor, refund: Refund, now: datetime) -> None:
    if refund.held_at is None or refund.state != RefundState.SETTLING.value:
        raise HeldMoved("references", reference=refund.reference)
    brand_id = case_by_id(actor=actor, case_id=refund.case_id).brand_id
    if alongside_of(actor=actor, brand_id=brand_id).is_on:
        raise StillAlongside("brand")
    refund.held_at = None
    write_columns(refund, "held_at")
    ask_rail_now(refund, now)


def give_up_held(*, actor: Actor, reference: str, now: datetime) -> None:
    """The other system settled this otherwise: the held refund is off, and its case goes before a person.

    Raises NotFound, HeldMoved.
    """
    require(actor, Permission.REFUND_REPAIR)
    refund = refund_of_reference(reference)
    if refund.held_at is None or refund.state != RefundState.SETTLING.value:
        raise HeldMoved("references", reference=reference)
    pause_refund(actor=system_actor(actor.org_id), refund=refund, now=now)
    cancel_refund(actor=actor, reference=reference, now=now)
