"""Ids of two shops kept apart: each shop of an organization counts its orders and customers from one."""

from dataclasses import replace

from savoir.kernel.access import Actor, system_actor
from savoir.orders.intake.mapping import Mapping
from savoir.orders.models import Order
from savoir.organizations.queries import brands


def kept_apart(actor: Actor, brand_id: int, mapping: Mapping) -> Mapping:
    """The mapping of a shop's export with the prefix of its brand, where it names none. Inside an open block.

    The organization's first brand keeps the shop's ids bare, each later one gets "b<brand>-". The first order
    decides for all: a brand whose sales began with bare ids (told by the API, say) keeps them bare, since the
    same sale under two ids would be paid twice.
    """
    if mapping.shape is None or mapping.shape.prefix:
        return mapping
    prefix = f"b{brand_id}-"
    first = Order.objects.filter(org_id=actor.org_id, brand_id=brand_id).order_by("id").first()
    is_bare = (
        brand_id == min((one.id for one in brands(actor=system_actor(actor.org_id))), default=brand_id)
        if first is None
        else not first.external_id.startswith(prefix)
    )
    return mapping if is_bare else replace(mapping, shape=replace(mapping.shape, prefix=prefix))
