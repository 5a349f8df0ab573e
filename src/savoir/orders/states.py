"""Words of a sale."""

from enum import StrEnum


class Channel(StrEnum):
    """Where it was sold."""

    WEB = "web"
    MARKETPLACE = "marketplace"
    CLICK_COLLECT = "click_collect"
    STORE = "store"
    PHONE = "phone"
    OFF_PREMISES = "off_premises"


class ContractKind(StrEnum):
    """What was sold, in the law's words; a product without one is goods."""

    GOODS = "goods"
    REGULAR_DELIVERY = "regular_delivery"
    SERVICE = "service"
    DIGITAL_CONTENT = "digital_content"
    LEISURE_SERVICE_DATED = "leisure_service_dated"
    LODGING_DATED = "lodging_dated"
    GOODS_TRANSPORT_DATED = "goods_transport_dated"
    CAR_RENTAL_DATED = "car_rental_dated"
    CATERING_DATED = "catering_dated"


THINGS = frozenset({"", ContractKind.GOODS.value, ContractKind.REGULAR_DELIVERY.value})


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


class Possible(StrEnum):
    """Whether a remedy of a recall can be given: it can, it cannot, or it would cost far too much."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    DISPROPORTIONATE = "disproportionate"


class WayBack(StrEnum):
    """What becomes of a recalled thing: posted for nothing, fetched, or thrown away as the notice says."""

    POST = "post"
    COLLECT = "collect"
    DISPOSE = "dispose"


class CoverKind(StrEnum):
    """What was bought with the goods: a longer warranty, or an insurance."""

    EXTENSION = "extension"
    INSURANCE = "insurance"


class Peril(StrEnum):
    """What a cover may answer for; the words of the law."""

    BREAKDOWN = "breakdown"
    WEAR = "wear"
    ACCIDENT = "accident"
    THEFT = "theft"
    LOSS = "loss"


class RecallEnd(StrEnum):
    """Why a recall ended: what is sold from now on is safe, or it was declared by mistake."""

    OVER = "over"
    MISTAKE = "mistake"
