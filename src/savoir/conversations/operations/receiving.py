"""What the customer says to us."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from savoir.cases.operations import attach_file, lock_case
from savoir.cases.queries import attachments_of_case
from savoir.conversations.events import CustomerWrote
from savoir.conversations.models import Message
from savoir.conversations.operations.rows import new_row, readable
from savoir.conversations.states import Audience, Direction, MessageState, Step
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.files import Checked, digests_of, store_checked
from savoir.kernel.rows import insert_row

SENT_TWICE = timedelta(minutes=1)


def receive_from_customer(
    *, actor: Actor, case_reference: str, text: str, found: Sequence[Checked] = (), now: datetime
) -> int:
    """Keep what the customer wrote at the portal (or said, when a member types it); return the message's id.

    `found`: checked photos, stored with it, all or none. The same words within a minute, without a photo the
    case does not hold, are the same message sent from another window: kept once. Raises NotFound, NotAllowed
    for somebody who did not come through the address on file, Invalid, TooMany.
    """
    require(actor, Permission.MESSAGE_SEND)
    typed = readable(text)
    case_id = lock_case(actor=actor, reference=case_reference)
    kept = _photos_of(actor, case_id) if found else frozenset()
    former = _sent_before(case_id, typed, now) if {one.digest for one in found} <= kept else None
    if former is not None:
        return former
    row = _written(actor, case_id, typed, now)
    stored = store_checked(actor=actor, found=found, kept=kept, now=now)
    for file_id in dict.fromkeys(card.id for card in stored):  # the same photo twice is one
        attach_file(actor=actor, reference=case_reference, file_id=file_id, kind="photo", now=now)
    ledger.record(CustomerWrote(subject_id=case_id, message_id=row.id), actor=actor, now=now)
    return row.id


def _written(actor: Actor, case_id: int, typed: str, now: datetime) -> Message:
    return insert_row(
        new_row(
            actor=actor, case_id=case_id, step=Step.FREE_TEXT.value, body_text=typed,
            state=MessageState.KEPT.value, audience=Audience.CUSTOMER.value, direction=Direction.IN.value,
            now=now,
        )
    )  # fmt: skip


def _photos_of(actor: Actor, case_id: int) -> frozenset[str]:
    """Digests of the photos of a locked case."""
    photos = attachments_of_case(actor=actor, case_id=case_id)
    return digests_of(one.file_id for one in photos if one.kind == "photo")


def _sent_before(case_id: int, typed: str, now: datetime) -> int | None:
    """The id of the same words from a minute ago, in a locked case."""
    rows = Message.objects.filter(
        case_id=case_id, direction=Direction.IN.value, body_text=typed, created_at__gt=now - SENT_TWICE
    )
    return rows.order_by("id").values_list("id", flat=True).first()
