"""Several cases at once: which were checked, and what became of each."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from savoir.web.desk.cases.conflicts import clash_of
from savoir.web.errors import Attempt
from savoir.web.redirects import SeeOther
from savoir.web.requests import StaffRequest

MOST = 20  # each is a decision with its own lock and message; more would keep colleagues waiting
KEPT = "desk_results"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case. `refund` is the reference of money that may be held back until `until`."""

    reference: str
    is_done: bool
    text: str
    refund: str = ""
    until: str = ""


def picked(given: QueryDict) -> list[str]:
    """References that were checked, each once, in one order: two colleagues never wait for each other."""
    cleaned = (reference.replace("\x00", "").strip()[:20] for reference in given.getlist("dossier"))
    return sorted({reference for reference in cleaned if reference})


def promise_shown(given: QueryDict, reference: str) -> datetime | None:
    """The promised instant the form showed for a case; None when it showed none, or what came is no instant.

    Who agrees to break a promise agrees to that one, not to what was promised since.
    """
    try:
        instant = datetime.fromisoformat(given.get(f"promised-{reference}", ""))
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def address(name: str, references: list[str], view: str) -> str:
    """The page `name` about these cases."""
    asked = QueryDict(mutable=True)
    asked.setlist("dossier", references)
    if view:
        asked["vue"] = view
    return f"{reverse(name)}?{asked.urlencode()}"


def outcome(request: StaffRequest, reference: str, tried: Attempt, done: str, **money: str) -> Result:
    """The line of one case: done, or why not and who was first."""
    if tried.refusal is None:
        return Result(reference, is_done=True, text=done, **money)
    return Result(reference, is_done=False, text=clash_of(request, tried.refusal, "").text)


def keep_results(request: HttpRequest, results: list[Result], view: str) -> HttpResponse:
    """Remember the lines for the page that shows them, and go there."""
    request.session[KEPT] = [asdict(result) for result in results]
    return SeeOther(address("desk:results", [], view))


def kept_results(request: HttpRequest, now: datetime) -> list[dict[str, Any]]:
    """The lines of the last deed; money that has left by now can't be held back any more."""
    rows: list[dict[str, Any]] = request.session.get(KEPT, [])
    return [
        row | {"may_undo": bool(row["until"]) and datetime.fromisoformat(row["until"]) > now} for row in rows
    ]
