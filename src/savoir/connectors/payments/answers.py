"""What every rail does with an answer before anybody trusts it."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from savoir.kernel.values.money import Money
from savoir.resolutions.ports import RailRefund, RailState, RailUnavailable, RefundInstruction

logger = logging.getLogger(__name__)


class RailAnswerMismatch(RailUnavailable):
    """The rail answered about another amount, currency or payment: the outcome is unknown, a person looks.

    A look-up (`find`) may clear it when only the answer was wrong; a second one means the books differ.
    """


@dataclass(frozen=True, slots=True)
class RailEvent:
    """What a rail's webhook says, in our words. A hint only: the reader looks the refund up again.

    `provider_reference`, `state` and `amount` are None when the event speaks of the payment as a whole;
    `kind` is the rail's own word for what happened.
    """

    event_id: str
    payment_reference: str
    provider_reference: str | None
    refund_reference: str | None
    state: RailState | None
    amount: Money | None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class KeyedRefund:
    """A refund as the rail keeps it, with the idempotency key we wrote beside it ("" when not ours)."""

    refund: RailRefund
    idempotency_key: str


def checked(answer: RailRefund, instruction: RefundInstruction) -> RailRefund:
    """Return `answer` when it speaks of what was asked; else raise RailAnswerMismatch, logged."""
    asked = (instruction.payment_reference, instruction.amount)
    if (answer.payment_reference, answer.amount) == asked:
        return answer
    logger.error(
        "rail answered another amount or payment for refund %s: asked %s, answered %s",
        instruction.refund_reference, instruction.amount, answer.amount,
    )  # fmt: skip
    raise RailAnswerMismatch(f"refund {instruction.refund_reference}: asked {instruction.amount}, "
                             f"answered {answer.amount}")  # fmt: skip


def ours_among(kept: Iterable[KeyedRefund], instruction: RefundInstruction) -> RailRefund | None:
    """Return the refund that answers `instruction`, or None when the rail surely has none.

    First the one made with the same key; else a living one of the same reference (paid by an earlier
    attempt: never pay again). A failed refund of an earlier attempt does not count.
    Raises RailAnswerMismatch when the one found has another amount.
    """
    same = [entry for entry in kept if entry.refund.refund_reference == instruction.refund_reference]
    exact = [entry.refund for entry in same if entry.idempotency_key == instruction.idempotency_key]
    alive = [entry.refund for entry in same if entry.refund.state is not RailState.FAILED]
    if len(alive) > 1:
        logger.error("rail holds %d living refunds for %s", len(alive), instruction.refund_reference)
    found = (alive or exact)[:1]
    return checked(found[0], instruction) if found else None
