"""A timeline as HTML: each step is a stencil, filled."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from savoir.web.components.stencils import stenciled
from savoir.web.components.templatetags.savoir import icon
from savoir.web.components.unbroken import unbroken

register = template.Library()


@register.simple_tag
def timeline_steps(steps: Iterable[Any]) -> SafeString:
    """``{% timeline_steps steps %}``: the steps of `_timeline.html`, mappings or values with such names."""
    language = get_language() or "fr"
    return stenciled(
        "components/_timeline_step.html", (_places(step, language) for step in steps), language=language
    )


def _places(step: Any, language: str) -> dict[str, object]:
    state = str(_of(step, "state"))
    dot, said = _marks(state, language)
    return {
        "state": state, "current": SafeString(' aria-current="step"') if state == "now" else "", "dot": dot,
        "title": _of(step, "title"), "said": said, "when": _when(_of(step, "when")),
        "tag": _tag(_of(step, "tag"), _of(step, "tag_level")),
        "text": _paragraph("timeline-text", _of(step, "text")),
        "cite": _paragraph("timeline-cite", _of(step, "cite")),
    }  # fmt: skip


def _of(step: Any, name: str) -> Any:
    return step.get(name, "") if isinstance(step, Mapping) else getattr(step, name, "")


@lru_cache(maxsize=64)
def _marks(state: str, language: str) -> tuple[SafeString | str, SafeString | str]:
    """The sign in the dot, and what is read out after the title."""
    if state == "done":
        return icon("check"), SafeString(f'<span class="visually-hidden"> ({gettext("fait")})</span>')
    if state == "late":
        said = SafeString(f'<span class="visually-hidden"> ({gettext("en retard")})</span>')
        return icon("alert-triangle"), said
    return "", ""


def _when(words: Any) -> SafeString | str:
    return SafeString(f'<span class="timeline-when">{conditional_escape(words)}</span>') if words else ""


def _tag(words: Any, level: Any) -> SafeString | str:
    if not words:
        return ""
    shown, kind = conditional_escape(words), conditional_escape(level or "quiet")
    return SafeString(f'<span class="tag" data-level="{kind}">{shown}</span>')


def _paragraph(kind: str, words: Any) -> SafeString | str:
    return SafeString(f'<p class="{kind}">{unbroken(words)}</p>') if words else ""
