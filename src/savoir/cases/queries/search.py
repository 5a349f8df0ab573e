"""Finding a case: by its own reference, or through the orders and returns somebody named."""

from collections.abc import Collection

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from savoir.cases.queries.cards import card_of
from savoir.cases.queries.scope import visible_cases
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor
from savoir.kernel.values.references import former_key, former_keys, normalize

# In the words of the partial index: one arm of an OR without an index, and every case of the house is read.
_MOVED_IN = RawSQL("NOT (cases_case.former_key = '')", [], output_field=BooleanField())


def find_cases(
    *, actor: Actor, text: str, order_ids: Collection[int] = (), customer_ids: Collection[int] = (),
    ids: Collection[int] = (), limit: int = 10,
) -> tuple[CaseCard, ...]:  # fmt: skip
    """Cases whose number, here or in a former system, is `text` (in any spelling), that are on one of
    `order_ids`, of one of `customer_ids`, or named by `ids` (through a parcel): those that wait first, then
    the newest. One query.
    """
    wanted = normalize(text)
    match = Q(reference=wanted) | Q(reference=f"SAV-{wanted}") | Q(order_id__in=list(order_ids))
    match |= Q(customer_id__in=list(customer_ids)) | Q(id__in=list(ids))
    match |= Q(former_key__in=former_keys(text)) & Q(_MOVED_IN)
    rows = visible_cases(actor).filter(match).select_related("customer", "owner__user")
    return tuple(
        card_of(
            row, customer=row.customer.name if row.customer else "",
            owner=row.owner.user.full_name if row.owner else "",
        )
        for row in rows.order_by("-needs_person", "-opened_at", "-id")[:limit]
    )  # fmt: skip


def cases_formerly(*, actor: Actor, numbers: Collection[str]) -> dict[str, str]:
    """References of the cases that moved in under these numbers, by `former_key`; unknown ones left out."""
    keys = {former_key(number) for number in numbers} - {""}
    found = visible_cases(actor).filter(former_key__in=keys)
    return dict(found.values_list("former_key", "reference"))
