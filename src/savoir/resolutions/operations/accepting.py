"""Accepting an offer: decision, resolution, authorization, money and dates in one transaction."""

from dataclasses import replace
from datetime import datetime

from savoir.cases import operations as case_operations
from savoir.cases.operations import DecisionToRecord, open_case, record_decision
from savoir.cases.queries import answer_of_case, case_by_id, case_lines
from savoir.cases.states import PromiseKind, Remedy
from savoir.cases.values import CaseAnswer, CaseCard, CaseLineCard, CaseRequest
from savoir.kernel import ledger, tasks
from savoir.kernel.access import Actor, ActorKind, Permission, require, system_actor
from savoir.kernel.ledger import Reference
from savoir.kernel.references import next_reference
from savoir.kernel.rows import insert_row, write_columns
from savoir.kernel.tenancy import current_organization
from savoir.kernel.values.days import end_of_day, local_day
from savoir.kernel.values.money import Money
from savoir.orders import operations as orders
from savoir.organizations.queries import brand_card
from savoir.resolutions.events import OfferAccepted
from savoir.resolutions.models import Refund, Resolution
from savoir.resolutions.operations.booking import book_promised
from savoir.resolutions.operations.choosing import (
    OfferMoved,
    beyond_of_choice,
    checked_plan,
    require_leeway,
)
from savoir.resolutions.operations.returning import authorize, meet_what_happened
from savoir.resolutions.operations.triggering import meet_trigger
from savoir.resolutions.queries.plans import preview_plan, shortfall
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import GOODS_REMEDIES, AcceptedOffer, BeyondRule, MoneyMove, Plan


def request_remedy(
    *, actor: Actor, request: CaseRequest, remedy: Remedy | None, plan_digest: str, now: datetime
) -> tuple[CaseCard, AcceptedOffer | None]:
    """Open a case and, when the answer may leave at once, accept the remedy the customer chose.

    A remedy that a person must confirm stays a wish on the case, and a customer who chooses none is answered
    by a person. Raises what `open_case` and `accept_offer`
    raise; then nothing happened.
    """
    require(actor, Permission.CASE_OPEN)
    case, answer = open_case(actor=actor, request=request, now=now)
    if remedy is None or not _may_leave(actor, answer, remedy, now):
        case_operations.hand_to_person(actor=system_actor(actor.org_id), case_id=case.id, now=now)
        return case_by_id(actor=actor, case_id=case.id), None
    try:
        accepted = accept_offer(
            actor=actor, case_reference=case.reference, remedy=remedy, plan_digest=plan_digest, now=now
        )
    except OfferMoved as moved:
        raise OfferMoved("plan") from moved  # the case it names is not opened after all
    return case_by_id(actor=actor, case_id=case.id), accepted


def _may_leave(actor: Actor, answer: CaseAnswer, remedy: Remedy, now: datetime) -> bool:
    """Whether no person is needed; one is when the payments on file can't bear what is owed."""
    if answer.needs_person or remedy not in answer.remedies:
        return False
    plan = preview_plan(actor=actor, answer=answer, remedy=remedy, now=now)
    return shortfall(actor=actor, answer=answer, plan=plan) is None


def accept_offer(
    *, actor: Actor, case_reference: str, remedy: Remedy, plan_digest: str, now: datetime, motive: str = "",
    note: str = "", ground: str = "",
) -> AcceptedOffer:  # fmt: skip
    """Agree on `remedy` for every line of the case by the plan that was shown.

    One transaction writes the decision, the resolutions, the return authorization, the refunds that wait for
    their trigger, and the promises. What neither law nor policy gives asks the table of leeway, where the
    version has one. Raises NotFound, RemedyNotOffered, MotiveMissing, OfferMoved, CaseMoved, BelowTheLaw,
    ApprovalNeeded, NobodyGrants.
    """
    require(actor, Permission.OFFER_ACCEPT)
    case_id = case_operations.lock_case(actor=actor, reference=case_reference)
    answer = answer_of_case(actor=actor, case_id=case_id)
    plan = checked_plan(actor, case_id, answer, (remedy, plan_digest, motive), now)
    beyond = beyond_of_choice(actor, case_id, answer, plan, now)
    if beyond is not None:
        require_leeway(beyond)
    decided = DecisionToRecord(
        answer=answer, remedy=remedy, plan_digest=plan.digest, motive=motive, note=note, ground=ground
    )
    return agree(
        actor=actor, case_reference=case_reference, case_id=case_id, plan=plan, decided=decided,
        beyond=beyond, now=now,
    )  # fmt: skip


