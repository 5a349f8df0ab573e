"""Numbers of return authorizations by id, for whoever tells the outside of them."""

from collections.abc import Iterable

from savoir.kernel.access import Actor
from savoir.logistics.queries.scope import visible_authorizations


def ra_numbers(*, actor: Actor, ra_ids: Iterable[int]) -> dict[int, str]:
    """Id -> number of the authorizations that exist for the actor."""
    return dict(visible_authorizations(actor).filter(id__in=list(ra_ids)).values_list("id", "number"))
