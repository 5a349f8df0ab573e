"""Refusals and faults as pages: what happened, why, and the way out. No trace ever reaches a visitor."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from savoir.kernel.errors import Refused
from savoir.web.sentences import SENTENCES, STATUSES

log = logging.getLogger("savoir.web")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a person reads: a title, the reason, and what he can do next."""

    title: str
    text: str
    way_out: str


@dataclass(slots=True)
class Attempt:
    """One try of an operation; `refusal` says why it did not happen, if so."""

    refusal: Refused | None = None


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence_for(refusal: Refused) -> Sentence:
    """The words for a refusal in the active language: its own class's, else those of the nearest base."""
    words = next(SENTENCES[cls.__name__] for cls in type(refusal).__mro__ if cls.__name__ in SENTENCES)
    title, text, way_out = (str(part) % _Blank(refusal.facts) for part in words)
    return Sentence(title, text, way_out)


def status_of(refusal: Refused) -> int:
    """The HTTP status of a refusal: 404, 403, 409, 422 or 429."""
    return next(STATUSES[cls.__name__] for cls in type(refusal).__mro__ if cls.__name__ in STATUSES)


@contextmanager
def attempt() -> Iterator[Attempt]:
    """Try one operation: a refusal undoes what it wrote and stands in `.refusal`, for a form to show.

    Usage: `with attempt() as tried: operation(...)`, then `if tried.refusal: ...`.
    """
    tried = Attempt()
    try:
        with transaction.atomic():
            yield tried
    except Refused as refusal:
        tried.refusal = refusal


def refusal_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A whole page, or the fragment of a notice for htmx."""
    fragment = bool(request.headers.get("HX-Request"))
    template = "components/_notice.html" if fragment else "refused.html"
    sentence = sentence_for(refusal)
    words = {"title": sentence.title, "text": sentence.text, "level": "bad"} if fragment else {}
    return render(request, template, {"sentence": sentence, **words}, status=status_of(refusal))


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 without touching the database: what was typed stays in the browser."""
    page = render_to_string("503.html", {"brand": {"name": "Savoir"}})
    return HttpResponse(page, status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a reference that also stands in the log."""
    reference = secrets.token_hex(4)
    log.error("fault %s", reference)
    page = render_to_string("500.html", {"brand": {"name": "Savoir"}, "fault": reference})
    return HttpResponse(page, status=500, headers={"Cache-Control": "no-store"})
