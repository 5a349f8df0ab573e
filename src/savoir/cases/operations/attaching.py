"""Photos and papers of a case."""

from datetime import datetime

from savoir.cases.models import Attachment, Case
from savoir.cases.operations.locking import locked
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.files import MOST_FILES
from savoir.kernel.uploads import TooMany

PHOTO = "photo"


def attach_file(*, actor: Actor, reference: str, file_id: int, kind: str, now: datetime) -> int:
    """Add a stored file to a case; return the case id. The same file twice is kept once.

    Raises NotFound; TooMany for an eleventh photo, counted under the case's lock: papers of our own making
    (labels) are no photos and always find their place.
    """
    require(actor, Permission.CASE_READ)
    case = locked(actor, reference=reference)
    if kind == PHOTO:
        _require_room(case, file_id)
    Attachment.objects.bulk_create(
        [
            Attachment(
                org_id=case.org_id, case=case, file_id=file_id, kind=kind, added_by=actor.kind.value,
                created_at=now,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return case.id


def _require_room(case: Case, file_id: int) -> None:
    others = Attachment.objects.filter(case_id=case.id, kind=PHOTO).exclude(file_id=file_id).count()
    if others >= MOST_FILES:
        raise TooMany("file", code="too_many", most=MOST_FILES)
