"""Milestones that carry no choice: one function a step, from words to the body of a letter."""

from savoir.conversations.rules.letters import Body, Note
from savoir.conversations.rules.said import Said


def acknowledgement(said: Said) -> Body:
    """We have it; somebody answers by then."""
    return Body(
        subject=said.say("acknowledgement.subject", reference=said.context.reference),
        title=said.say("acknowledgement.title"),
        paragraphs=(said.hello(), said.say("acknowledgement.core", items=said.items())),
        promise_label=said.say("acknowledgement.label"), promise=said.last("answer_by"),
    )  # fmt: skip


def information_needed(said: Said) -> Body:
    """One thing is missing; what it is, how it is given in a minute, and what happens without it."""
    what = _missing(said)
    return Body(
        subject=said.say(f"needed.{what}.title"), title=said.say(f"needed.{what}.title"),
        paragraphs=(said.hello(), said.say(f"needed.{what}.core", items=said.items())),
        promise_label=said.say("needed.label") if said.text("reply_by") else "",
        promise=said.until("reply_by"), notes=_without_reply(said), action=said.say(f"needed.{what}.action"),
    )  # fmt: skip


def reminder(said: Said) -> Body:
    """The same thing is still missing; what the agent had asked stands below."""
    what = _missing(said)
    missing = said.say(f"needed.{what}.title")
    title = said.say("reminder.title", missing=missing[:1].lower() + missing[1:])
    asked = said.text("question")
    question = (Note(said.say("reminder.question_heading"), asked),) if asked else ()
    return Body(
        subject=title, title=title,
        paragraphs=(said.hello(), said.say(f"needed.{what}.core", items=said.items())),
        promise_label=said.say("needed.label") if said.text("reply_by") else "",
        promise=said.until("reply_by"), notes=(*question, *_without_reply(said)),
        action=said.say(f"needed.{what}.action"),
    )  # fmt: skip


def _missing(said: Said) -> str:
    return said.text("what") if said.knows(f"needed.{said.text('what')}.title") else "other"


def _without_reply(said: Said) -> tuple[Note, ...]:
    """Silence is no refusal: who goes on, and by when he answers."""
    if not said.text("answer_by"):
        return ()
    told = said.say("needed.without", answer=said.last("answer_by"))
    return (Note(said.say("needed.without_heading"), told),)


def received(said: Said) -> Body:
    """The parcel is here; the control ends by then."""
    whole = said.words.get("complete", True)
    core = said.say("received.core" if whole else "received.part", items=said.items())
    refund = said.say("received.refund_follows") if said.flag("refund_follows") else ""
    return Body(
        subject=said.say("received.title"), title=said.say("received.title"),
        paragraphs=(said.hello(), f"{core} {refund}".strip()),
        promise_label=said.say("received.label"), promise=said.last("control_by"),
    )  # fmt: skip


def refunded(said: Said) -> Body:
    """The money left: how much, to which means, visible when."""
    doubt = Note(said.say("refunded.doubt_heading"), said.say("refunded.doubt"))
    dated = bool(said.text("bank_by"))
    return Body(
        subject=said.say("refunded.title", amount=said.amount()),
        title=said.say("refunded.title", amount=said.amount()),
        paragraphs=(said.hello(), said.say(
            "refunded.core", amount=said.amount(), day=said.day("left_on"), means=said.means(),
            items=said.items(),
        )),
        promise_label=said.say("refunded.label") if dated else "", promise=said.last("bank_by"),
        notes=(doubt,) if dated else (), legal=said.law(),
    )  # fmt: skip


def gesture(said: Said) -> Body:
    """A gesture beyond what is owed left: how much, to which means, and that it takes nothing away."""
    dated = bool(said.text("bank_by"))
    return Body(
        subject=said.say("gesture.title", amount=said.amount()),
        title=said.say("gesture.title", amount=said.amount()),
        paragraphs=(said.hello(), said.say(
            "gesture.core", amount=said.amount(), day=said.day("left_on"), means=said.means(),
            items=said.items(),
        )),
        promise_label=said.say("refunded.label") if dated else "", promise=said.last("bank_by"),
        notes=(Note(said.say("gesture.rights_heading"), said.say("gesture.rights")),),
    )  # fmt: skip


def delay(said: Said) -> Body:
    """We are late: said first, with the new date."""
    kind = said.text("kind") if said.knows(f"delay.{said.text('kind')}") else "answer"
    given = said.text("due_at") and not said.is_today("due_at")
    due = said.say("on_day", day=said.day("due_at")) if given else said.say("today")
    core = said.say("delay.core", what=said.say(f"delay.{kind}"), due=due)
    cause = (said.text("cause"),) if said.text("cause") else ()
    person = (said.say("delay.person"),) if said.flag("taken_over") else ()
    return Body(
        subject=said.say("delay.subject", reference=said.context.reference), title=said.say("delay.title"),
        paragraphs=(said.hello(), core, *cause, said.say("delay.sorry"), *person),
        promise_label=said.say("delay.label"), promise=said.last("new_due_at"),
        notes=(Note(said.say("delay.choice_heading"), said.say("delay.choice")),),
    )  # fmt: skip


def closing(said: Said) -> Body:
    """Thanks, how to keep it well, and one click to open the case again."""
    dated = said.text("reopen_until")
    until = f" {said.say('closing.until', until=said.until('reopen_until'))}" if dated else ""
    guide = said.say("closing.guide", title=said.text("guide_title"), url=said.text("guide_url"))
    notes = [Note(said.say("closing.doubt_heading"), said.say("closing.doubt") + until)]
    if said.text("guide_url"):
        notes.append(Note(said.say("closing.guide_heading"), guide))
    return Body(
        subject=said.say("closing.title"), title=said.say("closing.title"),
        paragraphs=(said.hello(), said.say(
            "closing.core", reference=said.context.reference, items=said.items(),
        )),
        notes=tuple(notes), action=said.say("closing.action"),
    )  # fmt: skip


def access_link(said: Said) -> Body:
    """The link that was asked for."""
    return Body(
        subject=said.say("access.title"), title=said.say("access.title"),
        paragraphs=(said.hello(), said.say("access.core", reference=said.context.reference)),
        promise_label=said.say("access.label") if said.text("expires_at") else "",
        promise=said.last("expires_at"),
        notes=(Note(said.say("access.doubt_heading"), said.say("access.doubt")),),
        action=said.say("access.action"),
    )  # fmt: skip


def free_text(said: Said) -> Body:
    """What an agent wrote, as he wrote it."""
    return Body(
        subject=said.say("free.subject", reference=said.context.reference),
        title=said.say("free.title", reference=said.context.reference), paragraphs=said.blocks("text"),
    )  # fmt: skip
