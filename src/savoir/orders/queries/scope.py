"""Who sees which sale."""

from django.db.models import Q

from savoir.kernel.access import Actor, Permission, require


def visible_to(actor: Actor, path: str = "") -> Q:
    """Restrict rows to what `actor` may see; `path` leads from the row to its order (`"order"`, or "").

    A customer sees the orders he proved, a key of one brand that brand's. Every member sees every sale of his
    organization: goods bought
    anywhere come back at any counter and any dock (sites narrow returns, not sales).
    """
    require(actor, Permission.SALE_READ)
    if actor.brand_id is not None:
        return Q(**{f"{path}__brand_id" if path else "brand_id": actor.brand_id})
    if not actor.is_customer:
        return Q()
    column = f"{path}_id__in" if path else "id__in"
    return Q(**{column: actor.order_ids})


def sees_order(actor: Actor, order_id: int, brand_id: int) -> bool:
    """The same for an order that was read already."""
    return actor.order_ids >= {order_id} if actor.is_customer else actor.sees_brand(brand_id)
