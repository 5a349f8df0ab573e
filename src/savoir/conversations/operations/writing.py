"""What people write: to the customer, or for colleagues only."""

from datetime import datetime

from savoir.cases import operations as cases
from savoir.cases.queries import case_card, has_open_question
from savoir.conversations.operations.rows import new_row, promise_to_send, readable
from savoir.conversations.states import Audience, Direction, MessageState, Step
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotAllowed


def write_to_customer(*, actor: Actor, case_reference: str, text: str, now: datetime) -> int:
    """Send an agent's own words; return the message's id. A question about a decided case has its answer.

    Raises NotFound, NotAllowed, Invalid, GoneUp when the question went up beyond the actor, BelowTheLaw for
    words that demand what no merchant may.
    """
    require(actor, Permission.MESSAGE_SEND)
    if actor.is_customer:
        raise NotAllowed("message", code="speaks_for_the_brand")
    typed = readable(text)
    case = case_card(actor=actor, reference=case_reference)
    cases.require_lawful_words(actor=actor, case_id=case.id, text=typed)
    row = new_row(
        actor=actor, case_id=case.id, step=Step.FREE_TEXT.value, audience=Audience.CUSTOMER.value,
        words={"text": typed, "agent_name": actor.name}, direction=Direction.OUT.value, now=now,
    )  # fmt: skip
    row.save()
    promise_to_send(row, now)
    if has_open_question(actor=actor, case_id=case.id):
        cases.settle_question(actor=actor, reference=case.reference, now=now)
    return row.id


def add_note(*, actor: Actor, case_reference: str, text: str, now: datetime) -> int:
    """Keep a note colleagues see and the customer never does. Raises NotFound, NotAllowed, Invalid."""
    require(actor, Permission.CASE_NOTE)
    typed = readable(text)
    case = case_card(actor=actor, reference=case_reference)
    row = new_row(
        actor=actor, case_id=case.id, step=Step.FREE_TEXT.value, note=typed, state=MessageState.KEPT.value,
        audience=Audience.INTERNAL.value, direction=Direction.NOTE.value, now=now,
    )  # fmt: skip
    row.save()
    return row.id
