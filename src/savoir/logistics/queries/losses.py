"""Losses of value the dock measured, and whether anything of the kind may be said of inspected units."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from savoir.cases.queries import case_lines
from savoir.cases.values import CaseLineCard
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import NotFound
from savoir.kernel.prepared import prepared
from savoir.kernel.values.money import Money
from savoir.logistics.models import Inspection, ReceiptLine, ReturnLine, ValueLoss
from savoir.logistics.queries.receipts import checks_of
from savoir.logistics.queries.scope import visible_authorizations
from savoir.logistics.rules import bears_out, is_beyond_trial, is_withdrawn
from savoir.logistics.states import Finding, LossState


def _measured() -> QuerySet[ValueLoss]:
    rows = ValueLoss.objects.select_related("inspection__receipt_line__return_line__ra")
    return rows.order_by("id")


_OF_CASE = prepared(
    lambda case_id: _measured().filter(inspection__receipt_line__return_line__ra__case_id=case_id)
)


@dataclass(frozen=True, slots=True)
class LossCard:
    """A measured loss of value. `is_beyond`: the inspection says more handling than a trial, and no fault;
    `kept`: what a person kept of it; `before`: what was kept of its line for other units; `photo_id`: None
    once it was erased.
    """

    id: int
    case_id: int
    case_line_id: int
    inspection_id: int
    product_name: str
    quantity: int
    amount: Money
    share_points: int | None
    beyond: str
    photo_id: int | None
    finding: Finding
    is_beyond: bool
    state: LossState
    proposed_at: datetime
    kept: Money
    before: Money


def losses_of_case(*, actor: Actor, case_id: int) -> tuple[LossCard, ...]:
    """Losses measured on a case's units, oldest first; for members. Raises NotAllowed for a customer."""
    require(actor, Permission.RETURN_READ)
    found = _losses(actor, case_id)
    lines = {line.id: line for line in case_lines(actor=actor, case_id=case_id)} if found else {}
    return tuple(_card(row, lines, found) for row in found)


def _losses(actor: Actor, case_id: int) -> list[ValueLoss]:
    if not (actor.is_customer or actor.brand_id is not None):
        require(actor, Permission.CASE_READ)
        return _OF_CASE.rows(case_id=case_id)
    seen = visible_authorizations(actor).filter(case_id=case_id).values("id")
    return list(_measured().filter(inspection__receipt_line__return_line__ra_id__in=seen))


def loss_card(*, actor: Actor, loss_id: int) -> LossCard:
    """One of them. Raises NotFound."""
    require(actor, Permission.RETURN_READ)
    ids = ValueLoss.objects.filter(id=loss_id).values_list(
        "inspection__receipt_line__return_line__ra__case_id", flat=True
    )
    cards = losses_of_case(actor=actor, case_id=ids[0]) if ids else ()
    card = next((one for one in cards if one.id == loss_id), None)
    if card is None:
        raise NotFound("loss")
    return card


def _card(row: ValueLoss, lines: dict[int, CaseLineCard], all_rows: list[ValueLoss]) -> LossCard:
    inspection = row.inspection
    line = lines[inspection.receipt_line.return_line.case_line_id]
    finding = Finding(inspection.finding)
    others = [
        one.kept_minor
        for one in all_rows
        if one.id != row.id and one.inspection.receipt_line.return_line.case_line_id == line.id
    ]
    return LossCard(
        id=row.id, case_id=inspection.receipt_line.return_line.ra.case_id, case_line_id=line.id,
        inspection_id=inspection.id, product_name=line.product_name, quantity=inspection.quantity,
        amount=Money(row.amount_minor, row.currency), share_points=row.share_points, beyond=row.beyond,
        photo_id=row.photo_id, finding=finding, state=LossState(row.state), proposed_at=row.proposed_at,
        is_beyond=is_withdrawn(intent=line.intent, reason=line.reason)
        and is_beyond_trial(finding=finding, checks=checks_of(inspection)),
        kept=Money(row.kept_minor, row.currency), before=Money(sum(others), row.currency),
    )  # fmt: skip


def is_examined_and_decided(*, actor: Actor, case_id: int) -> bool:
    """Whether all that was announced is here and examined, and whatever does not bear its line out has had a
    person's word on what it lost: nothing is left for the money to wait for.
    """
    system = system_actor(actor.org_id)
    awaited = ReturnLine.objects.filter(ra__case_id=case_id, ra__canceled_at=None)
    announced = sum(awaited.values_list("quantity", flat=True))
    arrived = ReceiptLine.objects.filter(return_line__ra__case_id=case_id)
    if sum(arrived.values_list("inspected_qty", flat=True)) < announced:
        return False
    lines = {line.id: line for line in case_lines(actor=system, case_id=case_id)}
    decided = ValueLoss.objects.exclude(state=LossState.PROPOSED.value).values("inspection_id")
    rows = Inspection.objects.filter(receipt_line__return_line__ra__case_id=case_id)
    return all(
        bears_out(intent=line.intent, finding=Finding(row.finding), checks=checks_of(row), reason=line.reason)
        for row in rows.exclude(id__in=decided).select_related("receipt_line__return_line")
        for line in (lines[row.receipt_line.return_line.case_line_id],)
    )
