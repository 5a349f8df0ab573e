"""The end of running alongside: what the other system paid is closed, the rest waits for a person's word."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from savoir.cases.queries import case_by_id
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Conflict, Invalid
from savoir.kernel.rows import write_columns
from savoir.organizations.operations import StillAlongside, alongside_of, end_alongside
from savoir.resolutions.models import Refund
from savoir.resolutions.operations.locking import lock_cases, refund_of_reference
from savoir.resolutions.operations.pausing import pause_refund
from savoir.resolutions.operations.repairing import ask_rail_now, cancel_refund, settle_by_row
from savoir.resolutions.operations.settling import hold
from savoir.resolutions.queries.alongside import held_digest
from savoir.resolutions.queries.ending import ending_digest, ends_of, unsent
from savoir.resolutions.states import RefundState


class HeldMoved(Conflict):
    """What is held is no longer what was shown: look again."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """References of the refunds that the other system had made (`matched`), and of those left to decide."""

    matched: tuple[str, ...]
    left: tuple[str, ...]


def stop_alongside(*, actor: Actor, brand_id: int, shown_digest: str, now: datetime) -> Stopped:
    """End the mode of a brand as it was shown (`ending_of`). What went back elsewhere to the cent since it
    was promised, beyond doubt which promise it is, is closed by it; all else stays here.

    Nothing leaves by this: neither money, though nobody has tried to send it yet, nor messages held so far.
    Cases and refunds are locked before the brand, as by whoever sends a refund. Raises NotAllowed, NotFound,
    NotAlongside, HeldMoved when this is no longer what was shown.
    """
    require(actor, Permission.ALONGSIDE_SET)
    held = _locked_unsent(brand_id)
    end_alongside(actor=actor, brand_id=brand_id, now=now)
    if set(unsent(brand_id).values_list("id", flat=True)) - {row.id for row in held}:
        raise HeldMoved("brand")
    ends = ends_of(held)
    if ending_digest(held, ends) != shown_digest:
        raise HeldMoved("brand")
    for refund in held:
        if refund.held_at is None:
            hold(actor, refund, now)
    matched = [(refund, row_id) for refund in held if (row_id := ends[refund.id].row_id) is not None]
    for refund, row_id in matched:
        _match(actor, refund, row_id, now)
    closed = tuple(refund.reference for refund, _ in matched)
    return Stopped(closed, tuple(row.reference for row in held if row.reference not in closed))


def _locked_unsent(brand_id: int) -> list[Refund]:
    lock_cases(unsent(brand_id).values_list("case_id", flat=True))
    return list(unsent(brand_id).select_for_update(of=("self",)))


def _match(actor: Actor, refund: Refund, row_id: int, now: datetime) -> None:
    """Settle a held refund by money of its amount that its payment gave back elsewhere."""
    system = system_actor(actor.org_id)
    if refund.state == RefundState.SETTLING.value:
        pause_refund(actor=system, refund=refund, now=now)
    settle_by_row(system, refund, row_id, now)


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


def give_up_held(*, actor: Actor, references: Collection[str], now: datetime) -> tuple[str, ...]:
    """The other system settled these otherwise: they are off, their cases go before a person; return them.

    Raises NotFound, HeldMoved, Invalid for none; then nothing happened.
    """
    require(actor, Permission.REFUND_REPAIR)
    if not references:
        raise Invalid("references", code="required")
    names = sorted(set(references))
    for reference in names:
        refund = refund_of_reference(reference)
        if refund.held_at is None or refund.state != RefundState.SETTLING.value:
            raise HeldMoved("references", reference=reference)
        pause_refund(actor=system_actor(actor.org_id), refund=refund, now=now)
        cancel_refund(actor=actor, reference=reference, now=now)
    return tuple(names)
