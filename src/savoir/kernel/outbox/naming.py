"""Under which public id a delivery travels: that of its fact, the same at every try and every door."""

from savoir.kernel.models import WebhookDelivery
from savoir.kernel.publication import public_id


def webhook_id(row: WebhookDelivery) -> str:
    """The public id; `row.event` should be selected with the row. A test has no fact but an instant."""
    if row.event is None:
        return public_id(row.org_id, life=int(row.created_at.timestamp()), event_id=-row.id)
    return public_id(row.org_id, life=row.event.life, event_id=row.event.id)
