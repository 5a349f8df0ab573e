"""Opens the organization block around each request that has one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def organization_block(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Pass the request on."""
    return get_response
