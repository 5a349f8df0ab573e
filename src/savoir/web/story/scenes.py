"""One case on three screens: the customer's phone, the desk, the dock. All of it read, nothing made up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from savoir.cases.queries import QueueView, cases_of_order, current_decisions, queue
from savoir.cases.values import CaseCard, DecisionCard
from savoir.conversations.queries import messages_of_case
from savoir.kernel.access import Actor
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
from savoir.logistics.queries import expected_lines, inspections_of_case, receipts_of_case, returns_of_case
from savoir.logistics.values import ExpectedLine, InspectionCard, RaCard, ReceiptCard
from savoir.orders.queries import order_card, sale_lines
from savoir.orders.values import OrderCard, SaleLine
from savoir.organizations.queries import brand_card, member_names
from savoir.organizations.values import BrandCard
from savoir.resolutions.queries import journey_of_case, offers_of_case
from savoir.resolutions.values import MONEY_REMEDIES, Plan
from savoir.web.desk import words
from savoir.web.desk.cases.choices import Why, notes_of, why_of
from savoir.web.desk.clock import bounds_of
from savoir.web.desk.queue.rows import Row, row_of
from savoir.web.portal.journeys import PromiseShown, StepShown, position, promise_of, steps_shown

NEIGHBORS, CHOICES = 4, 3


@dataclass(frozen=True, slots=True)
class Phone:
    """What the customer sees at the brand `shop`; without a promise nothing was asked yet."""

    shop: BrandCard
    sale: SaleLine
    order: OrderCard
    promise: PromiseShown | None = None
    steps: tuple[StepShown, ...] = ()
    step_now: int = 0
    steps_all: int = 0


@dataclass(frozen=True, slots=True)
class Solution:
    """One remedy as the desk shows it."""

    title: str | Promise
    note: str
    cost: Money | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class DeskScene:
    """The case on the desk: why, and what may be decided, or what was."""

    row: Row | None
    neighbors: tuple[Row, ...]
    why: Why | None = None
    solutions: tuple[Solution, ...] = ()
    decided: DecisionCard | None = None
    decided_word: str | Promise = ""
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class DockScene:
    """The parcel: awaited, here, or put away."""

    ra: RaCard | None = None
    line: ExpectedLine | None = None
    receipt: ReceiptCard | None = None
    inspection: InspectionCard | None = None
    finding: str | Promise = ""
    disposition: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """Three screens of one case. `step` is where the story stands: 1 phone, 2 desk, 3 dock, 4 all done."""

    step: int
    case: CaseCard | None
    phone: Phone
    desk: DeskScene
    dock: DockScene
    mails: int


def scene_of(actor: Actor, *, order_id: int, now: datetime, zone: str) -> Scene:
    """The case of an order, else the order itself. Raises NotFound for an order that is gone."""
    today = local_day(now, zone)
    case = next(iter(cases_of_order(actor=actor, order_id=order_id, limit=1)), None)
    dock = _dock(actor, case) if case else DockScene()
    return Scene(
        step=_step(case, dock), case=case, phone=_phone(actor, order_id, case, today),
        desk=_desk(actor, case, now, zone), dock=dock,
        mails=len(messages_of_case(actor=actor, case_id=case.id)) if case else 0,
    )  # fmt: skip


def _step(case: CaseCard | None, dock: DockScene) -> int:
    if case is None:
        return 1
    if case.needs_person and dock.ra is None:
        return 2
    return 3 if dock.ra is not None and dock.receipt is None else 4


def _phone(actor: Actor, order_id: int, case: CaseCard | None, today: date) -> Phone:
    order = order_card(actor=actor, order_id=order_id)
    shop = brand_card(actor=actor, brand_id=order.brand_id)
    sale = sale_lines(actor=actor, order_id=order_id)[0]
    if case is None:
        return Phone(shop, sale, order)
    steps = journey_of_case(actor=actor, case_id=case.id, today=today)
    shown = steps_shown(steps, today=today, verified=False)
    return Phone(shop, sale, order, promise_of(case, steps, today=today), shown, **position(steps))


def _desk(actor: Actor, case: CaseCard | None, now: datetime, zone: str) -> DeskScene:
    page = queue(actor=actor, view=QueueView.TO_DO, bounds=bounds_of(now, zone), limit=NEIGHBORS + 1)
    others = tuple(row_of(card) for card in page.rows if case is None or card.id != case.id)[:NEIGHBORS]
    if case is None:
        return DeskScene(None, others)
    row = row_of(case)
    taken = next((one for one in current_decisions(actor=actor, case_id=case.id)), None)
    if taken is not None and taken.outcome != "offered":
        names = member_names(actor=actor)
        return DeskScene(
            row, others, decided=taken, decided_word=words.REMEDIES.get(taken.remedy or "", ""),
            decided_by=names.get(taken.actor_id, "") if taken.actor_kind == "member" else "",
        )  # fmt: skip
    offers = offers_of_case(actor=actor, case_id=case.id, now=now)
    why = why_of(offers.answer.lines[0]) if offers.answer.lines else None
    return DeskScene(row, others, why=why, solutions=tuple(_solutions(case, offers.plans))[:CHOICES])


def _solutions(case: CaseCard, plans: Iterable[Plan]) -> Iterable[Solution]:
    """The proposal first, as on the case page."""
    for plan in sorted(plans, key=lambda plan: plan.remedy != case.proposal):
        cost = plan.amount if plan.remedy in MONEY_REMEDIES else None
        note = " · ".join(notes_of(plan))
        yield Solution(words.REMEDIES[plan.remedy], note, cost, plan.remedy == case.proposal)


def _dock(actor: Actor, case: CaseCard) -> DockScene:
    alive = [ra for ra in returns_of_case(actor=actor, case_id=case.id) if ra.canceled_at is None]
    if not alive:
        return DockScene()
    ra = alive[-1]
    lines = expected_lines(actor=actor, ra_number=ra.number)
    receipts = receipts_of_case(actor=actor, case_id=case.id)
    found = inspections_of_case(actor=actor, case_id=case.id)
    seen = found[-1] if found else None
    return DockScene(
        ra=ra, line=lines[0] if lines else None, receipt=receipts[-1] if receipts else None, inspection=seen,
        finding=words.FINDINGS.get(seen.finding, "") if seen else "",
        disposition=words.DISPOSITIONS.get(seen.disposition or seen.proposal.kind, "") if seen else "",
    )  # fmt: skip
