"""Which legal clocks should run on a case now, read from what happened to it and what was decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Exists, OuterRef

from savoir.cases.queries import (
    Standing,
    case_by_id,
    case_lines,
    law_of_case,
    standing_of_case,
    timeline_of_case,
)
from savoir.cases.states import CaseState, Reason
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.ledger import LedgerEntry
from savoir.kernel.prepared import prepared
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
from savoir.law import clocks
from savoir.law.carriers import Carriage, Handover, Loss
from savoir.law.clocks import Clock, Dated
from savoir.law.mediation import Dispute, first_day
from savoir.law.readings import FRENCH
from savoir.law.values import Basis
from savoir.logistics.states import ReturnMethod
from savoir.orders.queries import order_card, sale_line
from savoir.orders.states import DeliveryMode
from savoir.orders.values import SaleLine
from savoir.organizations.queries import brand_card
from savoir.resolutions.models import LegalClock, PostagePaid, Refund
from savoir.resolutions.queries.journey import since_taken_back
from savoir.resolutions.queries.legal_dates import dispute_of
from savoir.resolutions.rules import basis_owing
from savoir.resolutions.values import GOODS_REMEDIES

OWED_STATES: Final = ("requested", "awaiting_approval", "settling", "failed", "paused")
_BROKEN: Final = {Reason.DAMAGED_ON_ARRIVAL: Loss.DAMAGED, Reason.MISSING_PART: Loss.PARTIAL}
_BY_GOODS: Final = frozenset({"", *(remedy.value for remedy in GOODS_REMEDIES)})
_REFUNDS = prepared(
    lambda case_id: (
        Refund.objects.select_related("resolution__decision")
        .filter(case_id=case_id, gesture=None)
        .exclude(state="canceled")
        .order_by("id")
    )
)
_POSTAGE = prepared(
    lambda case_id: PostagePaid.objects.filter(case_id=case_id).values_list("amount_minor", "currency")
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clock that should run: what it asks for, the money owed by its day or at stake, its refund if any."""

    dated: Dated
    amount: Money
    is_owed: bool
    contract_on: date
    refund_id: int | None = None


