"""What an agent decides and writes in one stroke: the deed and its message stand in one transaction.

The message's occasion is the number of the deed's fact in the case's stream, as in the reaction to the same
fact: what the agent wrote is what is sent, once.
"""

from datetime import datetime

from savoir.cases import operations as cases
from savoir.cases.queries import answer_of_case, case_by_id, timeline_of_case
from savoir.cases.states import Remedy
from savoir.conversations.operations import reply_words, send_step
from savoir.conversations.queries import preview_step
from savoir.conversations.states import Step
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import MotiveMissing
from savoir.resolutions.operations.accepting import accept_offer
from savoir.resolutions.operations.triggering import UNDO_WINDOW
from savoir.resolutions.queries.plans import preview_plan
from savoir.resolutions.queries.wording import choice_words, decision_words
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import AcceptedOffer, Plan


def answer_with_remedy(
    *, actor: Actor, case_reference: str, remedy: Remedy, plan_digest: str, text: str, now: datetime,
    motive: str = "", note: str = "", ground: str = "",
) -> AcceptedOffer:  # fmt: skip
    """Accept a remedy and send the decision, with `text` in place of our words when the agent changed them.

    Who differs from the proposal gives a motive; what goes beyond the rule asks the leeway of his role.
    Raises MotiveMissing and what `accept_offer` raises.
    """
    require(actor, Permission.OFFER_ACCEPT)
    case_id = cases.lock_case(actor=actor, reference=case_reference)
    proposal = case_by_id(actor=actor, case_id=case_id).proposal
    if proposal not in (None, remedy) and not motive:
        raise MotiveMissing("motive", code="required")
    answer = answer_of_case(actor=actor, case_id=case_id)
    plan = preview_plan(actor=actor, answer=answer, remedy=remedy, now=now)
    shown = decision_words(answer, plan) | choice_words(actor=actor, case_id=case_id, remedy=remedy)
    cases.require_lawful_words(actor=actor, case_id=case_id, text=text)
    written = changed_words(actor, case_id, Step.DECISION, shown, text, now)
    chosen = choice_words(actor=actor, case_id=case_id, remedy=remedy, motive=motive)
    accepted = accept_offer(
        actor=actor, case_reference=case_reference, remedy=remedy, plan_digest=plan_digest, motive=motive,
        note=note, ground=ground, now=now,
    )  # fmt: skip
    final = decision_words(answer, plan, ra_number=accepted.ra_number) | chosen | written
    tell_accepted(actor, case_id, accepted, plan, final, now)
    return accepted


def tell_accepted(
    actor: Actor, case_id: int, accepted: AcceptedOffer, plan: Plan, words: dict[str, object], now: datetime
) -> None:
    """Send the decision; beside money that may still be taken back it waits as long as that."""
    leaves_at = now + UNDO_WINDOW if accepted.refund_references and plan.trigger is Trigger.REQUEST else None
    send_after(actor, case_id, Step.DECISION, words, now, after="offer_accepted", leaves_at=leaves_at)


def answer_with_refusal(
    *, actor: Actor, case_reference: str, motive: str, reason: str, instead: str, now: datetime,
    ground: str = "",
) -> int:  # fmt: skip
    """Refuse, and say it: what we can do first (`instead`), then why not; on a legal `ground` where the law
    itself does not say no. Returns the case id.

    Raises what `cases.operations.refuse_case` raises.
    """
    require(actor, Permission.CASE_REFUSE)
    case_id = cases.lock_case(actor=actor, reference=case_reference)
    cases.refuse_case(actor=actor, reference=case_reference, motive=motive, note=reason, ground=ground,
                      now=now)  # fmt: skip
    words: dict[str, object] = {"reason": reason.strip()}
    if instead.strip():
        words["instead"] = instead.strip()
    send_after(actor, case_id, Step.REFUSAL, words, now, after="case_refused")
    return case_id


def answer_with_question(*, actor: Actor, case_reference: str, what: str, text: str, now: datetime) -> int:
    """Ask the customer for something in the agent's own words, or in ours when `text` is empty.

    Returns the case id. Raises what `cases.operations.ask_customer` raises, and BelowTheLaw for a demand that
    no merchant may make.
    """
    require(actor, Permission.CASE_DECIDE)
    found = cases.lock_case(actor=actor, reference=case_reference)
    cases.require_lawful_words(actor=actor, case_id=found, text=text, what=what)
    case_id = cases.ask_customer(actor=actor, reference=case_reference, what=what, now=now)
    words: dict[str, object] = {"what": what, **reply_words(actor=actor, case_id=case_id)}
    if text.strip():
        words["agent_text"] = text.strip()
    send_after(actor, case_id, Step.INFORMATION_NEEDED, words, now, after="customer_asked")
    return case_id


def changed_words(
    actor: Actor, case_id: int, step: Step, words: dict[str, object], text: str, now: datetime
) -> dict[str, object]:
    """The agent's text when it is not the one we proposed: ours keeps its codes and links."""
    typed = text.replace("\r\n", "\n").strip()
    _, ours = preview_step(actor=actor, case_id=case_id, step=step, words=words, now=now)
    return {"agent_text": typed} if typed and typed != ours.strip() else {}


def send_after(
    actor: Actor, case_id: int, step: Step, words: dict[str, object], now: datetime, *, after: str,
    leaves_at: datetime | None = None,
) -> None:  # fmt: skip
    """Send a step for the newest fact `after`, signed by `actor` unless the words say who writes."""
    facts = timeline_of_case(actor=actor, case_id=case_id)
    seq = next(fact.seq for fact in reversed(facts) if fact.kind == after)
    signed = {"agent_name": actor.name} | words
    send_step(
        actor=actor, case_id=case_id, step=step, occasion=str(seq), words=signed, leaves_at=leaves_at, now=now
    )
