"""Files nobody has looked into yet: never served, read by a job, and gone within two days of being forgotten.

They lie where all files do; what is served is what the row calls clean. Who may do it, the verbs above say.
"""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.conf import settings

from savoir.kernel.errors import NotFound
from savoir.kernel.files import place_of
from savoir.kernel.models import FileObject
from savoir.kernel.tenancy import current_organization
from savoir.kernel.uploads import EmptyFile, TooLarge


@dataclass(frozen=True, slots=True)
class DistrustedFile:
    """A file as it came: its id and size in bytes."""

    id: int
    size: int


def keep_distrusted(*, chunks: Iterable[bytes], most_bytes: int, now: datetime) -> DistrustedFile:
    """Store what somebody sent without looking into it, piece by piece. Raises EmptyFile, TooLarge."""
    org_id = current_organization()
    folder = Path(settings.MEDIA_ROOT) / str(org_id) / "coming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            digest, size = _copied(chunks, file, most_bytes)
            file.flush()
            os.fsync(file.fileno())
        place = place_of(org_id, digest)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(unfinished, place)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    row = FileObject(
        org_id=org_id, digest=digest, media_type="application/octet-stream",
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


def distrusted_path(*, file_id: int) -> Path:
    """Where a distrusted file lies, for the job that reads it. Raises NotFound.

    A file of ours that comes back, such as rejected lines sent again as they are, is clean and read as well.
    """
    row = FileObject.objects.filter(id=file_id).exclude(state=FileObject.State.REFUSED).first()
    path = place_of(row.org_id, row.digest) if row else None
    if path is None or not path.exists():
        raise NotFound("file")
    return path


def forget_distrusted(*, file_id: int) -> None:
    """Let a distrusted file go: what it said is in the tables, or nobody wanted it.

    Its row goes with the open transaction; its bytes with the nightly sweep, for the transaction may yet be
    undone, and somebody may be sending the same bytes.
    """
    FileObject.objects.filter(id=file_id, state=FileObject.State.QUARANTINED).delete()
