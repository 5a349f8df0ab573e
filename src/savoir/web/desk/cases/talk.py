"""Messages and notes of a case as HTML: each is one stencil, filled."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from savoir.conversations.states import Direction
from savoir.web.components.stencils import stenciled
from savoir.web.components.unbroken import unbroken
from savoir.web.components.words import short_moment


def talk_drawn(entries: Iterable[Mapping[str, Any]], *, reference: str) -> SafeString:
    """Each entry of a case's talk in its order: who spoke, when, what, and the photos he sent with it.

    An entry holds `card` (a message), `who`, `step`, `state` (texts) and `photos` (files of the case).
    """
    language = get_language() or "fr"
    rows = (_places(entry, reference, language) for entry in entries)
    return stenciled("desk/_talk_entry.html", rows, language=language)


def _places(entry: Mapping[str, Any], reference: str, language: str) -> dict[str, object]:
    card, zone = entry["card"], timezone.get_current_timezone()
    ends = [entry["who"], entry["state"] if card.direction is Direction.OUT else ""]
    return {
        "kind": card.direction, "title": _title(entry), "ends": "".join(f" · {end}" for end in ends if end),
        "instant": card.created_at.astimezone(zone).isoformat(),
        "moment": short_moment(card.created_at, zone, language), "body": _body(card),
        "photos": _photos(entry["photos"], reference, language) if entry["photos"] else "",
    }  # fmt: skip


def _title(entry: Mapping[str, Any]) -> str:
    if entry["card"].direction is Direction.NOTE:
        return _("Note interne")
    return _("Le client") if entry["card"].direction is Direction.IN else str(entry["step"])


def _body(card: Any) -> SafeString | str:
    if card.direction is Direction.OUT and card.subject:
        return format_html(
            '<details><summary>{}</summary><p class="talk-text">{}</p></details>',
            unbroken(card.subject), card.text,
        )  # fmt: skip
    return format_html('<p class="talk-text">{}</p>', card.text) if card.text else ""


def _photos(files: Iterable[Any], reference: str, language: str) -> SafeString:
    rows = (
        {
            "address": reverse("desk:file", args=[reference, file.file_id]),
            "words": _("Photo %(n)s") % {"n": n},
        }
        for n, file in enumerate(files, start=1)
    )
    return format_html('<div class="photos">{}</div>', stenciled("desk/_photo.html", rows, language=language))
