"""What erasing a customer's data would do, by the law's own rule."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from savoir.cases.queries import CaseToErase, cases_to_erase, words_of_cases
from savoir.conversations.queries import count_messages
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.values.days import local_day
from savoir.law.personal_data import Action, DataFacts, Kept, erasure, reply
from savoir.orders.queries import KeptSale, PersonToErase, person_to_erase
from savoir.organizations.queries import zone_of
from savoir.resolutions.models import Refund
from savoir.resolutions.states import REFUND, RefundState
from savoir.resolutions.values.erasing import ErasurePlan, Gone, KeptData, Obstacle

_CLAIM, _REFUND = "claim", "refund"
_ENDED = [state.value for state in REFUND.final]


class _Stays(NamedTuple):
    kind: Kept
    facts: DataFacts


def erasure_plan(*, actor: Actor, customer_id: int, now: datetime) -> ErasurePlan:
    """What an erasure would take, what it would leave until which day and by which article, and what still
    stands in its way. Raises NotFound("customer").
    """
    require(actor, Permission.CUSTOMER_ERASE)
    person = person_to_erase(actor=actor, customer_id=customer_id)
    cases = cases_to_erase(actor=actor, customer_id=customer_id)
    refunds = list(Refund.objects.filter(case_id__in=[case.id for case in cases]).order_by("id"))
    zone = zone_of(actor=actor)  # each sale and case goes by the zone of its brand
    today, paid_on = local_day(now, zone), _settled_on(refunds, zone)
    return ErasurePlan(
        customer_id=person.id, name=person.name, email=person.email, is_known=person.is_known,
        obstacles=(*_open_cases(cases, today), *_open_refunds(refunds, today)),
        gone=_gone(actor, person, cases),
        kept=_kept(person.sales, cases, paid_on, today), answer_by=reply(today, today).last_day,
    )  # fmt: skip


def _open_cases(cases: Iterable[CaseToErase], today: date) -> tuple[Obstacle, ...]:
    """The law restricts what a claim needs and says no to nothing else: the rest goes when the claim ends."""
    claimed = erasure(Kept.CLAIM_FILE, DataFacts(in_dispute=True), today)
    return tuple(
        Obstacle(_CLAIM, case.reference, case.closes_on, claimed.articles)
        for case in cases if case.closed_on is None
    )  # fmt: skip


def _open_refunds(refunds: Iterable[Refund], today: date) -> tuple[Obstacle, ...]:
    owed = erasure(Kept.REFUND_PROOF, DataFacts(in_dispute=True), today)
    return tuple(
        Obstacle(_REFUND, row.reference, row.promised_on or row.legal_due_on, owed.articles)
        for row in refunds if row.state not in _ENDED
    )  # fmt: skip


def _gone(
    actor: Actor, person: PersonToErase, cases: tuple[CaseToErase, ...]
) -> tuple[tuple[Gone, int], ...]:
    said = words_of_cases(actor=actor, customer_id=person.id)
    counted = (
        (Gone.IDENTITY, int(person.is_known)), (Gone.ORDER_ADDRESSES, person.addressed),
        (Gone.WORDS, said.lines), (Gone.FILES, said.files), (Gone.NOTES, said.notes),
        (Gone.DRAFTS, said.drafts),
        (Gone.MESSAGES, count_messages(actor=actor, case_ids=[case.id for case in cases])),
    )  # fmt: skip
    return tuple((kind, count) for kind, count in counted if count)


def _kept(
    sales: Iterable[KeptSale], cases: Iterable[CaseToErase], paid_on: Iterable[date], today: date
) -> tuple[KeptData, ...]:
    """Of each kind how many and the last day of all, by the law's table."""
    stays = [
        *(part for sale in sales for part in _of_sale(sale)),
        *(_Stays(Kept.CLAIM_FILE, DataFacts(closed_on=case.closed_on)) for case in cases if case.closed_on),
        *(_Stays(Kept.REFUND_PROOF, DataFacts(happened_on=day)) for day in paid_on),
    ]  # fmt: skip
    kinds = dict.fromkeys(one.kind for one in stays)
    return tuple(
        found for kind in kinds if (found := _together(kind, [s for s in stays if s.kind is kind], today))
    )


def _settled_on(refunds: Iterable[Refund], zone: str) -> list[date]:
    settled = (row.settled_at for row in refunds if row.state == RefundState.SETTLED.value)
    return [local_day(at, zone) for at in settled if at is not None]


def _of_sale(sale: KeptSale) -> tuple[_Stays, ...]:
    """The fiscal year is taken for the calendar's: nobody told of another."""
    year_end = date(sale.bought_on.year, 12, 31)
    return (
        _Stays(Kept.ISSUED_INVOICES, DataFacts(fiscal_year_end=year_end)),
        _Stays(Kept.ONLINE_CONTRACT, DataFacts(amount=sale.total, delivered_on=sale.delivered_on)),
    )


def _together(kind: Kept, stays: list[_Stays], today: date) -> KeptData | None:
    found = [erasure(kind, one.facts, today) for one in stays]
    held = [one for one in found if one.action is not Action.ERASE]
    if not held:
        return None
    days = [one.until for one in held]
    articles = dict.fromkeys(article for one in held for article in one.articles)
    last = None if None in days else max(day for day in days if day)
    return KeptData(kind, len(held), last, tuple(articles))
