"""Is it still the person? Who only found a desk unlocked adds no key to somebody's account."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from savoir.kernel.errors import NotAllowed
from savoir.web.redirects import SeeOther
from savoir.web.requests import SavoirRequest

FRESH: Final = timedelta(minutes=10)
_PROVED: Final = "proved_at"
_PLAYED: Final = "played"
View = Callable[..., HttpResponse]


class OnlyPlayed(NotAllowed):
    """A visitor of the demo plays this person: the account itself is not his to change."""


def note_proof(request: SavoirRequest) -> None:
    """The person showed just now that it is him."""
    request.session.pop(_PLAYED, None)
    request.session[_PROVED] = request.now.isoformat()


def note_play(request: SavoirRequest) -> None:
    """A visitor of the demo plays this person: nothing was proved."""
    request.session.pop(_PROVED, None)
    request.session[_PLAYED] = True


def is_proved(request: SavoirRequest) -> bool:
    """Whether he signed in, or gave his password again, less than ten minutes ago."""
    proved = request.session.get(_PROVED)
    return proved is not None and request.now - datetime.fromisoformat(proved) < FRESH


def for_owner(view: View) -> View:
    """Not for a visitor of the demo. Raises OnlyPlayed."""

    @wraps(view)
    def guarded(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if request.session.get(_PLAYED):
            raise OnlyPlayed("factor")
        return view(request, *given, **named)

    return guarded


def for_proved(view: View) -> View:
    """For the owner of the account, who proved lately that it is him; else his password is asked first."""

    @wraps(view)
    def guarded(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if is_proved(cast(SavoirRequest, request)):
            return view(request, *given, **named)
        return SeeOther(f"{reverse('entrance:proof')}?{urlencode({'vers': reverse('entrance:security')})}")

    return for_owner(guarded)
