"""A parcel arrives at a station."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from savoir.cases.operations import set_reception
from savoir.cases.queries import case_by_id, case_lines, current_decisions
from savoir.cases.states import Reception, Remedy
from savoir.cases.values import CaseLineCard
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.kernel.rows import insert_row, write_columns
from savoir.kernel.values.days import local_day
from savoir.logistics.events import ParcelReceived
from savoir.logistics.models import Receipt, ReceiptLine, ReturnAuthorization, ReturnLine
from savoir.logistics.operations.identifying import record_surplus
from savoir.logistics.operations.locking import locked_authorization
from savoir.logistics.queries.receipts import MOST_SURPLUS, is_complete, receipt_card_of
from savoir.logistics.rules import cleaned
from savoir.logistics.values import ReceiptCard, Surplus
from savoir.orders.operations import mark_returned
from savoir.organizations.queries import brand_card, site_card

_STAYS_THE_CUSTOMERS = frozenset({Remedy.REPAIR, Remedy.ASSISTANCE})


class EmptyParcel(Invalid):
    """A receipt counts at least one unit."""


class BeyondExpected(Invalid):
    """More units than the slip still announces: count them as surplus. `facts`: `line_id`, `awaited`."""


class AlreadyReceived(Conflict):
    """All of it is here already; `facts` say when (`at`), at which `station` and by whom (`by`)."""


class ScanUsedElsewhere(Conflict):
    """This scan id belongs to a parcel of another number."""


class AuthorizationReplaced(Conflict):
    """The number was canceled and a newer one awaits the same thing: receive under `facts["ra_number"]`."""


def receive(
    *, actor: Actor, scan_id: UUID, ra_number: str, quantities: Mapping[int, int],
    surplus: tuple[Surplus, ...] = (), station: str = "", site_id: int | None = None, now: datetime,
) -> ReceiptCard:  # fmt: skip
    """Count what is in a parcel: units per return line id, and what the slip does not announce.

    The same `scan_id` counts once and answers the same. Less than announced is a partial receipt; another
    site, a late parcel or a canceled number only warn. Announced units become returned units of their sale
    at once, except those that come for repair. Surplus waits in the list "to identify".
    `site_id` defaults to the member's own site. Raises NotFound, EmptyParcel, BeyondExpected,
    AlreadyReceived, ScanUsedElsewhere, AuthorizationReplaced, orders' NothingLeftToReturn (the unit is
    counted as back under another case); then nothing happened.
    """
    require(actor, Permission.RETURN_RECEIVE)
    ra = locked_authorization(actor, ra_number)
    counted_before = _counted_before(actor, ra, scan_id)
    if counted_before is not None:
        return counted_before
    counted = _checked(ra, quantities, surplus)
    with transaction.atomic():
        receipt = insert_row(Receipt(
            org_id=ra.org_id, scan_id=scan_id, ra=ra, site_id=_site(actor, ra, site_id),
            station=cleaned(station, 40), member_id=actor.id, received_at=now,
        ))  # fmt: skip
        record_surplus(actor, receipt, surplus, now)
        if counted:
            _count(actor, receipt, counted, now)
            _record(actor, ra, now)
    return receipt_card_of(actor, receipt)


def _counted_before(actor: Actor, ra: ReturnAuthorization, scan_id: UUID) -> ReceiptCard | None:
    former = Receipt.objects.select_related("ra__case").filter(scan_id=scan_id).first()
    if former is None:
        return None
    if former.ra_id != ra.id:
        raise ScanUsedElsewhere("scan_id")
    return replace(receipt_card_of(actor, former), is_repeat=True)


def _checked(
    ra: ReturnAuthorization, quantities: Mapping[int, int], surplus: tuple[Surplus, ...]
) -> list[tuple[ReturnLine, int]]:
    given = {line_id: quantity for line_id, quantity in quantities.items() if quantity != 0}
    if not given and not surplus:
        raise EmptyParcel("quantities", code="empty")
    if len(surplus) > MOST_SURPLUS or any(entry.quantity < 1 for entry in surplus):
        raise Invalid("surplus", code="quantity", most=MOST_SURPLUS)
    lines = {line.id: line for line in _announced(ra)}
    if not set(given) <= set(lines):
        raise NotFound("line")
    counted = [(lines[line_id], quantity) for line_id, quantity in sorted(given.items())]
    _check_awaited(ra, counted)
    return counted


def _announced(ra: ReturnAuthorization) -> list[ReturnLine]:
    return list(ReturnLine.objects.select_for_update().filter(ra=ra).order_by("id"))


def _check_awaited(ra: ReturnAuthorization, counted: list[tuple[ReturnLine, int]]) -> None:
    if counted and all(line.received_qty == line.quantity for line, _ in counted):
        last = Receipt.objects.filter(ra=ra).order_by("-received_at", "-id")[0]
        raise AlreadyReceived("ra_number", at=last.received_at, station=last.station, by=last.member_id)
    for line, quantity in counted:
        awaited = line.quantity - line.received_qty
        if not 1 <= quantity <= awaited:
            raise BeyondExpected("quantities", line_id=line.id, awaited=awaited)
    newer = ReturnLine.objects.filter(
        case_line_id__in=[line.case_line_id for line, _ in counted], is_open=True
    )
    replaced = newer.exclude(ra=ra).select_related("ra").first()
    if replaced is not None:
        raise AuthorizationReplaced("ra_number", ra_number=replaced.ra.number)


def _site(actor: Actor, ra: ReturnAuthorization, site_id: int | None) -> int:
    if site_id is not None:
        return site_card(actor=actor, site_id=site_id).id
    return next(iter(actor.site_ids)) if len(actor.site_ids) == 1 else ra.site_id


def _count(actor: Actor, receipt: Receipt, counted: list[tuple[ReturnLine, int]], now: datetime) -> None:
    ra = receipt.ra
    cards = {card.id: card for card in case_lines(actor=actor, case_id=ra.case_id)}
    remedies = {row.line_id: row.remedy for row in current_decisions(actor=actor, case_id=ra.case_id)}
    for line, quantity in counted:
        line.received_qty += quantity
        line.is_open = line.is_open and line.received_qty < line.quantity
        write_columns(line, "received_qty", "is_open")
        insert_row(ReceiptLine(org_id=ra.org_id, receipt=receipt, return_line=line, quantity=quantity))
        card = cards[line.case_line_id]
        to = Reception.RECEIVED if line.received_qty == line.quantity else card.reception
        set_reception(actor=actor, line_id=card.id, to=to, received_qty=quantity, now=now)
        if remedies.get(card.id) not in _STAYS_THE_CUSTOMERS:
            _mark_returned(actor, card, quantity, now)


def _mark_returned(actor: Actor, card: CaseLineCard, quantity: int, now: datetime) -> None:
    if card.order_line_id is None:
        return
    held = quantity if card.holds else 0  # refused or ended since, it holds nothing, and comes all the same
    mark_returned(actor=actor, line_id=card.order_line_id, quantity=quantity, held=held, now=now)


def _record(actor: Actor, ra: ReturnAuthorization, now: datetime) -> None:
    case = case_by_id(actor=actor, case_id=ra.case_id)
    zone = brand_card(actor=actor, brand_id=case.brand_id).zone
    fact = ParcelReceived(
        subject_id=ra.case_id, ra_id=ra.id, complete=is_complete(ra), received_on=local_day(now, zone)
    )
    ledger.record(fact, actor=actor, now=now)
