"""What arrived and what was found."""

from typing import Any
from uuid import UUID, uuid5

from django.db.models import F, OuterRef, QuerySet, Subquery

from savoir.cases.queries import case_lines, sale_as_declared
from savoir.cases.values import CaseLineCard
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.prepared import prepared
from savoir.kernel.values.answers import NO, Answer, some
from savoir.kernel.values.days import local_day
from savoir.logistics.models import (
    Disposition,
    Inspection,
    Receipt,
    ReceiptLine,
    ReturnAuthorization,
    ReturnLine,
    UnknownParcel,
)
from savoir.logistics.queries.authorizations import sold_as
from savoir.logistics.queries.disposing import ruled
from savoir.logistics.queries.scope import visible_authorizations
from savoir.logistics.rules import propose_disposition
from savoir.logistics.states import DispositionKind, Finding, Grade
from savoir.logistics.values import (
    Checks,
    InspectionCard,
    ReceiptCard,
    ReceiptLineCard,
    ReceiptWarning,
    Thing,
)
from savoir.orders.values import SaleLine
from savoir.organizations.queries import brand_card

MOST_SURPLUS = 20


def receipts_of_case(*, actor: Actor, case_id: int) -> tuple[ReceiptCard, ...]:
    """Parcels that came for a case, oldest first; none for an unseen case."""
    seen = visible_authorizations(actor).filter(case_id=case_id).values("id")
    rows = Receipt.objects.filter(ra_id__in=seen).select_related("ra__case").order_by("received_at", "id")
    return tuple(receipt_card_of(actor, row) for row in rows)


def receipt_card(*, actor: Actor, receipt_id: int) -> ReceiptCard:
    """One parcel that arrived. Raises NotFound."""
    seen = visible_authorizations(actor).values("id")
    row = Receipt.objects.filter(id=receipt_id, ra_id__in=seen).select_related("ra__case").first()
    if row is None:
        raise NotFound("receipt")
    return receipt_card_of(actor, row)


_AWAITED = prepared(
    lambda ra_id: ReturnLine.objects.filter(ra_id=ra_id, received_qty__lt=F("quantity")).values_list("id")
)


def receipt_card_of(actor: Actor, row: Receipt) -> ReceiptCard:
    """The row as a frozen value."""
    lines = ReceiptLine.objects.filter(receipt=row).order_by("return_line__case_line__position")
    unknown = UnknownParcel.objects.filter(scan_id__in=surplus_scans(row.scan_id)).order_by("id")
    references = tuple(unknown.values_list("reference", flat=True))
    complete = is_complete(row.ra)
    return ReceiptCard(
        id=row.id, scan_id=row.scan_id, ra_number=row.ra.number, case_reference=row.ra.case.reference,
        site_id=row.site_id, station=row.station, received_at=row.received_at, complete=complete,
        unknown=references, warnings=_warnings(actor, row, complete, bool(references)),
        lines=tuple(
            ReceiptLineCard(
                id=line.id, return_line_id=line.return_line_id, case_line_id=line.return_line.case_line_id,
                quantity=line.quantity, inspected_qty=line.inspected_qty,
            )
            for line in lines.select_related("return_line")
        ),
    )  # fmt: skip


def surplus_scans(scan_id: UUID) -> list[UUID]:
    """The ids of a scan's surplus entries: the same scan finds the same entries again."""
    return [uuid5(scan_id, f"surplus {index}") for index in range(MOST_SURPLUS)]


def is_complete(ra: ReturnAuthorization) -> bool:
    """Whether every announced unit has arrived."""
    return not _AWAITED.rows(ra_id=ra.id)


def _warnings(actor: Actor, row: Receipt, complete: bool, has_surplus: bool) -> tuple[ReceiptWarning, ...]:
    zone = brand_card(actor=actor, brand_id=row.ra.case.brand_id).zone
    applies = {
        ReceiptWarning.OTHER_SITE: row.site_id != row.ra.site_id,
        ReceiptWarning.PAST_COURTESY_DATE: local_day(row.received_at, zone) > row.ra.send_back_by,
        ReceiptWarning.CANCELED: row.ra.canceled_at is not None,
        ReceiptWarning.PARTIAL: not complete,
        ReceiptWarning.SURPLUS: has_surplus,
    }
    return tuple(warning for warning, holds in applies.items() if holds)


_DONE = Disposition.objects.filter(inspection=OuterRef("id"))


