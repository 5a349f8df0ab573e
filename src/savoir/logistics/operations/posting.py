"""« J'ai expédié mon colis »."""

import re
from datetime import date, datetime

from savoir.cases.operations import set_reception
from savoir.cases.queries import case_by_id, case_lines
from savoir.cases.states import Reception
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Conflict, Invalid
from savoir.kernel.files import file_card
from savoir.kernel.rows import insert_row, write_columns
from savoir.kernel.values.days import local_day
from savoir.logistics.events import ParcelPosted
from savoir.logistics.models import PostingProof, ReturnAuthorization, ReturnLine
from savoir.logistics.operations.locking import locked_authorization
from savoir.logistics.queries.authorizations import card_of
from savoir.logistics.queries.receipts import is_complete
from savoir.logistics.values import RaCard
from savoir.organizations.queries import brand_card

_TRACKING = re.compile(r"[A-Z0-9]{4,60}")
_MAY_TRAVEL = frozenset({Reception.AWAITING, Reception.EXPIRED})


class PostingNotProved(Invalid):
    """A posting needs its tracking number or a photo of the receipt."""


class PostingDateImpossible(Invalid):
    """`code`: `future`, or `before_case` when it lies before the case was opened (`facts["first"]`)."""


class AlreadyPosted(Conflict):
    """Another posting of this parcel is on file; `facts["posted_on"]` is its date."""


class NotAwaited(Conflict):
    """The authorization was canceled, or all of it has arrived: there is nothing left to post."""


def declare_posting(
    *, actor: Actor, ra_number: str, posted_on: date, tracking_number: str = "", photo_id: int | None = None,
    now: datetime,
) -> RaCard:  # fmt: skip
    """Take the proof that the parcel was posted: it starts the refund's clock (C. conso L221-24).

    `posted_on` is a local day from the case's opening (we knew of no return before, and the refund counts
    from the later of the two, so an earlier day gains the customer nothing and is mostly a slip of the
    finger) to today. It may lie before the authorization: nobody must wait for our number to send back.
    The same declaration twice counts once. Raises NotFound, PostingNotProved, PostingDateImpossible,
    AlreadyPosted, NotAwaited; then nothing happened.
    """
    require(actor, Permission.POSTING_DECLARE)
    ra = locked_authorization(actor, ra_number)
    tracking = _checked_proof(actor, tracking_number, photo_id)
    _check_day(actor, ra, posted_on, now)
    if _is_on_file(ra, posted_on, tracking):
        return card_of(ra)
    if ra.canceled_at is not None or is_complete(ra):
        raise NotAwaited("ra_number", ra_number=ra.number)
    _write(ra, posted_on, tracking, photo_id, now)
    _set_in_transit(actor, ra, now)
    fact = ParcelPosted(subject_id=ra.case_id, ra_id=ra.id, posted_on=posted_on)
    ledger.record(fact, actor=actor, now=now)
    return card_of(ra)


def _checked_proof(actor: Actor, tracking_number: str, photo_id: int | None) -> str:
    tracking = re.sub(r"[\s.-]+", "", tracking_number).upper()
    if not tracking and photo_id is None:
        raise PostingNotProved("tracking_number", code="required")
    if tracking and not _TRACKING.fullmatch(tracking):
        raise PostingNotProved("tracking_number", code="shape")
    if photo_id is not None:
        file_card(actor=actor, file_id=photo_id)
    return tracking


def _check_day(actor: Actor, ra: ReturnAuthorization, posted_on: date, now: datetime) -> None:
    case = case_by_id(actor=actor, case_id=ra.case_id)
    zone = brand_card(actor=actor, brand_id=case.brand_id).zone
    first = local_day(case.opened_at, zone)
    if posted_on > local_day(now, zone):
        raise PostingDateImpossible("posted_on", code="future")
    if posted_on < first:
        raise PostingDateImpossible("posted_on", code="before_case", first=first)


def _is_on_file(ra: ReturnAuthorization, posted_on: date, tracking: str) -> bool:
    former = PostingProof.objects.filter(ra=ra).first()
    if former is None:
        return False
    if (former.posted_on, former.tracking_number) != (posted_on, tracking):
        raise AlreadyPosted("ra_number", posted_on=former.posted_on, tracking_number=former.tracking_number)
    return True


def _write(
    ra: ReturnAuthorization, posted_on: date, tracking: str, photo_id: int | None, now: datetime
) -> None:
    insert_row(PostingProof(
        org_id=ra.org_id, ra=ra, posted_on=posted_on, tracking_number=tracking, photo_id=photo_id,
        declared_at=now,
    ))  # fmt: skip
    if tracking:
        ra.tracking_number = tracking
        write_columns(ra, "tracking_number")


def _set_in_transit(actor: Actor, ra: ReturnAuthorization, now: datetime) -> None:
    announced = set(ReturnLine.objects.filter(ra=ra).values_list("case_line_id", flat=True))
    for line in case_lines(actor=actor, case_id=ra.case_id):
        if line.id in announced and line.reception in _MAY_TRAVEL:
            set_reception(
                actor=system_actor(actor.org_id),
                line_id=line.id,
                to=Reception.IN_TRANSIT,
                received_qty=0,
                now=now,
            )
