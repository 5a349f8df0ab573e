"""Playing returns: an agenda of steps in date order, each through the operation a door would call."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from savoir.cases.states import Entry, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseRequest, LineRequest
from savoir.commands.uci.matching import Part
from savoir.kernel import jobs
from savoir.kernel.access import Actor, customer_actor, system_actor
from savoir.kernel.errors import Refused
from savoir.kernel.idempotency import once
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.digests import digest
from savoir.logistics import operations as dock
from savoir.logistics.queries import expected_lines, inspection_card
from savoir.logistics.states import Finding, Grade
from savoir.logistics.values import Checks
from savoir.resolutions.operations import request_remedy
from savoir.resolutions.queries import offers_with_plans

POSTED_AFTER, ARRIVES_AFTER, INSPECTED_AFTER = timedelta(days=1), timedelta(days=4), timedelta(days=5)
SETTLED_BY = timedelta(days=40)
AS_ANNOUNCED = Checks(
    right_item=True, right_quantity=True, used_or_damaged=False, defect_proven=False, in_time=True
)
Step = Callable[[datetime], None]


@dataclass(slots=True)
class Played:
    """What became of the parts: accepted by key, refused by an operation by reason, left to a person;
    `fresh` of them were played now, the others by an earlier run."""

    accepted: dict[str, Part] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    fresh: int = 0

    def add(self, other: "Played") -> None:
        """Count another share in."""
        self.accepted |= other.accepted
        for reason, count in other.refused.items():
            self.refused[reason] = self.refused.get(reason, 0) + count
        self.waiting += other.waiting
        self.fresh += other.fresh


@dataclass(slots=True)
class Player:
    """Plays parts in one organization on a queue and a clock of its own."""

    org_id: int
    queue: str
    progress: Callable[[int], None]
    played: Played = field(default_factory=Played)
    _agenda: list[tuple[datetime, int, Step]] = field(default_factory=list)
    _count: int = 0

    def play(self, parts: Iterable[Part]) -> None:
        """Play every part to its end, then let the last timers run out."""
        for part in parts:
            self._at(part.at, lambda now, part=part: self._open(part, now))  # type: ignore[misc]  # bound now
        last = None
        with jobs.on_queue(self.queue):
            while self._agenda:
                last, _, step = heapq.heappop(self._agenda)
                jobs.drain(queue_name=self.queue, until=last)
                step(last)
            if last is not None:
                jobs.drain(queue_name=self.queue, until=last + SETTLED_BY)

    def _at(self, instant: datetime, step: Step) -> None:
        self._count += 1
        heapq.heappush(self._agenda, (instant, self._count, step))

    def _open(self, part: Part, now: datetime) -> None:
        """The customer asks at the portal and takes the refund that the rule offers."""
        with organization_block(self.org_id):
            opened, is_new = once(
                scope="replay",
                key=part.key,
                request_digest=part.key,
                now=now,
                work=lambda: self._ask(part, now),
            )
        self.progress(1)
        self.played.fresh += is_new
        if "refused" in opened:
            self.played.add(Played(refused={opened["refused"]: 1}))
            return
        if opened["waits"]:
            self.played.waiting += 1
            return
        self.played.accepted[part.key] = part
        if opened["ra"]:
            self._at(now + POSTED_AFTER, lambda at: self._post(part, opened["ra"], at))
            self._at(now + ARRIVES_AFTER, lambda at: self._receive(part, opened["ra"], at))

    def _ask(self, part: Part, now: datetime) -> dict[str, Any]:
        actor = customer_actor(org_id=self.org_id, order_ids=frozenset({part.sold.order_id}), verified=False)
        asked = AskedLine(
            line_id=part.sold.line_id,
            quantity=part.quantity,
            intent=Intent.RETURN,
            reason=Reason.CHANGED_MIND,
        )
        try:
            return _accept(actor, part, asked, now)
        except Refused as refused:
            return {"refused": type(refused).__name__}

    def _post(self, part: Part, ra_number: str, now: datetime) -> None:
        actor = customer_actor(org_id=self.org_id, order_ids=frozenset({part.sold.order_id}), verified=True)
        with organization_block(self.org_id):
            once(
                scope="replay.post", key=part.key, request_digest=part.key, now=now,
                work=lambda: _post(actor, part, ra_number, now),
            )  # fmt: skip

    def _receive(self, part: Part, ra_number: str, now: datetime) -> None:
        with organization_block(self.org_id):
            once(
                scope="replay.receive", key=part.key, request_digest=part.key, now=now,
                work=lambda: _receive(system_actor(self.org_id), part, ra_number, now),
            )  # fmt: skip


def play_share(org_id: int, index: int, parts: list[Part], progress: Callable[[int], None]) -> Played:
    """Play one share on a queue of its own; what a killed run left in it runs first."""
    queue = f"replay:{org_id}:{index}"
    jobs.recover(queue)
    player = Player(org_id, queue, progress=progress)
    with jobs.unhurried():
        player.play(parts)
    return player.played


def _accept(actor: Actor, part: Part, asked: AskedLine, now: datetime) -> dict[str, Any]:
    offers = offers_with_plans(actor=actor, lines=(asked,), now=now)
    plan = next((plan for plan in offers.plans if plan.remedy is Remedy.REFUND), None)
    request = CaseRequest(
        order_id=part.sold.order_id, entry=Entry.REPLAY, language="fr",
        lines=(LineRequest(asked=asked, wanted=Remedy.REFUND),),
    )  # fmt: skip
    case, accepted = request_remedy(
        actor=actor, request=request, remedy=Remedy.REFUND if plan else None,
        plan_digest=plan.digest if plan else "", now=now,
    )  # fmt: skip
    if accepted is None:
        return {"case": case.reference, "ra": "", "waits": True}
    return {"case": case.reference, "ra": accepted.ra_number, "waits": False}


def _post(actor: Actor, part: Part, ra_number: str, now: datetime) -> bool:
    dock.declare_posting(
        actor=actor,
        ra_number=ra_number,
        posted_on=now.date(),
        tracking_number=f"UCI{digest(part.key)[:12].upper()}",
        now=now,
    )
    return True


def _receive(actor: Actor, part: Part, ra_number: str, now: datetime) -> bool:
    """Scan, count, examine, put away: what the dock does with one parcel."""
    lines = expected_lines(actor=actor, ra_number=ra_number)
    receipt = dock.receive(
        actor=actor, scan_id=uuid5(NAMESPACE_URL, f"uci:{part.key}"), ra_number=ra_number,
        quantities={line.id: line.quantity for line in lines}, station="replay", now=now,
    )  # fmt: skip
    for line in receipt.lines:
        inspection = dock.inspect(
            actor=actor, receipt_line_id=line.id, quantity=line.quantity, checks=AS_ANNOUNCED, grade=Grade.A,
            finding=Finding.UNUSED, now=now,
        )  # fmt: skip
        proposal = inspection_card(actor=actor, inspection_id=inspection).proposal
        dock.confirm_disposition(
            actor=actor, inspection_id=inspection, kind=proposal.kind, bin_code=proposal.bin_code, now=now
        )
    return True
