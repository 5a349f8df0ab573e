"""Opening a case."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from savoir.cases.events import CaseOpened
from savoir.cases.models import Attachment, Case, CaseLine, Decision
from savoir.cases.operations.promising import make_first_promise
from savoir.cases.operations.routing import (
    look_columns,
    routed_columns,
    routed_fact,
    routing_of_request,
)
from savoir.cases.queries.answers import answer_for
from savoir.cases.queries.cards import card_of
from savoir.cases.queries.scope import keep_locked
from savoir.cases.rules import first_answer_due
from savoir.cases.rules.lawful import told_ground
from savoir.cases.states import HOLDING_INTENTS, Entry, Reception
from savoir.cases.values import CaseAnswer, CaseCard, CaseRequest, LineAnswer, LineRequest, Routing
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Conflict, Invalid
from savoir.kernel.ledger import Reference
from savoir.kernel.references import next_reference
from savoir.kernel.rows import insert_row, insert_unless_there, tell_row
from savoir.kernel.tenancy import current_organization
from savoir.law.grounds import Ground
from savoir.orders import operations as orders
from savoir.orders.queries import order_card
from savoir.organizations.queries import brand_card
from savoir.policies.facts import Point, PolicyFacts
from savoir.policies.queries import version_card
from savoir.policies.tables import decide


class NothingToOpen(Invalid):
    """A case needs at least one line of one order."""


class ClaimAlreadyOpen(Conflict):
    """This unit has a claim that is still open: that case goes on."""


class TooManyCases(Conflict):
    """A customer opened so many cases on one order today that a person looks at them first."""


MOST_A_DAY = 10  # cases a customer opens on one order; members and programs open as many as they need


def open_case(*, actor: Actor, request: CaseRequest, now: datetime) -> tuple[CaseCard, CaseAnswer]:
    """Open a case on lines of one order; return it with the answer its lines get.

    Holds the units of a withdrawal, return or exchange; promises the first answer; keeps facts, law and
    version as an offered decision. Raises NotFound, NothingToOpen, orders' NothingLeftToReturn,
    ClaimAlreadyOpen or TooManyCases; then nothing happened.
    """
    require(actor, Permission.CASE_OPEN)
    if actor.is_customer:
        _require_calm(request.order_id, now)
    opened = write_opened(actor, request, now)
    _promise(actor, opened, now)
    return card_of(opened.case), opened.answer


def _require_calm(order_id: int, now: datetime) -> None:
    today = Case.objects.filter(order_id=order_id, opened_at__gt=now - timedelta(days=1))
    if len(today.values_list("id")[:MOST_A_DAY]) == MOST_A_DAY:
        raise TooManyCases("lines", most=MOST_A_DAY)


class Opened(NamedTuple):
    """A case that was just written, the answer its lines get, and who takes it."""

    case: Case
    answer: CaseAnswer
    routing: Routing


def write_opened(actor: Actor, request: CaseRequest, now: datetime, **origin: Any) -> Opened:
    """The case, its lines and their offered decisions, as of `now`, without promise or fact.

    What moved in is before a person already: nobody looks at it first.
    """
    order = order_card(actor=actor, order_id=request.order_id)
    asked = tuple(line.asked for line in request.lines)
    if not asked:
        raise NothingToOpen("lines", code="empty")
    answer = answer_for(actor=actor, lines=asked, now=now)
    if any(line.sale.order_id != order.id for line in answer.lines):
        raise NothingToOpen("lines", code="other_order")
    routing = routing_of_request(actor, request.lines, answer)
    columns = {**origin, **routed_columns(actor, routing), **({} if origin else look_columns(answer))}
    with transaction.atomic():
        case = _write_case(request, answer, now, columns)
        for position, (wanted, line) in enumerate(zip(request.lines, answer.lines, strict=True), start=1):
            _write_line(actor, case, position, wanted, line, now)
    keep_locked(case)  # nobody else has seen it yet
    return Opened(case, answer, routing)


def _write_case(request: CaseRequest, answer: CaseAnswer, now: datetime, columns: dict[str, Any]) -> Case:
    first = answer.lines[0]
    return insert_row(
        Case(
            **columns,
            standing=dict(first.standing) or None,
            org_id=current_organization(),
            reference=next_reference("SAV"),
            brand_id=first.sale.brand_id,
            order_id=request.order_id,
            customer_id=first.sale.customer_id,
            entry=request.entry.value,
            intent=first.intent.value,
            language=request.language,
            needs_person=answer.needs_person,
            headline=first.sale.name,
            reason=first.asked.reason.value,
            currency=first.sale.currency,
            value_minor=sum(line.sale.paid_for(line.asked.quantity).minor for line in answer.lines),
            proposal=_proposal(request, answer),
            opened_at=now,
        )
    )


def _proposal(request: CaseRequest, answer: CaseAnswer) -> str:
    wanted = request.lines[0].wanted
    if wanted in answer.remedies:
        return wanted.value if wanted else ""
    return answer.remedies[0].value if answer.remedies else ""


def _write_line(
    actor: Actor, case: Case, position: int, wanted: LineRequest, answer: LineAnswer, now: datetime
) -> None:
    asked, holds = answer.asked, answer.intent in HOLDING_INTENTS
    if holds:
        orders.hold(actor=actor, line_id=asked.line_id, quantity=asked.quantity, now=now)
    line = CaseLine(
        org_id=case.org_id, case=case, position=position, order_line_id=asked.line_id,
        product_name=answer.sale.name, quantity=asked.quantity, intent=answer.intent.value,
        reason=asked.reason.value, customer_words=wanted.words, answers=dict(asked.answers),
        wanted=wanted.wanted.value if wanted.wanted else "", holds=holds,
        reception=Reception.NOT_EXPECTED.value,
    )  # fmt: skip
    if not insert_unless_there(line):
        raise ClaimAlreadyOpen("lines", line_id=asked.line_id)
    if wanted.files:
        _attach(case, line, wanted, now)
    tell_row(_decision(case, line.id, answer, outcome=Decision.Outcome.OFFERED, actor=actor, now=now))


def _attach(case: Case, line: CaseLine, wanted: LineRequest, now: datetime) -> None:
    Attachment.objects.bulk_create([
        Attachment(org_id=case.org_id, case=case, line=line, file_id=file_id, kind="photo",
                   added_by="customer", created_at=now)
        for file_id in dict.fromkeys(wanted.files)
    ])  # fmt: skip


def write_decision(
    case: Case,
    line_id: int,
    answer: LineAnswer,
    *,
    outcome: str,
    actor: Actor,
    now: datetime,
    remedy: str = "",
    plan_digest: str = "",
    motive: str = "",
    note: str = "",
    ground: Ground | None = None,
) -> Decision:
    """Keep what was answered and on what; the line's current decision is superseded, never edited."""
    Decision.objects.filter(line_id=line_id, superseded=False).update(superseded=True)
    return insert_row(_decision(
        case, line_id, answer, outcome=outcome, actor=actor, now=now, remedy=remedy,
        plan_digest=plan_digest, motive=motive, motive_note=note, ground=ground,
    ))  # fmt: skip


