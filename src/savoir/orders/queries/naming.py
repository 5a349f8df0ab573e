"""Orders of payments by id, for whoever tells the outside of them."""

from collections.abc import Iterable

from savoir.kernel.access import Actor
from savoir.orders.models import Payment
from savoir.orders.queries.scope import visible_to


def orders_of_payments(*, actor: Actor, payment_ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Payment -> (number of its order, brand), of those that exist for the actor."""
    rows = Payment.objects.filter(visible_to(actor, "order"), id__in=list(payment_ids))
    found = rows.values_list("id", "order__number", "order__brand_id")
    return {payment_id: (number, brand_id) for payment_id, number, brand_id in found}
