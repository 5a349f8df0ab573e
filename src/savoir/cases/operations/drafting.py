"""What a customer has typed so far, kept on the server for 30 days."""

from datetime import datetime, timedelta
from typing import Any

from savoir.cases.models import Draft
from savoir.cases.rules.drafts import draft_digest
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, NotAllowed, NotFound
from savoir.kernel.tenancy import current_organization
from savoir.orders.queries import order_card

KEPT = timedelta(days=30)


class DraftOfAnotherOrder(Conflict):
    """The secret keeps what was typed about another order: that stays as it is."""


def keep_draft(*, actor: Actor, secret: str, order_id: int, content: dict[str, Any], now: datetime) -> None:
    """Keep the whole draft under the secret of the cookie.

    Raises NotFound for an order that is not his; DraftOfAnotherOrder, and then nothing is written.
    """
    require(actor, Permission.CASE_OPEN)
    order = order_card(actor=actor, order_id=order_id)
    if actor.is_customer and order_id not in actor.order_ids:
        raise NotFound("order")
    typed = {"content": content, "updated_at": now, "expires_at": now + KEPT}
    row, is_new = Draft.objects.select_for_update().get_or_create(
        org_id=current_organization(), digest=draft_digest(secret),
        defaults={"brand_id": order.brand_id, "order_id": order_id, **typed},
    )  # fmt: skip
    if row.order_id != order_id:
        raise DraftOfAnotherOrder("draft")
    if not is_new:
        Draft.objects.filter(id=row.id).update(**typed)


def clear_draft(*, actor: Actor, secret: str) -> None:
    """Forget a draft: it became a case. A customer's is one of his own orders; any other stays."""
    require(actor, Permission.CASE_OPEN)
    found = Draft.objects.filter(digest=draft_digest(secret))
    (found.filter(order_id__in=actor.order_ids) if actor.is_customer else found).delete()


def forget_drafts(*, actor: Actor, now: datetime) -> int:
    """Delete drafts past their 30 days; return how many there were."""
    require(actor, Permission.CASE_READ)
    if actor.is_customer:
        raise NotAllowed("draft")
    return Draft.objects.filter(expires_at__lte=now).delete()[0]
