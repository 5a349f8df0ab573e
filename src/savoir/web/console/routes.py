"""Addresses of the console's pages: each one asks for the permission of its page before its view runs."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from savoir.web.console.pages import enter, page_named
from savoir.web.requests import StaffRequest

View = Callable[..., HttpResponse]


def paths(page: str, *routes: tuple[str, Any, str]) -> list[URLPattern]:
    """`urlpatterns` of a registered page from (route below the page, view, name). Raises KeyError."""
    page_named(page)
    return [path(route, _asked_first(page, view), name=name) for route, view, name in routes]


def _asked_first(page: str, view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, **given: Any) -> HttpResponse:
        enter(cast(StaffRequest, request).actor, page)
        return view(request, **given)

    return answer
