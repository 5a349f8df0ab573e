"""What was sent and nobody read: heard to its end, so that whoever sent it hears the answer."""

from collections.abc import Callable, Iterable
from typing import Any

from savoir.config.instances import Wsgi

MOST_BYTES = 64 * 1024 * 1024  # above what the site in front lets through
_PIECE = 256 * 1024


def heard_out(application: Wsgi) -> Wsgi:
    """The application, which reads what is left of a body before its answer leaves.

    A page that answers before it reads (sign in first; nobody of that name) closes the line on a file that is
    still being sent: the proxy in front then tells 502 instead of the answer. Beyond `MOST_BYTES` it closes.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        response = application(environ, start_response)
        try:
            if environ.get("CONTENT_LENGTH") not in (None, "", "0"):
                _hear_out(environ["wsgi.input"])
        except BaseException:  # who sent it is gone: nobody will read the answer, nor end it
            if hasattr(response, "close"):
                response.close()
            raise
        return response

    return answer


def _hear_out(body: Any) -> None:
    left = MOST_BYTES
    while left > 0 and (piece := body.read(min(_PIECE, left))):
        left -= len(piece)
