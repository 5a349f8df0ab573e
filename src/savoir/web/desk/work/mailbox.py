"""The mailbox of a demonstration: what customers would have received. Read only, and inert."""

from base64 import b64encode
from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from savoir.conversations.ports import Mailbox, MailPart
from savoir.kernel.access import Permission, require
from savoir.kernel.ports import bound
from savoir.web.desk.shell import shell
from savoir.web.requests import StaffRequest

MOST = 200
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
    key = request.GET.get("courrier", "")
    mails = box.list_mails(limit=MOST)
    chosen = next((mail for mail in mails if mail.key == key), None)
    context = shell(request, section="desk:mailbox") | {
        "mails": mails, "chosen": chosen, "letter": box.read_mail(chosen.key) if chosen else None,
    }  # fmt: skip
    return render(request, "desk/mailbox.html", context)


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
