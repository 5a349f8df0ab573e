"""One `OutgoingMail` as RFC 5322 text: two bodies, inline images, attachments, headers nobody bends."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from savoir.conversations.ports import MailPart, MailRefused, OutgoingMail

_MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")


def compose(mail: OutgoingMail, *, now: datetime) -> EmailMessage:
    """Return the mail as a message ready to leave.

    Raises MailRefused (`header_refused`, `address_refused`, `part_refused`) when a header could carry a
    second one, an address is none, or a part has no media type: nothing is repaired in silence.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=_line(mail.sender_name), addr_spec=address(mail.sender_address))
    message["To"] = Address(addr_spec=address(mail.to))
    if mail.reply_to:
        message["Reply-To"] = Address(addr_spec=address(mail.reply_to))
    message["Subject"] = _line(mail.subject)
    message["Message-ID"] = _message_id(mail.message_id)
    message["Date"] = format_datetime(now)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers back
    message["X-Auto-Response-Suppress"] = "All"
    _fill(message, mail)
    message["Content-Language"] = _line(mail.language)  # after the parts, which would take it along
    return message


def _fill(message: EmailMessage, mail: OutgoingMail) -> None:
    message.set_content(mail.text, cte="quoted-printable")
    shown = tuple(part for part in mail.parts if part.content_id)
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
        body = message.get_payload(1)
        for part in shown:
            _attach(body, part, "inline")
    for part in mail.parts:
        if not mail.html or part not in shown:
            _attach(message, part, "attachment")


def _attach(holder: object, part: MailPart, disposition: str) -> None:
    if not isinstance(holder, EmailMessage) or not _MEDIA_TYPE.fullmatch(part.media_type):
        raise MailRefused("part_refused")
    main, sub = part.media_type.split("/")
    name = _line(part.file_name)
    if disposition == "inline":
        content_id = f"<{_line(part.content_id).strip('<>')}>"
        holder.add_related(part.content, main, sub, cid=content_id, filename=name, disposition="inline")
    else:
        holder.add_attachment(part.content, main, sub, filename=name)


def address(text: str) -> str:
    """Return one mail address with its domain in ASCII. Raises MailRefused: no list, no name, no comment."""
    local, _, domain = text.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise MailRefused("address_refused") from None
    whole = bool(_LOCAL_PART.fullmatch(local)) and not local.startswith(".") and ".." not in local
    if not whole or local.endswith(".") or not re.fullmatch(r"[A-Za-z0-9.-]{1,253}", ascii_domain):
        raise MailRefused("address_refused")
    return f"{local}@{ascii_domain}"


def _message_id(text: str) -> str:
    if not _MESSAGE_ID.fullmatch(_line(text)) or not text.isascii():
        raise MailRefused("header_refused")
    return text


def _line(text: str) -> str:
    if _CONTROL.search(text):
        raise MailRefused("header_refused")
    return text
