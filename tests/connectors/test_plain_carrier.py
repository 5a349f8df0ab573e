"""The carrier of a shop without one."""

import dataclasses

from savoir.connectors.carriers.plain import PlainCarrier
from savoir.logistics.ports import Carrier, ReturnMeans, ReturnShipment

SHIPMENT = ReturnShipment(
    ra_number="RA-30522", weight_grams=2400, country="FR", postcode="59810",
    has_dangerous_goods=False, paid_by_merchant=True,
)  # fmt: skip


def test_the_customer_posts_it_himself_with_the_slip():
    carrier: Carrier = PlainCarrier()
    assert carrier.prepare_return(SHIPMENT) == ReturnMeans("own_post", "", b"", None)


def test_dangerous_goods_are_talked_about_first():
    dangerous = dataclasses.replace(SHIPMENT, has_dangerous_goods=True)
    assert PlainCarrier().prepare_return(dangerous).service == "contact_us"


def test_asking_twice_changes_nothing():
    assert PlainCarrier().prepare_return(SHIPMENT) == PlainCarrier().prepare_return(SHIPMENT)
