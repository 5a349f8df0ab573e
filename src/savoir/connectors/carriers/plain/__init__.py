"""The carrier of a shop that has none: the customer posts the parcel himself, with our slip in it."""

from savoir.logistics.ports import ReturnMeans, ReturnShipment

OWN_POST = "own_post"
CONTACT_US = "contact_us"


class PlainCarrier:
    """Implements `logistics.ports.Carrier` without a network: never unavailable, no label, no tracking."""

    def prepare_return(self, shipment: ReturnShipment) -> ReturnMeans:
        """Answer `own_post`; `contact_us` for dangerous goods, which no customer may post on his own.

        The cost is None: it is the customer's post office that names it (a lithium battery alone or damaged
        may not travel by ordinary post: ADR special provisions 188 and 376).
        """
        service = CONTACT_US if shipment.has_dangerous_goods else OWN_POST
        return ReturnMeans(service=service, tracking_number="", label_pdf=b"", cost_for_customer=None)
