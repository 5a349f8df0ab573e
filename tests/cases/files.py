"""Builders: somebody asks for something, and what stands in the tables afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from savoir.cases import operations as cases
from savoir.cases import queries
from savoir.cases.models import Attachment, Case, CaseLine, Decision, Draft, Promise
from savoir.cases.states import Entry, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseCard, CaseRequest, LineRequest
from savoir.conversations.models import Message
from savoir.kernel.access import Actor
from savoir.kernel.errors import Refused
from savoir.kernel.models import HumanTask, LedgerEvent
from savoir.logistics.models import ReturnAuthorization
from savoir.orders.models import OrderLine, Payment
from savoir.resolutions.models import JournalEntry, Refund, Resolution
from savoir.resolutions.operations import request_remedy
from savoir.resolutions.queries import offers_with_plans
from savoir.resolutions.values import AcceptedOffer, Plan
from tests.shop import NOON, Sale, Shop

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_COUNTED = (Case, CaseLine, Decision, Promise, Attachment, Draft, LedgerEvent, HumanTask, Refund, Resolution,
            JournalEntry, ReturnAuthorization, Message)  # fmt: skip


def everything() -> dict[str, Any]:
    """All that a verb of cases or resolutions may change, as plain rows."""
    counts: dict[str, Any] = {model.__name__: model.objects.count() for model in _COUNTED}
    counts["states"] = [
        list(Case.objects.order_by("id").values_list("state", "needs_person", "owner", "next_due_at")),
        list(CaseLine.objects.order_by("id").values_list("acceptance", "reception", "is_open", "holds")),
        list(Promise.objects.order_by("id").values_list("state", "due_at")),
        list(Refund.objects.order_by("id").values_list("state", "leaves_at", "settled_at")),
        list(Decision.objects.order_by("id").values_list("outcome", "superseded")),
        list(OrderLine.objects.order_by("id").values_list("held_qty", "returned_qty")),
        list(Payment.objects.order_by("id").values_list("pending_minor", "refunded_minor")),
    ]
    return counts


@contextmanager
def refused(kind: type[Exception] = Refused) -> Iterator[pytest.ExceptionInfo[Any]]:
    """The verb refuses as a door calls it, and nothing has happened."""
    before = everything()
    with pytest.raises(kind) as caught, transaction.atomic():
        yield caught
    assert everything() == before


def asked(sale: Sale, intent: Intent, reason: Reason, *, quantity: int = 1, line: int = 0,
          photos: int = 0) -> AskedLine:  # fmt: skip
    """What is asked of one line of a sale."""
    return AskedLine(
        line_id=sale.line_ids[line], quantity=quantity, intent=intent, reason=reason, photos=photos
    )


def request_of(sale: Sale, *lines: AskedLine, wanted: Remedy | None = None, **given: Any) -> CaseRequest:
    """A request at the portal, in French."""
    return CaseRequest(
        order_id=sale.order_id, entry=given.get("entry", Entry.PORTAL), language="fr",
        lines=tuple(LineRequest(asked=line, wanted=wanted, words="Bonjour", files=given.get("files", ()))
                    for line in lines),
    )  # fmt: skip


def opened(
    shop: Shop, sale: Sale, intent: Intent = Intent.WITHDRAWAL, reason: Reason = Reason.CHANGED_MIND, *,
    actor: Actor | None = None, now: datetime = NOON, **given: Any,
) -> CaseCard:  # fmt: skip
    """A case on the first line of a sale, opened by its customer."""
    who = actor or shop.customer(sale.order_id)
    line = asked(sale, intent, reason, quantity=given.pop("quantity", 1))
    return cases.open_case(actor=who, request=request_of(sale, line, **given), now=now)[0]


@dataclass(frozen=True)
class Chosen:
    """What the customer saw and chose."""

    case: CaseCard
    plan: Plan
    accepted: AcceptedOffer


def plan_for(shop: Shop, sale: Sale, lines: tuple[AskedLine, ...], remedy: Remedy, now: datetime) -> Plan:
    """The plan of a remedy as the portal shows it."""
    offers = offers_with_plans(actor=shop.customer(sale.order_id), lines=lines, now=now)
    return next(plan for plan in offers.plans if plan.remedy is remedy)


def chosen(
    shop: Shop, sale: Sale, intent: Intent = Intent.WITHDRAWAL, reason: Reason = Reason.CHANGED_MIND,
    remedy: Remedy = Remedy.REFUND, *, now: datetime = NOON, **given: Any,
) -> Chosen:  # fmt: skip
    """The customer asks, is answered at once, and takes `remedy`."""
    lines = given.get("lines") or (asked(sale, intent, reason, quantity=given.get("quantity", 1)),)
    plan = plan_for(shop, sale, lines, remedy, now)
    case, accepted = request_remedy(
        actor=shop.customer(sale.order_id), request=request_of(sale, *lines, wanted=remedy), remedy=remedy,
        plan_digest=plan.digest, now=now,
    )  # fmt: skip
    assert accepted is not None
    return Chosen(case, plan, accepted)


def card(shop: Shop, case: CaseCard) -> CaseCard:
    """The case as the desk sees it now."""
    return queries.case_by_id(actor=shop.agent, case_id=case.id)


def promises(shop: Shop, case: CaseCard) -> list[tuple[str, str]]:
    """Kinds and states of its promises, oldest first."""
    return [(p.kind, p.state) for p in queries.promises_of_case(actor=shop.agent, case_id=case.id)]


def kinds(shop: Shop, case: CaseCard) -> list[str]:
    """Its facts, oldest first."""
    return [entry.kind for entry in queries.timeline_of_case(actor=shop.agent, case_id=case.id)]


Verb = Callable[..., Any]
