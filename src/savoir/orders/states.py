"""Words of a sale."""

from enum import StrEnum


class Channel(StrEnum):
    """Where it was sold."""

    WEB = "web"
    MARKETPLACE = "marketplace"
    CLICK_COLLECT = "click_collect"
    STORE = "store"
    PHONE = "phone"


class Seller(StrEnum):
    """Who sold: us, or a third party on our marketplace (trader or private)."""

    US = "us"
    THIRD_PARTY_TRADER = "third_party_trader"
    PRIVATE = "private"


class DeliveryMode(StrEnum):
    """How it reached the customer."""

    PARCEL = "parcel"
    CLICK_COLLECT = "click_collect"
    STORE = "store"


class DropState(StrEnum):
    """Where a dropped file stands."""

    CHECKING = "checking"
    READY = "ready"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"
