"""What nobody announced: written down at once, given to its case when somebody knows."""

from datetime import datetime
from uuid import UUID

from savoir.cases.operations import lock_case
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.kernel.ledger import Reference
from savoir.kernel.lifecycles import advance
from savoir.kernel.references import next_reference
from savoir.kernel.rows import write_columns
from savoir.kernel.tenancy import current_organization
from savoir.kernel.values.references import normalize
from savoir.logistics.events import ParcelIdentified
from savoir.logistics.models import Receipt, UnknownParcel
from savoir.logistics.queries.receipts import surplus_scans
from savoir.logistics.queries.station import unknown_card_of
from savoir.logistics.rules import cleaned
from savoir.logistics.states import UNKNOWN, UnknownState
from savoir.logistics.values import Surplus, UnknownCard
from savoir.organizations.queries import site_card

_PREFIX = "UNK"


class NothingToGoBy(Invalid):
    """A parcel without a name needs a code or a few words, and at least one unit."""


class AlreadyIdentified(Conflict):
    """Somebody knew it first; `facts["case_reference"]` is where it went."""


def record_unknown(
    *, actor: Actor, scan_id: UUID, site_id: int, code: str = "", description: str = "", quantity: int = 1,
    now: datetime,
) -> str:  # fmt: skip
    """Put a parcel without a name into the list "to identify"; return its reference.

    The same `scan_id` is written once. Raises NotFound for an unknown site, NothingToGoBy.
    """
    require(actor, Permission.RETURN_RECEIVE)
    site_card(actor=actor, site_id=site_id)
    entry = Surplus(code=cleaned(code, 80), description=cleaned(description, 300), quantity=quantity)
    if quantity < 1 or not (entry.code or entry.description):
        raise NothingToGoBy("quantity" if quantity < 1 else "description", code="required")
    return _write(actor, scan_id, site_id, entry, now)


def record_surplus(actor: Actor, receipt: Receipt, surplus: tuple[Surplus, ...], now: datetime) -> None:
    """Write down what a parcel held beyond its slip; `code` falls back on the slip's number."""
    for scan_id, entry in zip(surplus_scans(receipt.scan_id), surplus, strict=False):
        code = cleaned(entry.code, 80) or receipt.ra.number
        named = Surplus(code, cleaned(entry.description, 300), entry.quantity)
        _write(actor, scan_id, receipt.site_id, named, now)


def _write(actor: Actor, scan_id: UUID, site_id: int, entry: Surplus, now: datetime) -> str:
    row = UnknownParcel(
        org_id=current_organization(), reference=next_reference(_PREFIX), scan_id=scan_id, site_id=site_id,
        code=entry.code, description=entry.description, quantity=entry.quantity, member_id=actor.id,
        arrived_at=now,
    )  # fmt: skip
    UnknownParcel.objects.bulk_create([row], ignore_conflicts=True)
    return UnknownParcel.objects.get(scan_id=scan_id).reference


def identify_unknown(*, actor: Actor, reference: str, case_reference: str, now: datetime) -> UnknownCard:
    """Give a parcel without a name to its case, whose file then tells of it. To the same case twice is once.

    It counts no unit: what the case awaits is received under its own number. Raises NotFound for either,
    AlreadyIdentified.
    """
    require(actor, Permission.RETURN_RECEIVE)
    case_id = lock_case(actor=actor, reference=cleaned(normalize(case_reference), 20))
    rows = UnknownParcel.objects.select_for_update(of=("self",))
    row = rows.filter(reference=cleaned(normalize(reference), 20)).first()
    if row is None:
        raise NotFound("reference")
    if row.state == UnknownState.IDENTIFIED.value:
        return _identified_before(row, case_id)
    row.case_id = case_id
    write_columns(row, "case")
    advance(row, "state", UnknownState.IDENTIFIED, lifecycle=UNKNOWN)
    fact = ParcelIdentified(
        subject_id=case_id, unknown_id=row.id, reference=Reference(row.reference), quantity=row.quantity
    )
    ledger.record(fact, actor=actor, now=now)
    return unknown_card_of(row)


def _identified_before(row: UnknownParcel, case_id: int) -> UnknownCard:
    if row.case_id != case_id:
        raise AlreadyIdentified("reference", case_reference=row.case.reference)
    return unknown_card_of(row)
