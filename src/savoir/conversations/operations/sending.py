"""Milestones: exactly one message for each (case, step, occasion)."""

from collections.abc import Mapping
from datetime import datetime

from savoir.cases.queries import case_by_id
from savoir.cases.values import is_history
from savoir.conversations import states
from savoir.conversations.models import Message
from savoir.conversations.operations.rows import new_row, promise_to_send
from savoir.conversations.queries.messages import is_withheld, visible_messages
from savoir.conversations.rules import faults_of, stored
from savoir.conversations.states import Audience, Direction, MessageState, Step
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from savoir.kernel.lifecycles import advance
from savoir.kernel.prepared import prepared
from savoir.kernel.rows import insert_unless_there, write_columns
from savoir.kernel.tasks import close_tasks

# (task, its subject): the last one comes from a job that failed at every try.
TASKS = (
    ("mail_refused", "message"), ("mail_unavailable", "message"), ("mail_without_address", "message"),
    ("mail_not_made", "message"),
)  # fmt: skip
_TOLD = prepared(
    lambda case_id, step, occasion: Message.objects.filter(case_id=case_id, step=step, occasion=occasion)
)


class MessageWithheld(Conflict):
    """What it tells was undone before it left: nobody may send it any more."""


class MessageAlreadySent(Conflict):
    """The message left: a second one would say the same thing twice."""


def send_step(
    *, actor: Actor, case_id: int, step: Step, occasion: str, words: Mapping[str, object], now: datetime,
    leaves_at: datetime | None = None,
) -> int:  # fmt: skip
    """Tell the customer a milestone; return the message's id. Asked twice, it is told once.

    0, and nothing is said, for what happened before the case moved in from another system.

    The unique constraint on (case, step, occasion) decides, so that two reactions at the same time make one
    message; the second gets the first one's id. Raises Invalid for words that do not fit the step
    (`values.STEP_WORDS`), NotFound, NotAllowed.
    """
    require(actor, Permission.MESSAGE_SEND)
    if actor.is_customer:
        raise NotAllowed("message", code="speaks_for_the_brand")
    if faults := faults_of(step, words):
        raise Invalid("words", code="words_do_not_fit", words=faults)
    if is_history(case_by_id(actor=actor, case_id=case_id), now):
        return 0
    row = new_row(
        actor=actor, case_id=case_id, step=step.value, occasion=occasion, words=stored(words), now=now,
        audience=Audience.CUSTOMER.value, direction=Direction.OUT.value,
    )  # fmt: skip
    return _once(row, now, leaves_at)


def _once(row: Message, now: datetime, leaves_at: datetime | None) -> int:
    if insert_unless_there(row):
        promise_to_send(row, now, leaves_at=leaves_at)
        return row.id
    return _TOLD.rows(case_id=row.case_id, step=row.step, occasion=row.occasion)[0].id


def withhold_step(*, actor: Actor, case_id: int, step: Step) -> int:
    """Keep back the messages of a step that have not left: their deed was undone. Returns how many."""
    require(actor, Permission.MESSAGE_SEND)
    rows = visible_messages(actor).select_for_update(of=("self",))
    waiting = rows.filter(case_id=case_id, step=step.value, state=MessageState.WAITING.value)
    kept = list(waiting)
    for row in kept:
        advance(row, "state", MessageState.KEPT, lifecycle=states.MESSAGE)
    return len(kept)


def retry_message(*, actor: Actor, message_id: int, now: datetime) -> None:
    """Send a message that did not leave again, with the same Message-ID, to the address now on file.

    Its human tasks close. Raises NotFound, NotAllowed, MessageAlreadySent, MessageWithheld.
    """
    require(actor, Permission.MESSAGE_SEND)
    if actor.is_customer:
        raise NotAllowed("message", code="speaks_for_the_brand")
    row = visible_messages(actor).select_for_update(of=("self",)).filter(id=message_id).first()
    if row is None or row.direction != Direction.OUT.value:
        raise NotFound("message")
    if row.state == MessageState.SENT.value:
        raise MessageAlreadySent("message", sent_at=row.sent_at)
    if is_withheld(row):
        raise MessageWithheld("message")
    if row.state != MessageState.WAITING.value:
        row.failure, row.to = "", ""
        if row.held_at is not None:  # said anew: its link was forgotten, its dates may have passed
            row.subject = row.body_text = row.body_html = ""
        write_columns(row, "failure", "to", "subject", "body_text", "body_html")
        advance(row, "state", MessageState.WAITING, lifecycle=states.MESSAGE)
    _close_tasks(row.id, now)
    promise_to_send(row, now)


def _close_tasks(message_id: int, now: datetime) -> None:
    for code, subject_kind in TASKS:
        close_tasks(code=code, subject_kind=subject_kind, subject_id=message_id, outcome="retried", now=now)
