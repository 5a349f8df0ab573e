"""The cases of somebody who asks for an erasure: what still needs his data, and what would go."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, Q, QuerySet

from savoir.cases.models import Attachment, Case, CaseLine, Decision, Draft, Promise
from savoir.cases.states import CaseState, PromiseKind, PromiseState
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.values.days import local_day
from savoir.orders.queries import order_ids_of
from savoir.organizations.queries import brands

_CLOSED = CaseState.CLOSED.value


@dataclass(frozen=True, slots=True)
class CaseToErase:
    """A case, with days local to its brand. `closed_on` None = it is not closed; `closes_on`: it is resolved
    and closes by itself then.
    """

    id: int
    reference: str
    closed_on: date | None
    closes_on: date | None


@dataclass(frozen=True, slots=True)
class WordsOfCases:
    """How many things of a customer his cases hold."""

    lines: int
    files: int
    notes: int
    drafts: int


def cases_to_erase(*, actor: Actor, customer_id: int) -> tuple[CaseToErase, ...]:
    """Every case of a customer and of his orders, oldest first; () for nobody."""
    require(actor, Permission.CUSTOMER_ERASE)
    zones = {brand.id: brand.zone for brand in brands(actor=actor)}
    rows = list(cases_of_person(actor, customer_id).order_by("id"))
    closing = _closing([row.id for row in rows if row.state == CaseState.RESOLVED.value])
    return tuple(_case(row, closing.get(row.id), zones[row.brand_id]) for row in rows)


def words_of_cases(*, actor: Actor, customer_id: int) -> WordsOfCases:
    """What of his words and files his cases hold."""
    ids = list(cases_of_person(actor, customer_id).values_list("id", flat=True))
    said = Q(customer_words="", serial="")
    return WordsOfCases(
        lines=CaseLine.objects.filter(case_id__in=ids).exclude(said).count(),
        files=Attachment.objects.filter(case_id__in=ids).count(),
        notes=Decision.objects.filter(case_id__in=ids).exclude(motive_note="").count(),
        drafts=drafts_of_person(actor, customer_id).count(),
    )


def cases_of_person(actor: Actor, customer_id: int) -> "QuerySet[Case]":
    """Rows of the cases that name him, or one of his orders."""
    require(actor, Permission.CUSTOMER_ERASE)
    return Case.objects.filter(_of(actor, customer_id))


def drafts_of_person(actor: Actor, customer_id: int) -> "QuerySet[Draft]":
    """Requests he began to write."""
    return Draft.objects.filter(order_id__in=_orders(actor, customer_id))


def _of(actor: Actor, customer_id: int) -> Q:
    return Q(customer_id=customer_id) | Q(order_id__in=_orders(actor, customer_id))


def _orders(actor: Actor, customer_id: int) -> tuple[int, ...]:
    return order_ids_of(actor=actor, customer_id=customer_id)


def _closing(case_ids: list[int]) -> dict[int, Any]:
    due = Promise.objects.filter(
        case_id__in=case_ids, kind=PromiseKind.CLOSING_CHECK.value, state=PromiseState.RUNNING.value
    )
    return dict(due.values("case_id").annotate(at=Min("due_at")).values_list("case_id", "at"))


def _case(row: Case, closes_at: Any, zone: str) -> CaseToErase:
    closed_at = row.closed_at if row.state == _CLOSED else None
    return CaseToErase(
        id=row.id, reference=row.reference,
        closed_on=local_day(closed_at, zone) if closed_at else None,
        closes_on=local_day(closes_at, zone) if closes_at else None,
    )  # fmt: skip
