"""Verbs of the thing on its way back. See the README of the room."""

from savoir.logistics.operations.authorizing import (
    AlreadyAwaited,
    BeyondCase,
    LineNotAccepted,
    NothingTravels,
    ParcelOnItsWay,
    authorize_return,
    cancel_authorization,
)
from savoir.logistics.operations.disposing import (
    AlreadyDisposed,
    DestructionAsked,
    RecalledThing,
    SecondPersonNeeded,
    WrongBin,
    approve_destruction,
    ask_destruction,
    confirm_disposition,
    refuse_destruction,
)
from savoir.logistics.operations.erasing import erase_traces
from savoir.logistics.operations.identifying import (
    AlreadyIdentified,
    NothingToGoBy,
    identify_unknown,
    record_unknown,
)
from savoir.logistics.operations.inspecting import (
    AlreadyInspected,
    BeyondReceived,
    FindingContradictsChecks,
    SerialMismatch,
    inspect,
)
from savoir.logistics.operations.losing import (
    LossOfAll,
    LossSettled,
    Measured,
    NoLossToClaim,
    propose_loss,
    settle_loss,
)
from savoir.logistics.operations.naming import FormerNumberTaken, name_formerly
from savoir.logistics.operations.overdue import look_for_parcel
from savoir.logistics.operations.posting import (
    AlreadyPosted,
    NotAwaited,
    PostingDateImpossible,
    PostingNotProved,
    declare_posting,
)
from savoir.logistics.operations.receiving import (
    AlreadyReceived,
    AuthorizationReplaced,
    BeyondExpected,
    EmptyParcel,
    ScanUsedElsewhere,
    receive,
)
from savoir.logistics.operations.slips import record_means, renew_slip, slip_pdf
from savoir.logistics.operations.undoing import InspectionStays, undo_inspection
from savoir.logistics.operations.withholding import order_withheld, withhold_label

__all__ = [
    "AlreadyAwaited",
    "AlreadyDisposed",
    "AlreadyIdentified",
    "AlreadyInspected",
    "AlreadyPosted",
    "AlreadyReceived",
    "AuthorizationReplaced",
    "BeyondCase",
    "BeyondExpected",
    "BeyondReceived",
    "DestructionAsked",
    "EmptyParcel",
    "FindingContradictsChecks",
    "FormerNumberTaken",
    "InspectionStays",
    "LineNotAccepted",
    "LossOfAll",
    "LossSettled",
    "Measured",
    "NoLossToClaim",
    "NotAwaited",
    "NothingToGoBy",
    "NothingTravels",
    "ParcelOnItsWay",
    "PostingDateImpossible",
    "PostingNotProved",
    "RecalledThing",
    "ScanUsedElsewhere",
    "SecondPersonNeeded",
    "SerialMismatch",
    "WrongBin",
    "approve_destruction",
    "ask_destruction",
    "authorize_return",
    "cancel_authorization",
    "confirm_disposition",
    "declare_posting",
    "erase_traces",
    "identify_unknown",
    "inspect",
    "look_for_parcel",
    "name_formerly",
    "order_withheld",
    "propose_loss",
    "receive",
    "record_means",
    "record_unknown",
    "refuse_destruction",
    "renew_slip",
    "settle_loss",
    "slip_pdf",
    "undo_inspection",
    "withhold_label",
]  # fmt: skip
