"""Facts as the outside hears them: the same shape as outgoing webhooks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from savoir.api.v1.schemas.common import Answer
from savoir.kernel.publication import PublicEvent


class Event(Answer):
    """One fact. `type` is one of the public events; `id` is the same here and in webhooks."""

    id: str
    type: str
    timestamp: datetime
    data: dict[str, Any]


class Events(Answer):
    """Facts past the cursor, in the order they became true for everybody. Keep `next`, also of an empty page;
    `more` says that asking again at once brings others.
    """

    events: list[Event]
    next: str
    more: bool


def events_of(found: Iterable[PublicEvent]) -> list[Event]:
    """Facts as they are sent."""
    return [Event.model_construct(id=one.id, type=one.type, timestamp=one.at, data=one.data) for one in found]
