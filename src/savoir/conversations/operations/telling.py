"""What the customer is told when something happens: the facts of the event joined with what is on file."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext, override

from savoir.cases import operations as cases
from savoir.cases.queries import awaited_reply, case_by_id, current_decisions, message_context, refusal_told
from savoir.cases.values import MessageContext, is_history
from savoir.conversations.operations.rows import last_words, readable
from savoir.conversations.operations.sending import send_step
from savoir.conversations.states import Step
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
from savoir.orders.queries import payments
from savoir.organizations.operations import issue_link

BANK_DAYS = timedelta(days=7)


def _tell(
    actor: Actor, file: MessageContext, step: Step, occasion: str, words: Mapping[str, object], now: datetime
) -> int:
    """Send a milestone with a link that opens the case for whoever reads the mailbox on file."""
    if is_history(case_by_id(actor=actor, case_id=file.case_id), now):
        return 0
    link = {}
    if file.order_id is not None:
        secret = issue_link(
            actor=system_actor(actor.org_id), order_id=file.order_id, case_id=file.case_id, now=now
        )
        link = {"link_secret": secret}
    return send_step(
        actor=system_actor(actor.org_id), case_id=file.case_id, step=step, occasion=occasion,
        words={**words, **link}, now=now,
    )  # fmt: skip


def tell_acknowledgement(*, actor: Actor, case_id: int, answer_by: datetime, now: datetime) -> int:
    """We have your request; its date and time stand in the message: it is the customer's proof."""
    file = message_context(actor=actor, case_id=case_id)
    return _tell(actor, file, Step.ACKNOWLEDGEMENT, "", {"answer_by": answer_by}, now)


def tell_decision(
    *, actor: Actor, case_id: int, occasion: str, amount: Money, words: Mapping[str, object], now: datetime
) -> int | None:
    """What was agreed, with the agent's own paragraph when there is one; None when it was undone since."""
    current = current_decisions(actor=actor, case_id=case_id)
    decision = next((one for one in current if one.outcome == "accepted" and one.decided_at <= now), None)
    if decision is None:
        return None
    file = message_context(actor=actor, case_id=case_id)
    own = {"agent_text": decision.motive_note} if decision.motive_note else {}
    money = {"amount_minor": amount.minor, "currency": amount.currency, **_means(actor, file, None)}
    whole = {**words, "articles": list(decision.articles), **money, **own}
    return _tell(actor, file, Step.DECISION, occasion, whole, now)


def _means(actor: Actor, file: MessageContext, payment_id: int | None) -> dict[str, object]:
    if file.order_id is None:
        return {}
    found = payments(actor=system_actor(actor.org_id), order_id=file.order_id)
    chosen = next((p for p in found if payment_id in (None, p.id)), None)
    return {"tender": chosen.tender, "means_last4": chosen.last4} if chosen else {}


def tell_refusal(*, actor: Actor, case_id: int, occasion: str, now: datetime) -> int | None:
    """Why not, in the words of the person who decided, also when the case was opened again since."""
    decision = refusal_told(actor=actor, case_id=case_id, until=now)
    if decision is None:
        return None
    file = message_context(actor=actor, case_id=case_id)
    with override(file.language):
        instead = gettext("Répondez à ce message : nous cherchons avec vous ce qui reste possible.")
    words = {"instead": instead, "reason": decision.motive_note, "articles": list(decision.articles)}
    return _tell(actor, file, Step.REFUSAL, occasion, words, now)


def tell_received(
    *, actor: Actor, case_id: int, occasion: str, received_on: date, complete: bool, now: datetime
) -> int:
    """The parcel is here; it is examined within two business days."""
    file = message_context(actor=actor, case_id=case_id)
    control_by = file.brand.calendar.add_business_time(now, timedelta(hours=18))
    words = {"control_by": control_by, "received_on": received_on, "complete": complete}
    return _tell(actor, file, Step.RECEIVED, occasion, words, now)