def _inspections() -> QuerySet[Inspection]:
    """Inspections with their return line and what was confirmed of them, in one question."""
    done = {"done_kind": Subquery(_DONE.values("kind")), "done_bin": Subquery(_DONE.values("bin_code"))}
    return Inspection.objects.select_related("receipt_line__return_line__ra").annotate(**done)


_INSPECTED = prepared(
    lambda case_id: (
        _inspections().filter(receipt_line__receipt__ra__case_id=case_id).order_by("inspected_at", "id")
    )
)


def inspections_of_case(*, actor: Actor, case_id: int) -> tuple[InspectionCard, ...]:
    """What was found on a case's units, oldest first; for members. Raises NotAllowed for a customer."""
    require(actor, Permission.RETURN_READ)
    return tuple(_inspection_card(actor, row) for row in _INSPECTED.rows(case_id=case_id))


def inspection_card(*, actor: Actor, inspection_id: int) -> InspectionCard:
    """One inspection with its proposal. Raises NotFound, NotAllowed for a customer."""
    require(actor, Permission.RETURN_READ)
    row = _inspections().filter(id=inspection_id).first()
    if row is None:
        raise NotFound("inspection")
    return _inspection_card(actor, row)


def _inspection_card(actor: Actor, row: Any) -> InspectionCard:
    """The row as a frozen value."""
    line = row.receipt_line.return_line
    grade, finding = Grade(row.grade), Finding(row.finding)
    checks, case_id = checks_of(row), line.ra.case_id
    thing = thing_of(actor, case_id=case_id, case_line_id=line.case_line_id, serial=row.serial_seen)
    sale = _sale_of(actor, case_id=case_id, case_line_id=line.case_line_id)
    named = (
        None
        if sale is None
        else ruled(
            actor,
            sale,
            case_line_id=line.case_line_id,
            grade=grade,
            finding=finding,
            checks=checks,
            serial=row.serial_seen,
        )
    )
    return InspectionCard(
        id=row.id, receipt_line_id=row.receipt_line_id, case_line_id=line.case_line_id,
        case_id=case_id, quantity=row.quantity, serial_seen=row.serial_seen, grade=grade,
        finding=finding, note=row.note, inspected_at=row.inspected_at,
        checks=checks,
        proposal=propose_disposition(grade=grade, finding=finding, thing=thing, ruled=named),
        disposition=DispositionKind(row.done_kind) if row.done_kind else None, bin_code=row.done_bin or "",
    )  # fmt: skip


def checks_of(row: Inspection) -> Checks:
    """The five checks of a row."""
    return Checks(
        right_item=row.right_item, right_quantity=row.right_quantity, used_or_damaged=row.used_or_damaged,
        defect_proven=row.defect_proven, in_time=row.in_time,
    )  # fmt: skip


def thing_of(actor: Actor, *, case_id: int, case_line_id: int, serial: str = "") -> Thing:
    """What is known of the thing of a case line; nothing when no sale was found. Raises NotFound.

    `serial`: the number that was read on the thing, "" = none.
    """
    line = _line_of(actor, case_id=case_id, case_line_id=case_line_id)
    sale = sold_as(actor, line)
    if sale is None:
        return Thing(line.product_name, "", None, None, None, "")
    if None in (sale.hygiene_sealed, sale.perishable, sale.second_hand):
        sale = sale_as_declared(actor=actor, sale=sale)
    return Thing(
        product_key=sale.sku or sale.name, supplier=sale.supplier, hygiene_sealed=sale.hygiene_sealed,
        perishable=sale.perishable, second_hand=sale.second_hand, dangerous_goods=sale.dangerous_goods,
        recalled=_recalled(actor, sale, serial) if sale.recalls else NO,
    )  # fmt: skip


def _line_of(actor: Actor, *, case_id: int, case_line_id: int) -> CaseLineCard:
    line = next((c for c in case_lines(actor=actor, case_id=case_id) if c.id == case_line_id), None)
    if line is None:
        raise NotFound("line")
    return line


def _sale_of(actor: Actor, *, case_id: int, case_line_id: int) -> SaleLine | None:
    return sold_as(actor, _line_of(actor, case_id=case_id, case_line_id=case_line_id))


def _recalled(actor: Actor, sale: SaleLine, serial: str) -> Answer:
    """Whether any recall of its product is about this thing, by the number on it where one was read."""
    bought_on = local_day(sale.contract_at, brand_card(actor=actor, brand_id=sale.brand_id).zone)
    serials, quantity = ((serial,), 1) if serial else (sale.serials, sale.quantity)
    return some(one.concerns(bought_on=bought_on, serials=serials, quantity=quantity) for one in sale.recalls)