def agree(
    *, actor: Actor, case_reference: str, case_id: int, plan: Plan, decided: DecisionToRecord,
    beyond: BeyondRule | None, now: datetime,
) -> AcceptedOffer:  # fmt: skip
    """Decide and carry out a plan that was checked under the case's lock."""
    decisions = record_decision(actor=actor, case_id=case_id, decided=decided, now=now)
    lines = case_lines(actor=actor, case_id=case_id)
    ra_number, references = _carry_out(actor, case_id, lines, dict(decisions), plan, now)
    if beyond is not None and not beyond.leeway.is_own:
        _keep_beyond(case_id, beyond.amount)
    _let_leave(actor, case_id, lines, plan, now)
    return AcceptedOffer(
        case_reference=case_reference, remedy=plan.remedy, ra_number=ra_number, refund_references=references,
        amount=plan.amount, promised_on=plan.promised_on,
    )  # fmt: skip


def _keep_beyond(case_id: int, amount: Money) -> None:
    """What of the agreement goes beyond the rule stays with its first line: the next one counts it in."""
    row = Resolution.objects.filter(case_id=case_id, state="agreed").order_by("id")[0]
    row.plan["beyond"] = {"minor": amount.minor, "currency": amount.currency}
    write_columns(row, "plan")


def _let_leave(
    actor: Actor, case_id: int, lines: tuple[CaseLineCard, ...], plan: Plan, now: datetime
) -> None:
    """What waits for the request alone leaves; so does what waits for something that has happened already."""
    if plan.trigger is not Trigger.REQUEST:
        meet_what_happened(actor=actor, case_id=case_id, lines=lines, now=now)
        return
    case = case_by_id(actor=actor, case_id=case_id)
    zone = brand_card(actor=actor, brand_id=case.brand_id).zone
    asked_on = local_day(case.opened_at, zone)
    meet_trigger(actor=actor, case_id=case_id, trigger=plan.trigger, happened_on=asked_on, now=now)


def _carry_out(
    actor: Actor, case_id: int, lines: tuple[CaseLineCard, ...], decisions: dict[int, int], plan: Plan,
    now: datetime,
) -> tuple[str, tuple[str, ...]]:  # fmt: skip
    """Write what the plan says: resolutions, authorization, money, promises, and the fact."""
    resolutions = _resolve_lines(case_id, lines, decisions, plan, now)
    ra_number = authorize(actor, case_id, lines, plan, now)
    references = _promise_money(actor, case_id, resolutions, plan, now)
    _promise_goods(actor, case_id, plan, now)
    _tell(actor, case_id, plan, ra_number, now)
    return ra_number, references


def _resolve_lines(
    case_id: int, lines: tuple[CaseLineCard, ...], decisions: dict[int, int], plan: Plan, now: datetime
) -> list[Resolution]:
    return [
        insert_row(
            Resolution(
                org_id=current_organization(),
                case_id=case_id,
                case_line_id=line.id,
                decision_id=decisions[line.id],
                remedy=plan.remedy.value,
                quantity=part.quantity,
                plan=_stored(plan, part.amount, index),
                plan_digest=plan.digest,
                agreed_at=now,
            )
        )
        for index, (line, part) in enumerate(zip(lines, plan.parts, strict=True))
    ]