def tell_refund(
    *, actor: Actor, case_id: int, occasion: str, payment_id: int, amount: Money, now: datetime
) -> int:
    """The money left, to the means it came from; banks show it within a week."""
    file = message_context(actor=actor, case_id=case_id)
    left_on = local_day(now, file.brand.zone)
    words = {
        "amount_minor": amount.minor, "currency": amount.currency, "left_on": left_on,
        "bank_by": left_on + BANK_DAYS, **_means(actor, file, payment_id),
    }  # fmt: skip
    return _tell(actor, file, Step.REFUNDED, occasion, words, now)


def tell_gesture(
    *, actor: Actor, case_id: int, occasion: str, payment_id: int, amount: Money, now: datetime
) -> int:
    """A gesture left, to the means the price came from: said only once its money is gone."""
    file = message_context(actor=actor, case_id=case_id)
    left_on = local_day(now, file.brand.zone)
    words = {
        "amount_minor": amount.minor, "currency": amount.currency, "left_on": left_on,
        "bank_by": left_on + BANK_DAYS, **_means(actor, file, payment_id),
    }  # fmt: skip
    return _tell(actor, file, Step.GESTURE, occasion, words, now)


def tell_delay(
    *,
    actor: Actor,
    case_id: int,
    occasion: str,
    kind: str,
    due_at: datetime,
    new_due_at: datetime,
    is_last: bool,
    now: datetime,
) -> int:
    """We are late: an apology and a new date. `is_last`: a person has the case now, and writes next."""
    file = message_context(actor=actor, case_id=case_id)
    words: dict[str, object] = {"kind": kind, "due_at": due_at, "new_due_at": new_due_at}
    words |= {"taken_over": True} if is_last else {}
    return _tell(actor, file, Step.DELAY, occasion, words, now)


def tell_reminder(*, actor: Actor, case_id: int, occasion: str, now: datetime) -> int | None:
    """Our last question again, with what the agent had written; None when the customer was faster."""
    file = message_context(actor=actor, case_id=case_id)
    told = reply_words(actor=actor, case_id=case_id)
    asked = last_words(case_id, Step.INFORMATION_NEEDED)
    if not told or asked is None:
        return None
    question = {"question": asked["agent_text"]} if asked.get("agent_text") else {}
    signed = {"agent_name": asked["agent_name"]} if asked.get("agent_name") else {}
    words = {"what": asked["what"], **question, **signed, **told}
    return _tell(actor, file, Step.REMINDER, occasion, words, now)


def reply_words(*, actor: Actor, case_id: int) -> dict[str, object]:
    """The dates of the question that waits for the customer, as words; {} when none does."""
    reply = awaited_reply(actor=actor, case_id=case_id)
    return {"reply_by": reply.reply_by, "answer_by": reply.answer_by} if reply else {}


def tell_closing(*, actor: Actor, case_id: int, occasion: str, now: datetime) -> int:
    """Thanks, and one click to open the case again. What ended in another system closes in silence: 0."""
    case = case_by_id(actor=actor, case_id=case_id)
    if case.resolved_at is not None and is_history(case, case.resolved_at):
        return 0
    return _tell(actor, message_context(actor=actor, case_id=case_id), Step.CLOSING, occasion, {}, now)


def ask_customer(*, actor: Actor, case_reference: str, what: str, text: str, now: datetime) -> int:
    """Ask for something and stop the answer clock until the customer replies; return the message's id.

    Raises NotFound, NotAllowed, Invalid for empty words, and cases' CaseMoved.
    """
    require(actor, Permission.CASE_DECIDE)
    typed = readable(text)
    case_id = cases.ask_customer(actor=actor, reference=case_reference, what=what, now=now)
    file = message_context(actor=actor, case_id=case_id)
    words: dict[str, object] = {"what": what, "agent_text": typed, "agent_name": actor.name}
    words |= reply_words(actor=actor, case_id=case_id)
    return _tell(actor, file, Step.INFORMATION_NEEDED, now.isoformat(), words, now)


def send_access_link(*, actor: Actor, case_reference: str, now: datetime) -> int:
    """Send the one-time link to the address on file, whoever asks. Raises NotFound."""
    require(actor, Permission.CASE_READ)
    case_id = cases.lock_case(actor=actor, reference=case_reference)
    file = message_context(actor=actor, case_id=case_id)
    return _tell(actor, file, Step.ACCESS_LINK, now.isoformat(), {}, now)
