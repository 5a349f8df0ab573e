"""From a right password to a session. What a person must still show in between stands in `LOGIN_STEPS`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth import login
from django.contrib.auth.backends import ModelBackend
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from savoir.organizations import operations
from savoir.web.entrance.proof import note_proof
from savoir.web.redirects import safe_next
from savoir.web.requests import SavoirRequest

_WAITING: Final = "signing_in"
_LASTS: Final = timedelta(minutes=10)
_BACKEND: Final = "savoir.config.visits.Accounts"

# A step gets the request and the person's id; it answers None when it is passed, else the page to show.
# Its own page ends by redirecting to `entrance:continue`. Until the last step is passed nobody is signed in.
LoginStep = Callable[[SavoirRequest, int], HttpResponse | None]
LOGIN_STEPS: dict[str, LoginStep] = {}


def begin_sign_in(
    request: SavoirRequest, *, user_id: int, wanted: str, passed: tuple[str, ...] = ()
) -> HttpResponse:
    """The password was right: remember it under a fresh session key and go through the steps.

    `passed` names steps that need not be shown: a passkey alone is password and second factor.
    """
    request.session.cycle_key()
    request.session[_WAITING] = {
        "user_id": user_id, "next": wanted, "at": request.now.isoformat(), "passed": list(passed),
    }  # fmt: skip
    return continue_sign_in(request)


def waiting_person(request: SavoirRequest) -> int | None:
    """Who gave his password less than ten minutes ago and is not signed in yet; None for everybody else."""
    waiting = request.session.get(_WAITING)
    if waiting is None or request.now - datetime.fromisoformat(waiting["at"]) > _LASTS:
        return None
    return int(waiting["user_id"])


def mark_passed(request: SavoirRequest, step: str) -> None:
    """The waiting person passed a step."""
    waiting = dict(request.session[_WAITING])
    request.session[_WAITING] = waiting | {"passed": [*waiting["passed"], step]}


def continue_sign_in(request: SavoirRequest) -> HttpResponse:
    """Show the first step that is not passed; after the last one, sign in. Too late: from the beginning."""
    user_id = waiting_person(request)
    if user_id is None:
        request.session.pop(_WAITING, None)
        return HttpResponseRedirect(reverse("entrance:sign_in"))
    waiting = request.session[_WAITING]
    for name, step in LOGIN_STEPS.items():
        page = None if name in waiting["passed"] else step(request, user_id)
        if page is not None:
            return page
    del request.session[_WAITING]
    return _signed_in(request, user_id, str(waiting["next"]))


def _signed_in(request: SavoirRequest, user_id: int, wanted: str) -> HttpResponse:
    user = ModelBackend().get_user(user_id)
    if user is None:
        return HttpResponseRedirect(reverse("entrance:sign_in"))
    former = request.session.session_key or ""
    request.session.pop("org_id", None)
    login(request, user, backend=_BACKEND)
    note_proof(request)
    request.session.save()
    operations.start_session(
        user_id=user_id, session_key=request.session.session_key or "", former_key=former,
        agent=request.headers.get("User-Agent", ""), now=request.now,
    )  # fmt: skip
    return HttpResponseRedirect(safe_next(request, wanted))
