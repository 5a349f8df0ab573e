"""What a returned parcel says of its sender goes; that it came, and what was found, stays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from savoir.kernel.access import Actor, Permission, require
from savoir.logistics.models import Inspection, PostingProof, ReturnAuthorization, UnknownParcel, ValueLoss

ERASED: Final = "-"  # a posting was proved by something: that it was stays


def erase_traces(*, actor: Actor, case_ids: Sequence[int], now: datetime) -> tuple[int, ...]:
    """Take parcel numbers, photos, the dock's notes and what it wrote on unknown parcels of these cases away.

    Numbers of returns, days, findings and amounts stay; slips say nothing of a customer and stay too. Returns
    the ids of the files that were named here. The cases are locked before.
    """
    require(actor, Permission.CUSTOMER_ERASE)
    returns = ReturnAuthorization.objects.filter(case_id__in=case_ids)
    proofs = PostingProof.objects.filter(ra__in=returns)
    inspected = Inspection.objects.filter(receipt_line__return_line__ra__in=returns)
    losses = ValueLoss.objects.filter(inspection__in=inspected)
    named = {*proofs.values_list("photo_id", flat=True), *losses.values_list("photo_id", flat=True)}
    losses.update(beyond="", photo=None)
    inspected.update(note="", serial_seen="")
    proofs.update(tracking_number=ERASED, photo=None)
    returns.update(tracking_number="")
    UnknownParcel.objects.filter(case_id__in=case_ids).update(code="", description="")
    return tuple(file_id for file_id in named if file_id is not None)
