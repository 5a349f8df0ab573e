"""Verbs of a sale. See the README of the room."""

from savoir.orders.intake.faults import ImportRefused, MappingRefused
from savoir.orders.intake.mapping import Mapping, load_mapping, parse_mapping, shipped_mapping
from savoir.orders.intake.sentences import sentence
from savoir.orders.intake.shops.detecting import Recognized
from savoir.orders.operations.arrivals import count_declared_arrivals
from savoir.orders.operations.catalog import push_customers, push_products
from savoir.orders.operations.dropping import (
    CHECK,
    IMPORT,
    MOST_DROPPED_BYTES,
    NotReadyToImport,
    bring_drop_in,
    drop_file,
    forget_drops,
    import_dropped,
    look_at_drop,
)
from savoir.orders.operations.erasing import erase_person
from savoir.orders.operations.history import keep_line_history
from savoir.orders.operations.imports import ImportReport, check_orders, import_orders, recognize_export
from savoir.orders.operations.payments import (
    NothingPending,
    NothingReturned,
    RefundBeyondPaid,
    count_external_refund,
    lock_payment,
    release_refund,
    reserve_refund,
    settle_refund,
    uncount_external_refund,
)
from savoir.orders.operations.pushing import (
    MOST_PUSHED,
    Pushed,
    RecordRefused,
    TooManyRecords,
    only,
    push_deliveries,
    push_orders,
)
from savoir.orders.operations.quantities import NothingHeld, NothingLeftToReturn, hold, mark_returned, release
from savoir.orders.operations.recalls import (
    AlreadyDeclared,
    AlreadyEnded,
    RecallNotice,
    declare_recall,
    end_recall,
)
from savoir.orders.operations.standing import count_in_standing

__all__ = [
    "CHECK",
    "IMPORT",
    "MOST_DROPPED_BYTES",
    "MOST_PUSHED",
    "AlreadyDeclared",
    "AlreadyEnded",
    "ImportRefused",
    "ImportReport",
    "Mapping",
    "MappingRefused",
    "NotReadyToImport",
    "NothingHeld",
    "NothingLeftToReturn",
    "NothingPending",
    "NothingReturned",
    "Pushed",
    "RecallNotice",
    "Recognized",
    "RecordRefused",
    "RefundBeyondPaid",
    "TooManyRecords",
    "bring_drop_in",
    "check_orders",
    "count_declared_arrivals",
    "count_external_refund",
    "count_in_standing",
    "declare_recall",
    "drop_file",
    "end_recall",
    "erase_person",
    "forget_drops",
    "hold",
    "import_dropped",
    "import_orders",
    "keep_line_history",
    "load_mapping",
    "lock_payment",
    "look_at_drop",
    "mark_returned",
    "only",
    "parse_mapping",
    "push_customers",
    "push_deliveries",
    "push_orders",
    "push_products",
    "recognize_export",
    "release",
    "release_refund",
    "reserve_refund",
    "sentence",
    "settle_refund",
    "shipped_mapping",
    "uncount_external_refund",
]  # fmt: skip
