"""Files: bytes outside the database, named by their content; what people send is distrusted and made anew."""

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.models import FileObject
from savoir.kernel.tenancy import current_organization
from savoir.kernel.uploads import MOST_BYTES, Checked, TooLarge, TooMany, checked

MOST_FILES = 10

__all__ = ["MOST_BYTES", "MOST_FILES", "FileCard", "content_of", "file_card", "read_file", "store_made",
           "store_upload"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileCard:
    """One stored file: bytes, pixels (None for papers)."""

    id: int
    digest: str
    media_type: str
    size: int
    width: int | None
    height: int | None


def store_upload(
    *, actor: Actor, content: bytes, file_name: str, already: int = 0, now: datetime
) -> FileCard:
    """Check and store what somebody sent; the same photo twice is one file.

    Photos are decoded and made anew (at most 1600 px, no EXIF, no place); the sent bytes are never kept.
    `file_name` only helps the advice and is not stored; `already` is how many files the case holds. Raises
    the `Invalid` of `kernel.uploads`: EmptyFile, TooLarge, TooMany, UnknownKind, HeicPhoto, BrokenFile,
    PixelBomb, ActivePaper; then nothing is stored.
    """
    require(actor, Permission.CASE_READ)
    if already >= MOST_FILES:
        raise TooMany("file", code="too_many", most=MOST_FILES)
    if len(content) > MOST_BYTES:
        raise TooLarge("file", code="too_large", most_bytes=MOST_BYTES)
    return _store(checked(content, file_name), now)


def store_made(*, actor: Actor, content: bytes, media_type: str, now: datetime) -> FileCard:
    """Store a file of our own making as it is (slips, labels)."""
    require(actor, Permission.CASE_READ)
    return _store(Checked(content=content, media_type=media_type, width=None, height=None), now)


def file_card(*, actor: Actor, file_id: int) -> FileCard:
    """What is known of a clean file. Raises NotFound."""
    require(actor, Permission.CASE_READ)
    return _card(_clean(file_id))


def read_file(*, actor: Actor, file_id: int) -> tuple[bytes, str]:
    """(content, media type) of a clean file. The caller has shown the actor the row that names it.

    A customer sees files only after he proved the address on file. Raises NotFound.
    """
    require(actor, Permission.CASE_READ)
    if actor.is_customer and not actor.verified:
        raise NotFound("file")
    return content_of(file_id)


def content_of(file_id: int) -> tuple[bytes, str]:
    """(content, media type) for an operation that has already checked who asks. Raises NotFound."""
    row = _clean(file_id)
    try:
        return _place(row.org_id, row.digest).read_bytes(), row.media_type
    except FileNotFoundError as gone:
        raise NotFound("file", code="content_gone") from gone


def _clean(file_id: int) -> FileObject:
    row = FileObject.objects.filter(id=file_id, state=FileObject.State.CLEAN).first()
    if row is None:
        raise NotFound("file")
    return row


def _store(found: Checked, now: datetime) -> FileCard:
    """The bytes first, then the row: a row never names a file that is not there."""
    org_id, name = current_organization(), sha256(found.content).hexdigest()
    _write(_place(org_id, name), found.content)
    row = FileObject(
        org_id=org_id, digest=name, media_type=found.media_type, size=len(found.content), width=found.width,
        height=found.height, state=FileObject.State.CLEAN, created_at=now,
    )  # fmt: skip
    FileObject.objects.bulk_create([row], ignore_conflicts=True)
    return _card(FileObject.objects.get(digest=name))


def _place(org_id: int, name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / str(org_id) / name[:2] / name


def _write(place: Path, content: bytes) -> None:
    """All of it or nothing under its name, whatever dies meanwhile."""
    if place.exists() and place.stat().st_size == len(content):
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, unfinished = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, place)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _card(row: FileObject) -> FileCard:
    return FileCard(
        id=row.id,
        digest=row.digest,
        media_type=row.media_type,
        size=row.size,
        width=row.width,
        height=row.height,
    )
