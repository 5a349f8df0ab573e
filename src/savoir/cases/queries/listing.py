"""Cases as programs list them: newest first, by state, order, customer, or what changed since."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from savoir.cases.models import Case
from savoir.cases.queries.cards import card_of
from savoir.cases.queries.scope import visible_cases
from savoir.cases.states import CaseState
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor
from savoir.kernel.errors import NotFound
from savoir.kernel.models import LedgerEvent
from savoir.kernel.pages import newest
from savoir.kernel.prepared import prepared
from savoir.orders.queries import customers_addressed, normalize_number

_NAMES = prepared(lambda reference: Case.objects.select_related("order", "brand").filter(reference=reference))


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What to list; empty parts are not asked. `updated_since`: a fact was recorded on it since.

    `email` asks who bought: it takes SALE_READ beside CASE_READ.
    """

    states: tuple[CaseState, ...] = ()
    order_number: str = ""
    email: str = ""
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case with the names of its brand and order."""

    card: CaseCard
    brand: str
    order_number: str


def cases_listed(
    *, actor: Actor, wanted: CaseFilter, before_id: int = 0, limit: int
) -> tuple[ListedCase, ...]:
    """The newest cases that fit, `limit` at a time below `before_id`. One query, one more
    for an address. Raises NotAllowed.
    """
    rows = _fitting(actor, visible_cases(actor), wanted)
    if before_id:
        rows = rows.filter(id__lt=before_id)
    return tuple(_listed(row) for row in newest(rows, limit=limit).select_related("order", "brand"))


def listed_case(*, actor: Actor, reference: str) -> ListedCase:
    """One case by its reference. Raises NotFound."""
    seen = visible_cases(actor)
    narrow = actor.is_customer or actor.brand_id is not None
    row = (
        seen.select_related("order", "brand").filter(reference=reference).first()
        if narrow else _NAMES.first(reference=reference)
    )  # fmt: skip
    if row is None:
        raise NotFound("case")
    return _listed(row)


def _fitting(actor: Actor, rows: QuerySet[Case], wanted: CaseFilter) -> QuerySet[Case]:
    if wanted.states:
        rows = rows.filter(state__in=[state.value for state in wanted.states])
    if wanted.order_number:
        rows = rows.filter(order__number_normalized=normalize_number(wanted.order_number))
    if wanted.email:
        rows = rows.filter(customer_id__in=customers_addressed(actor=actor, email=wanted.email))
    if wanted.updated_since:
        changed = LedgerEvent.objects.filter(subject_kind="case", at__gte=wanted.updated_since)
        rows = rows.filter(id__in=changed.values("subject_id"))
    return rows


def _listed(row: Case) -> ListedCase:
    return ListedCase(
        card=card_of(row), brand=row.brand.slug, order_number=row.order.number if row.order else ""
    )
