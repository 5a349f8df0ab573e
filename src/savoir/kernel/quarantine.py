"""Files nobody has looked into yet: kept apart, never served, read by a job, and gone once it is done."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.conf import settings

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.models import FileObject
from savoir.kernel.tenancy import current_organization
from savoir.kernel.uploads import EmptyFile, TooLarge


@dataclass(frozen=True, slots=True)
class DistrustedFile:
    """A file as it came: its id and size in bytes."""

    id: int
    size: int


def keep_distrusted(
    *, actor: Actor, chunks: Iterable[bytes], most_bytes: int, now: datetime
) -> DistrustedFile:
    """Store what somebody sent without looking into it, piece by piece. Raises EmptyFile, TooLarge."""
    require(actor, Permission.SALE_IMPORT)
    folder = _folder(current_organization())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            digest, size = _copied(chunks, file, most_bytes)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, folder / digest)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    row = FileObject(
        org_id=current_organization(), digest=digest, media_type="application/octet-stream",
        size=size, state=FileObject.State.QUARANTINED, created_at=now,
    )  # fmt: skip
    FileObject.objects.bulk_create([row], ignore_conflicts=True)
    return DistrustedFile(FileObject.objects.get(digest=digest).id, size)


def _copied(chunks: Iterable[bytes], file: IO[bytes], most_bytes: int) -> tuple[str, int]:
    whole, size = sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > most_bytes:
            raise TooLarge("file", code="too_large", most_bytes=most_bytes)
        whole.update(chunk)
        file.write(chunk)
    if not size:
        raise EmptyFile("file", code="empty")
    return whole.hexdigest(), size


def distrusted_path(*, actor: Actor, file_id: int) -> Path:
    """Where a distrusted file lies, for the job that reads it. Raises NotFound."""
    require(actor, Permission.SALE_IMPORT)
    row = FileObject.objects.filter(id=file_id, state=FileObject.State.QUARANTINED).first()
    path = _folder(row.org_id) / row.digest if row else None
    if path is None or not path.exists():
        raise NotFound("file")
    return path


def forget_distrusted(*, actor: Actor, file_id: int) -> None:
    """Delete a distrusted file: what it said is in the tables, or nobody wanted it."""
    require(actor, Permission.SALE_IMPORT)
    row = FileObject.objects.filter(id=file_id, state=FileObject.State.QUARANTINED).first()
    if row is not None:
        row.delete()
        (_folder(row.org_id) / row.digest).unlink(missing_ok=True)


def _folder(org_id: int) -> Path:
    return Path(settings.MEDIA_ROOT) / str(org_id) / "distrusted"
