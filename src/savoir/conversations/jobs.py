"""Sending: rendered in one block, handed over outside any transaction, marked in another."""

from datetime import datetime, timedelta
from typing import Final

from savoir.conversations.operations import mark_refused, mark_sent, take_up
from savoir.conversations.operations.delivering import ReadyMessage
from savoir.conversations.operations.rows import SEND
from savoir.conversations.ports import MailChannel, MailPart, MailRefused, MailUnavailable, OutgoingMail
from savoir.conversations.rules import CODE_CONTENT_ID
from savoir.kernel import jobs
from savoir.kernel.access import system_actor
from savoir.kernel.failpoints import failpoint
from savoir.kernel.ports import Documents, port
from savoir.kernel.tenancy import organization_block

PATIENCE: Final = timedelta(days=3)
_SHORTEST, _LONGEST = 30, 3600  # seconds between two tries
_QR_SCALE = 8  # pixels a module: sharp at 120 CSS pixels on a phone


@jobs.job(SEND, task_code="mail_not_made")
def send_message(*, org_id: int, now: datetime, message_id: int, since: str) -> None:
    """Send one message, at least once, always with the same Message-ID.

    While the server can't be reached the tries go on, each after as long a wait as the trouble has lasted
    (30 s to an hour); after three days, or at a definite no, a person gets the task.
    """
    actor = system_actor(org_id)
    with organization_block(org_id):
        ready = take_up(actor=actor, message_id=message_id, now=now)
    if ready is None:
        return
    refused = _hand_over(org_id, ready, waited=now - datetime.fromisoformat(since))
    with organization_block(org_id):
        if refused is None:
            mark_sent(actor=actor, message_id=message_id, now=now)
        else:
            task, code = refused
            mark_refused(actor=actor, message_id=message_id, task=task, code=code, now=now)


def _hand_over(org_id: int, ready: ReadyMessage, *, waited: timedelta) -> tuple[str, str] | None:
    """Give the mail to the channel; None, or (task, code) when it is a person's now. May raise RetryLater."""
    try:
        failpoint("mail.before_send")
        port(MailChannel, org_id=org_id, brand_id=ready.brand_id).send(_mail(ready))
        failpoint("mail.after_send")
    except MailRefused as refused:
        return "mail_refused", refused.code
    except MailUnavailable:
        if waited >= PATIENCE:
            return "mail_unavailable", "unavailable"
        raise jobs.RetryLater(int(min(_LONGEST, max(_SHORTEST, waited.total_seconds())))) from None
    return None


def _mail(ready: ReadyMessage) -> OutgoingMail:
    return OutgoingMail(
        message_id=ready.message_id, sender_name=ready.sender_name, sender_address=ready.sender_address,
        reply_to=ready.sender_address, to=ready.to, subject=ready.subject, text=ready.text, html=ready.html,
        language=ready.language, parts=_parts(ready),
    )  # fmt: skip


def _parts(ready: ReadyMessage) -> tuple[MailPart, ...]:
    if not ready.code:
        return ()
    picture = port(Documents).qr_png(text=ready.code, scale=_QR_SCALE)
    return (MailPart(f"{ready.code}.png", "image/png", picture, content_id=CODE_CONTENT_ID),)
