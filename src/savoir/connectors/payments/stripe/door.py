"""Where Stripe calls us: one address per connected account. Checks, stores, answers; it applies nothing."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from savoir.connectors.payments.stripe.settings import StripeSettings
from savoir.connectors.payments.stripe.webhook import (
    BODY_LIMIT,
    EventUnreadable,
    SignatureRefused,
    read_event,
    verify,
)
from savoir.kernel import inbox
from savoir.kernel.access import system_actor
from savoir.kernel.inbox import Arrival
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import account_of_key
from savoir.organizations.queries import organization_of_provider
from savoir.resolutions.ports import HEAR, source_of

VENDOR = "stripe"


@csrf_exempt
@require_POST
def receive(request: HttpRequest, key: str) -> HttpResponse:
    """Store a signed event about money going back, once. 404 unknown address, 413 too long, 400 not signed.

    What Stripe tells beside that is thanked for and not kept: it is personal data that nobody needs here. The
    body as it came stays for ninety days, the proof of what was heard; nothing but the inbox reads it.
    """
    now = timezone.now()
    if _length(request) > BODY_LIMIT:
        return HttpResponse(status=413)
    org_id = organization_of_provider(key)
    if org_id is None:
        return HttpResponse(status=404)
    with organization_block(org_id):
        account = account_of_key(actor=system_actor(org_id), key=key)
        if account is None or account.vendor != VENDOR:
            return HttpResponse(status=404)
        secrets = StripeSettings.from_mapping(account.settings).webhook_secrets.split()
        header = request.headers.get("Stripe-Signature", "")
        try:
            verify(body=request.body, header=header, secrets=secrets, now=now)
        except SignatureRefused:
            return HttpResponse(status=400)
        arrival = _arrival(request.body, source_of(account.id))
        if arrival is not None:
            inbox.put(arrival=arrival, drain=HEAR, account_id=account.id, now=now)
    return HttpResponse(status=204)


def _length(request: HttpRequest) -> int:
    given = request.headers.get("Content-Length", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else 0


def _arrival(body: bytes, source: str) -> Arrival | None:
    """The event as the inbox keeps it; a signed body that can't be read is kept for a person."""
    try:
        event = read_event(body)
    except EventUnreadable:
        return Arrival(source, hashlib.sha256(body).hexdigest(), "unreadable", "", body)
    if event is None:
        return None
    return Arrival(source, event.event_id, event.kind[:80], event.payment_reference, body)
