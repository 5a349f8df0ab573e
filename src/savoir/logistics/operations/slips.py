"""The slip as paper, and what the carrier answered."""

from datetime import date, datetime

from savoir.cases.operations import attach_file
from savoir.kernel import jobs
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.failpoints import failpoint
from savoir.kernel.files import content_of, store_made
from savoir.kernel.ports import Documents, port
from savoir.kernel.rows import write_columns
from savoir.logistics.operations.authorizing import MAKE_SLIP
from savoir.logistics.operations.locking import locked_authorization
from savoir.logistics.ports import ReturnMeans
from savoir.logistics.queries.scope import authorization
from savoir.logistics.queries.slips import slip_data
from savoir.logistics.states import ReturnMethod

_PDF = "application/pdf"
_CARRIERS_METHODS = {ReturnMethod.OWN_POST.value, ReturnMethod.CONTACT_US.value}


def slip_pdf(*, actor: Actor, ra_number: str, now: datetime) -> bytes:
    """The slip as PDF: made on the first call (a tenth of a second), then kept with its authorization.

    It says what `slip_data` says, and nothing about the customer. Raises NotFound.
    """
    require(actor, Permission.CASE_READ)
    ra = authorization(actor, ra_number)
    if ra.slip_id is not None:
        return content_of(ra.slip_id)[0]
    ra = locked_authorization(actor, ra_number)
    if ra.slip_id is not None:
        return content_of(ra.slip_id)[0]
    failpoint("paper.before_made")
    paper = port(Documents).render(template="return_slip", data=slip_data(actor=actor, ra_number=ra.number))
    failpoint("paper.after_made")
    card = store_made(actor=system_actor(actor.org_id), content=paper, media_type=_PDF, now=now)
    ra.slip_id = card.id
    write_columns(ra, "slip")
    return paper


def renew_slip(
    *, actor: Actor, ra_number: str, promised_on: date | None, promised_if_by: date | None, now: datetime
) -> None:
    """The case was decided anew under the number the customer holds: its slip says what is promised now.

    It is made anew by a job, or by the first who asks. Raises NotFound, NotAllowed.
    """
    require(actor, Permission.RETURN_AUTHORIZE)
    ra = locked_authorization(actor, ra_number)
    ra.promised_on, ra.promised_if_by, ra.slip = promised_on, promised_if_by, None
    write_columns(ra, "promised_on", "promised_if_by", "slip")
    jobs.enqueue(MAKE_SLIP, org_id=ra.org_id, run_at=now, ra_id=ra.id)


def record_means(*, actor: Actor, ra_number: str, means: ReturnMeans, now: datetime) -> None:
    """Write what the carrier answered: its way, number and label. The same answer twice changes nothing.

    A number the customer declared himself stays. A slip made before is made anew when the way changed.
    Raises NotFound.
    """
    require(actor, Permission.RETURN_AUTHORIZE)
    ra = locked_authorization(actor, ra_number)
    if ra.method in _CARRIERS_METHODS and means.service in _CARRIERS_METHODS and ra.method != means.service:
        ra.method, ra.slip = means.service, None
    ra.tracking_number = ra.tracking_number or means.tracking_number
    ra.withheld_at = None
    write_columns(ra, "method", "slip", "tracking_number", "withheld_at")
    if means.label_pdf:
        label = store_made(actor=actor, content=means.label_pdf, media_type=_PDF, now=now)
        attach_file(actor=actor, reference=ra.case.reference, file_id=label.id, kind="return_label", now=now)
