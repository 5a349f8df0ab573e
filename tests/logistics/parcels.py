"""Builders: a case whose request was granted, its authorization, its parcel at the dock."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from savoir.cases import operations as cases
from savoir.cases.queries import case_lines
from savoir.cases.states import Entry, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseRequest, LineRequest
from savoir.logistics import operations, queries
from savoir.logistics.states import Finding, Grade, ReturnMethod
from savoir.logistics.values import Checks, RaCard, ReceiptCard
from tests.shop import NOON, Sale, Shop, sell

DAY = timedelta(days=1)
AS_ANNOUNCED = Checks(
    right_item=True, right_quantity=True, used_or_damaged=False, defect_proven=False, in_time=True
)


@dataclass(frozen=True)
class Granted:
    """A case somebody said yes to."""

    case_id: int
    reference: str
    sale: Sale
    line_ids: tuple[int, ...]


def grant(shop: Shop, sale: Sale | None = None, *, quantity: int = 1, **given: Any) -> Granted:
    """Open a case on every line of a sale and grant it. `given`: intent, reason, remedy, accepted=False."""
    sale = sale or sell(shop, quantity=quantity)
    asked = [
        AskedLine(
            line_id=line_id, quantity=quantity, intent=given.get("intent", Intent.WITHDRAWAL),
            reason=given.get("reason", Reason.CHANGED_MIND), answers=given.get("answers", {}),
        )
        for line_id in sale.line_ids
    ]  # fmt: skip
    request = CaseRequest(
        order_id=sale.order_id, entry=Entry.PORTAL, language=given.get("language", "fr"),
        lines=tuple(LineRequest(asked=line, words="Elle ne me va pas") for line in asked),
    )  # fmt: skip
    card, answer = cases.open_case(actor=shop.agent, request=request, now=NOON)
    if given.get("accepted", True):
        decided = cases.DecisionToRecord(
            answer=answer, remedy=given.get("remedy", Remedy.REFUND), plan_digest="0" * 32
        )
        cases.record_decision(actor=shop.agent, case_id=card.id, decided=decided, now=NOON)
    lines = case_lines(actor=shop.system, case_id=card.id)
    return Granted(card.id, card.reference, sale, tuple(line.id for line in lines))


def authorize(shop: Shop, case: Granted, *, quantity: int = 1, **given: Any) -> RaCard:
    """Let every line of a case come back to the warehouse until 8 December."""
    return operations.authorize_return(
        actor=given.get("actor", shop.agent), case_id=case.case_id,
        site_id=given.get("site_id", shop.warehouse_id), method=given.get("method", ReturnMethod.OWN_POST),
        customer_pays=True, send_back_by=date(2026, 12, 8),
        lines=given.get("lines", tuple((line_id, quantity) for line_id in case.line_ids)), now=NOON,
    )  # fmt: skip


def arrive(shop: Shop, ra: RaCard, *, quantity: int = 1, **given: Any) -> ReceiptCard:
    """Receive `quantity` of each announced line two days later."""
    lines = queries.expected_lines(actor=shop.dock, ra_number=ra.number)
    return operations.receive(
        actor=given.pop("actor", shop.dock), scan_id=given.pop("scan_id", uuid4()), ra_number=ra.number,
        quantities=given.pop("quantities", {line.id: quantity for line in lines}),
        now=given.pop("now", NOON + 2 * DAY), **{"station": "Quai 2", **given},
    )  # fmt: skip


def examine(shop: Shop, receipt: ReceiptCard, *, quantity: int = 1, **given: Any) -> int:
    """Inspect `quantity` units of the first line of a receipt: as new, unless said otherwise."""
    return operations.inspect(
        actor=given.get("actor", shop.dock), receipt_line_id=receipt.lines[0].id, quantity=quantity,
        checks=given.get("checks", AS_ANNOUNCED), grade=given.get("grade", Grade.A),
        finding=given.get("finding", Finding.UNUSED), serial_seen=given.get("serial_seen", ""),
        now=NOON + 2 * DAY,
    )  # fmt: skip
