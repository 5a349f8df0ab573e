"""The decision, remedy by remedy, and the refusal: what we can do first, then why."""

from savoir.conversations.rules.letters import Body, CodeBox, Note, PathStep
from savoir.conversations.rules.marking import code_of
from savoir.conversations.rules.said import Said
from savoir.conversations.states import Step

_MONEY = frozenset({"refund", "returnless_refund", "price_reduction"})


def decision(said: Said) -> Body:
    """What the customer gets, by when, and what he has to do."""
    name = said.text("remedy") if said.knows(f"{said.text('remedy')}.title") else "assistance"
    title = said.say(f"{name}.title", amount=said.amount())
    core = said.say(
        f"{name}.core", choice=_choice(said), amount=said.amount(), items=said.items(), means=said.means()
    )
    promise = said.last("promised_at", "promised_on")
    return Body(
        subject=title, title=title, paragraphs=(said.hello(), f"{core} {_start(said, promise)}".strip()),
        promise_label=said.say(f"{name}.label") if promise else "", promise=promise,
        notes=(*_return_notes(said), *_another(said)), code=_code(said),
        action=said.say("action.slip") if _number(said) else "",
        path=_path(said, name, promise), legal=_legal(said),
    )  # fmt: skip


def _choice(said: Said) -> str:
    """Who chose: the customer himself, the customer through a person, or a person of ours by name."""
    by = said.text("chosen_by") or "customer"
    if by == "agent":
        agent = said.text("agent_name")
        return said.say("choice.agent", agent=agent) if agent else said.say("choice.person")
    return said.say(f"choice.{by}")


def _another(said: Said) -> tuple[Note, ...]:
    """What we chose may be declined (L217-9: the choice is the consumer's)."""
    if said.text("chosen_by") != "agent":
        return ()
    return (Note(said.say("choice.other_heading"), said.say("choice.other")),)


def _number(said: Said) -> str:
    return code_of(Step.DECISION, said.words)


def _start(said: Said, promise: str) -> str:
    """When money leaves while nobody can know the date yet, or what its date hangs on."""
    if promise and said.text("if_posted_by") and said.text("remedy") in _MONEY:
        return said.say("starts.if_posted", day=said.day("if_posted_by"))
    key = f"starts.{said.text('trigger')}"
    waits = not promise and said.text("remedy") in _MONEY
    return said.say(key) if waits and said.knows(key) else ""


def _return_notes(said: Said) -> tuple[Note, ...]:
    if not _number(said):
        return ()
    way = "store" if said.text("return_method") == "store" else "post"
    dated = f"return.{way}.heading_until" if said.text("send_back_by") else f"return.{way}.heading"
    cost = said.say("return.paid" if said.flag("customer_pays_return") else "return.free")
    heading = said.say(dated, until=said.until("send_back_by"))
    return (Note(heading, f"{cost} {said.say(f'return.{way}.how')}"),)


def _code(said: Said) -> CodeBox | None:
    if not _number(said):
        return None
    way = "store" if said.text("return_method") == "store" else "post"
    return CodeBox(
        title=said.say(f"code.{way}.title"), text=said.say(f"code.{way}.text"),
        label=said.say("code.label"), reference=_number(said),
    )  # fmt: skip


def _path(said: Said, name: str, promise: str) -> tuple[PathStep, ...]:
    after = f"path.after.{said.text('trigger')}"
    end = (said.say(f"{name}.last"), promise or said.say(after if said.knows(after) else "path.we_write"))
    follows = [end]
    if _number(said):
        until = said.until("send_back_by") or said.say("path.when_you_like")
        control = (said.say("path.control"), said.say("path.we_write"))
        follows = [(said.say("path.send"), until), *_in_order(said, control, end)]
    numbered = (PathStep(number, *step) for number, step in enumerate(follows, start=2))
    return (PathStep(0, said.say(f"{name}.done"), said.moment_now()), *numbered)


def _in_order(said: Said, control: tuple[str, str], end: tuple[str, str]) -> list[tuple[str, str]]:
    """Money that leaves at the request or the posting leaves before the parcel is examined."""
    early = said.text("trigger") in ("request", "posting") and said.text("remedy") in _MONEY
    return [end, control] if early else [control, end]


def _legal(said: Said) -> tuple[str, ...]:
    guarantee = said.text("guarantee_until")
    goes_on = (said.say("guarantee", until=said.until("guarantee_until")),) if guarantee else ()
    return (*goes_on, *said.law())


def refusal(said: Said) -> Body:
    """Solution first, then the reason with its rule, the appeal, the mediator (C. conso L612-1, L616-1)."""
    first = said.text("instead") or said.say("refusal.instead")
    rule = f" {said.say('refusal.rule', rule=said.text('rule'))}" if said.text("rule") else ""
    return Body(
        subject=said.say("refusal.subject", reference=said.context.reference),
        title=said.say("refusal.title"), paragraphs=(said.hello(), first),
        action=said.say("refusal.action"), legal=said.law(),
        promise_label=said.say("refusal.label") if said.text("appeal_by") else "",
        promise=said.until("appeal_by"),
        notes=(
            Note(said.say("refusal.reason_heading"), said.text("reason") + rule),
            Note(said.say("refusal.appeal_heading"), said.say("refusal.appeal")),
            *_mediator(said),
        ),
    )  # fmt: skip


def reduction(said: Said) -> Body:
    """What comes back, what is kept and why, and how to contest it (C. conso L221-23, L612-1, L616-1)."""
    sums = {"amount": said.amount(), "kept": said.sum_of("kept_minor"), "items": said.items()}
    return Body(
        subject=said.say("reduction.title", **sums), title=said.say("reduction.title", **sums),
        paragraphs=(said.hello(), said.say("reduction.core", **sums)),
        action=said.say("refusal.action"), legal=said.law(),
        notes=(
            Note(said.say("reduction.reason_heading"), said.text("reason")),
            Note(said.say("reduction.law_heading"), said.say("reduction.law")),
            Note(said.say("refusal.appeal_heading"), said.say("reduction.appeal")),
            *_mediator(said),
        ),
    )  # fmt: skip


def _mediator(said: Said) -> tuple[Note, ...]:
    brand = said.context.brand
    if not brand.mediator_name:
        return ()
    where = ", ".join(filter(None, (brand.mediator_name, brand.mediator_site)))
    return (Note(said.say("refusal.mediator_heading"), said.say("refusal.mediator", mediator=where)),)
