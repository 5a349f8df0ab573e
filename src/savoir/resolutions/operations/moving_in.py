"""One case of another system goes on here: its money counted, its file open, its label known at the dock."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from savoir.cases import operations as cases
from savoir.cases.queries import answer_of_case, case_lines
from savoir.cases.states import Entry
from savoir.cases.values import AskedLine, CaseCard, CaseRequest, LineRequest, MovedIn
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Refused
from savoir.kernel.values.days import local_day
from savoir.kernel.values.digests import digest
from savoir.logistics import operations as logistics
from savoir.logistics.queries import expected_lines
from savoir.logistics.states import ReturnMethod
from savoir.organizations.queries import brand_card
from savoir.resolutions.models import Refund
from savoir.resolutions.move_in.columns import FormerState
from savoir.resolutions.move_in.parsing import FormerCase
from savoir.resolutions.operations.accepting import accept_offer
from savoir.resolutions.operations.choosing import MOVED_IN
from savoir.resolutions.operations.outside import count_money_returned_elsewhere
from savoir.resolutions.operations.pausing import pause_refund
from savoir.resolutions.ports import RailRefund, RailState
from savoir.resolutions.queries.moving_in import plan_cases
from savoir.resolutions.queries.plans import preview_plan
from savoir.resolutions.states import RefundState
from savoir.resolutions.values import MovedCase, PlannedCase

STATION: Final = "moved_in"
_SCANS: Final = UUID("5b6b7a3c-5d0e-4c1e-9a55-3f0f6d2b8f11")
_MAY_LEAVE = (RefundState.REQUESTED.value, RefundState.SETTLING.value)
SEND_BACK_WITHIN: Final = timedelta(days=30)


def move_in(*, actor: Actor, brand_id: int, case: FormerCase, expected: str, now: datetime) -> MovedCase:
    """Carry out what `plan_cases` says of one case, all of it or nothing.

    Money that went back is counted first. A case that waits for its parcel is granted what the other system
    had granted; money that its past would let leave at once waits for a person. What moved in before stays
    as it is. `expected`: the digest of the plan that was shown, or ""; another one is refused as `moved`.
    Raises NotAllowed.
    """
    require(actor, Permission.CASE_MOVE_IN)
    system = system_actor(actor.org_id)
    plan = plan_cases(actor=actor, brand_id=brand_id, cases=[case], now=now)[0]
    if not plan.moves:
        return MovedCase(
            plan.number, plan.line, plan.outcome, plan.reference, plan.field, plan.code, plan.below
        )
    if expected and digest(plan) != expected:
        return MovedCase(plan.number, plan.line, "refused", code="moved")
    try:
        with transaction.atomic():
            reference = _carry_out(system, brand_id, case, plan, now)
    except Refused as refusal:
        return MovedCase(plan.number, plan.line, "refused", field=refusal.field, code=type(refusal).__name__)
    return MovedCase(plan.number, plan.line, "moved", reference)


def _carry_out(system: Actor, brand_id: int, case: FormerCase, plan: PlannedCase, now: datetime) -> str:
    for made in plan.money:
        seen = RailRefund(
            provider_reference=made.reference, refund_reference=None, payment_reference="",
            amount=made.amount, state=RailState.SUCCEEDED,
        )  # fmt: skip
        count_money_returned_elsewhere(
            actor=system, payment_id=made.payment_id, source=made.source, seen=seen, line_id=made.line_id,
            now=now,
        )  # fmt: skip
    opened, _ = cases.move_in_case(
        actor=system, request=_request(case, plan), now=now,
        moved=MovedIn(case.case_number, case.opened_at or now),
    )  # fmt: skip
    if case.state is not FormerState.OPEN:
        _go_on(system, brand_id, case, opened, now)
    cases.point_out_late(actor=system, case_id=opened.id, now=now)
    return opened.reference


def _request(case: FormerCase, plan: PlannedCase) -> CaseRequest:
    lines = tuple(
        LineRequest(
            asked=AskedLine(planned.sale_line_id, planned.quantity, line.intent, line.reason),
            wanted=case.remedy, words=line.words,
        )
        for line, planned in zip(case.lines, plan.lines, strict=True)
    )  # fmt: skip
    return CaseRequest(plan.order_id, Entry.MOVED_IN, case.language, lines)


def _go_on(system: Actor, brand_id: int, case: FormerCase, opened: CaseCard, now: datetime) -> None:
    """Grant what was granted, at its own date; then the parcel, awaited or here."""
    granted_at = case.authorized_at or opened.opened_at
    answer = answer_of_case(actor=system, case_id=opened.id)
    plan = preview_plan(actor=system, answer=answer, remedy=case.remedy, now=granted_at)
    accepted = accept_offer(
        actor=system, case_reference=opened.reference, remedy=case.remedy, plan_digest=plan.digest,
        motive=MOVED_IN, now=granted_at,
    )  # fmt: skip
    customer_pays = answer.lines[0].customer_pays_return
    number = accepted.ra_number or _authorize(
        system, brand_id, opened, granted_at, customer_pays=customer_pays
    )
    if case.return_number or case.tracking_number:
        logistics.name_formerly(
            actor=system, ra_number=number, former_number=case.return_number or case.tracking_number,
            tracking_number=case.tracking_number, now=now,
        )  # fmt: skip
    is_here = case.state is FormerState.RECEIVED
    _wait_for_person(system, opened.id, _MAY_LEAVE if is_here else _MAY_LEAVE[1:], now)
    if is_here:
        _receive(system, number, case, opened)


def _authorize(
    system: Actor, brand_id: int, opened: CaseCard, granted_at: datetime, *, customer_pays: bool
) -> str:
    """Our rules would not have the thing back; the other system has let it come all the same. Who pays for
    that is the answer's word: never the customer for a fault (L217-11).
    """
    brand = brand_card(actor=system, brand_id=brand_id)
    lines = case_lines(actor=system, case_id=opened.id)
    card = logistics.authorize_return(
        actor=system, case_id=opened.id, site_id=brand.return_site_id, method=ReturnMethod.OWN_POST,
        customer_pays=customer_pays, send_back_by=local_day(granted_at, brand.zone) + SEND_BACK_WITHIN,
        lines=[(line.id, line.quantity) for line in lines], now=granted_at,
    )  # fmt: skip
    return card.number


def _wait_for_person(system: Actor, case_id: int, states: tuple[str, ...], now: datetime) -> None:
    """No money leaves for what happened before we were here, until a person says that it is still owed."""
    rows = Refund.objects.select_for_update().filter(case_id=case_id, state__in=states).order_by("id")
    for refund in list(rows):
        pause_refund(actor=system, refund=refund, now=now)


def _receive(system: Actor, ra_number: str, case: FormerCase, opened: CaseCard) -> None:
    """The parcel arrived there on its day: here it waits to be inspected."""
    awaited: Mapping[int, int] = {
        line.id: line.quantity for line in expected_lines(actor=system, ra_number=ra_number)
    }
    logistics.receive(
        actor=system, scan_id=uuid5(_SCANS, f"{system.org_id}:{opened.id}"), ra_number=ra_number,
        quantities=awaited, station=STATION, now=case.received_at or opened.opened_at,
    )  # fmt: skip
