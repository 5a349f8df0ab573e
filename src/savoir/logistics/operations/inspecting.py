"""Somebody looks at what arrived."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from savoir.cases.operations import lock_case
from savoir.cases.queries import case_lines
from savoir.cases.values import CaseLineCard
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.kernel.prepared import prepared
from savoir.kernel.rows import insert_row, write_columns
from savoir.logistics.events import ItemInspected
from savoir.logistics.models import Inspection, ReceiptLine, ReturnLine
from savoir.logistics.operations.finding import tell_findings
from savoir.logistics.queries.authorizations import sold_as
from savoir.logistics.queries.receipts import checks_of
from savoir.logistics.rules import bears_out, cleaned, contradiction
from savoir.logistics.states import Finding, Grade
from savoir.logistics.values import Checks


class BeyondReceived(Invalid):
    """More units than wait for inspection; `facts["left"]` is how many do."""


class AlreadyInspected(Conflict):
    """Every unit of this line in this parcel was examined; `facts`: `at`, `by`."""


class FindingContradictsChecks(Invalid):
    """The finding and the checks can't both be true; `facts["check"]` is the check."""


class SerialMismatch(Invalid):
    """The serial number is not one that was sold, so it is not the right item; `facts["sold"]` are those."""


@dataclass(frozen=True, slots=True)
class _Found:
    quantity: int
    checks: Checks
    serial: str
    grade: Grade
    finding: Finding
    note: str


def inspect(
    *, actor: Actor, receipt_line_id: int, quantity: int, checks: Checks, serial_seen: str = "", grade: Grade,
    finding: Finding, note: str = "", now: datetime,
) -> int:  # fmt: skip
    """Write what was found on `quantity` units that are alike; return the inspection's id.

    The only source of a disposition. What it means for the customer's money is decided elsewhere, by the
    fact it records. Raises NotFound, BeyondReceived, AlreadyInspected, FindingContradictsChecks,
    SerialMismatch; then nothing happened.
    """
    require(actor, Permission.RETURN_INSPECT)
    line = _locked(actor, receipt_line_id)
    cards, ra = _case_lines(actor, line), line.return_line.ra
    card = cards[line.return_line.case_line_id]
    _check_left(line, quantity)
    if wrong := contradiction(finding=finding, checks=checks):
        raise FindingContradictsChecks("finding", check=wrong)
    serial = cleaned(serial_seen, 60).upper()
    _check_serial(actor, card, serial, checks)
    line.inspected_qty += quantity
    write_columns(line, "inspected_qty")
    row = _write(actor, line, _Found(quantity, checks, serial, grade, finding, note), now)
    conform = bears_out(intent=card.intent, finding=finding, checks=checks, reason=card.reason)
    fact = ItemInspected(
        subject_id=ra.case_id, inspection_id=row.id, case_line_id=card.id, quantity=quantity, grade=grade,
        finding=finding, conform=conform, complete=conform and _is_complete(ra.id, cards),
    )  # fmt: skip
    ledger.record(fact, actor=actor, now=now)
    tell_findings(actor=actor, case_id=ra.case_id, now=now)
    return row.id


def _locked(actor: Actor, receipt_line_id: int) -> ReceiptLine:
    rows = ReceiptLine.objects.select_related("return_line__ra__case")
    found = rows.filter(id=receipt_line_id).first()
    if found is None:
        raise NotFound("receipt_line")
    lock_case(actor=actor, case_id=found.return_line.ra.case_id)
    return rows.select_for_update(of=("self",)).get(id=found.id)


def _case_lines(actor: Actor, line: ReceiptLine) -> dict[int, CaseLineCard]:
    return {card.id: card for card in case_lines(actor=actor, case_id=line.return_line.ra.case_id)}


_ANNOUNCED = prepared(lambda ra_id: ReturnLine.objects.filter(ra_id=ra_id).values_list("quantity", flat=True))
_FOUND = prepared(
    lambda ra_id: Inspection.objects.select_related("receipt_line__return_line").filter(
        receipt_line__return_line__ra_id=ra_id
    )
)


def _is_complete(ra_id: int, cards: Mapping[int, CaseLineCard]) -> bool:
    """Whether every unit announced was examined and bears its line out."""
    found = _FOUND.rows(ra_id=ra_id)
    if sum(row.quantity for row in found) < sum(_ANNOUNCED.rows(ra_id=ra_id)):
        return False
    return all(
        bears_out(intent=line.intent, finding=Finding(row.finding), checks=checks_of(row), reason=line.reason)
        for row in found
        for line in (cards[row.receipt_line.return_line.case_line_id],)
    )


def _check_left(line: ReceiptLine, quantity: int) -> None:
    left = line.quantity - line.inspected_qty
    if left == 0:
        last = Inspection.objects.filter(receipt_line=line).order_by("-inspected_at", "-id")[0]
        raise AlreadyInspected("receipt_line", at=last.inspected_at, by=last.member_id)
    if not 1 <= quantity <= left:
        raise BeyondReceived("quantity", left=left)


def _check_serial(actor: Actor, card: CaseLineCard, serial: str, checks: Checks) -> None:
    sale = sold_as(actor, card)
    sold = tuple(number.upper() for number in sale.serials) if sale else ()
    if serial and sold and checks.right_item and serial not in sold:
        raise SerialMismatch("serial_seen", sold=sold)


def _write(actor: Actor, line: ReceiptLine, found: _Found, now: datetime) -> Inspection:
    checks = found.checks
    return insert_row(Inspection(
        org_id=line.org_id, receipt_line=line, quantity=found.quantity, right_item=checks.right_item,
        right_quantity=checks.right_quantity, used_or_damaged=checks.used_or_damaged,
        defect_proven=checks.defect_proven, in_time=checks.in_time, serial_seen=found.serial,
        grade=found.grade.value, finding=found.finding.value, note=cleaned(found.note, 2000),
        member_id=actor.id, inspected_at=now,
    ))  # fmt: skip
