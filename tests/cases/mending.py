"""Builders: a thing is claimed, mended or replaced, and goes back to its customer."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from savoir.cases.operations import open_case
from savoir.cases.queries import answer_of_case
from savoir.cases.states import Entry, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseCard, CaseRequest, LineRequest
from savoir.logistics import operations as logistics
from savoir.logistics.queries import expected_lines, returns_of_case
from savoir.resolutions import operations
from savoir.resolutions.queries import preview_plan
from tests.shop import Sale, Shop


def claim(sale: Sale, *, wanted: Remedy | None = None, intent: Intent = Intent.CLAIM,
          reason: Reason = Reason.DEFECTIVE, **answers: bool) -> CaseRequest:  # fmt: skip
    """It broke; `answers` are what the customer was asked on the way."""
    asked = AskedLine(sale.line_ids[0], 1, intent, reason, answers)
    return CaseRequest(sale.order_id, Entry.PORTAL, "fr", (LineRequest(asked=asked, wanted=wanted),))


def claims(shop: Shop, sale: Sale, now: datetime, **said: Any) -> CaseCard:
    return open_case(actor=shop.customer(sale.order_id), request=claim(sale, **said), now=now)[0]


def grants(shop: Shop, case: CaseCard, remedy: Remedy, now: datetime, **said: str) -> None:
    answer = answer_of_case(actor=shop.agent, case_id=case.id)
    digest = preview_plan(actor=shop.agent, answer=answer, remedy=remedy, now=now).digest
    operations.accept_offer(
        actor=shop.agent, case_reference=case.reference, remedy=remedy, plan_digest=digest, now=now, **said
    )


def mended(shop: Shop, sale: Sale, now: datetime, back: datetime, remedy: Remedy = Remedy.REPAIR,
           **said: Any) -> CaseCard:  # fmt: skip
    """A claim whose thing was mended, or replaced, and left us again on `back`."""
    motive = said.pop("motive", "")
    case = claims(shop, sale, now, **said)
    grants(shop, case, remedy, now, motive=motive)
    leaves(shop, case, back)
    return case


def leaves(shop: Shop, case: CaseCard, back: datetime) -> None:
    """What he sent in has come, and the mended or the new one goes to him."""
    for slip in returns_of_case(actor=shop.dock, case_id=case.id):
        (line,) = expected_lines(actor=shop.dock, ra_number=slip.number)
        logistics.receive(actor=shop.dock, scan_id=uuid4(), ra_number=slip.number, quantities={line.id: 1},
                          station="Quai 2", now=back)  # fmt: skip
    operations.fulfil_goods(
        actor=shop.agent, case_reference=case.reference, order_reference="REP-1", now=back
    )
