"""What protects a member's account: an application of codes, passkeys, codes on paper."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from savoir.kernel.errors import NotFound
from savoir.organizations import operations, queries
from savoir.web.entrance.account import person_of
from savoir.web.entrance.codes import codes_page, papers_page
from savoir.web.entrance.forms import AgainForm, refuse
from savoir.web.entrance.keys import answered, asked_of, challenge
from savoir.web.entrance.proof import for_owner, for_proved, is_proved, note_proof
from savoir.web.errors import refusal_page, status_of
from savoir.web.redirects import SeeOther, safe_next
from savoir.web.requests import StaffRequest, address_of


@require_safe
def security(plain: HttpRequest) -> HttpResponse:
    """What the member has, and what he may add."""
    request = cast(StaffRequest, plain)
    user_id = person_of(request)
    factors = queries.factors_of(user_id)
    words = {
        "factors": factors,
        "has_codes": any(not card.is_passkey for card in factors),
        "papers_left": queries.recovery_codes_left(user_id),
        "is_proved": is_proved(request),
        "is_required": queries.second_factor_required(actor=request.actor),
    }
    return render(request, "entrance/security.html", words)


@for_proved
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def application(plain: HttpRequest) -> HttpResponse:
    """Add an application of codes. Not found for who has one: it is taken away first."""
    request = cast(StaffRequest, plain)
    user_id = person_of(request)
    if any(not card.is_passkey for card in queries.factors_of(user_id)):
        raise NotFound("factor")
    return codes_page(
        request, user_id, template="entrance/application.html", done=reverse("entrance:security"),
        confirmed=lambda: None,
    )  # fmt: skip


@for_proved
@require_POST
def new_passkey_challenge(plain: HttpRequest) -> HttpResponse:
    """What the browser needs to make a key."""
    request = cast(StaffRequest, plain)
    return challenge(
        request, operations.begin_passkey(user_id=person_of(request), host=asked_of(request, "").host)
    )


@for_proved
@require_POST
def new_passkey(plain: HttpRequest) -> HttpResponse:
    """Keep the key the browser made; codes for paper come with the first second factor."""
    request = cast(StaffRequest, plain)
    try:
        papers = operations.add_passkey(
            user_id=person_of(request), answer=request.POST.get("answer", ""), asked=answered(request),
            label=request.POST.get("label", ""), now=request.now,
        )  # fmt: skip
    except operations.PasskeyRefused as refusal:
        return refusal_page(request, refusal)
    if papers:
        return papers_page(request, papers, done=reverse("entrance:security"))
    messages.success(request, gettext("La clé d’accès est ajoutée."))
    return HttpResponseRedirect(reverse("entrance:security"), status=303)


@for_owner
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def proof(plain: HttpRequest) -> HttpResponse:
    """The password once more, then on to what was wanted."""
    request = cast(StaffRequest, plain)

    def deed(password: str) -> HttpResponse:
        operations.confirm_person(
            user_id=person_of(request), password=password, address=address_of(request), now=request.now
        )
        note_proof(request)
        here = reverse("entrance:security")
        return SeeOther(safe_next(request, request.GET.get("vers", ""), otherwise=here))

    return _again(request, deed, {"card": None, "is_proof": True})


@for_owner
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def removal(plain: HttpRequest, factor_id: int) -> HttpResponse:
    """Take one away, with the password again."""
    request = cast(StaffRequest, plain)
    card = next((one for one in queries.factors_of(person_of(request)) if one.id == factor_id), None)
    if card is None:
        raise NotFound("factor")

    def deed(password: str) -> HttpResponse:
        operations.remove_factor(
            user_id=person_of(request), factor_id=factor_id, password=password, address=address_of(request),
            now=request.now,
        )  # fmt: skip
        messages.success(request, gettext("C’est retiré."))
        return HttpResponseRedirect(reverse("entrance:security"), status=303)

    return _again(request, deed, {"card": card})


@for_owner
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def papers(plain: HttpRequest) -> HttpResponse:
    """Fresh codes for paper, with the password again; the former ones are dead."""
    request = cast(StaffRequest, plain)
    if not queries.factors_of(person_of(request)):
        raise NotFound("factor")

    def deed(password: str) -> HttpResponse:
        fresh = operations.renew_recovery_codes(
            user_id=person_of(request), password=password, address=address_of(request), now=request.now
        )
        return papers_page(request, fresh, done=reverse("entrance:security"))

    return _again(request, deed, {"card": None})


def _again(
    request: StaffRequest, deed: Callable[[str], HttpResponse], words: dict[str, object]
) -> HttpResponse:
    """Ask for the password, then do it; a wrong one is counted like one at the door."""
    form, status = AgainForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return deed(form.cleaned_data["password"])
            except (operations.WrongCredentials, operations.TooManyTries) as refusal:
                refuse(form, refusal)
                status = status_of(refusal)
    return render(request, "entrance/again.html", words | {"form": form}, status=status)
