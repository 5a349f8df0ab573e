"""Permission to send back: given with the decision, taken back as long as nothing travels."""

from collections.abc import Sequence
from datetime import date, datetime

from savoir.cases.operations import lock_case, set_reception
from savoir.cases.queries import case_lines
from savoir.cases.states import Acceptance, Reception
from savoir.cases.values import CaseLineCard
from savoir.kernel import jobs, ledger
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.kernel.ledger import Reference
from savoir.kernel.references import next_reference
from savoir.kernel.rows import insert_row, write_columns
from savoir.kernel.tenancy import current_organization
from savoir.logistics.events import AuthorizationCanceled, ReturnAuthorized
from savoir.logistics.models import PostingProof, ReturnAuthorization, ReturnLine
from savoir.logistics.operations.locking import locked_authorization
from savoir.logistics.operations.overdue import look_when_overdue
from savoir.logistics.queries.authorizations import card_of
from savoir.logistics.states import ReturnMethod
from savoir.logistics.values import RaCard
from savoir.organizations.queries import site_card

MAKE_SLIP = "logistics.make_slip"
PREPARE_RETURN = "logistics.prepare_return"
_MAY_BE_AWAITED = frozenset({Reception.NOT_EXPECTED, Reception.EXPIRED, Reception.CANCELED})


class NothingTravels(Invalid):
    """An authorization without a line, or by the method "no return", authorizes nothing."""


class LineNotAccepted(Conflict):
    """Nothing comes back before the request on its line was granted; `facts["line_id"]` names it."""


class AlreadyAwaited(Conflict):
    """A line has at most one open authorization; `facts["ra_number"]` is it."""


class BeyondCase(Invalid):
    """More units than the case holds and still awaits; `facts["most"]` is how many may come."""


class ParcelOnItsWay(Conflict):
    """What was posted or has arrived can't be taken back."""


def authorize_return(
    *, actor: Actor, case_id: int, site_id: int, method: ReturnMethod, customer_pays: bool,
    send_back_by: date, lines: Sequence[tuple[int, int]], now: datetime, promised_on: date | None = None,
    promised_if_by: date | None = None,
) -> RaCard:  # fmt: skip
    """Let `lines` of (case line id, quantity) come back to a site; the slip follows by a job.

    Whoever accepts an offer for a customer calls it as the system, after the decision granted the lines.
    `send_back_by` is a courtesy date: nothing is refused after it. `promised_on` is the day that the slip
    repeats of what was agreed, if the parcel leaves by `promised_if_by`. Raises NotFound, NothingTravels,
    LineNotAccepted, AlreadyAwaited, BeyondCase; then nothing happened.
    """
    require(actor, Permission.RETURN_AUTHORIZE)
    lock_case(actor=actor, case_id=case_id)
    if not lines or method is ReturnMethod.NO_RETURN:
        raise NothingTravels("lines" if not lines else "method", code="nothing_travels")
    site_card(actor=system_actor(actor.org_id), site_id=site_id)
    _check(actor, case_id, lines)
    ra = insert_row(ReturnAuthorization(
        org_id=current_organization(), number=next_reference("RA"), case_id=case_id, site_id=site_id,
        method=method.value, customer_pays=customer_pays, send_back_by=send_back_by, issued_at=now,
        promised_on=promised_on, promised_if_by=promised_if_by,
    ))  # fmt: skip
    _await(actor, ra, lines, now)
    fact = ReturnAuthorized(subject_id=case_id, ra_id=ra.id, ra_number=Reference(ra.number))
    ledger.record(fact, actor=actor, now=now)
    look_when_overdue(
        actor=system_actor(actor.org_id), ra_id=ra.id, case_id=case_id, send_back_by=send_back_by
    )
    return card_of(ra)


def _check(actor: Actor, case_id: int, lines: Sequence[tuple[int, int]]) -> None:
    cards = {card.id: card for card in case_lines(actor=actor, case_id=case_id)}
    if len({line_id for line_id, _ in lines}) != len(lines):
        raise Invalid("lines", code="twice")
    for line_id, quantity in lines:
        if line_id not in cards:
            raise NotFound("line")
        _check_line(cards[line_id], quantity)


def _check_line(card: CaseLineCard, quantity: int) -> None:
    if card.acceptance is not Acceptance.ACCEPTED:
        raise LineNotAccepted("lines", line_id=card.id, acceptance=card.acceptance.value)
    running = ReturnLine.objects.filter(case_line_id=card.id, is_open=True).select_related("ra").first()
    if running is not None:
        raise AlreadyAwaited("lines", line_id=card.id, ra_number=running.ra.number)
    most = 0 if card.reception not in _MAY_BE_AWAITED else card.quantity - card.received_qty
    if not 1 <= quantity <= most:
        raise BeyondCase("lines", line_id=card.id, most=most)


def _await(actor: Actor, ra: ReturnAuthorization, lines: Sequence[tuple[int, int]], now: datetime) -> None:
    for line_id, quantity in lines:
        insert_row(ReturnLine(org_id=ra.org_id, ra=ra, case_line_id=line_id, quantity=quantity))
        set_reception(
            actor=system_actor(actor.org_id), line_id=line_id, to=Reception.AWAITING, received_qty=0, now=now
        )
    for job in (PREPARE_RETURN, MAKE_SLIP):
        jobs.enqueue(job, org_id=ra.org_id, run_at=now, ra_id=ra.id)


def cancel_authorization(*, actor: Actor, ra_number: str, now: datetime) -> RaCard:
    """Stop awaiting a parcel that nobody posted. Canceled twice is canceled once.

    A parcel that comes all the same is received (with a warning). Raises NotFound, ParcelOnItsWay.
    """
    require(actor, Permission.RETURN_AUTHORIZE)
    ra = locked_authorization(actor, ra_number)
    if ra.canceled_at is not None:
        return card_of(ra)
    lines = ReturnLine.objects.filter(ra=ra)
    if PostingProof.objects.filter(ra=ra).exists() or lines.filter(received_qty__gt=0).exists():
        raise ParcelOnItsWay("ra_number", ra_number=ra.number)
    ra.canceled_at = now
    write_columns(ra, "canceled_at")
    lines.update(is_open=False)
    for line_id in lines.values_list("case_line_id", flat=True):
        set_reception(actor=actor, line_id=line_id, to=Reception.CANCELED, received_qty=0, now=now)
    ledger.record(AuthorizationCanceled(subject_id=ra.case_id, ra_id=ra.id), actor=actor, now=now)
    return card_of(ra)
