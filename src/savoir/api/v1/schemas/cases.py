"""A case as programs write and read it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from savoir.api.v1.schemas.common import Amount, Answer, Given, Id, amount
from savoir.api.v1.schemas.events import Event
from savoir.api.v1.schemas.refunds import Refund
from savoir.api.v1.schemas.returns import ReturnAuthorization
from savoir.cases.queries import ListedCase
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
from savoir.cases.values import AskedLine, CaseLineCard, DecisionCard, PromiseCard
from savoir.resolutions.values import AcceptedOffer


class Answers(Given):
    """What the customer answered on the way; leave out what he was not asked."""

    unsealed: bool | None = Field(None, description="Whether he broke a hygiene seal (L221-28, 5°).")
    same_defect: bool | None = Field(
        None, description="Whether it is the fault that was mended, or refused, before (L217-14)."
    )


class LineAsked(Given):
    """One line of an order and what the customer comes for. `line_id` comes from `GET /orders/{number}`."""

    line_id: Id
    quantity: Annotated[int, Field(ge=1, le=10_000)] = 1
    intent: Intent
    reason: Reason
    answers: Answers = Answers(unsealed=None, same_defect=None)

    def asked(self) -> AskedLine:
        """The line as operations take it."""
        given = {name: value for name, value in self.answers if value is not None}
        return AskedLine(
            line_id=self.line_id, quantity=self.quantity, intent=self.intent, reason=self.reason,
            answers=given,
        )  # fmt: skip


class LineToOpen(LineAsked):
    """The same with the customer's own words."""

    words: Annotated[str, Field(max_length=5_000)] = ""


class CaseToOpen(Given):
    """A case to open. `remedy` with the `plan_digest` of the preview agrees on it at once when no person must
    look; without a remedy a person answers by the date that is told.
    """

    lines: Annotated[list[LineToOpen], Field(min_length=1, max_length=50)]
    remedy: Remedy | None = None
    plan_digest: Annotated[str, Field(max_length=64)] = ""
    language: Annotated[str, Field(pattern="^(fr|en)$")] = "fr"


class Case(Answer):
    """A case as lists show it. `next_due_at`: the soonest promise that runs. `team_id`: one of `GET /teams`;
    `look_by`: the day by which a person looks before an answer leaves, null once somebody has.
    """

    number: str
    brand: str
    order: str
    entry: Entry
    intent: Intent
    state: CaseState
    needs_person: bool
    headline: str
    reason: Reason
    value: Amount
    proposal: Remedy | None
    owner_id: int | None
    next_due_at: datetime | None
    opened_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    snoozed_until: datetime | None
    snooze_reason: str
    escalated_to: str
    team_id: int | None
    handled_by: Handler
    urgency: Urgency
    look_by: date | None


class Accepted(Answer):
    """What was agreed: by which number it comes back, which refunds follow, by which day."""

    remedy: Remedy
    amount: Amount
    return_authorization: str
    refunds: list[str]
    promised_on: date | None


class CaseOpened(Answer):
    """The case, and what was agreed at once; `accepted` is null when a person answers."""

    case: Case
    accepted: Accepted | None


class Line(Answer):
    """One line of a case. Acceptance, and where the thing is, are two truths."""

    id: int
    position: int
    order_line_id: int | None
    product_name: str
    quantity: int
    intent: Intent
    reason: Reason
    words: str
    wanted: Remedy | None
    acceptance: Acceptance
    reception: Reception
    received_qty: int
    serial: str


class Decision(Answer):
    """The decision in force on a line: on which articles of law and rows of the brand's policy."""

    line_id: int
    outcome: str
    remedy: Remedy | None
    articles: list[str]
    rules: list[str]
    motive: str
    decided_by: str
    decided_at: datetime


class Promise(Answer):
    """A date that was told to the customer."""

    kind: str
    due_at: datetime
    state: str
    made_at: datetime
    ended_at: datetime | None


class WholeCase(Answer):
    """Everything on a case. For a key without `resolutions:refund:read` `refunds` is null, and `timeline`
    leaves their facts out.
    """

    case: Case
    lines: list[Line]
    decisions: list[Decision]
    promises: list[Promise]
    return_authorizations: list[ReturnAuthorization]
    refunds: list[Refund] | None
    timeline: list[Event]


class Cases(Answer):
    """One page of cases; `next` is the `after` of the next page, empty at the end."""

    cases: list[Case]
    next: str


def case_of(found: ListedCase) -> Case:
    """The case as it is sent."""
    card = found.card
    return Case.model_construct(
        number=card.reference, brand=found.brand, order=found.order_number, entry=card.entry,
        intent=card.intent, state=card.state, needs_person=card.needs_person, headline=card.headline,
        reason=card.reason, value=amount(card.value), proposal=card.proposal, owner_id=card.owner_id,
        next_due_at=card.next_due_at, opened_at=card.opened_at, resolved_at=card.resolved_at,
        closed_at=card.closed_at, snoozed_until=card.snoozed_until, snooze_reason=card.snooze_reason,
        escalated_to=card.escalated_to, team_id=card.team_id, handled_by=card.handled_by,
        urgency=card.urgency, look_by=card.look_by,
    )  # fmt: skip


def accepted_of(accepted: AcceptedOffer) -> Accepted:
    """What was agreed, as it is sent."""
    return Accepted.model_construct(
        remedy=accepted.remedy, amount=amount(accepted.amount), return_authorization=accepted.ra_number,
        refunds=list(accepted.refund_references), promised_on=accepted.promised_on,
    )  # fmt: skip


def line_of(card: CaseLineCard) -> Line:
    """A line as it is sent."""
    return Line.model_construct(
        id=card.id, position=card.position, order_line_id=card.order_line_id, quantity=card.quantity,
        product_name=card.product_name, intent=card.intent, reason=card.reason, words=card.customer_words,
        wanted=card.wanted, acceptance=card.acceptance, reception=card.reception,
        received_qty=card.received_qty, serial=card.serial,
    )  # fmt: skip


def decision_of(card: DecisionCard, language: str) -> Decision:
    """A decision as it is sent; the rules by their labels in `language`."""
    rules = [row.label_en if language == "en" else row.label_fr for row in card.rows]
    return Decision.model_construct(
        line_id=card.line_id, outcome=card.outcome, remedy=card.remedy, articles=list(card.articles),
        rules=rules, motive=card.motive, decided_by=card.actor_kind, decided_at=card.decided_at,
    )  # fmt: skip


def promises_of(cards: Sequence[PromiseCard]) -> list[Promise]:
    """Promises as they are sent."""
    return [
        Promise.model_construct(
            kind=card.kind, due_at=card.due_at, state=card.state, made_at=card.made_at, ended_at=card.ended_at
        )
        for card in cards
    ]
