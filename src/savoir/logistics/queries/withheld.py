"""Labels that were not ordered while a brand ran beside another system."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from savoir.kernel.access import Actor
from savoir.logistics.models import PostingProof, ReturnLine
from savoir.logistics.queries.scope import visible_authorizations

PAGE = 200


@dataclass(frozen=True, slots=True)
class WithheldLabel:
    """An authorization whose label waits for a person's word; it would have been ordered at `withheld_at`."""

    id: int
    ra_number: str
    case_reference: str
    withheld_at: datetime | None


def labels_withheld(*, actor: Actor, brand_id: int, after: int = 0) -> tuple[WithheldLabel, ...]:
    """Authorizations whose parcel is awaited and was posted by nobody, two hundred after an id."""
    awaited = ReturnLine.objects.filter(ra=OuterRef("id"), is_open=True, received_qty=0)
    rows = visible_authorizations(actor).filter(
        Exists(awaited), ~Exists(PostingProof.objects.filter(ra=OuterRef("id"))), case__brand_id=brand_id,
        withheld_at__isnull=False, canceled_at=None, tracking_number="", id__gt=after,
    )  # fmt: skip
    return tuple(
        WithheldLabel(row.id, row.number, row.case.reference, row.withheld_at)
        for row in rows.order_by("id")[:PAGE]
    )
