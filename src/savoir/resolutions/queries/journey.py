"""The way of a case as a parcel's: done, now, next, each with its date; the same for customer and agent."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from savoir.cases.queries import awaited_reply, case_by_id, promises_of_case, timeline_of_case
from savoir.cases.states import CaseState
from savoir.cases.values import AwaitedReply, CaseCard, PromiseCard
from savoir.kernel.access import Actor
from savoir.kernel.ledger import LedgerEntry
from savoir.kernel.memory import recall
from savoir.kernel.prepared import prepared
from savoir.kernel.values.days import local_day
from savoir.organizations.queries import brand_card
from savoir.organizations.values import BrandCard
from savoir.resolutions.models import Refund, Resolution
from savoir.resolutions.queries.refunds import refund_rows
from savoir.resolutions.rules import TRANSIT, Awaited, basis_owing, counted_from, dates_of
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import DatesOfPosting, JourneyStep

CHECK_AFTER = timedelta(days=7)
_RESOLVED = prepared(
    lambda case_id: (
        Resolution.objects.select_related("decision")
        .exclude(state="canceled")
        .filter(case_id=case_id)
        .order_by("id")[:1]
    )
)
_OF_PARCEL = frozenset({"return_authorized", "parcel_posted", "parcel_received"})


@dataclass(frozen=True, slots=True)
class _File:
    """Everything the steps are read from; the first refund is settled only when no other is still to come."""

    case: CaseCard
    events: tuple[LedgerEntry, ...]
    promises: tuple[PromiseCard, ...]
    resolution: Resolution | None
    refunds: tuple[Refund, ...]
    reply: AwaitedReply | None
    brand: BrandCard
    today: date | None

    def last(self, kind: str) -> LedgerEntry | None:
        return next((e for e in reversed(self.events) if e.kind == kind), None)

    @property
    def refused(self) -> LedgerEntry | None:
        """The refusal, unless something else was agreed or the case was opened again after it."""
        later = ("case_refused", "offer_accepted", "case_reopened")
        last = next((e for e in reversed(self.events) if e.kind in later), None)
        return last if last is not None and last.kind == "case_refused" else None

    @property
    def posted_by(self) -> date | None:
        """The day the parcel left, else the day our dates assume, never one gone by; None: no parcel."""
        posted = self.last("parcel_posted")
        if posted is not None:
            return date.fromisoformat(posted.payload["posted_on"])
        assumed = self.resolution.plan.get("if_posted_by") if self.resolution else None
        if not assumed or self.last("return_authorized") is None:
            return None
        return max(date.fromisoformat(assumed), self.today or date.min)

    @property
    def is_with_customer(self) -> bool:
        """Whether the parcel is still to be sent."""
        return self.last("parcel_posted") is None and self.last("parcel_received") is None

    def due(self, *kinds: str) -> datetime | None:
        alive = [p.due_at for p in self.promises if p.kind in kinds and p.state in ("running", "paused")]
        return min(alive, default=None)


def journey_of_case(*, actor: Actor, case_id: int, today: date | None = None) -> tuple[JourneyStep, ...]:
    """The steps in order; exactly one is `now` while the case is open. Raises NotFound.

    Codes: asked, answered | refused, information, posted, received, refunded, prepared, checked. With `today`
    no date assumes a parcel that left earlier: what can no longer be is moved to what still can.
    """
    file = _file(actor, case_id, today)
    steps = [_asked(file), *_answered(file), *_goods(file), *_money(file), *_prepared(file)]
    return _with_now([*steps, _checked(file, steps)], over=file.case.state is CaseState.CLOSED)


def _file(actor: Actor, case_id: int, today: date | None) -> _File:
    case = case_by_id(actor=actor, case_id=case_id)
    waits = case.state is CaseState.WAITING_ON_CUSTOMER
    return _File(
        case=case, reply=awaited_reply(actor=actor, case_id=case_id) if waits else None,
        events=since_taken_back(timeline_of_case(actor=actor, case_id=case_id)),
        promises=promises_of_case(actor=actor, case_id=case_id),
        resolution=agreed_of_case(case_id), refunds=_refunds(case_id),
        brand=brand_card(actor=actor, brand_id=case.brand_id), today=today,
    )  # fmt: skip


def agreed_of_case(case_id: int) -> Resolution | None:
    """The first thing agreed on, with its decision."""
    return recall(
        ("resolution", case_id), tables=("resolutions_resolution", "cases_decision"),
        read=lambda: _RESOLVED.first(case_id=case_id),
    )  # fmt: skip


def basis_of_case(case_id: int) -> str:
    """The legal basis of what a case agreed on, "" while it agreed on nothing; for who may see the case."""
    resolution = agreed_of_case(case_id)
    return str(resolution.decision.offer.get("basis", "")) if resolution else ""


def _refunds(case_id: int) -> tuple[Refund, ...]:
    """Those of what was agreed, not canceled: what is still to come first, then the last settled."""
    rows = [row for row in refund_rows(case_id) if row.gesture_id is None]
    alive = [row for row in rows if row.state != "canceled"]
    settled = [(row.settled_at, row) for row in alive if row.settled_at is not None]
    last_first = sorted(settled, key=lambda pair: pair[0], reverse=True)
    return (*(row for row in alive if row.settled_at is None), *(row for _, row in last_first))


def since_taken_back(events: tuple[LedgerEntry, ...]) -> tuple[LedgerEntry, ...]:
    """What still holds: everything after a decision that was taken back; the opening stands in the case.

    A parcel goes on under the slip the customer holds, whatever is decided, until that slip is taken back.
    """
    seq = max((e.seq for e in events if e.kind == "decision_undone"), default=0)
    canceled = {e.payload["ra_id"] for e in events if e.kind == "authorization_canceled"}
    return tuple(
        e for e in events if e.seq > seq or (e.kind in _OF_PARCEL and e.payload["ra_id"] not in canceled)
    )


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
        reminded = (("remind_on", file.reply.remind_at.isoformat()),)
        return [JourneyStep("information", "next", on=file.reply.reply_by, facts=reminded),
                JourneyStep("answered", "next", by=file.reply.answer_by)]  # fmt: skip
    return [JourneyStep("answered", "next", by=due)]


def _goods(file: _File) -> list[JourneyStep]:
    authorized = file.last("return_authorized")
    if authorized is None or file.refused:
        return []
    posted, received = file.last("parcel_posted"), file.last("parcel_received")
    accepted = file.last("offer_accepted")
    send_by = accepted.payload.get("send_back_by") if accepted else None
    method = str(file.resolution.plan.get("return_method", "")) if file.resolution else ""
    left = replace(_step("posted", posted or received), facts=(("method", method),))
    arrives = _open_day(file.brand, file.posted_by + TRANSIT) if file.posted_by else None
    return [
        replace(left, on=date.fromisoformat(send_by)) if send_by and left.state != "done" else left,
        _step("received", received) if received else JourneyStep("received", "next", about=arrives),
    ]


def _open_day(brand: BrandCard, day: date) -> date:
    """The day itself, or the next one on which somebody works: nobody expects a parcel on a Sunday."""
    morning = datetime.combine(day, time(0), ZoneInfo(brand.zone))
    return local_day(brand.calendar.next_opening(morning), brand.zone)


def _step(code: str, entry: LedgerEntry | None) -> JourneyStep:
    return JourneyStep(code, "done", at=entry.at) if entry else JourneyStep(code, "next")


def _money(file: _File) -> list[JourneyStep]:
    if not file.refunds:
        return []
    refund = file.refunds[0]
    facts = (("minor", str(sum(one.amount_minor for one in file.refunds))), ("currency", refund.currency),
             ("tender", refund.payment.tender), ("last4", refund.payment.last4))  # fmt: skip
    settled = file.last("refund_settled")
    if settled is not None and refund.settled_at:
        return [JourneyStep("refunded", "done", at=settled.at, facts=facts)]
    on, assumed = _money_on(file, refund)
    return [JourneyStep("refunded", "next", by=file.due("refund"), on=on, facts=facts + assumed)]


def _money_on(file: _File, refund: Refund) -> tuple[date | None, tuple[tuple[str, str], ...]]:
    """The day of the money and, while it hangs on a parcel, what it assumes and the law's last day."""
    posted_by = file.posted_by
    if posted_by is None or not file.is_with_customer or file.resolution is None:
        return refund.promised_on, ()
    if Trigger(refund.trigger) is Trigger.REQUEST:
        return refund.promised_on, ()
    dates = _if_posted(file, file.resolution, posted_by)
    return dates.promised_on, (
        ("if_posted_by", posted_by.isoformat()),
        ("law_until", dates.legal_due_on.isoformat() if dates.legal_due_on else ""),
    )


