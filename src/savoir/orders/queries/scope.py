"""Who sees which sale."""

from django.db.models import Q

from savoir.kernel.access import Actor, Permission, require


def visible_to(actor: Actor, path: str = "") -> Q:
    """Restrict rows to what `actor` may see; `path` leads from the row to its order (`"order"`, or "").

    A customer sees the orders he proved. Every member sees every sale of his organization: goods bought
    anywhere come back at any counter and any dock (sites narrow returns, not sales).
    """
    require(actor, Permission.SALE_READ)
    if not actor.is_customer:
        return Q()
    column = f"{path}_id__in" if path else "id__in"
    return Q(**{column: actor.order_ids})
