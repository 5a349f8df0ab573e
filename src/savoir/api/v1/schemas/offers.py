"""The answer on lines of an order, before or after a case exists."""

from datetime import date
from typing import Annotated

from pydantic import Field

from savoir.api.v1.schemas.cases import LineAsked
from savoir.api.v1.schemas.common import Amount, Answer, Given, amount
from savoir.cases.states import Intent, Remedy
from savoir.cases.values import LineAnswer
from savoir.law.floor import Moved
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import MoneyMove, Plan
from savoir.resolutions.values import Offers as OffersFound


class Question(Given):
    """What is asked about lines of one order."""

    lines: Annotated[list[LineAsked], Field(min_length=1, max_length=50)]


class LawMove(Answer):
    """One part that the law raised: what the brand's policy said, what holds, and the article."""

    component: str
    article: str
    before: str
    after: str


class LineOffer(Answer):
    """Policy and law on one line: what is granted, the sentence of the law with its articles, the dates."""

    line_id: int
    quantity: int
    intent: Intent
    remedies: list[Remedy]
    needs_person: bool
    why_person: str
    basis: str
    law_answer: str
    sentence: str
    articles: list[str]
    law_moves: list[LawMove]
    rules: list[str]
    return_method: str
    customer_pays_return: bool
    keep_item: bool
    photo_required: bool
    send_back_by: date | None
    withdrawal_until: date | None
    guarantee_until: date | None
    remedy_due_on: date | None


class Move(Answer):
    """What goes back to one means of payment."""

    tender: str
    last4: str
    amount: Amount


class PlanOffered(Answer):
    """What one remedy gives, to the cent and to the day. Send `digest` back to agree on exactly this.

    `promised_on` is never before today; `legal_latest_on` is null where the law owes nothing; `law_over_on`:
    the law's last day for what it owes, once that passed.
    """

    remedy: Remedy
    digest: str
    amount: Amount
    delivery_back: Amount
    delivery_kept: Amount
    fee_kept: Amount
    moves: list[Move]
    trigger: Trigger
    promised_on: date | None
    if_posted_by: date | None
    legal_latest_on: date | None
    law_over_on: date | None
    return_needed: bool
    return_method: str
    customer_pays_return: bool
    send_back_by: date | None
    remedy_due_on: date | None
    law_moves: list[LawMove]


class Offers(Answer):
    """The one answer: the same at the portal, the desk and here. `digest` names it."""

    digest: str
    remedies: list[Remedy]
    needs_person: bool
    why_person: str
    lines: list[LineOffer]
    plans: list[PlanOffered]


def offers_of(found: OffersFound, language: str) -> Offers:
    """The answer with its plans, as it is sent."""
    answer = found.answer
    return Offers.model_construct(
        digest=answer.digest, remedies=list(answer.remedies), needs_person=answer.needs_person,
        why_person=answer.why_person, lines=[_line(line, language) for line in answer.lines],
        plans=[_plan(plan) for plan in found.plans],
    )  # fmt: skip


def _line(line: LineAnswer, language: str) -> LineOffer:
    is_english = language == "en"
    return LineOffer.model_construct(
        line_id=line.asked.line_id, quantity=line.asked.quantity, intent=line.intent,
        remedies=list(line.remedies), needs_person=line.needs_person, why_person=line.why_person,
        basis=line.basis, law_answer=line.law_answer, articles=list(line.articles),
        sentence=line.sentence_en if is_english else line.sentence_fr,
        law_moves=_moved(line.law_moves),
        rules=[row.label_en if is_english else row.label_fr for row in line.rows],
        return_method=line.return_method, customer_pays_return=line.customer_pays_return,
        keep_item=line.keep_item, photo_required=line.photo_required, send_back_by=line.send_back_by,
        withdrawal_until=line.withdrawal_until, guarantee_until=line.guarantee_until,
        remedy_due_on=line.remedy_due_on,
    )  # fmt: skip


def _moved(moves: tuple[Moved, ...]) -> list[LawMove]:
    return [LawMove.model_construct(**move._asdict()) for move in moves]


def _plan(plan: Plan) -> PlanOffered:
    return PlanOffered.model_construct(
        law_moves=_moved(plan.law_moves),
        remedy=plan.remedy, digest=plan.digest, amount=amount(plan.amount), moves=_moves(plan.moves),
        delivery_back=amount(plan.delivery_back), delivery_kept=amount(plan.delivery_kept),
        fee_kept=amount(plan.fee_kept),
        trigger=plan.trigger, promised_on=plan.promised_on, if_posted_by=plan.if_posted_by,
        legal_latest_on=plan.legal_latest_on, law_over_on=plan.law_over_on,
        return_needed=plan.return_needed,
        return_method=plan.return_method, customer_pays_return=plan.customer_pays_return,
        send_back_by=plan.send_back_by, remedy_due_on=plan.remedy_due_on,
    )  # fmt: skip


def _moves(moves: tuple[MoneyMove, ...]) -> list[Move]:
    return [
        Move.model_construct(tender=move.tender, last4=move.last4, amount=amount(move.amount))
        for move in moves
    ]
