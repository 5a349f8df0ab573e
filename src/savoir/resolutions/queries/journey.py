"""The way of a case as a parcel's: done, now, next, each with its date; the same for customer and agent."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from savoir.cases.queries import awaited_reply, case_by_id, promises_of_case, timeline_of_case
from savoir.cases.states import CaseState
from savoir.cases.values import AwaitedReply, CaseCard, PromiseCard
from savoir.kernel.access import Actor
from savoir.kernel.ledger import LedgerEntry
from savoir.resolutions.models import Refund, Resolution
from savoir.resolutions.values import JourneyStep

CHECK_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _File:
    """Everything the steps are read from."""

    case: CaseCard
    events: tuple[LedgerEntry, ...]
    promises: tuple[PromiseCard, ...]
    resolution: Resolution | None
    refund: Refund | None
    reply: AwaitedReply | None

    def last(self, kind: str) -> LedgerEntry | None:
        return next((e for e in reversed(self.events) if e.kind == kind), None)

    @property
    def refused(self) -> LedgerEntry | None:
        """The refusal, unless something else was agreed or the case was opened again after it."""
        later = ("case_refused", "offer_accepted", "case_reopened")
        last = next((e for e in reversed(self.events) if e.kind in later), None)
        return last if last is not None and last.kind == "case_refused" else None

    def due(self, *kinds: str) -> datetime | None:
        alive = [p.due_at for p in self.promises if p.kind in kinds and p.state in ("running", "paused")]
        return min(alive, default=None)


def journey_of_case(*, actor: Actor, case_id: int) -> tuple[JourneyStep, ...]:
    """The steps in order; exactly one is `now` while the case is open. Raises NotFound.

    Codes: asked, answered | refused, information, posted, received, refunded, prepared, checked.
    """
    case = case_by_id(actor=actor, case_id=case_id)
    waits = case.state is CaseState.WAITING_ON_CUSTOMER
    file = _File(
        case=case, reply=awaited_reply(actor=actor, case_id=case_id) if waits else None,
        events=_since_taken_back(timeline_of_case(actor=actor, case_id=case_id)),
        promises=promises_of_case(actor=actor, case_id=case_id),
        resolution=Resolution.objects.filter(case_id=case_id).exclude(state="canceled").order_by("id").first(),
        refund=Refund.objects.select_related("payment").filter(case_id=case_id).exclude(state="canceled")
        .order_by("id").first(),
    )  # fmt: skip
    steps = [_asked(file), *_answered(file), *_goods(file), *_money(file), *_prepared(file), _checked(file)]
    return _with_now(steps, over=file.case.state is CaseState.CLOSED)


def _since_taken_back(events: tuple[LedgerEntry, ...]) -> tuple[LedgerEntry, ...]:
    """What still holds: everything after a decision that was taken back; the opening stands in the case."""
    seq = max((e.seq for e in events if e.kind == "decision_undone"), default=0)
    return tuple(e for e in events if e.seq > seq)


def _asked(file: _File) -> JourneyStep:
    return JourneyStep("asked", "done", at=file.case.opened_at)


def _answered(file: _File) -> list[JourneyStep]:
    refused, accepted = file.refused, file.last("offer_accepted")
    if refused is not None:
        return [JourneyStep("refused", "done", at=refused.at)]
    if accepted is not None:
        facts = (("remedy", str(accepted.payload["remedy"])), ("ra", str(accepted.payload["ra_number"])),
                 ("by_person", "1" if accepted.payload["by_person"] else ""))  # fmt: skip
        return [JourneyStep("answered", "done", at=accepted.at, facts=facts)]
    due = file.due("first_answer", "answer")
    if file.reply is not None:
        facts = (("remind_on", file.reply.remind_at.isoformat()),)
        return [JourneyStep("information", "next", on=file.reply.reply_by, facts=facts),
                JourneyStep("answered", "next", by=file.reply.answer_by)]  # fmt: skip
    return [JourneyStep("answered", "next", by=due)]


def _goods(file: _File) -> list[JourneyStep]:
    authorized = file.last("return_authorized")
    if authorized is None or file.refused:
        return []
    posted, received = file.last("parcel_posted"), file.last("parcel_received")
    accepted = file.last("offer_accepted")
    send_by = accepted.payload.get("send_back_by") if accepted else None
    steps = [_step("posted", posted or received, ("send_back_by", str(send_by or "")))]
    steps.append(_step("received", received))
    return steps


def _step(code: str, entry: LedgerEntry | None, *facts: tuple[str, str]) -> JourneyStep:
    if entry is None:
        return JourneyStep(code, "next", facts=facts)
    return JourneyStep(code, "done", at=entry.at, facts=facts)


def _money(file: _File) -> list[JourneyStep]:
    refund = file.refund
    if refund is None:
        return []
    amount = Refund.objects.filter(case_id=file.case.id).exclude(state="canceled").values_list("amount_minor")
    assumed = file.resolution.plan.get("if_posted_by") if file.resolution else None
    facts = (("minor", str(sum(row[0] for row in amount))), ("currency", refund.currency),
             ("tender", refund.payment.tender), ("last4", refund.payment.last4),
             ("if_posted_by", str(assumed or "")))  # fmt: skip
    settled = file.last("refund_settled")
    if settled is not None and refund.settled_at:
        return [JourneyStep("refunded", "done", at=settled.at, facts=facts)]
    return [JourneyStep("refunded", "next", by=file.due("refund"), on=refund.promised_on, facts=facts)]


def _prepared(file: _File) -> list[JourneyStep]:
    resolution = file.resolution
    if resolution is None or resolution.remedy not in ("replacement", "exchange", "repair"):
        return []
    sent = file.last("replacement_sent")
    facts = (("remedy", resolution.remedy),)
    if sent is not None:
        return [JourneyStep("prepared", "done", at=sent.at, facts=facts)]
    return [JourneyStep("prepared", "next", by=file.due("replacement"), facts=facts)]


def _checked(file: _File) -> JourneyStep:
    if file.case.closed_at is not None:
        return JourneyStep("checked", "done", at=file.case.closed_at)
    return JourneyStep("checked", "next", by=file.due("closing_check"))


def _with_now(steps: list[JourneyStep], *, over: bool) -> tuple[JourneyStep, ...]:
    """The first step that is not done is where the case stands."""
    first = next((i for i, step in enumerate(steps) if step.state != "done"), None)
    if first is None or over:
        return tuple(steps)
    return tuple(replace(step, state="now") if i == first else step for i, step in enumerate(steps))
