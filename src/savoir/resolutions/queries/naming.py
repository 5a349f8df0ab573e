"""References of refunds by id, for whoever tells the outside of them."""

from collections.abc import Iterable

from savoir.kernel.access import Actor
from savoir.resolutions.queries.refunds import visible_refunds


def refund_names(*, actor: Actor, refund_ids: Iterable[int]) -> dict[int, str]:
    """Id -> reference of the refunds that exist for the actor."""
    rows = visible_refunds(actor).filter(id__in=list(refund_ids)).values_list("id", "reference")
    return dict(rows)
