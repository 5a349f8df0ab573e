"""What a customer has typed so far, kept on the server for 30 days."""

from datetime import datetime, timedelta
from typing import Any

from savoir.cases.models import Draft
from savoir.cases.rules.drafts import draft_digest
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.kernel.tenancy import current_organization
from savoir.orders.queries import order_card

KEPT = timedelta(days=30)


def keep_draft(*, actor: Actor, secret: str, order_id: int, content: dict[str, Any], now: datetime) -> None:
    """Keep the whole draft under the secret of the cookie. Raises NotFound for an order that is not his."""
    require(actor, Permission.CASE_OPEN)
    order = order_card(actor=actor, order_id=order_id)
    if actor.is_customer and order_id not in actor.order_ids:
        raise NotFound("order")
    Draft.objects.update_or_create(
        org_id=current_organization(), digest=draft_digest(secret),
        defaults={"brand_id": order.brand_id, "order_id": order_id, "content": content, "updated_at": now,
                  "expires_at": now + KEPT},
    )  # fmt: skip


def clear_draft(*, actor: Actor, secret: str) -> None:
    """Forget a draft: it became a case."""
    require(actor, Permission.CASE_OPEN)
    Draft.objects.filter(digest=draft_digest(secret)).delete()


def forget_drafts(*, actor: Actor, now: datetime) -> int:
    """Delete drafts past their 30 days; return how many there were."""
    require(actor, Permission.CASE_READ)
    if actor.is_customer:
        raise NotAllowed("draft")
    return Draft.objects.filter(expires_at__lte=now).delete()[0]
