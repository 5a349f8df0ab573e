"""Refusals and faults as pages: what happened, why, and the way out. No trace ever reaches a visitor."""

import logging
import secrets
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from savoir.kernel.errors import NotFound, Refused
from savoir.refusals.wording import Attempt, Sentence, attempt, sentence_for, status_of

__all__ = [
    "Attempt", "Sentence", "attempt", "not_found", "refusal_page", "sentence_for", "server_error",
    "status_of", "unavailable",
]  # fmt: skip

log = logging.getLogger("savoir.web")
_DOORS: Final = frozenset({"console", "desk", "dock", "entree"})


def refusal_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A whole page, or the fragment of a notice for htmx."""
    fragment = bool(request.headers.get("HX-Request"))
    template = "components/_notice.html" if fragment else "refused.html"
    sentence = sentence_for(refusal)
    begin = _home_of(request.path)
    words = (
        {"title": sentence.title, "text": sentence.text, "level": "bad"}
        if fragment
        else {"begin_url": begin, **({"home_url": begin} if isinstance(refusal, NotFound) else {})}
    )
    return render(request, template, {"sentence": sentence, **words}, status=status_of(refusal))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 with the way to where the visitor's door begins; without one where no such portal is."""
    is_nowhere = request.path.startswith("/sav/") and getattr(request, "brand", None) is None
    words = {"home_url": "" if is_nowhere else _home_of(request.path)}
    return render(request, "404.html", words, status=404)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 without touching the database: what was typed stays in the browser."""
    page = render_to_string("503.html", {"brand": {"name": "Savoir"}})
    return HttpResponse(page, status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a reference that also stands in the log."""
    reference = secrets.token_hex(4)
    log.error("fault %s", reference)
    words = {
        "brand": {"name": "Savoir"}, "fault": reference, "home_url": _home_of(request.path),
        "again": request.get_full_path() if request.method == "GET" else "",
    }  # fmt: skip
    try:
        page: str = render_to_string("500.html", words)
    except ValueError:  # a stylesheet the collected ones do not know: the page must not fail for its looks
        log.exception("fault %s: its page", reference)
        page = gettext("Une erreur est survenue de notre côté. Sa référence : %s") % reference
    return HttpResponse(page, status=500, headers={"Cache-Control": "no-store"})


def _home_of(path: str) -> str:
    """Where the visitor's door begins, told from the address alone: the database may be what failed."""
    door, _slash, rest = path.lstrip("/").partition("/")
    slug = rest.partition("/")[0]
    if door == "sav" and slug:
        return f"/sav/{slug}/"
    return f"/{door}/" if door in _DOORS else "/"
