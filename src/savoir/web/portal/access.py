"""The one-time link to the address on file: asked for here, used up here."""

from datetime import timedelta
from typing import Final, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from savoir.cases.queries import case_by_id
from savoir.conversations.operations import send_access_link
from savoir.kernel.access import system_actor
from savoir.kernel.throttle import count_try
from savoir.organizations.operations import use_link
from savoir.web.errors import attempt
from savoir.web.portal.pages import go, own_case, page, proved
from savoir.web.requests import PortalRequest, prove_order

WINDOW: Final = timedelta(hours=1)
MOST_LINKS: Final = 3


@require_POST
@proved
def ask_link(request: PortalRequest, reference: str) -> HttpResponse:
    """Send a link to the address on file, three times an hour at most; the answer is always the same."""
    case, _ = own_case(request, reference)
    asked = count_try(key=f"portal:link:{request.org_id}:{case.id}", window=WINDOW, now=request.now)
    if asked <= MOST_LINKS:
        send_access_link(actor=system_actor(request.org_id), case_reference=case.reference, now=request.now)
    told = gettext("Un lien part à l’adresse e-mail de la commande. Il est valable 15 minutes.")
    messages.success(request, told)
    return go(request, "tracking", reference)


@require_http_methods(["GET", "HEAD", "POST"])
def use(plain: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """A GET shows a button: mail scanners follow links. The POST uses the link up and opens the case."""
    request = cast(PortalRequest, plain)
    if request.method != "POST":
        return page(request, "access.html", {"is_over": False})
    with attempt() as tried:
        order_id, case_id = use_link(secret=secret, now=request.now)
    if tried.refusal:
        return page(request, "access.html", {"is_over": True}, status=410)
    prove_order(request, order_id=order_id, verified=True)
    if case_id is None:
        return go(request, "items")
    return go(request, "tracking", case_by_id(actor=system_actor(request.org_id), case_id=case_id).reference)
