"""What becomes of the thing: confirmed by a person, destroyed only by two."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from savoir.cases.operations import lock_case
from savoir.kernel import approvals, ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid, MotiveMissing, NotAllowed
from savoir.kernel.rows import insert_row
from savoir.kernel.tenancy import current_organization
from savoir.kernel.values.answers import YES
from savoir.kernel.values.digests import digest
from savoir.logistics.events import DestructionRefused, DispositionConfirmed
from savoir.logistics.models import Disposition, Inspection, StockMovement
from savoir.logistics.queries.destroying import INSPECTION, destruction_asked
from savoir.logistics.queries.receipts import inspection_card, thing_of
from savoir.logistics.rules import AS_IT_IS, STOCK_KINDS, read_bin
from savoir.logistics.rules import bin_code as planned_bin
from savoir.logistics.states import DispositionKind
from savoir.logistics.values import DESTRUCTION, InspectionCard, Thing

_PATIENCE = timedelta(days=7)


class SecondPersonNeeded(NotAllowed):
    """Nothing is destroyed by one person: ask with `ask_destruction`."""


class AlreadyDisposed(Conflict):
    """Somebody confirmed it; `facts`: `disposition`, `bin_code`. Only quarantine may be left again."""


class DestructionAsked(Conflict):
    """A second person was asked to let these units be destroyed, and has not answered."""


class RecalledThing(Conflict):
    """What was called back goes to nobody else as it is; repaired, to its supplier or recycled it may."""


class WrongBin(Invalid):
    """That bin is not one of this disposition; `facts["planned"]` is the one that is."""


def confirm_disposition(
    *, actor: Actor, inspection_id: int, kind: DispositionKind, bin_code: str = "", now: datetime
) -> str:
    """Say what becomes of inspected units; return the bin (the planned one when none is named).

    Kinds that go on sale again enter the stock of the site by one movement; the others move none. The same
    confirmation twice counts once. Raises NotFound, SecondPersonNeeded, AlreadyDisposed, WrongBin,
    RecalledThing.
    """
    require(actor, Permission.DISPOSITION_CONFIRM)
    if kind is DispositionKind.DESTROY:
        raise SecondPersonNeeded("kind", code="destroy")
    return _dispose(actor, inspection_id, kind, bin_code, now)


def ask_destruction(*, actor: Actor, inspection_id: int, now: datetime) -> int:
    """Ask a second person to let units be destroyed; return the approval's id. They wait in quarantine.

    Raises NotFound, AlreadyDisposed, DestructionAsked when somebody asked already.
    """
    require(actor, Permission.DISPOSITION_CONFIRM)
    card = inspection_card(actor=actor, inspection_id=inspection_id)
    lock_case(actor=actor, case_id=card.case_id)
    card = inspection_card(actor=actor, inspection_id=inspection_id)
    _check_free(card)
    if destruction_asked(actor=actor, inspection_id=inspection_id, now=now):
        raise DestructionAsked("inspection")
    asked = approvals.ask(actor=actor, request=_destruction(card), expires_at=now + _PATIENCE, now=now)
    Disposition.objects.filter(inspection_id=card.id).update(refused_at=None)
    if card.disposition is None:
        _dispose(actor, inspection_id, DispositionKind.QUARANTINE, "", now)
    return asked


def approve_destruction(
    *, actor: Actor, approval_id: int, inspection_id: int, motive: str, now: datetime
) -> str:
    """Let the units be destroyed, as another person than the one who asked; return their bin.

    Raises NotFound, NotAllowed (also for the asker), Conflict when the request moved, AlreadyDisposed.
    """
    require(actor, Permission.APPROVAL_DECIDE)
    _answer(actor, approval_id, inspection_id, _Answer(True, motive), now)
    return _dispose(actor, inspection_id, DispositionKind.DESTROY, "", now)


def refuse_destruction(
    *, actor: Actor, approval_id: int, inspection_id: int, motive: str, now: datetime
) -> None:
    """Let the units not be destroyed, in words that the dock reads; they wait in quarantine for another use.

    Raises NotFound, NotAllowed (also for the asker), MotiveMissing, Conflict when the request moved;
    then nothing happened.
    """
    require(actor, Permission.APPROVAL_DECIDE)
    if not motive.strip():
        raise MotiveMissing("motive", code="required")
    card = _answer(actor, approval_id, inspection_id, _Answer(False, motive.strip()), now)
    Disposition.objects.filter(inspection_id=card.id).update(refused_at=now)
    fact = DestructionRefused(subject_id=card.case_id, inspection_id=card.id, quantity=card.quantity)
    ledger.record(fact, actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class _Answer:
    granted: bool
    motive: str


def _answer(
    actor: Actor, approval_id: int, inspection_id: int, said: _Answer, now: datetime
) -> InspectionCard:
    """Answer the very request that stands, under the lock of the case."""
    card = inspection_card(actor=actor, inspection_id=inspection_id)
    lock_case(actor=actor, case_id=card.case_id)
    card = inspection_card(actor=actor, inspection_id=inspection_id)
    wanted = _destruction(card)
    found = approvals.decide(
        actor=actor, approval_id=approval_id, granted=said.granted, plan_digest=wanted.plan_digest,
        motive=said.motive, now=now,
    )  # fmt: skip
    if found != wanted:
        raise Conflict("approval", code="moved")
    return card


def _destruction(card: InspectionCard) -> approvals.Request:
    plan = digest([card.id, card.quantity, card.grade, card.finding, DispositionKind.DESTROY])
    return approvals.Request(
        subject_kind=INSPECTION, subject_id=card.id, verb=DESTRUCTION, plan_digest=plan,
        ceiling_code="destruction",
    )  # fmt: skip


def _dispose(actor: Actor, inspection_id: int, kind: DispositionKind, bin_code: str, now: datetime) -> str:
    card = inspection_card(actor=actor, inspection_id=inspection_id)
    lock_case(actor=actor, case_id=card.case_id)
    card = inspection_card(actor=actor, inspection_id=inspection_id)
    thing = thing_of(actor, case_id=card.case_id, case_line_id=card.case_line_id, serial=card.serial_seen)
    place = _bin(thing, kind, bin_code)
    if (card.disposition, card.bin_code) == (kind, place):
        return place
    _check_free(card)
    if kind in AS_IT_IS and thing.recalled is YES:
        raise RecalledThing("kind")
    if card.disposition is not None and kind is not DispositionKind.DESTROY:
        withdraw_destruction(card.id)
    _write(actor, card, kind, place, now)
    fact = DispositionConfirmed(
        subject_id=card.case_id, inspection_id=card.id, disposition=kind, quantity=card.quantity
    )
    ledger.record(fact, actor=actor, now=now)
    return place


def withdraw_destruction(inspection_id: int) -> None:
    """The units found another use, or were never inspected: nobody is asked to destroy them any more."""
    approvals.withdraw(subject_kind=INSPECTION, subject_id=inspection_id, verb=DESTRUCTION)


def _check_free(card: InspectionCard) -> None:
    if card.disposition not in (None, DispositionKind.QUARANTINE):
        raise AlreadyDisposed("inspection", disposition=card.disposition, bin_code=card.bin_code)


def _bin(thing: Thing, kind: DispositionKind, given: str) -> str:
    planned = planned_bin(kind, thing)
    place = read_bin(given) if given.strip() else planned
    if place[:2] != planned[:2]:
        raise WrongBin("bin_code", planned=planned)
    return place


def _why_aside(card: InspectionCard, kind: DispositionKind) -> str:
    """The ground of a quarantine that was proposed; "" of every other use, and where a person chose it."""
    is_proposed = kind is DispositionKind.QUARANTINE is card.proposal.kind
    return card.proposal.ground if is_proposed else ""


def _write(actor: Actor, card: InspectionCard, kind: DispositionKind, place: str, now: datetime) -> None:
    found = Inspection.objects.select_related("receipt_line__receipt").get(id=card.id)
    site_id = found.receipt_line.receipt.site_id
    row, _ = Disposition.objects.update_or_create(
        org_id=current_organization(), inspection_id=card.id,
        defaults={"kind": kind.value, "bin_code": place, "proposed_kind": card.proposal.kind.value,
                  "member_id": actor.id, "confirmed_at": now, "site_id": site_id,
                  "ground": _why_aside(card, kind)},
    )  # fmt: skip
    if kind not in STOCK_KINDS:
        return
    lines = Inspection.objects.filter(id=card.id)
    product = lines.values_list("receipt_line__return_line__case_line__order_line__product_id", flat=True)[0]
    insert_row(StockMovement(
        org_id=row.org_id, disposition=row, product_id=product, site_id=site_id,
        quantity=card.quantity, bin_code=place, moved_at=now,
    ))  # fmt: skip
