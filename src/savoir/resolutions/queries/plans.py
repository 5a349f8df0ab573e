"""The plan of a remedy, before it is accepted and under the lock."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from savoir.cases import queries as cases
from savoir.cases.states import Remedy
from savoir.cases.values import AskedLine, CaseAnswer
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.errors import Invalid
from savoir.kernel.memory import recall
from savoir.kernel.prepared import prepared
from savoir.kernel.values.answers import YES
from savoir.kernel.values.days import local_day
from savoir.law.covers import money_article
from savoir.law.values import Basis, Component, Gap
from savoir.orders.queries import payments
from savoir.organizations.queries import brand_card
from savoir.policies.facts import Point, PolicyFacts
from savoir.policies.queries import version_card
from savoir.policies.tables import decide
from savoir.resolutions.models import ExternalReturnOfMoney, Resolution
from savoir.resolutions.rules import MoneyBefore, PaidBy, TriggerRule, plan_remedy
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import MONEY_REMEDIES, Offers, Plan

DEFAULT_RULE = TriggerRule(trigger=Trigger.POSTING, promised_days=14, is_told=False)

_BEFORE = prepared(
    lambda order_id: (
        Resolution.objects.filter(
            case__order_id=order_id,
            remedy__in=[r.value for r in MONEY_REMEDIES],
            state__in=["agreed", "done"],
        )
        .order_by()
        .values_list("case_line__order_line_id")
        .annotate(n=Sum("quantity"), back=Coalesce(BoolOr(Q(plan__delivery_back__minor__gt=0)), False))
    )
)

_GIVEN_BACK = prepared(
    lambda order_id: (
        ExternalReturnOfMoney.objects.filter(
            payment__order_id=order_id, undone_at=None, refund=None, line__isnull=False
        )
        .order_by()
        .values_list("line_id")
        .annotate(minor=Sum("counted_minor"))
    )
)


def preview_plan(*, actor: Actor, answer: CaseAnswer, remedy: Remedy, now: datetime) -> Plan:
    """What `remedy` would give for this answer, to the cent and to the day, if it were agreed on `now`."""
    order_id = answer.lines[0].sale.order_id
    zone = brand_card(actor=actor, brand_id=answer.lines[0].sale.brand_id).zone
    return plan_remedy(
        answer,
        remedy,
        paid=paid_by(actor, order_id),
        before=money_before(actor, order_id),
        rule=_rule(actor, answer, remedy),
        today=local_day(now, zone),
        goods_within=_goods_within(actor, answer, remedy),
    )


def shortfall(*, actor: Actor, answer: CaseAnswer, plan: Plan) -> Gap | None:
    """Where a plan pays less than is owed though nothing has gone back: the payments on file can't bear it.

    None without a right to the money, and for what went back or is promised already.
    """
    lines = [line for line in answer.lines if line.rights.answer(Basis(line.basis)) is YES]
    if plan.remedy not in MONEY_REMEDIES or not lines:
        return None
    owed = sum(part.amount.minor for part in plan.parts) + plan.delivery_back.minor
    paid = payments(actor=system_actor(actor.org_id), order_id=lines[0].sale.order_id)
    gone = sum(one.refunded.minor + one.pending.minor for one in paid)
    if owed - plan.amount.minor <= gone:
        return None
    return Gap(Component.REFUND, money_article(Basis(lines[0].basis)))


def offers_with_plans(*, actor: Actor, lines: tuple[AskedLine, ...], now: datetime) -> Offers:
    """The one answer on lines of an order, with a plan per remedy, before a case exists.

    Raises NotFound, Invalid("lines") for lines of two orders or a line that is named twice.
    """
    if len({line.line_id for line in lines}) < len(lines):
        raise Invalid("lines", code="line_twice")
    answer = cases.answer_for(actor=actor, lines=lines, now=now)
    if len({line.sale.order_id for line in answer.lines}) > 1:
        raise Invalid("lines", code="other_order")
    return _with_plans(actor, answer, now)


def offers_of_case(*, actor: Actor, case_id: int, now: datetime) -> Offers:
    """The same for a case: rights as of the day it was opened, promises as of `now`. Raises NotFound."""
    return _with_plans(actor, cases.answer_of_case(actor=actor, case_id=case_id), now)


def _with_plans(actor: Actor, answer: CaseAnswer, now: datetime) -> Offers:
    plans = tuple(
        preview_plan(actor=actor, answer=answer, remedy=remedy, now=now) for remedy in answer.remedies
    )
    return Offers(answer=answer, plans=plans)


def paid_by(actor: Actor, order_id: int) -> tuple[PaidBy, ...]:
    """The payments of an order and what each can still take back."""
    found = payments(actor=system_actor(actor.org_id), order_id=order_id)
    return tuple(
        PaidBy(payment_id=p.id, tender=p.tender, last4=p.last4, refundable=p.refundable) for p in found
    )


def money_before(actor: Actor, order_id: int) -> MoneyBefore:
    """What earlier refunds of an order took, and what other systems gave back for its lines."""
    before = _before(order_id)
    if any(card.refunded.minor for card in payments(actor=system_actor(actor.org_id), order_id=order_id)):
        return replace(before, returned=_returned(order_id))
    return before


def _before(order_id: int) -> MoneyBefore:
    """Units of the order whose money went back or is promised, and whether its delivery did."""
    rows = recall(
        ("money before", order_id), tables=("resolutions_resolution",),
        read=lambda: _BEFORE.rows(order_id=order_id),
    )  # fmt: skip
    units = {line_id: count for line_id, count, _ in rows}
    return MoneyBefore(units=units, delivery_back=any(back for _, _, back in rows))


def _returned(order_id: int) -> dict[int, int]:
    """What other systems gave back for each line of the order, as far as they said for which."""
    rows = recall(
        ("given back", order_id), tables=("resolutions_externalreturnofmoney",),
        read=lambda: _GIVEN_BACK.rows(order_id=order_id),
    )  # fmt: skip
    return {int(line_id): int(minor) for line_id, minor in rows}


def _rule(actor: Actor, answer: CaseAnswer, remedy: Remedy) -> TriggerRule:
    """What the table of the refund trigger says, on what this room knows."""
    first = answer.lines[0]
    if remedy not in MONEY_REMEDIES or first.version_id is None:
        return DEFAULT_RULE
    version = version_card(actor=system_actor(actor.org_id), version_id=first.version_id)
    verdict = decide(version.compiled, "refund_trigger", facts_for_remedy(actor, answer, remedy))
    outputs = verdict.outputs
    return TriggerRule(
        trigger=Trigger(str(outputs.get("trigger", DEFAULT_RULE.trigger.value))),
        promised_days=int(outputs.get("promised_days", DEFAULT_RULE.promised_days)),
        is_told=bool(verdict.hits),
    )


def facts_for_remedy(actor: Actor, answer: CaseAnswer, remedy: Remedy) -> PolicyFacts:
    """What the tables know once a remedy is chosen: the first line's facts, the remedy, how it comes back and
    how it was paid.
    """
    first = answer.lines[0]
    found = payments(actor=system_actor(actor.org_id), order_id=first.sale.order_id)
    facts: dict[str, Any] = {**first.facts, "remedy": remedy.value, "return_method": first.return_method,
                             "payment_tender": found[0].tender if found else None}  # fmt: skip
    return PolicyFacts.of(**facts)


def _goods_within(actor: Actor, answer: CaseAnswer, remedy: Remedy) -> int | None:
    """The days in which the table of promises brings a new or mended thing; None where it is silent."""
    first = answer.lines[0]
    if remedy in MONEY_REMEDIES or first.version_id is None:
        return None
    version = version_card(actor=system_actor(actor.org_id), version_id=first.version_id)
    if not version.compiled.tables[Point.PROMISES]:
        return None
    promised = decide(version.compiled, Point.PROMISES, facts_for_remedy(actor, answer, remedy))
    days = promised.outputs["remedy_days"]
    return None if promised.contradicts or days is None else int(days)
