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
from savoir.web.requests import PortalRequest, address_of

WINDOW: Final = timedelta(hours=1)
MOST_REFUSED: Final = 30  # forms of one order whose files were refused, within the window
DAY: Final = timedelta(days=1)
MOST_A_DAY: Final = 40  # files of one order: four full forms, whatever drafts they lie in
MOST_BY_ADDRESS: Final = 200  # files from one address: a shop's counter helps many customers


class FilesRest(TooManyTries):
    """So many files came for this order, or from this address, that the rest waits until tomorrow."""


@contextmanager
def attempt_with_files(request: PortalRequest, order_id: int) -> Iterator[Attempt]:
    """`attempt()` for a form with files: a refused file counts as a try of its order."""
    with attempt() as tried:
        yield tried
    if tried.refusal and tried.refusal.field == "file":
        count_try(key=_key(request, order_id), window=WINDOW, now=request.now)
    if tried.refusal is None:
        sent = sum(len(files) for _name, files in request.FILES.lists())
        for key, _most in _daily(request, order_id) if sent else ():
            count_try(key=key, window=DAY, now=request.now, by=sent)


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
    for key, most in _daily(request, order_id):
        if tries(key=key, window=DAY, now=request.now) + count > most:
            raise FilesRest("")


def checked_files(
    request: PortalRequest, actor: Actor, order_id: int, sent: "list[UploadedFile[Any]]"
) -> tuple[Checked, ...]:
    """The files of one field, checked and not stored. Raises as above, and the first bad one's refusal."""
    require_sendable(request, order_id, len(sent))
    return tuple(check_upload(actor=actor, sent=one) for one in sent)


def _key(request: PortalRequest, order_id: int) -> str:
    return f"portal:files:{request.org_id}:{order_id}"


def _daily(request: PortalRequest, order_id: int) -> tuple[tuple[str, int], ...]:
    """What stores files counts here, so that a new draft is no new allowance."""
    return (
        (f"portal:stored:{request.org_id}:{order_id}", MOST_A_DAY),
        (f"portal:stored by:{address_of(request)}", MOST_BY_ADDRESS),
    )
