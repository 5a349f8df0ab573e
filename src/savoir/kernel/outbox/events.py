"""Facts about outgoing webhooks, for the audit: ids and codes only, never an address or a secret."""

from datetime import datetime

from savoir.kernel.ledger import Code, Event, event


@event("webhook_endpoint_added", subject="webhook_endpoint")
class EndpointAdded(Event):
    """Another system hears of us from now on."""

    brand_id: int | None


@event("webhook_endpoint_changed", subject="webhook_endpoint")
class EndpointChanged(Event):
    """Its address, its brand or what it hears was changed."""

    address_changed: bool


@event("webhook_secret_rotated", subject="webhook_endpoint")
class SecretRotated(Event):
    """A new secret signs; the former one until then."""

    former_until: datetime


@event("webhook_endpoint_disabled", subject="webhook_endpoint")
class EndpointDisabled(Event):
    """Nothing is sent there any more: `code` is person, failing (three days) or gone (it answered 410)."""

    code: Code


@event("webhook_endpoint_enabled", subject="webhook_endpoint")
class EndpointEnabled(Event):
    """It is sent to again."""


@event("webhook_endpoint_removed", subject="webhook_endpoint")
class EndpointRemoved(Event):
    """It was taken off the list, its secrets forgotten."""


@event("webhook_replay_asked", subject="webhook_endpoint")
class ReplayAsked(Event):
    """Somebody sends again what failed since an instant."""

    replay_id: int
    since: datetime


@event("webhook_delivery_repeated", subject="webhook_endpoint")
class DeliveryRepeated(Event):
    """Somebody sends one event again."""

    delivery_id: int
