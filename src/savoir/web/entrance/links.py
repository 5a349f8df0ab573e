"""One-time links of who signs in: a new password, or an invitation that he accepts."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from savoir.kernel.errors import Refused
from savoir.organizations import operations, queries
from savoir.organizations.operations import LinkUsedUp
from savoir.organizations.queries import LinkCard
from savoir.web.entrance.forms import PasswordForm, refuse
from savoir.web.entrance.proof import for_owner
from savoir.web.errors import attempt, refusal_page, sentence_for, status_of
from savoir.web.redirects import HOME, SeeOther
from savoir.web.requests import SavoirRequest


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def link(plain: HttpRequest, secret: str) -> HttpResponse:
    """GET says what the link is for and uses nothing up; POST chooses the password of a new account, or a
    new one of the account the reset letter was for.
    """
    response = _link(cast(SavoirRequest, plain), secret)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _link(request: SavoirRequest, secret: str) -> HttpResponse:
    card = queries.link_card(secret=secret, now=request.now)
    if card is None:
        return refusal_page(request, LinkUsedUp("link"))
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, secret, card, form)
    if form.is_valid():
        with attempt() as tried:
            operations.choose_password(secret=secret, password=form.cleaned_data["password"], now=request.now)
        if tried.refusal is None:
            messages.success(request, gettext("Votre mot de passe est choisi. Connectez-vous."))
            return HttpResponseRedirect(reverse("entrance:sign_in"))
        if isinstance(tried.refusal, LinkUsedUp):
            return refusal_page(request, tried.refusal)
        refuse(form, tried.refusal)
    return _page(request, secret, card, form, status=422)


def _page(
    request: SavoirRequest, secret: str, card: LinkCard, form: PasswordForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    if not card.house:
        return render(request, "entrance/link.html", {"form": form}, status=status)
    user_id = _signed_in(request)
    person = queries.person_card(user_id) if user_id else None
    shown = {
        "form": form, "secret": secret, "card": card, "person": person,
        "is_invited": person is not None and person.email == card.email,
    } | more  # fmt: skip
    return render(request, "entrance/invitation.html", shown, status=status)


def _signed_in(request: SavoirRequest) -> int:
    """Who is signed in still, as the doors of the staff understand it; 0 for nobody."""
    if not request.user.is_authenticated:
        return 0
    user_id, key = int(request.user.pk), request.session.session_key or ""
    if operations.keep_session(user_id=user_id, session_key=key, now=request.now):
        return user_id
    request.session.flush()
    return 0


@for_owner
@require_POST
def agree(plain: HttpRequest, secret: str) -> HttpResponse:
    """Who is signed in accepts the invitation of his address, and works for that house from now on too."""
    request = cast(SavoirRequest, plain)
    user_id = _signed_in(request)
    card = queries.link_card(secret=secret, now=request.now)
    if not user_id and card is not None:
        return SeeOther(reverse("entrance:link", args=[secret]))
    with attempt() as tried:
        org_id = operations.accept_invitation(secret=secret, user_id=user_id, now=request.now)
    if tried.refusal or card is None:
        return _refused(request, secret, card, tried.refusal or LinkUsedUp("link"))
    return _entered(request, user_id, org_id, card)


def _refused(request: SavoirRequest, secret: str, card: LinkCard | None, refusal: Refused) -> HttpResponse:
    if card is None or isinstance(refusal, LinkUsedUp):
        return refusal_page(request, refusal)
    words = sentence_for(refusal)
    return _page(request, secret, card, PasswordForm(), status=status_of(refusal), refused=words)


def _entered(request: SavoirRequest, user_id: int, org_id: int, card: LinkCard) -> HttpResponse:
    if not operations.keep_session(
        user_id=user_id, session_key=request.session.session_key or "", now=request.now
    ):
        logout(request)
        told = gettext(
            "C’est accepté. %(house)s demande une double vérification : connectez-vous pour la créer."
        )
        messages.success(request, told % {"house": card.house})
        return SeeOther(reverse("entrance:sign_in"))
    request.session["org_id"] = org_id
    told = gettext("C’est accepté : vous travaillez maintenant pour %(house)s.")
    messages.success(request, told % {"house": card.house})
    return SeeOther(HOME)
