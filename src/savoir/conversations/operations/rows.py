"""Making a message's row."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from savoir.cases.queries import message_context
from savoir.conversations.models import Message
from savoir.conversations.rules import MOST_WORDS, language_of, message_id, typed_text
from savoir.conversations.states import Step
from savoir.kernel import jobs
from savoir.kernel.access import Actor
from savoir.kernel.errors import Invalid

SEND = "messages.send"


def new_row(*, actor: Actor, case_id: int, now: datetime, **given: Any) -> Message:
    """A message of this case, not saved yet; its Message-ID (RFC 5322 3.6.4) is made here, once."""
    context = message_context(actor=actor, case_id=case_id)
    return Message(
        org_id=actor.org_id, case_id=case_id, author_kind=actor.kind.value, author_id=actor.id,
        language=language_of(context), created_at=now,
        message_id=message_id(context.reference, uuid4().hex, context.brand.sender_address), **given,
    )  # fmt: skip


def readable(text: str) -> str:
    """What a person typed, ready to store. Raises Invalid (`required`, `too_long`)."""
    typed = typed_text(text)
    if not typed:
        raise Invalid("text", code="required")
    if len(typed) > MOST_WORDS:
        raise Invalid("text", code="too_long", most=MOST_WORDS)
    return typed


def last_words(case_id: int, step: Step) -> dict[str, Any] | None:
    """What the newest message of a step was told; None when there is none."""
    rows = Message.objects.filter(case_id=case_id, step=step.value).order_by("-created_at", "-id")
    return rows.values_list("words", flat=True).first()


def promise_to_send(row: Message, now: datetime, *, leaves_at: datetime | None = None) -> None:
    """Queue the sending; `since` is when the tries begin, so that a later retry gets its own three days.

    `leaves_at`: not before that instant, so that a click can be taken back.
    """
    name = f"message:{row.org_id}:{row.id}"
    jobs.enqueue(
        SEND, org_id=row.org_id, run_at=leaves_at, lock=name, queueing_lock=name, message_id=row.id,
        since=(leaves_at or now).isoformat(),
    )  # fmt: skip
