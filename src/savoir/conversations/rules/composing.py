"""Composing: the words of a step become a letter, the same bones in every language."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from savoir.cases.values import MessageContext
from savoir.conversations.rules import decisions, milestones, sentences
from savoir.conversations.rules.letters import CODE_CONTENT_ID, Body, Brand, Letter, Links
from savoir.conversations.rules.said import Said
from savoir.conversations.states import Step
from savoir.conversations.values import wording
from savoir.kernel.values.palette import light_palette

_MOST_SUBJECT: Final = 200
_BODIES: Final[Mapping[Step, Callable[[Said], Body]]] = {
    Step.ACKNOWLEDGEMENT: milestones.acknowledgement,
    Step.INFORMATION_NEEDED: milestones.information_needed,
    Step.REMINDER: milestones.reminder,
    Step.DECISION: decisions.decision,
    Step.REFUSAL: decisions.refusal,
    Step.REDUCTION: decisions.reduction,
    Step.RECEIVED: milestones.received,
    Step.REFUNDED: milestones.refunded,
    Step.GESTURE: milestones.gesture,
    Step.DELAY: milestones.delay,
    Step.CLOSING: milestones.closing,
    Step.ACCESS_LINK: milestones.access_link,
    Step.FREE_TEXT: milestones.free_text,
}


def compose(
    context: MessageContext, step: Step, words: Mapping[str, Any], *,
    language: str, links: Links, now: datetime,
) -> Letter:  # fmt: skip
    """Make the letter of `step` from its stored `words`; an agent's text takes the place of the core.

    Raises KeyError or ValueError for words that `faults_of` would have named.
    """
    said = Said(context=context, words=words, language=language, now=now)
    body = _BODIES[step](said)
    paragraphs = _core(said, body)
    return Letter(
        language=language, reference=context.reference, brand=_brand(context),
        subject=_one_line(body.subject), preheader=_one_line(f"{body.promise_label} {body.promise}"),
        title=body.title, paragraphs=paragraphs, promise_label=body.promise_label, promise=body.promise,
        notes=body.notes, code=body.code, code_content_id=CODE_CONTENT_ID,
        action=body.action or said.say("action.follow"), action_url=links.action,
        path_heading=said.say("next") if body.path else "", path=body.path, legal=body.legal,
        rights=said.say("rights"), rights_url=links.rights, question=said.say("question"),
        contact=_contact(said), follow=said.say("follow", reference=context.reference), follow_url=links.case,
    )  # fmt: skip


def compose_core(
    context: MessageContext, step: Step, words: Mapping[str, Any], *, language: str, now: datetime
) -> tuple[str, tuple[str, ...]]:
    """Subject and paragraphs of the same letter, nothing that stands around them. Raises as `compose`."""
    said = Said(context=context, words=words, language=language, now=now)
    body = _BODIES[step](said)
    return _one_line(body.subject), _core(said, body)


def _core(said: Said, body: Body) -> tuple[str, ...]:
    return _own_words(said) or body.paragraphs


def _own_words(said: Said) -> tuple[str, ...]:
    blocks = said.blocks("agent_text")
    greets = blocks and blocks[0].casefold().startswith(said.say("hello.word").casefold())
    return blocks if greets or not blocks else (said.hello(), *blocks)


def _one_line(text: str) -> str:
    """A header's text: control characters and runs of spaces become one space, no-break spaces stay."""
    plain = "".join(sign if sign.isprintable() or sign == wording.NBSP else " " for sign in text)
    return " ".join(plain.split(" ")).strip()[:_MOST_SUBJECT]


def _brand(context: MessageContext) -> Brand:
    colors = light_palette(context.brand.hue)
    return Brand(
        name=context.brand.name, letter=wording.initials(context.brand.name)[-1:], color=colors.brand,
        ink=colors.ink, soft=colors.soft, entity=context.brand.legal_entity,
    )  # fmt: skip


def _contact(said: Said) -> str:
    agent, brand = said.text("agent_name"), said.context.brand
    reply = said.say("reply.agent", agent=agent) if agent else said.say("reply")
    if not brand.phone:
        return reply
    number = wording.phone(brand.phone)
    key = "call.hours" if brand.phone_hours else "call"
    return f"{reply} {said.say(key, phone=number, hours=sentences.spaced(brand.phone_hours))}"
