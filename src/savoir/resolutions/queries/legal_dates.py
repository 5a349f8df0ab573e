"""The law's dates of one case, with what is done of them, and what being late costs."""

from datetime import date, datetime, timedelta

from savoir.cases.queries import LineLaw, case_by_id
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor, Permission
from savoir.kernel.values.days import local_day
from savoir.law.clocks import scale_of
from savoir.law.late import Late, outlook, surcharge
from savoir.law.mediation import Dispute
from savoir.orders.queries import order_card
from savoir.organizations.queries import brand_card
from savoir.resolutions.queries.journey import basis_of_case, journey_of_case
from savoir.resolutions.queries.refunds import refunds_of_case
from savoir.resolutions.values import JourneyStep, LegalDates, RefundCard, RefundDue

AHEAD = timedelta(days=120)  # steps of the scales that are worth looking at: the last is due after 90 days


def legal_dates_of_case(*, actor: Actor, case_id: int, today: date) -> LegalDates:
    """What the law wants by when on this case, and what is done. Without refunds for who may not read them.

    Days are local to the brand. Raises NotFound.
    """
    case = case_by_id(actor=actor, case_id=case_id)
    zone = brand_card(actor=actor, brand_id=case.brand_id).zone
    steps = {step.code: step for step in journey_of_case(actor=actor, case_id=case_id, today=today)}
    posted, answered, money = steps.get("posted"), steps.get("answered"), steps.get("refunded")
    return LegalDates(
        asked_on=local_day(case.opened_at, zone), refused_on=_done_on(steps.get("refused"), zone),
        remedy=answered.fact("remedy") if answered else "",
        send_back_by=posted.on if posted else None, sent_on=_done_on(posted, zone),
        received_on=_done_on(steps.get("received"), zone), mended_on=_done_on(steps.get("prepared"), zone),
        if_posted_by=_day(money, "if_posted_by"), refund_if_posted=_day(money, "law_until"),
        promised_on=_promised_on(money, zone),
        refunds=_refunds(actor, case, zone, today),
    )  # fmt: skip


def dispute_of(lines: tuple[LineLaw, ...], *, complained_on: date, refused_on: date | None) -> Dispute | None:
    """A case before the mediator, the request being the written complaint; None without a sale."""
    if not lines:
        return None
    facts = lines[0].rights.facts
    return Dispute(
        country=facts.country, place=facts.place, buyer=facts.buyer, seller=facts.seller,
        complained_on=complained_on, refused_on=refused_on,
    )  # fmt: skip


def _done_on(step: JourneyStep | None, zone: str) -> date | None:
    return local_day(step.at, zone) if step and step.state == "done" and step.at else None


def _promised_on(step: JourneyStep | None, zone: str) -> date | None:
    if step is None or step.state == "done":
        return None
    return local_day(step.by, zone) if step.by else step.on


def _day(step: JourneyStep | None, fact: str) -> date | None:
    told = step.fact(fact) if step else ""
    return date.fromisoformat(told) if told else None


def _refunds(actor: Actor, case: CaseCard, zone: str, today: date) -> tuple[RefundDue, ...]:
    if case.order_id is None or not (actor.is_customer or Permission.REFUND_READ in actor.permissions):
        return ()
    cards = [c for c in refunds_of_case(actor=actor, case_id=case.id) if c.state.value != "canceled"]
    if not cards:
        return ()
    order = order_card(actor=actor, order_id=case.order_id)
    basis, contract_on = basis_of_case(case.id), local_day(order.contract_at, zone)
    kinds = [scale_of(basis if card.owed_on is None else card.owed_on, order.country) for card in cards]
    return tuple(
        _refund(card, kind, zone, today, contract_on) for card, kind in zip(cards, kinds, strict=True)
    )


def _refund(card: RefundCard, kind: Late | None, zone: str, today: date, contract_on: date) -> RefundDue:
    due_on, settled_on = card.legal_due_on, _local(card.settled_at, zone)
    if kind is None or due_on is None or settled_on is not None:
        return RefundDue(card.reference, card.amount, due_on, settled_on, None, (), card.is_owed)
    until = max(due_on, today) + AHEAD
    return RefundDue(
        card.reference, card.amount, due_on, None,
        surcharge(card.amount, due_on, today, kind, contract_on=contract_on),
        outlook(card.amount, due_on, until, kind, contract_on=contract_on),
    )  # fmt: skip


def _local(at: datetime | None, zone: str) -> date | None:
    return local_day(at, zone) if at else None
