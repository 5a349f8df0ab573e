"""Taking the last inspection back: a slip of the finger at the dock, seen before the next parcel."""

from datetime import datetime

from savoir.cases.operations import lock_case
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, NotFound
from savoir.logistics.events import InspectionUndone
from savoir.logistics.models import Disposition, Inspection, Receipt, ReceiptLine, StockMovement, ValueLoss
from savoir.logistics.operations.disposing import withdraw_destruction
from savoir.logistics.operations.finding import tell_findings_left
from savoir.logistics.states import DispositionKind, LossState


class InspectionStays(Conflict):
    """`code`: `another` (somebody else's), `moved_on` (more was scanned since), `destroyed`, `decided` (a
    person has said what is kept of a loss of value).
    """


def undo_inspection(*, actor: Actor, inspection_id: int, now: datetime) -> tuple[int, int]:
    """Make the units wait for inspection again; return the ids of their receipt and its line.

    Its bin and stock movement go with it. What it did elsewhere is taken back by reactions to the fact, in
    the same transaction: money that has left refuses the whole. Raises NotFound, InspectionStays, what the
    reactions raise; then nothing happened.
    """
    require(actor, Permission.RETURN_INSPECT)
    row = _locked(actor, inspection_id)
    _check_last(actor, row)
    line = ReceiptLine.objects.select_for_update().get(id=row.receipt_line_id)
    line.inspected_qty -= row.quantity
    line.save(update_fields=["inspected_qty"])
    fact = InspectionUndone(
        subject_id=row.receipt_line.return_line.ra.case_id, inspection_id=row.id,
        inspected_at=row.inspected_at, quantity=row.quantity,
    )  # fmt: skip
    StockMovement.objects.filter(disposition__inspection=row).delete()
    Disposition.objects.filter(inspection=row).delete()
    ValueLoss.objects.filter(inspection=row).delete()
    Inspection.objects.filter(id=row.id).delete()
    withdraw_destruction(row.id)
    ledger.record(fact, actor=actor, now=now)
    tell_findings_left(actor=actor, case_id=fact.subject_id, now=now)
    return line.receipt_id, line.id


def _locked(actor: Actor, inspection_id: int) -> Inspection:
    rows = Inspection.objects.select_related("receipt_line__return_line__ra").filter(id=inspection_id)
    found = rows.first()
    if found is None:
        raise NotFound("inspection")
    lock_case(actor=actor, case_id=found.receipt_line.return_line.ra.case_id)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:  # taken back while we waited for the lock
        raise NotFound("inspection")
    return row


def _check_last(actor: Actor, row: Inspection) -> None:
    if row.member_id != actor.id:
        raise InspectionStays("inspection", code="another")
    mine = Inspection.objects.filter(member_id=actor.id, id__gt=row.id)
    if mine.exists() or Receipt.objects.filter(member_id=actor.id, received_at__gt=row.inspected_at).exists():
        raise InspectionStays("inspection", code="moved_on")
    if Disposition.objects.filter(inspection=row, kind=DispositionKind.DESTROY.value).exists():
        raise InspectionStays("inspection", code="destroyed")
    if ValueLoss.objects.filter(inspection=row).exclude(state=LossState.PROPOSED.value).exists():
        raise InspectionStays("inspection", code="decided")
