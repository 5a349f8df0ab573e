"""Questions about the thing on its way back, always for an actor. See the README of the room."""

from savoir.logistics.queries.aside import is_quarantine_bin, put_aside
from savoir.logistics.queries.authorizations import (
    cases_of_parcel,
    expected_lines,
    ra_by_number,
    returns_formerly,
    returns_listed,
    returns_of_case,
)
from savoir.logistics.queries.destroying import condemned, destruction_asked, destruction_words
from savoir.logistics.queries.losses import LossCard, is_examined_and_decided, loss_card, losses_of_case
from savoir.logistics.queries.naming import ra_numbers
from savoir.logistics.queries.receipts import (
    inspection_card,
    inspections_of_case,
    receipt_card,
    receipts_of_case,
)
from savoir.logistics.queries.shipments import ra_number_of, return_shipment
from savoir.logistics.queries.slips import slip_data
from savoir.logistics.queries.station import receipts_to_inspect, station, unknown_parcel, unknown_parcels
from savoir.logistics.queries.withheld import WithheldLabel, labels_withheld

__all__ = [
    "LossCard", "WithheldLabel", "cases_of_parcel", "condemned", "destruction_asked", "destruction_words",
    "expected_lines", "inspection_card", "inspections_of_case", "is_examined_and_decided",
    "is_quarantine_bin", "labels_withheld", "loss_card", "losses_of_case", "put_aside", "ra_by_number",
    "ra_number_of", "ra_numbers", "receipt_card", "receipts_of_case", "receipts_to_inspect",
    "return_shipment", "returns_formerly", "returns_listed", "returns_of_case", "slip_data", "station",
    "unknown_parcel", "unknown_parcels",
]  # fmt: skip