def _decision(
    case: Case, line_id: int, answer: LineAnswer, *, outcome: str, actor: Actor, now: datetime,
    ground: Ground | None = None, **said: str,
) -> Decision:  # fmt: skip
    return Decision(
        org_id=case.org_id, case=case, line_id=line_id, facts={**answer.facts, **answer.standing},
        facts_digest=answer.facts_digest, law_digest=answer.law_digest, articles=list(answer.articles),
        version_id=answer.version_id, version_digest=answer.version_digest,
        rows=[[r.table, r.row_id, r.number, r.label_fr, r.label_en] for r in answer.rows],
        offer={
            "remedies": [r.value for r in answer.remedies], "why_person": answer.why_person,
            "basis": answer.basis, "return_method": answer.return_method,
            "customer_pays_return": answer.customer_pays_return, "asked_on": answer.asked_on.isoformat(),
            "counted_from": answer.counted_from.isoformat(),
            "law_answer": answer.law_answer, "moves": [list(move) for move in answer.law_moves],
            "ground": told_ground(ground),
            "remedy_due_on": answer.remedy_due_on.isoformat() if answer.remedy_due_on else None,
        },
        outcome=outcome, actor_kind=actor.kind.value, actor_id=actor.id, decided_at=now, **said,
    )  # fmt: skip


def _promise(actor: Actor, opened: Opened, now: datetime) -> None:
    case, answer = opened.case, opened.answer
    brand = brand_card(actor=actor, brand_id=case.brand_id)
    due = first_answer_due(brand, now, _promised_hours(actor, answer.lines[0]), case.look_by)
    make_first_promise(actor=actor, case=case, due_at=due, now=now)
    fact = CaseOpened(
        subject_id=case.id,
        reference=Reference(case.reference),
        entry=Entry(case.entry),
        intent=answer.lines[0].intent,
        customer_id=case.customer_id,
        answer_by=due,
        needs_person=answer.needs_person,
        look_by=case.look_by,
        **routed_fact(opened.routing, case),
    )
    ledger.record(fact, actor=actor, now=now)


def _promised_hours(actor: Actor, line: LineAnswer) -> int | None:
    """The hours in which the table of promises has the case answered; None where it is silent."""
    if line.version_id is None:
        return None
    compiled = version_card(actor=system_actor(actor.org_id), version_id=line.version_id).compiled
    if not compiled.tables[Point.PROMISES]:
        return None
    known: dict[str, Any] = dict(line.facts)
    promised = decide(compiled, Point.PROMISES, PolicyFacts.read(known))
    hours = promised.outputs["answer_hours"]
    return None if promised.contradicts or hours is None else int(hours)
