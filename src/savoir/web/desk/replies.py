"""What follows a POST: another page (303), and one sentence that says what happened."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from savoir.web.redirects import SeeOther

UNDO = "desk_undo"


def see_other(name: str, *args: Any, query: dict[str, str] | None = None) -> HttpResponse:
    """Go to a named page."""
    address = reverse(name, args=args)
    wanted = {key: value for key, value in (query or {}).items() if value}
    return SeeOther(f"{address}?{urlencode(wanted)}" if wanted else address)


def told(request: HttpRequest, text: str) -> None:
    """Say it on the next page."""
    messages.success(request, text)


def told_refused(request: HttpRequest, text: str) -> None:
    """Say on the next page why nothing was done; it stays there until the one after."""
    messages.error(request, text)


def to_tasks(request: HttpRequest, text: str) -> HttpResponse:
    """Back to the list of tasks, which says what was done."""
    told(request, text)
    return see_other("desk:tasks")


def offer_undo(request: HttpRequest, *, text: str, reference: str, until: datetime) -> None:
    """Say on the next page that money is about to leave, with the way to hold it back until then."""
    request.session[UNDO] = {"text": text, "reference": reference, "until": until.isoformat()}


def undo_offered(request: HttpRequest, now: datetime) -> dict[str, Any] | None:
    """The undo that still stands, once; None when its ten seconds are over."""
    kept = request.session.pop(UNDO, None)
    if kept is None or datetime.fromisoformat(kept["until"]) <= now:
        return None
    left = datetime.fromisoformat(kept["until"]) - now
    return {**kept, "seconds": max(int(left.total_seconds()), 1)}
