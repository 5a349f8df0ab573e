"""What was said about a case."""

from collections.abc import Iterable

from django.db.models import QuerySet

from savoir.cases.queries import case_by_id
from savoir.conversations.models import Message
from savoir.conversations.states import Audience, Direction, MessageState, Step
from savoir.conversations.values import MessageCard
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.prepared import prepared

_ANSWERS = frozenset({Step.DECISION, Step.REFUSAL})
_NOT_LEFT = frozenset({MessageState.REFUSED.value, MessageState.KEPT.value})

_OF_CASE = prepared(lambda case_id: Message.objects.filter(case_id=case_id).order_by("created_at", "id"))


def is_withheld(said: "Message | MessageCard") -> bool:
    """Kept back because its deed was undone, not because it had nowhere to go: it never leaves."""
    return said.state == MessageState.KEPT and not said.failure


def visible_messages(actor: Actor) -> QuerySet[Message]:
    """Members and jobs see all; a customer what was meant for him, on the orders he proved."""
    require(actor, Permission.MESSAGE_READ)
    if actor.brand_id is not None:
        return Message.objects.filter(case__brand_id=actor.brand_id)
    if not actor.is_customer:
        return Message.objects.all()
    return Message.objects.filter(audience=Audience.CUSTOMER.value, case__order_id__in=actor.order_ids)


def messages_of_case(*, actor: Actor, case_id: int) -> tuple[MessageCard, ...]:
    """Messages and notes of a case, oldest first. Raises NotFound, NotAllowed for an unverified customer."""
    require(actor, Permission.MESSAGE_READ)
    case_by_id(actor=actor, case_id=case_id)
    if not actor.is_customer:
        return tuple(card_of(row) for row in _OF_CASE.rows(case_id=case_id))
    rows = visible_messages(actor).filter(case_id=case_id).order_by("created_at", "id")
    return tuple(card_of(row) for row in rows)


def messages_page(*, actor: Actor, case_id: int, after_id: int, limit: int) -> tuple[MessageCard, ...]:
    """At most `limit` messages and notes of a case past `after_id`, in the order they were kept.

    Raises NotFound, NotAllowed for an unverified customer.
    """
    case_by_id(actor=actor, case_id=case_id)
    rows = visible_messages(actor).filter(case_id=case_id, id__gt=after_id).order_by("id")
    return tuple(card_of(row) for row in rows[:limit])


def is_every_answer_withheld(said: Iterable[MessageCard]) -> bool:
    """Whether our answers stayed here because their deed was undone: the customer has read none of them.

    False while no answer was written: who chose at the portal saw it there.
    """
    answers = [card for card in said if card.step in _ANSWERS]
    return bool(answers) and all(map(is_withheld, answers))


def message_card(*, actor: Actor, message_id: int) -> MessageCard:
    """One message. Raises NotFound."""
    row = visible_messages(actor).filter(id=message_id).first()
    if row is None:
        raise NotFound("message")
    return card_of(row)


def card_of(row: Message) -> MessageCard:
    """The row as pages show it."""
    return MessageCard(
        id=row.id, case_id=row.case_id, step=Step(row.step), occasion=row.occasion,
        audience=Audience(row.audience), direction=Direction(row.direction), state=MessageState(row.state),
        author_kind=row.author_kind, author_id=row.author_id, language=row.language, to=row.to,
        subject=row.subject, text=_text(row), failure=row.failure, created_at=row.created_at,
        sent_at=row.sent_at,
        may_retry=row.direction == Direction.OUT.value and row.state in _NOT_LEFT and not is_withheld(row),
    )  # fmt: skip


def _text(row: Message) -> str:
    asked = row.words.get("agent_text") if row.step == Step.INFORMATION_NEEDED.value else ""
    return str(row.note or row.words.get("text") or asked or row.body_text)
