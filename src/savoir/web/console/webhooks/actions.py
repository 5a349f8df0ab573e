"""What a person does to an address: each POST one operation."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from savoir.kernel.access import Actor
from savoir.kernel.outbox import endpoints, repeating
from savoir.kernel.outbox.reading import endpoint_card
from savoir.organizations.queries import brands
from savoir.web.console.once import keep_once
from savoir.web.console.shell import shell
from savoir.web.console.webhooks.forms import EndpointForm, SinceForm, initial_of
from savoir.web.console.webhooks.views import draw_webhook
from savoir.web.desk.replies import see_other, told
from savoir.web.errors import attempt, refusal_page, status_of
from savoir.web.requests import StaffRequest


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """The form of a new address; its secret is shown on the next page, once."""
    found = brands(actor=request.actor)
    if request.method != "POST":
        return _form(request, EndpointForm(brands=found))
    form = EndpointForm(request.POST, brands=found)
    if not form.is_valid():
        return _form(request, form, status=422)
    with attempt() as tried:
        told_secret = endpoints.add_endpoint(actor=request.actor, wish=form.wish, now=request.now)
    if tried.refusal:
        form.refuse(tried.refusal)
        return _form(request, form, status=status_of(tried.refusal))
    keep_once(request, about=f"webhook {told_secret.endpoint_id}", secret=told_secret.secret)
    return see_other("console:webhook", told_secret.endpoint_id)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, endpoint_id: int) -> HttpResponse:
    """The form of an address that exists."""
    card, found = endpoint_card(actor=request.actor, endpoint_id=endpoint_id), brands(actor=request.actor)
    if request.method != "POST":
        return _form(request, EndpointForm(initial=initial_of(card), brands=found), endpoint_id=endpoint_id)
    form = EndpointForm(request.POST, brands=found)
    if not form.is_valid():
        return _form(request, form, endpoint_id=endpoint_id, status=422)
    with attempt() as tried:
        endpoints.change_endpoint(
            actor=request.actor, endpoint_id=endpoint_id, wish=form.wish, now=request.now
        )
    if tried.refusal:
        form.refuse(tried.refusal)
        return _form(request, form, endpoint_id=endpoint_id, status=status_of(tried.refusal))
    told(request, _("C’est enregistré."))
    return see_other("console:webhook", endpoint_id)


def _form(
    request: StaffRequest, form: EndpointForm, *, endpoint_id: int = 0, status: int = 200
) -> HttpResponse:
    context = shell(request, page="webhooks") | {"form": form, "endpoint_id": endpoint_id}
    return render(request, "console/webhook_form.html", context, status=status)


@require_POST
def rotate(request: StaffRequest, endpoint_id: int) -> HttpResponse:
    """A new secret, shown on the next page, once."""
    fresh = endpoints.rotate_secret(actor=request.actor, endpoint_id=endpoint_id, now=request.now)
    keep_once(request, about=f"webhook {endpoint_id}", secret=fresh.secret)
    return see_other("console:webhook", endpoint_id)


Deed = Callable[[Actor, int, datetime], object]


def _done(request: StaffRequest, endpoint_id: int, deed: Deed, said: str) -> HttpResponse:
    with attempt() as tried:
        deed(request.actor, endpoint_id, request.now)
    if tried.refusal:
        return refusal_page(request, tried.refusal)
    told(request, said)
    return see_other("console:webhook", endpoint_id)


@require_POST
def test(request: StaffRequest, endpoint_id: int) -> HttpResponse:
    """Send the test event."""
    return _done(
        request, endpoint_id,
        lambda actor, row, now: repeating.send_test(actor=actor, endpoint_id=row, now=now),
        _("L’essai part. Rechargez la page pour voir s’il est arrivé."),
    )  # fmt: skip


@require_POST
def enable(request: StaffRequest, endpoint_id: int) -> HttpResponse:
    """Send there again."""
    return _done(
        request, endpoint_id,
        lambda actor, row, now: endpoints.enable_endpoint(actor=actor, endpoint_id=row, now=now),
        _("L’adresse est active. Ce qui a échoué peut être renvoyé plus bas."),
    )  # fmt: skip


@require_POST
def disable(request: StaffRequest, endpoint_id: int) -> HttpResponse:
    """Send nothing there for a while."""
    return _done(
        request, endpoint_id,
        lambda actor, row, now: endpoints.disable_endpoint(actor=actor, endpoint_id=row, now=now),
        _("L’adresse est arrêtée. Ce qui se passe maintenant pourra être renvoyé pendant 90 jours."),
    )  # fmt: skip


@require_POST
def remove(request: StaffRequest, endpoint_id: int) -> HttpResponse:
    """Take it off the list."""
    endpoints.remove_endpoint(actor=request.actor, endpoint_id=endpoint_id, now=request.now)
    told(request, _("L’adresse est retirée."))
    return see_other("console:webhooks")


@require_POST
def repeat(request: StaffRequest, endpoint_id: int, delivery_id: int) -> HttpResponse:
    """Send one event again."""
    return _done(
        request, endpoint_id,
        lambda actor, row, now: repeating.repeat_delivery(
            actor=actor, endpoint_id=row, delivery_id=delivery_id, now=now
        ),
        _("L’événement repart, sous le même identifiant."),
    )  # fmt: skip


@require_POST
def repeat_since(request: StaffRequest, endpoint_id: int) -> HttpResponse:
    """Send again what failed since an instant."""
    form = SinceForm(request.POST)
    if not form.is_valid():
        return draw_webhook(request, endpoint_id, status=422, since=form)
    with attempt() as tried:
        repeating.repeat_failed(
            actor=request.actor, endpoint_id=endpoint_id, since=form.cleaned_data["since"], now=request.now
        )
    if tried.refusal:
        if tried.refusal.field != "since":
            return refusal_page(request, tried.refusal)
        form.add_error("since", _("Choisissez un moment passé."))
        return draw_webhook(request, endpoint_id, status=422, since=form)
    told(request, _("Le renvoi commence. La page montre où il en est."))
    return see_other("console:webhook", endpoint_id)
