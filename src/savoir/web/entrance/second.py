"""Between password and entry: the second factor, shown or made. Nobody is signed in here yet."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from savoir.kernel.errors import NotFound
from savoir.organizations import operations, queries
from savoir.organizations.values import FactorNeed
from savoir.web.entrance.codes import codes_page
from savoir.web.entrance.forms import CodeForm, refuse
from savoir.web.entrance.keys import answered, asked_of, challenge
from savoir.web.entrance.steps import begin_sign_in, mark_passed, waiting_person
from savoir.web.errors import refusal_page, status_of
from savoir.web.requests import SavoirRequest, address_of


def ask_second_factor(request: SavoirRequest, user_id: int) -> HttpResponse | None:
    """The step of the login: None when nobody asks for more than the password."""
    need = queries.factor_need(user_id)
    pages = {FactorNeed.SHOW: "entrance:second", FactorNeed.ENROL: "entrance:enrol"}
    return HttpResponseRedirect(reverse(pages[need])) if need in pages else None


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second(plain: HttpRequest) -> HttpResponse:
    """GET asks for a code or a key; POST a code of the application or on paper. 422 wrong, 429 too many."""
    request = cast(SavoirRequest, plain)
    user_id = waiting_person(request)
    if user_id is None:
        return HttpResponseRedirect(reverse("entrance:sign_in"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, form, user_id)
    status = 422
    if form.is_valid():
        try:
            operations.check_code(user_id=user_id, code=form.cleaned_data["code"], now=request.now)
        except (operations.WrongCode, operations.TooManyTries) as refusal:
            refuse(form, refusal)
            status = status_of(refusal)
        else:
            return _passed(request)
    return _page(request, form, user_id, status=status)


def _page(request: SavoirRequest, form: CodeForm, user_id: int, *, status: int = 200) -> HttpResponse:
    words: dict[str, Any] = {"form": form, "has_passkey": queries.has_passkey(user_id)}
    return render(request, "entrance/second.html", words, status=status)


def _passed(request: SavoirRequest) -> HttpResponse:
    mark_passed(request, "second")
    return HttpResponseRedirect(reverse("entrance:continue"))


@require_POST
def passkey_challenge(plain: HttpRequest) -> HttpResponse:
    """What the browser asks a key: one of the waiting person's, or whichever it holds for us."""
    request = cast(SavoirRequest, plain)
    try:
        operations.count_address_try(purpose="passkey", address=address_of(request), now=request.now)
    except operations.TooManyTries as refusal:
        return JsonResponse({}, status=status_of(refusal))
    host = asked_of(request, "").host
    ceremony = operations.ask_passkey(user_id=waiting_person(request), host=host)
    return challenge(request, ceremony)


@require_POST
def passkey(plain: HttpRequest) -> HttpResponse:
    """The key's answer: the second factor of who gave his password, or both at once for who did not."""
    request = cast(SavoirRequest, plain)
    user_id = waiting_person(request)
    try:
        holder = operations.check_passkey(
            user_id=user_id, answer=request.POST.get("answer", ""), asked=answered(request), now=request.now
        )
    except operations.PasskeyRefused as refusal:
        return refusal_page(request, refusal)
    if user_id is not None:
        return _passed(request)
    return begin_sign_in(request, user_id=holder, wanted=request.POST.get("next", ""), passed=("second",))


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(plain: HttpRequest) -> HttpResponse:
    """His organization asks for a second factor and he has none: he makes one now."""
    request = cast(SavoirRequest, plain)
    user_id = waiting_person(request)
    if user_id is None:
        return HttpResponseRedirect(reverse("entrance:sign_in"))
    if queries.factor_need(user_id) is not FactorNeed.ENROL:
        return HttpResponseRedirect(reverse("entrance:continue"))
    try:
        return codes_page(
            request, user_id, template="entrance/enrol.html", done=reverse("entrance:continue"),
            confirmed=lambda: mark_passed(request, "second"),
        )  # fmt: skip
    except NotFound:
        return HttpResponseRedirect(reverse("entrance:enrol"))
