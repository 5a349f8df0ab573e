"""The mailbox of a demonstration: what customers would have received. Read only, and inert."""

from base64 import b64encode
from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from savoir.conversations.ports import Mailbox, MailPart, ReadMail
from savoir.kernel.access import Permission, require
from savoir.kernel.ports import bound
from savoir.web.desk.shell import shell
from savoir.web.requests import StaffRequest

PAGE = 50
# A mail shows its own styles and the pictures inside it; it runs nothing, loads nothing, goes nowhere.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def open_mailbox(request: StaffRequest) -> Mailbox:
    """The bound mailbox. Raises Http404 where mails really leave."""
    factory = bound(Mailbox)
    if factory is None:
        raise Http404("mailbox")
    return factory(org_id=request.org_id)


@require_safe
def show_mailbox(request: StaffRequest) -> HttpResponse:
    """Kept mails, newest first; the chosen one beside them."""
    require(request.actor, Permission.MESSAGE_READ)
    box = open_mailbox(request)
    before = request.GET.get("avant", "")[:80]
    found = box.list_mails(limit=PAGE + 1, before=before)
    mails, more = found[:PAGE], len(found) > PAGE
    letter = _opened(box, request.GET.get("courrier", ""))
    context = shell(request, section="desk:mailbox") | {
        "mails": mails, "chosen": letter.kept if letter else None, "letter": letter, "before": before,
        "previous_url": "?" if before else "",
        "next_url": f"?{urlencode({'avant': mails[-1].key})}" if more else "",
    }  # fmt: skip
    return render(request, "desk/mailbox.html", context)


def _opened(box: Mailbox, key: str) -> ReadMail | None:
    """The chosen mail; None for none, and for a key that names none."""
    try:
        return box.read_mail(key) if key else None
    except KeyError:
        return None


@require_safe
@xframe_options_sameorigin
def show_mail(request: StaffRequest, key: str) -> HttpResponse:
    """The page of one mail at its own address, in a sandbox."""
    require(request.actor, Permission.MESSAGE_READ)
    try:
        mail = open_mailbox(request).read_mail(key)
    except KeyError as absent:
        raise Http404("mail") from absent
    body = _with_pictures(mail.html, mail.parts) if mail.html else f"<pre>{escape(mail.text)}</pre>"
    response = HttpResponse(body)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _with_pictures(html: str, parts: Sequence[MailPart]) -> str:
    """Inline pictures (`cid:`) as data, links in a new tab: nothing is loaded from elsewhere."""
    for part in parts:
        if part.content_id and part.media_type.startswith("image/"):
            data = f"data:{part.media_type};base64,{b64encode(part.content).decode('ascii')}"
            html = html.replace(f"cid:{part.content_id}", data)
    return f'<base target="_blank">{html}'
