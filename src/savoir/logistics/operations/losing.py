"""What handling beyond a trial took off the value of withdrawn units: measured at the dock, kept by a person.

A proposal moves no money and promises nothing: a higher room asks the law, a person decides (L221-23).
"""

from dataclasses import dataclass
from datetime import datetime

from savoir.cases.operations import attach_file, lock_case
from savoir.cases.queries import case_lines
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.kernel.lifecycles import advance
from savoir.kernel.rows import insert_row
from savoir.kernel.values.money import Money, percent
from savoir.logistics import states
from savoir.logistics.events import ValueLossDeclined, ValueLossProposed
from savoir.logistics.models import Inspection, ValueLoss
from savoir.logistics.queries.authorizations import sold_as
from savoir.logistics.queries.receipts import checks_of
from savoir.logistics.rules import cleaned, is_beyond_trial, is_withdrawn
from savoir.logistics.states import Finding, LossState

PHOTO = "inspection"  # its kind in the file of a case: the customer's own photos are counted apart
WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Measured:
    """What the dock measured on inspected units: a sum, or a share of their price in hundredths of a percent;
    `beyond`: what was done beyond a trial, in words the customer will read; `photo_id`: the picture of it.
    """

    beyond: str
    photo_id: int
    amount: Money | None = None
    share_points: int | None = None


class NoLossToClaim(Conflict):
    """Nothing may be kept of these units: `code` says why (`claim`: he claims a fault or did not withdraw;
    `trial`: what was found is no more than a trial, or a fault).
    """


class LossOfAll(Invalid):
    """The measure takes the whole price or more: a withdrawal always brings something back. `most`: the price
    it must stay below.
    """


class LossSettled(Conflict):
    """A person has decided on this loss already."""


def propose_loss(*, actor: Actor, inspection_id: int, measured: Measured, now: datetime) -> int:
    """Write down what inspected units lost; a person at the desk decides. Returns the proposal's id.

    Raises NotFound, NoLossToClaim, Invalid for words, photo or sum (`code`: required, whole, twice); then
    nothing happened.
    """
    require(actor, Permission.RETURN_INSPECT)
    row = _locked(actor, inspection_id)
    line = row.receipt_line.return_line
    card = next(c for c in case_lines(actor=actor, case_id=line.ra.case_id) if c.id == line.case_line_id)
    found = Finding(row.finding)
    sale = sold_as(actor, card)
    if not is_withdrawn(intent=card.intent, reason=card.reason) or sale is None:
        raise NoLossToClaim("finding", code="claim")
    if not is_beyond_trial(finding=found, checks=checks_of(row)):
        raise NoLossToClaim("finding", code="trial")
    if ValueLoss.objects.filter(inspection=row).exists():
        raise Invalid("loss", code="twice")
    loss = _loss(measured, sale.paid_for(row.quantity, before=0))
    made = _write(actor, row, measured, loss, now)
    reference = line.ra.case.reference
    attach_file(actor=actor, reference=reference, file_id=measured.photo_id, kind=PHOTO, now=now)
    fact = ValueLossProposed(
        subject_id=line.ra.case_id, loss_id=made.id, inspection_id=row.id, case_line_id=card.id, amount=loss
    )
    ledger.record(fact, actor=actor, now=now)
    return made.id


def _locked(actor: Actor, inspection_id: int) -> Inspection:
    rows = Inspection.objects.select_related("receipt_line__return_line__ra__case").filter(id=inspection_id)
    found = rows.first()
    if found is None:
        raise NotFound("inspection")
    lock_case(actor=actor, case_id=found.receipt_line.return_line.ra.case_id)
    return rows.select_for_update(of=("self",)).get()


def _loss(measured: Measured, paid: Money) -> Money:
    """The sum that was lost. It lies below what the units cost: a withdrawal always brings something back."""
    if not cleaned(measured.beyond, 500):
        raise Invalid("beyond", code="required")
    if not measured.photo_id:
        raise Invalid("photo", code="required")
    share = measured.share_points
    loss = measured.amount if share is None else percent(paid, share)
    if loss is None or loss.minor <= 0 or loss.currency != paid.currency:
        raise Invalid("loss", code="required")
    if loss >= paid:
        raise LossOfAll("loss", code="whole", most=paid)
    return loss


def _write(actor: Actor, row: Inspection, measured: Measured, loss: Money, now: datetime) -> ValueLoss:
    return insert_row(
        ValueLoss(
            org_id=row.org_id, inspection=row, amount_minor=loss.minor, currency=loss.currency,
            share_points=measured.share_points, beyond=cleaned(measured.beyond, 500),
            photo_id=measured.photo_id, member_id=actor.id, proposed_at=now,
        )
    )  # fmt: skip


def settle_loss(*, actor: Actor, loss_id: int, kept: Money, now: datetime) -> None:
    """A person decided: `kept` of the loss stays with the shop, nothing when it is zero. Whoever asks has
    asked the law before; it is no door of its own. Raises NotFound, LossSettled, Invalid above the loss.
    """
    require(actor, Permission.REFUND_REDUCE)
    row = ValueLoss.objects.select_for_update().filter(id=loss_id).first()
    if row is None:
        raise NotFound("loss")
    if row.state != LossState.PROPOSED.value:
        raise LossSettled("loss", state=row.state)
    if not 0 <= kept.minor <= row.amount_minor:
        raise Invalid("kept", code="beyond", most=Money(row.amount_minor, row.currency))
    row.kept_minor, row.settled_at = kept.minor, now
    to = LossState.KEPT if kept.minor else LossState.DECLINED
    advance(row, "state", to, lifecycle=states.LOSS, also=("kept_minor", "settled_at"))
    if to is LossState.DECLINED:
        case_id = row.inspection.receipt_line.return_line.ra.case_id
        ledger.record(ValueLossDeclined(subject_id=case_id, loss_id=row.id), actor=actor, now=now)
