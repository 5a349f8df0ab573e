"""The sending job's own verbs: take a message up, and say how it went."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from savoir.cases.queries import message_context
from savoir.cases.values import MessageContext
from savoir.conversations import states
from savoir.conversations.events import MessageRefused, MessageSent
from savoir.conversations.models import Message
from savoir.conversations.queries.rendering import Rendered, render, with_secret
from savoir.conversations.rules import code_of
from savoir.conversations.states import MessageState, Step
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.ledger import Code
from savoir.kernel.lifecycles import advance
from savoir.kernel.prepared import prepared
from savoir.kernel.rows import write_columns
from savoir.kernel.tasks import open_task
from savoir.organizations.operations import alongside_of

ALONGSIDE = "alongside"
_RENDERED = ("subject", "body_text", "body_html", "to")
_WAITING = prepared(
    lambda message_id: Message.objects.select_for_update(of=("self",)).filter(
        id=message_id, state=MessageState.WAITING.value
    )
)


@dataclass(frozen=True, slots=True)
class ReadyMessage:
    """A message as it leaves: rendered once, the same at every try. `code` is what its QR says, or ""."""

    message_id: str
    brand_id: int
    sender_name: str
    sender_address: str
    to: str
    subject: str
    text: str
    html: str
    language: str
    code: str


def take_up(*, actor: Actor, message_id: int, now: datetime) -> ReadyMessage | None:
    """Make the message unless it was made, and return it; None when nothing is left to send.

    The one gate of the mail: what a brand that runs alongside would say is made, kept and shown, and leaves
    only by a person's word after it has ended. Without an address on file the message is kept and a person
    gets the task.
    """
    require(actor, Permission.MESSAGE_SEND)
    row = _waiting(message_id)
    if row is None:
        return None
    context = message_context(actor=actor, case_id=row.case_id)
    if not row.body_text:
        _keep_rendered(row, render(context, Step(row.step), row.words, language=row.language, now=now))
    row.to = context.email.strip()
    write_columns(row, *_RENDERED)
    if _is_held(actor, row, context, now):
        return None
    if not row.to:
        keep_without_address(actor=actor, row=row, reference=context.reference, now=now)
        return None
    return _ready(row, context)


def _is_held(actor: Actor, row: Message, context: MessageContext, now: datetime) -> bool:
    """Keep back what is said beside another system; one that was held before may leave once that is over."""
    beside = alongside_of(actor=actor, brand_id=context.brand.id)
    if not (beside.is_on or (row.held_at is None and beside.holds(row.created_at))):
        return False
    row.held_at, row.failure, row.words = now, ALONGSIDE, _without_secret(row.words)
    advance(row, "state", MessageState.KEPT, lifecycle=states.MESSAGE, also=("held_at", "failure", "words"))
    return True


def _waiting(message_id: int) -> Message | None:
    return _WAITING.first(message_id=message_id)


def _keep_rendered(row: Message, made: Rendered) -> None:
    row.subject, row.body_text, row.body_html = made.subject, made.text, made.html


def _ready(row: Message, context: MessageContext) -> ReadyMessage:
    brand = context.brand
    return ReadyMessage(
        message_id=row.message_id, brand_id=brand.id, sender_name=brand.sender_name,
        sender_address=brand.sender_address, to=row.to, subject=row.subject,
        text=with_secret(row.body_text, row.words), html=with_secret(row.body_html, row.words),
        language=row.language, code=code_of(Step(row.step), row.words),
    )  # fmt: skip


def mark_sent(*, actor: Actor, message_id: int, now: datetime) -> None:
    """The next server took it. The one-time secret it carried is forgotten."""
    require(actor, Permission.MESSAGE_SEND)
    row = _waiting(message_id)
    if row is None:
        return
    row.sent_at, row.words = now, _without_secret(row.words)
    advance(row, "state", MessageState.SENT, lifecycle=states.MESSAGE, also=("sent_at", "words"))
    fact = MessageSent(subject_id=row.case_id, message_id=row.id, step=Code(row.step))
    ledger.record(fact, actor=actor, now=now)


def _without_secret(words: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in words.items() if key != "link_secret"}


def mark_refused(*, actor: Actor, message_id: int, task: str, code: str, now: datetime) -> None:
    """It will not leave by itself: a person gets `task` ("mail_refused", "mail_unavailable") at once.

    The way out: put the address right and `retry_message`, or reach the customer otherwise and finish it.
    """
    require(actor, Permission.MESSAGE_SEND)
    row = _waiting(message_id)
    if row is None:
        return
    reference = message_context(actor=actor, case_id=row.case_id).reference
    _set_aside(actor, row, MessageState.REFUSED, Aside(task, code, reference), now)


def keep_without_address(*, actor: Actor, row: Message, reference: str, now: datetime) -> None:
    """Keep a message that has nowhere to go, and say so to a person."""
    require(actor, Permission.MESSAGE_SEND)
    _set_aside(actor, row, MessageState.KEPT, Aside("mail_without_address", "no_address", reference), now)


@dataclass(frozen=True, slots=True)
class Aside:
    """Why a message is put before a person."""

    task: str
    code: str
    reference: str


def _set_aside(actor: Actor, row: Message, to: MessageState, why: Aside, now: datetime) -> None:
    row.failure = why.code[:120]
    advance(row, "state", to, lifecycle=states.MESSAGE, also=("failure",))
    detail = {"reference": why.reference, "case_id": row.case_id, "step": row.step, "code": row.failure}
    open_task(code=why.task, subject_kind="message", subject_id=row.id, detail=detail, due_at=now, now=now)
    ledger.record(
        MessageRefused(
            subject_id=row.case_id, message_id=row.id, step=Code(row.step), code=Code(row.failure)
        ),
        actor=actor, now=now,
    )  # fmt: skip
