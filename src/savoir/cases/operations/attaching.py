"""Photos and papers of a case."""

from datetime import datetime

from savoir.cases.models import Attachment
from savoir.cases.operations.locking import locked
from savoir.kernel.access import Actor, Permission, require


def attach_file(*, actor: Actor, reference: str, file_id: int, kind: str, now: datetime) -> int:
    """Add a stored file to a case; return the case id. The same file twice is kept once. Raises NotFound."""
    require(actor, Permission.CASE_READ)
    case = locked(actor, reference=reference)
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