@dataclass(frozen=True, slots=True)
class _File:
    """What the clocks are read from."""

    org_id: int
    now: datetime
    case: CaseCard
    zone: str
    country: str
    contract_on: date
    events: tuple[LedgerEntry, ...]
    standing: tuple[Standing, ...]
    refunds: list[Refund]

    def last(self, *kinds: str) -> LedgerEntry | None:
        """The last fact of these kinds since a decision was taken back."""
        return next((e for e in reversed(self.events) if e.kind in kinds), None)

    @property
    def asked_on(self) -> date:
        """The local day of the request."""
        return local_day(self.case.opened_at, self.zone)

    @property
    def is_kindness(self) -> bool:
        """Whether money comes back, and the law owes none of it."""
        return bool(self.refunds) and all(row.owed_on == "" for row in self.refunds)

    @property
    def is_refused(self) -> bool:
        """Whether a refusal is in force: nothing was agreed and nothing opened again since."""
        last = self.last("case_refused", "offer_accepted", "case_reopened")
        return last is not None and last.kind == "case_refused"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is done on the case."""
        return self.case.state in (CaseState.RESOLVED, CaseState.CLOSED)

    @property
    def is_sent(self) -> bool:
        """Whether the new or mended thing left."""
        return self.last("replacement_sent") is not None

    @property
    def is_back(self) -> bool:
        """Whether the thing is under way to us, or here."""
        return self.last("parcel_posted", "parcel_received") is not None


@dataclass(frozen=True, slots=True)
class CalledFor:
    """The clocks that should run on a case, money first, and the kinds whose deed is done."""

    wanted: tuple[Wanted, ...]
    done: frozenset[str]


def clocks_called_for(*, actor: Actor, case_id: int, now: datetime) -> CalledFor:
    """What a case calls for now; nothing without an order. Raises NotFound."""
    file = _file(actor, case_id, now)
    if file is None:
        return CalledFor((), frozenset())
    wanted = (*_money(file), *_goods(file), *_postage(file), *_carrier(file), *_send_back(file),
              *_mediator(file))  # fmt: skip
    deeds = {Clock.REMEDY.value: file.is_sent, Clock.SEND_BACK.value: file.is_back}
    return CalledFor(wanted, frozenset(kind for kind, is_done in deeds.items() if is_done))


def _file(actor: Actor, case_id: int, now: datetime) -> _File | None:
    case = case_by_id(actor=actor, case_id=case_id)
    if case.order_id is None:
        return None
    zone = brand_card(actor=actor, brand_id=case.brand_id).zone
    order = order_card(actor=system_actor(actor.org_id), order_id=case.order_id)
    events = timeline_of_case(actor=actor, case_id=case_id)
    return _File(
        org_id=actor.org_id, now=now, case=case, zone=zone, country=order.country,
        contract_on=local_day(order.contract_at, zone),
        events=since_taken_back(events), standing=standing_of_case(actor=actor, case_id=case_id),
        refunds=_REFUNDS.rows(case_id=case_id),
    )  # fmt: skip


def _none(file: _File) -> Money:
    return Money.zero(file.case.value.currency)


def _money(file: _File) -> Iterator[Wanted]:
    """Refunds whose last day is set: by their posting, their receipt, or the request itself."""
    for row in file.refunds:
        basis = basis_owing(row.owed_on, row.resolution.decision.offer)
        if row.legal_due_on is not None and row.state in OWED_STATES:
            dated = clocks.refund(basis, row.legal_due_on, file.country)
            yield Wanted(dated, Money(row.amount_minor, row.currency), True, file.contract_on, row.id)


def _goods(file: _File) -> Iterator[Wanted]:
    """A claim that is open, or granted by repair or replacement: its price is at stake; the soonest day."""
    if file.is_over or file.is_sent or file.is_refused:
        return
    days = [
        one.remedy_due_on
        for one in file.standing
        if one.basis == Basis.CONFORMITY.value and one.remedy_due_on and one.remedy in _BY_GOODS
    ]
    if days:
        dated = clocks.remedy(min(days), file.country)
        yield Wanted(dated, file.case.value, False, file.contract_on)


def _postage(file: _File) -> Iterator[Wanted]:
    """He posted a defective thing at his own cost: it is repaid, with his receipt (L217-11, D217-1)."""
    posted, told = file.last("parcel_posted"), _covered_at(file)
    if posted is None or told is None:
        return
    day = date.fromisoformat(posted.payload["posted_on"])
    dated = clocks.postage(local_day(told, file.zone), day, contract_on=file.contract_on)
    paid = _POSTAGE.first(case_id=file.case.id)
    yield Wanted(dated, Money(*paid) if paid else _none(file), True, file.contract_on)


def _covered_at(file: _File) -> datetime | None:
    """When he was told that a fault is covered and that he posts it at our cost; None when he was not."""
    told = [
        one.decided_at
        for one in file.standing
        if one.outcome == "accepted" and one.basis == Basis.CONFORMITY.value
        and one.return_method == ReturnMethod.OWN_POST.value and not one.customer_pays_return
    ]  # fmt: skip
    is_foreign = bool(file.country) and file.country not in FRENCH
    return None if is_foreign else min(told, default=None)


def is_postage_ours(*, actor: Actor, case_id: int, now: datetime) -> bool:
    """Whether what the customer pays to send the things of a case back is owed to him. Raises NotFound."""
    file = _file(actor, case_id, now)
    return file is not None and _covered_at(file) is not None


def _carrier(file: _File) -> Iterator[Wanted]:
    """It came broken or not whole: the carrier is told from day one, whatever the customer is granted."""
    loss = _BROKEN.get(file.case.reason)
    sale = None if loss is None or file.is_refused else _sale(file)
    if sale is None or sale.line_delivered_at is None or sale.delivery_mode != DeliveryMode.PARCEL.value:
        return
    handover = Handover(
        carriage=Carriage.DOMESTIC if not file.country or file.country in FRENCH else Carriage.CMR,
        loss=loss, received_on=local_day(sale.line_delivered_at, file.zone),
    )  # fmt: skip
    dated = clocks.carrier_protest(handover, file.asked_on)
    if dated is not None:
        yield Wanted(dated, file.case.value, False, file.contract_on)


def _send_back(file: _File) -> Iterator[Wanted]:
    """The customer's own day, while the thing is with him; L221-23 asks nothing back for mere kindness."""
    agreed, way = file.last("offer_accepted"), file.last("return_authorized")
    told = agreed.payload.get("send_back_by") if agreed else None
    if not told or way is None or file.is_refused or file.is_over or file.is_back or file.is_kindness:
        return
    dated = clocks.send_back(date.fromisoformat(told), file.country)
    yield Wanted(dated, _none(file), False, file.contract_on)


def _mediator(file: _File) -> Iterator[Wanted]:
    """A refusal opens the mediator to the customer, and so do two months in which a claim under the guarantee
    was not settled, for a year from the claim; he is told so (L612-2, L616-1).
    """
    refused = file.last("case_refused") if file.is_refused else None
    if refused is None and not any(_goods(file)):
        return
    refused_on = local_day(refused.at, file.zone) if refused else None
    today = local_day(file.now, file.zone)
    opens_on = first_day(Dispute(complained_on=file.asked_on, refused_on=refused_on))
    if opens_on is None or today < opens_on:
        return
    lines = law_of_case(actor=system_actor(file.org_id), case_id=file.case.id, now=file.now)
    dispute = dispute_of(lines, complained_on=file.asked_on, refused_on=refused_on)
    dated = clocks.mediator(dispute, today) if dispute else None
    if dated is not None:
        yield Wanted(dated, _none(file), False, file.contract_on)


def _sale(file: _File) -> SaleLine | None:
    system = system_actor(file.org_id)
    ids = [line.order_line_id for line in case_lines(actor=system, case_id=file.case.id)]
    return sale_line(actor=system, line_id=ids[0]) if ids and ids[0] else None


def cases_without_clock(*, actor: Actor, limit: int) -> tuple[int, ...]:
    """Cases that owe money by a day of the law which no clock knows, the nearest day first. One query."""
    require(actor, Permission.REFUND_SETTLE)
    known = LegalClock.objects.filter(refund=OuterRef("id"), due_on=OuterRef("legal_due_on"), state="running")
    owed = Refund.objects.filter(state__in=OWED_STATES, legal_due_on__isnull=False).filter(~Exists(known))
    return tuple(dict.fromkeys(owed.order_by("legal_due_on", "id").values_list("case_id", flat=True)[:limit]))
