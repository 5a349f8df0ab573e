"""One case and what hangs on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from savoir.cases import rules
from savoir.cases.models import Attachment, Case, CaseLine, Decision, Draft, Promise
from savoir.cases.queries.scope import TABLES, case_row, seen_by, visible_cases
from savoir.cases.rules.drafts import draft_digest
from savoir.cases.states import (
    Acceptance,
    CaseState,
    Entry,
    Handler,
    Intent,
    Reason,
    Reception,
    Remedy,
    Urgency,
)
from savoir.cases.values import (
    AwaitedReply,
    CaseCard,
    CaseLineCard,
    DecisionCard,
    FiredRow,
    MessageContext,
    PromiseCard,
)
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.ledger import LedgerEntry, events_of
from savoir.kernel.memory import recall
from savoir.kernel.prepared import prepared
from savoir.kernel.values.money import Money
from savoir.orders.queries import address_on_file
from savoir.organizations.queries import brand_card

_NAMED = prepared(lambda reference: Case.objects.filter(reference=reference).select_related("team"))
_OF_CUSTOMER = prepared(
    lambda customer_id: Case.objects.filter(customer_id=customer_id).order_by("-opened_at")[:FEW]
)
_PROMISES = prepared(lambda case_id: Promise.objects.filter(case_id=case_id).order_by("made_at", "id"))
_ATTACHED = prepared(lambda case_id: Attachment.objects.filter(case_id=case_id).order_by("id"))
_LINES = prepared(lambda case_id: CaseLine.objects.filter(case_id=case_id).order_by("position"))
_DECIDED = prepared(
    lambda case_id: (
        Decision.objects.filter(case_id=case_id, superseded=False)
        .defer("facts", "facts_digest", "law_digest", "version", "version_digest", "plan_digest")
        .order_by("line__position")
    )
)
FEW = 20


def card_of(case: Case, *, customer: str = "", owner: str = "", team: str = "") -> CaseCard:
    """The row as a frozen value."""
    return CaseCard(
        id=case.id, reference=case.reference, brand_id=case.brand_id, order_id=case.order_id,
        customer_id=case.customer_id, entry=Entry(case.entry), intent=Intent(case.intent),
        state=CaseState(case.state), language=case.language, needs_person=case.needs_person,
        headline=case.headline, reason=Reason(case.reason), value=Money(case.value_minor, case.currency),
        proposal=Remedy(case.proposal) if case.proposal else None, owner_id=case.owner_id,
        team_id=case.team_id, next_due_at=case.next_due_at, opened_at=case.opened_at,
        resolved_at=case.resolved_at, closed_at=case.closed_at,
        snoozed_until=case.snoozed_until, snooze_reason=case.snooze_reason, escalated_to=case.escalated_to,
        customer_name=customer, owner_name=owner, team_name=team, former_number=case.former_number,
        moved_in_at=case.moved_in_at, handled_by=Handler(case.handled_by), urgency=Urgency(case.urgency),
        look_by=case.look_by,
    )  # fmt: skip


def case_card(*, actor: Actor, reference: str) -> CaseCard:
    """The case of a reference. Raises NotFound."""
    require(actor, Permission.CASE_READ)
    case = seen_by(actor, _NAMED.first(reference=reference))
    return card_of(recall(("case", case.id), tables=TABLES, read=lambda: case))


def case_by_id(*, actor: Actor, case_id: int) -> CaseCard:
    """The case of an id. Raises NotFound."""
    return card_of(case_row(actor, case_id))


def case_lines(*, actor: Actor, case_id: int) -> tuple[CaseLineCard, ...]:
    """Its lines in order. Raises NotFound."""
    case_row(actor, case_id)
    return recall(("case lines", case_id), tables=("cases_caseline",), read=lambda: _lines_of(case_id))


def _lines_of(case_id: int) -> tuple[CaseLineCard, ...]:
    return tuple(_line(row) for row in _LINES.rows(case_id=case_id))


def _line(row: CaseLine) -> CaseLineCard:
    return CaseLineCard(
        id=row.id, position=row.position, order_line_id=row.order_line_id, product_name=row.product_name,
        quantity=row.quantity, intent=Intent(row.intent), reason=Reason(row.reason),
        customer_words=row.customer_words, answers=row.answers,
        wanted=Remedy(row.wanted) if row.wanted else None, acceptance=Acceptance(row.acceptance),
        reception=Reception(row.reception), received_qty=row.received_qty, is_open=row.is_open,
        holds=row.holds, serial=row.serial,
    )  # fmt: skip


def _cards(rows: Iterable[Case]) -> tuple[CaseCard, ...]:
    return tuple(card_of(row) for row in rows)


def cases_of_order(*, actor: Actor, order_id: int, limit: int = 20) -> tuple[CaseCard, ...]:
    """Cases on one order, newest first."""
    return _cards(visible_cases(actor).filter(order_id=order_id).order_by("-opened_at")[:limit])


def cases_of_customer(*, actor: Actor, customer_id: int) -> tuple[CaseCard, ...]:
    """The newest cases of one customer, at most `FEW`."""
    if not (actor.is_customer or actor.brand_id is not None):
        require(actor, Permission.CASE_READ)
        return _cards(_OF_CUSTOMER.rows(customer_id=customer_id))
    return _cards(visible_cases(actor).filter(customer_id=customer_id).order_by("-opened_at")[:FEW])


def promises_of_case(*, actor: Actor, case_id: int) -> tuple[PromiseCard, ...]:
    """Every date that was told, oldest first. Raises NotFound."""
    case_row(actor, case_id)
    return recall(("promises", case_id), tables=("cases_promise",), read=lambda: _promises_of(case_id))


def _promises_of(case_id: int) -> tuple[PromiseCard, ...]:
    return tuple(
        PromiseCard(id=row.id, kind=row.kind, due_at=row.due_at, state=row.state, made_at=row.made_at,
                    ended_at=row.ended_at)
        for row in _PROMISES.rows(case_id=case_id)
    )  # fmt: skip


def current_decisions(*, actor: Actor, case_id: int) -> tuple[DecisionCard, ...]:
    """The decision in force of each line. Raises NotFound."""
    case_row(actor, case_id)
    return tuple(_decision(row) for row in _DECIDED.rows(case_id=case_id))


def decided_facts(*, actor: Actor, reference: str) -> Mapping[str, Any]:
    """The facts on which the first line of a case was last answered; {} before any. Raises NotFound."""
    case = case_card(actor=actor, reference=reference)
    rows = Decision.objects.filter(case_id=case.id, superseded=False).order_by("line__position")
    return rows.values_list("facts", flat=True).first() or {}


def line_facts(*, actor: Actor, line_id: int) -> Mapping[str, Any]:
    """The facts on which a line was last answered; {} before any, and for a line of another house."""
    require(actor, Permission.CASE_READ)
    rows = Decision.objects.filter(org_id=actor.org_id, line_id=line_id, superseded=False)
    return rows.values_list("facts", flat=True).first() or {}


def refusal_told(*, actor: Actor, case_id: int, until: datetime) -> DecisionCard | None:
    """The refusal of that instant or the last before it, also one taken back since. Raises NotFound."""
    case_by_id(actor=actor, case_id=case_id)
    refused = Decision.objects.filter(
        case_id=case_id, outcome=Decision.Outcome.REFUSED, decided_at__lte=until
    )
    row = refused.order_by("-decided_at", "line__position").first()
    return _decision(row) if row else None


def _decision(row: Decision) -> DecisionCard:
    ground = row.offer.get("ground") or {}
    return DecisionCard(
        id=row.id, line_id=row.line_id, outcome=row.outcome,
        remedy=Remedy(row.remedy) if row.remedy else None, articles=tuple(row.articles),
        rows=tuple(FiredRow(*fired) for fired in row.rows), motive=row.motive,
        motive_note=row.motive_note, actor_kind=row.actor_kind, actor_id=row.actor_id,
        decided_at=row.decided_at, ground=ground.get("code", ""), ground_article=ground.get("article", ""),
    )  # fmt: skip


def awaited_reply(*, actor: Actor, case_id: int) -> AwaitedReply | None:
    """The dates of the question that waits for the customer, None when none does. Raises NotFound."""
    case = case_by_id(actor=actor, case_id=case_id)
    asked = Promise.objects.filter(case_id=case_id, kind="follow_up", state="running").first()
    if asked is None:
        return None
    return rules.awaited_reply(brand_card(actor=actor, brand_id=case.brand_id), asked.made_at)


def has_open_question(*, actor: Actor, case_id: int) -> bool:
    """Whether the customer wrote about the decided case and nobody has answered. Raises NotFound."""
    if not case_by_id(actor=actor, case_id=case_id).needs_person:
        return False
    return rules.is_question_open(entry.kind for entry in events_of("case", case_id))


@dataclass(frozen=True, slots=True)
class AttachmentCard:
    """A file of the case; `digest` finds it in the store."""

    id: int
    file_id: int
    kind: str
    added_by: str
    created_at: datetime


def attached(case_id: int) -> tuple[Attachment, ...]:
    """Rows of the files of a case, oldest first."""
    return recall(
        ("attached", case_id), tables=("cases_attachment",),
        read=lambda: tuple(_ATTACHED.rows(case_id=case_id)),
    )  # fmt: skip


def attachments_of_case(*, actor: Actor, case_id: int) -> tuple[AttachmentCard, ...]:
    """Files of a case, oldest first. Raises NotFound."""
    case_row(actor, case_id)
    return tuple(
        AttachmentCard(id=row.id, file_id=row.file_id, kind=row.kind, added_by=row.added_by,
                       created_at=row.created_at)
        for row in attached(case_id)
    )  # fmt: skip


def timeline_of_case(*, actor: Actor, case_id: int) -> tuple[LedgerEntry, ...]:
    """The facts of a case, oldest first; the door makes the sentences. Raises NotFound."""
    case_row(actor, case_id)
    return recall(
        ("history", case_id), tables=("kernel_ledgerevent",), read=lambda: events_of("case", case_id)
    )


def draft_content(*, actor: Actor, secret: str, order_id: int, now: datetime) -> dict[str, Any]:
    """What was typed so far for an order, {} when nothing is kept."""
    row = Draft.objects.filter(digest=draft_digest(secret), order_id=order_id, expires_at__gt=now).first()
    if row is None or (actor.is_customer and order_id not in actor.order_ids):
        return {}
    return dict(row.content)


def has_draft(*, actor: Actor, secret: str, brand_id: int, now: datetime) -> bool:
    """Whether the secret names a living draft of the brand; says nothing of what it holds."""
    require(actor, Permission.CASE_READ)
    return Draft.objects.filter(digest=draft_digest(secret), brand_id=brand_id, expires_at__gt=now).exists()


def message_context(*, actor: Actor, case_id: int) -> MessageContext:
    """Whom a message about this case goes to, and from whom. Raises NotFound."""
    case = case_row(actor, case_id)
    brand = brand_card(actor=actor, brand_id=case.brand_id)
    name = email = ""
    if case.customer_id is not None:
        name, email = address_on_file(actor=system_actor(actor.org_id), customer_id=case.customer_id)
    return MessageContext(
        case_id=case.id, reference=case.reference, language=case.language, brand=brand,
        order_id=case.order_id, customer_name=name, email=email, headline=case.headline,
        next_due_at=case.next_due_at,
    )  # fmt: skip
