"""Two web servers may listen at one port: each answer says which of them gave it."""

from collections.abc import Callable, Iterable
from typing import Any, Final

HEADER: Final = "X-Savoir-Instance"
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def named(inner: Wsgi, instance: str) -> Wsgi:
    """The application, whose answers say which `instance` gave them; the same one when there is no name."""
    if not instance:
        return inner

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, (HEADER, instance)], *rest)

        return inner(environ, start)

    return application
