"""The living style guide: every component in each of its states, in both themes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from savoir.web.components.guide import guide_context


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """GET only; ``?theme=light|dark`` forces a theme, anything else follows the device."""
    theme = request.GET.get("theme", "")
    context = guide_context() | {"theme": theme if theme in {"light", "dark"} else ""}
    return render(request, "components/styleguide.html", context)
