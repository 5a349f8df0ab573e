"""Signing in and out, a forgotten password, languages."""

from typing import cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import check_for_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from savoir.organizations import operations
from savoir.web.doors import open_doors
from savoir.web.entrance.forms import ForgottenForm, SignInForm, refuse
from savoir.web.entrance.steps import begin_sign_in, continue_sign_in
from savoir.web.errors import status_of
from savoir.web.redirects import safe_next
from savoir.web.requests import SIGNED_IN, SavoirRequest, StaffRequest, address_of


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(plain: HttpRequest) -> HttpResponse:
    """GET the form; POST e-mail and password. 422 wrong, 429 too many tries."""
    request = cast(SavoirRequest, plain)
    wanted = safe_next(request, request.POST.get("next", request.GET.get("next", "")))
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(wanted)
        return _sign_in_page(request, SignInForm(), wanted)
    form, status = SignInForm(request.POST), 422
    if form.is_valid():
        try:
            user_id = operations.check_password(
                email=form.cleaned_data["email"], password=form.cleaned_data["password"],
                address=address_of(request), now=request.now,
            )  # fmt: skip
        except (operations.WrongCredentials, operations.TooManyTries) as refusal:
            refuse(form, refusal)
            status = status_of(refusal)
        else:
            return begin_sign_in(request, user_id=user_id, wanted=wanted)
    return _sign_in_page(request, form, wanted, status=status)


def _sign_in_page(
    request: SavoirRequest, form: SignInForm, wanted: str, *, status: int = 200
) -> HttpResponse:
    shown = {"form": form, "next": wanted, "is_demo": settings.ENVIRONMENT.is_demo}
    return render(request, "entrance/sign_in.html", shown, status=status)


@require_safe
def continue_signing_in(request: HttpRequest) -> HttpResponse:
    """Where a step of the login sends back to."""
    return continue_sign_in(cast(SavoirRequest, request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session and let the browser forget what it kept of it."""
    operations.end_session(session_key=request.session.session_key or "")
    logout(request)
    response = HttpResponseRedirect(reverse("entrance:sign_in"))
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(plain: HttpRequest) -> HttpResponse:
    """Ask for a letter; the answer says nothing about whether the account exists."""
    request = cast(SavoirRequest, plain)
    if request.method != "POST":
        return render(request, "entrance/forgotten.html", {"form": ForgottenForm()})
    form, status = ForgottenForm(request.POST), 422
    if form.is_valid():
        try:
            operations.ask_password_reset(
                email=form.cleaned_data["email"], address=address_of(request), now=request.now
            )
        except operations.TooManyTries as refusal:
            refuse(form, refusal)
            status = status_of(refusal)
        else:
            return render(request, "entrance/forgotten_sent.html")
    return render(request, "entrance/forgotten.html", {"form": form}, status=status)


@require_POST
def speak(request: HttpRequest) -> HttpResponse:
    """Change the language, for this browser and for the person who signed in."""
    language = request.POST.get("language", "")
    back = safe_next(request, request.POST.get("next", ""), otherwise="/")
    response = HttpResponseRedirect(back)
    if language not in dict(settings.LANGUAGES) or not check_for_language(language):
        return response
    if SIGNED_IN in request.session and request.user.is_authenticated:
        operations.speak(user_id=request.user.id, language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, secure=settings.SESSION_COOKIE_SECURE,
        httponly=True, samesite="Lax",
    )  # fmt: skip
    return response


@require_safe
def home(plain: HttpRequest) -> HttpResponse:
    """The first door open to a member; the account page when none is."""
    request = cast(StaffRequest, plain)
    opened = open_doors(request.actor)
    return HttpResponseRedirect(opened[0].path if opened else reverse("entrance:account"))
