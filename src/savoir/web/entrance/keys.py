"""A passkey's question and answer: the challenge waits in the session, five minutes, for one answer."""

from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse

from savoir.organizations.operations import Asked
from savoir.organizations.values import Ceremony
from savoir.web.requests import SavoirRequest

_KEPT: Final = "passkey_challenge"
_LASTS: Final = timedelta(minutes=5)


def challenge(request: SavoirRequest, ceremony: Ceremony) -> HttpResponse:
    """The options for the browser; the challenge is kept."""
    request.session[_KEPT] = {"challenge": ceremony.challenge, "at": request.now.isoformat()}
    return HttpResponse(ceremony.options, content_type="application/json")


def answered(request: SavoirRequest) -> Asked:
    """The question that an answer now belongs to; used up, and empty when it waited too long."""
    kept = request.session.pop(_KEPT, None)
    is_fresh = kept is not None and request.now - datetime.fromisoformat(kept["at"]) <= _LASTS
    return asked_of(request, str(kept["challenge"]) if kept and is_fresh else "")


def asked_of(request: HttpRequest, challenge_: str) -> Asked:
    """The address people see, as keys know it: one of ours, Django refuses any other."""
    named = request.get_host()
    host = named.rpartition(":")[0] if named.rpartition(":")[2].isdigit() and ":" in named else named
    return Asked(challenge=challenge_, host=host, origin=f"{request.scheme}://{named}")
