"""What the customer says to us."""

from datetime import datetime

from savoir.cases.operations import attach_file
from savoir.cases.queries import case_card
from savoir.conversations.events import CustomerWrote
from savoir.conversations.operations.rows import new_row, readable
from savoir.conversations.states import Audience, Direction, MessageState, Step
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require


def receive_from_customer(
    *, actor: Actor, case_reference: str, text: str, now: datetime, files: tuple[int, ...] = ()
) -> int:
    """Keep what the customer wrote at the portal (or said, when a member types it); return the message's id.

    `files`: stored photos that go into the case with it. Raises NotFound, NotAllowed for somebody who did not
    come through the address on file, Invalid.
    """
    require(actor, Permission.MESSAGE_SEND)
    typed = readable(text)
    case = case_card(actor=actor, reference=case_reference)
    row = new_row(
        actor=actor, case_id=case.id, step=Step.FREE_TEXT.value, body_text=typed,
        state=MessageState.KEPT.value, audience=Audience.CUSTOMER.value, direction=Direction.IN.value,
        now=now,
    )  # fmt: skip
    row.save()
    for file_id in files:
        attach_file(actor=actor, reference=case.reference, file_id=file_id, kind="photo", now=now)
    ledger.record(CustomerWrote(subject_id=case.id, message_id=row.id), actor=actor, now=now)
    return row.id