def _stored(plan: Plan, amount: Money, index: int) -> dict[str, object]:
    """What the row keeps of the plan; delivery goes back with the first line."""
    delivery = plan.delivery_back.minor if index == 0 else 0
    return {
        "amount": {"minor": amount.minor + delivery, "currency": amount.currency},
        "delivery_back": {"minor": delivery, "currency": amount.currency},
        "trigger": plan.trigger.value, "promised_days": plan.promised_days,
        "promised_on": plan.promised_on.isoformat() if plan.promised_on else None,
        "if_posted_by": plan.if_posted_by.isoformat() if plan.if_posted_by else None,
        "customer_pays_return": plan.customer_pays_return, "return_method": plan.return_method,
    }  # fmt: skip


def _promise_money(
    actor: Actor, case_id: int, resolutions: list[Resolution], plan: Plan, now: datetime
) -> tuple[str, ...]:
    """One refund per payment and line; the money is reserved on its payment from this moment."""
    left = {r.id: int(r.plan["amount"]["minor"]) for r in resolutions}
    references: list[str] = []
    for move in plan.moves:
        available = move.amount.minor
        for resolution, line in zip(resolutions, plan.parts, strict=True):
            part = min(available, left[resolution.id])
            if part > 0:
                left[resolution.id], available = left[resolution.id] - part, available - part
                mine = replace(move, amount=Money(part, move.amount.currency))
                references.append(_refund(actor, resolution, mine, line.owed_on, plan, now))
    return tuple(references)


def _refund(
    actor: Actor, resolution: Resolution, move: MoneyMove, owed_on: str, plan: Plan, now: datetime
) -> str:
    system, amount = system_actor(actor.org_id), move.amount
    orders.reserve_refund(actor=system, payment_id=move.payment_id, amount=amount, now=now)
    reference = next_reference("REM")
    row = insert_row(
        Refund(
            org_id=resolution.org_id,
            reference=reference,
            resolution=resolution,
            case_id=resolution.case_id,
            payment_id=move.payment_id,
            amount_minor=amount.minor,
            currency=amount.currency,
            trigger=plan.trigger.value,
            idempotency_key=f"savoir:{resolution.org_id}:{reference}",
            asked_at=now,
            promised_on=plan.promised_on,
            owed_on=owed_on,
            legal_due_on=plan.legal_latest_on if owed_on and plan.trigger is Trigger.REQUEST else None,
        )
    )
    book_promised(row, now)
    return reference


def _promise_goods(actor: Actor, case_id: int, plan: Plan, now: datetime) -> None:
    """A replacement or a repair is prepared by people: their task and the law's date."""
    if plan.remedy not in GOODS_REMEDIES or plan.remedy_due_on is None:
        return
    case = case_by_id(actor=actor, case_id=case_id)
    due_at = end_of_day(plan.remedy_due_on, brand_card(actor=actor, brand_id=case.brand_id).zone)
    case_operations.make_promise(
        actor=actor, case_id=case_id, kind=PromiseKind.REPLACEMENT, due_at=due_at, now=now
    )
    tasks.open_task(
        code=f"prepare_{plan.remedy.value}", subject_kind="case", subject_id=case_id,
        detail={"reference": case.reference}, due_at=due_at, now=now,
    )  # fmt: skip


def _tell(actor: Actor, case_id: int, plan: Plan, ra_number: str, now: datetime) -> None:
    fact = OfferAccepted(
        subject_id=case_id, remedy=plan.remedy, amount=plan.amount, ra_number=Reference(ra_number),
        promised_on=plan.promised_on, send_back_by=plan.send_back_by,
        if_posted_by=None if plan.trigger is Trigger.REQUEST else plan.if_posted_by,
        customer_pays_return=plan.customer_pays_return, by_person=actor.kind is ActorKind.MEMBER,
    )  # fmt: skip
    ledger.record(fact, actor=actor, now=now)
