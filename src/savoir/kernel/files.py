"""Files: bytes outside the database, named by their content; what people send is distrusted and made anew."""

import os
import tempfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.failpoints import failpoint
from savoir.kernel.models import FileObject
from savoir.kernel.tenancy import current_organization
from savoir.kernel.uploads import MOST_BYTES, Checked, TooLarge, TooMany, checked

MOST_FILES = 10
_UNCLAIMED = timedelta(days=1)  # longer than any request: bytes are written before their row

__all__ = ["MOST_BYTES", "MOST_FILES", "Checked", "FileCard", "Sent", "check_upload", "content_of",
           "digests_of", "file_card", "pictures_of", "place_of", "read_file", "store_checked", "store_made",
           "store_upload", "sweep_unclaimed"]  # fmt: skip


class Sent(Protocol):
    """A file as a door received it; nothing of it is in memory before `read`."""

    @property
    def name(self) -> str | None:
        """As the sender calls it."""

    @property
    def size(self) -> int | None:
        """Bytes, counted by the door."""

    def read(self) -> bytes:
        """The whole of it."""


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
    if already >= MOST_FILES:
        require(actor, Permission.CASE_READ)
        raise TooMany("file", code="too_many", most=MOST_FILES)
    return _store(_checked(actor, content, file_name), now)


def check_upload(*, actor: Actor, sent: Sent) -> Checked:
    """Check one file that somebody sent and store nothing: a form stores its files once all are good.

    A file above the size allowed is refused before it is read. Raises as `store_upload`, without TooMany.
    """
    require(actor, Permission.CASE_READ)
    _refuse_size(sent.size or 0)
    return _checked(actor, sent.read(), sent.name or "")


def store_checked(
    *, actor: Actor, found: Sequence[Checked], kept: Collection[str] = (), now: datetime
) -> tuple[FileCard, ...]:
    """Store the checked files of one form. `kept`: digests of what the case holds already.

    Raises TooMany when both together are more than ten different ones; then no byte is written.
    """
    require(actor, Permission.CASE_READ)
    if len({*kept, *(one.digest for one in found)}) > MOST_FILES:
        raise TooMany("file", code="too_many", most=MOST_FILES)
    return tuple(_store(one, now) for one in found)


def digests_of(file_ids: Iterable[int]) -> frozenset[str]:
    """The digests of stored files."""
    wanted = set(file_ids)
    if not wanted:
        return frozenset()
    return frozenset(FileObject.objects.filter(id__in=wanted).values_list("digest", flat=True))


def store_made(*, actor: Actor, content: bytes, media_type: str, now: datetime) -> FileCard:
    """Store a file of our own making as it is (slips, labels)."""
    require(actor, Permission.CASE_READ)
    return _store(Checked(content=content, media_type=media_type, width=None, height=None), now)


def file_card(*, actor: Actor, file_id: int) -> FileCard:
    """What is known of a clean file. Raises NotFound."""
    require(actor, Permission.CASE_READ)
    return _card(_clean(file_id))


def pictures_of(*, actor: Actor, file_ids: Iterable[int]) -> frozenset[int]:
    """Which of these files are photos; papers, and what is not clean, are not among them."""
    require(actor, Permission.CASE_READ)
    wanted = set(file_ids)
    if not wanted:
        return frozenset()
    rows = FileObject.objects.filter(id__in=wanted, state=FileObject.State.CLEAN, width__isnull=False)
    return frozenset(rows.values_list("id", flat=True))


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
        return place_of(row.org_id, row.digest).read_bytes(), row.media_type
    except FileNotFoundError as gone:
        raise NotFound("file", code="content_gone") from gone


def sweep_unclaimed(*, now: datetime) -> int:
    """Delete bytes older than a day that no row names; return how many files went.

    They stay behind when what wrote the row is undone, when a process dies while it writes, and when a
    distrusted file is forgotten.
    """
    root, count = Path(settings.MEDIA_ROOT) / str(current_organization()), 0
    for folder in sorted(root.glob("*/")):
        old = [place for place in folder.iterdir() if _is_old(place, now)]
        claimed = set(
            FileObject.objects.filter(digest__in=[one.name for one in old]).values_list("digest", flat=True)
        )
        for place in old:
            if place.name not in claimed and _is_old(place, now):  # not written again meanwhile
                place.unlink(missing_ok=True)
                count += 1
    return count


def _is_old(place: Path, now: datetime) -> bool:
    try:
        return now - datetime.fromtimestamp(place.stat().st_mtime, tz=UTC) > _UNCLAIMED
    except FileNotFoundError:
        return False


def _refuse_size(size: int) -> None:
    if size > MOST_BYTES:
        raise TooLarge("file", code="too_large", most_bytes=MOST_BYTES)


def _checked(actor: Actor, content: bytes, file_name: str) -> Checked:
    require(actor, Permission.CASE_READ)
    _refuse_size(len(content))
    return checked(content, file_name)


def _clean(file_id: int) -> FileObject:
    row = FileObject.objects.filter(id=file_id, state=FileObject.State.CLEAN).first()
    if row is None:
        raise NotFound("file")
    return row


def _store(found: Checked, now: datetime) -> FileCard:
    """The bytes first, then the row: a row never names a file that is not there."""
    org_id, name = current_organization(), found.digest
    failpoint("file.before_write")
    _write(place_of(org_id, name), found.content)
    failpoint("file.after_write")
    row = FileObject(
        org_id=org_id, digest=name, media_type=found.media_type, size=len(found.content), width=found.width,
        height=found.height, state=FileObject.State.CLEAN, created_at=now,
    )  # fmt: skip
    FileObject.objects.bulk_create([row], ignore_conflicts=True)
    return _card(FileObject.objects.get(digest=name))


def place_of(org_id: int, name: str) -> Path:
    """Where the bytes of a digest lie, whatever is thought of them: the row says whether they are served."""
    return Path(settings.MEDIA_ROOT) / str(org_id) / name[:2] / name


def _write(place: Path, content: bytes) -> None:
    """All of it or nothing under its name, whatever dies meanwhile."""
    if _is_there(place, len(content)):
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


def _is_there(place: Path, size: int) -> bool:
    """Whether all of it is there; it counts as written now, so that the sweep leaves it to its new row."""
    try:
        if place.stat().st_size != size:
            return False
        os.utime(place)
    except FileNotFoundError:
        return False
    return True


def _card(row: FileObject) -> FileCard:
    return FileCard(
        id=row.id,
        digest=row.digest,
        media_type=row.media_type,
        size=row.size,
        width=row.width,
        height=row.height,
    )
