"""Files that a visitor sends: all of a form are checked before one is stored, and refusals are counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from savoir.kernel.access import Actor
from savoir.kernel.files import MOST_FILES, Checked, check_upload
from savoir.kernel.throttle import count_try, tries
from savoir.kernel.uploads import TooMany
from savoir.organizations.operations import TooManyTries
from savoir.web.errors import Attempt, attempt
from savoir.web.requests import PortalRequest

WINDOW: Final = timedelta(hours=1)
MOST_REFUSED: Final = 30  # forms of one order whose files were refused, within the window


@contextmanager
def attempt_with_files(request: PortalRequest, order_id: int) -> Iterator[Attempt]:
    """`attempt()` for a form with files: a refused file counts as a try of its order."""
    with attempt() as tried:
        yield tried
    if tried.refusal and tried.refusal.field == "file":
        count_try(key=_key(request, order_id), window=WINDOW, now=request.now)


def require_sendable(request: PortalRequest, order_id: int, count: int) -> None:
    """Before the first of `count` files is read.

    Raises TooMany; TooManyTries for an order whose files were refused over and over.
    """
    if not count:
        return
    if tries(key=_key(request, order_id), window=WINDOW, now=request.now) >= MOST_REFUSED:
        raise TooManyTries("", minutes=int(WINDOW.total_seconds()) // 60)
    if count > MOST_FILES:
        raise TooMany("file", code="too_many", most=MOST_FILES)


def checked_files(
    request: PortalRequest, actor: Actor, order_id: int, sent: "list[UploadedFile[Any]]"
) -> tuple[Checked, ...]:
    """The files of one field, checked and not stored. Raises as above, and the first bad one's refusal."""
    require_sendable(request, order_id, len(sent))
    return tuple(check_upload(actor=actor, sent=one) for one in sent)


def _key(request: PortalRequest, order_id: int) -> str:
    return f"portal:files:{request.org_id}:{order_id}"
