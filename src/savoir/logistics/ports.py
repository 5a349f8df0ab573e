"""The carrier: how the thing travels back."""

from dataclasses import dataclass
from typing import Protocol

from savoir.kernel.values.money import Money


@dataclass(frozen=True, slots=True)
class ReturnShipment:
    """What has to travel: one return authorization, its weight and where it goes. No personal data."""

    ra_number: str
    weight_grams: int
    country: str
    postcode: str
    has_dangerous_goods: bool
    paid_by_merchant: bool


@dataclass(frozen=True, slots=True)
class ReturnMeans:
    """How the customer sends it back. `service` is an enum code the pages translate."""

    service: str
    tracking_number: str
    label_pdf: bytes
    cost_for_customer: Money | None


class CarrierUnavailable(Exception):  # noqa: N818 - errors name the refused fact (house rule 7)
    """The carrier could not be asked; the slip without label stays valid and a job tries again."""


class Carrier(Protocol):
    """Prepares the way back. The plain carrier answers "posts it himself with this slip"."""

    def prepare_return(self, shipment: ReturnShipment) -> ReturnMeans:
        """Raises CarrierUnavailable."""