def _if_posted(file: _File, agreed: Resolution, posted_by: date) -> DatesOfPosting:
    """The dates of the first refund still to come, if the parcel leaves then; all lines agree on the rest."""
    offer, zone = agreed.decision.offer, file.brand.zone
    asked_on = counted_from(offer, local_day(file.case.opened_at, zone))
    days = int(agreed.plan.get("promised_days", 14))
    waiting = [
        Awaited(Trigger(row.trigger), days, basis_owing(row.owed_on, offer), asked_on)
        for row in file.refunds if row.settled_at is None
    ]  # fmt: skip
    told_on = local_day(agreed.agreed_at, zone)
    return dates_of(waiting, posted_on=posted_by, received_on=None, told_on=told_on)[0]


def _prepared(file: _File) -> list[JourneyStep]:
    resolution = file.resolution
    if resolution is None or resolution.remedy not in ("replacement", "exchange", "repair"):
        return []
    sent = file.last("replacement_sent")
    facts = (("remedy", resolution.remedy),)
    if sent is not None:
        return [JourneyStep("prepared", "done", at=sent.at, facts=facts)]
    return [JourneyStep("prepared", "next", by=file.due("replacement"), facts=facts)]


def _checked(file: _File, before: list[JourneyStep]) -> JourneyStep:
    """A week after the last of the others, as far as they have a day."""
    if file.case.closed_at is not None:
        return JourneyStep("checked", "done", at=file.case.closed_at)
    due = file.due("closing_check")
    if due is not None:
        return JourneyStep("checked", "next", by=due)
    ends = [
        _end_of(step, file.brand.zone) for step in before if step.code in ("received", "refunded", "prepared")
    ]
    known = [day for day in ends if day is not None]
    return JourneyStep("checked", "next", about=max(known) + CHECK_AFTER if known else None)


def _end_of(step: JourneyStep, zone: str) -> date | None:
    instant = step.at or step.by
    return local_day(instant, zone) if instant else step.on or step.about


def _with_now(steps: list[JourneyStep], *, over: bool) -> tuple[JourneyStep, ...]:
    """The first step that is not done is where the case stands."""
    first = next((i for i, step in enumerate(steps) if step.state != "done"), None)
    if first is None or over:
        return tuple(steps)
    return tuple(replace(step, state="now") if i == first else step for i, step in enumerate(steps))
