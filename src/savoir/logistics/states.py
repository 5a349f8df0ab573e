"""Words of the thing on its way back."""

from enum import StrEnum

from savoir.kernel.values.lifecycles import Lifecycle


class ReturnMethod(StrEnum):
    """How it travels."""

    OWN_POST = "own_post"
    CONTACT_US = "contact_us"
    STORE = "store"
    NO_RETURN = "no_return"


class Grade(StrEnum):
    """Condition: A like new, B opened, C defect or part missing, D beyond use."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Finding(StrEnum):
    """The inspector's fact; never the customer's reason."""

    CONFORM = "conform"
    UNUSED = "unused"
    USED = "used"
    DEFECT_PROVEN = "defect_proven"
    DEFECT_NOT_FOUND = "defect_not_found"
    DAMAGED = "damaged"
    PART_MISSING = "part_missing"
    WRONG_ITEM = "wrong_item"


class DispositionKind(StrEnum):
    """What becomes of the thing."""

    RESTOCK = "restock"
    REFURBISH = "refurbish"
    RETURN_TO_VENDOR = "return_to_vendor"
    SECOND_LIFE = "second_life"
    DONATE = "donate"
    RECYCLE = "recycle"
    DESTROY = "destroy"
    QUARANTINE = "quarantine"


class Why(StrEnum):
    """Why a thing waits in quarantine, or a parcel for a name. The first five are grounds of a proposal."""

    WRONG_ITEM = "wrong_item"
    RECALLED = "recalled"
    MAYBE_RECALLED = "maybe_recalled"
    DANGEROUS = "dangerous"
    TWO_PEOPLE = "two_people"
    ASKED = "asked"
    LAPSED = "lapsed"
    REFUSED = "refused"
    DISPUTED = "disputed"
    CHOSEN = "chosen"
    UNKNOWN = "unknown"


class Turn(StrEnum):
    """Who has the next word on what waits."""

    DOCK = "dock"
    AGENT = "agent"
    APPROVER = "approver"
    SUPPLIER = "supplier"


class LossState(StrEnum):
    """A loss of value the dock measured, until a person says what is kept of it, or nothing."""

    PROPOSED = "proposed"
    KEPT = "kept"
    DECLINED = "declined"


LOSS = Lifecycle(
    name="value_loss",
    states=LossState,
    initial=LossState.PROPOSED,
    moves={
        LossState.PROPOSED: frozenset({LossState.KEPT, LossState.DECLINED}),
        LossState.KEPT: frozenset(),
        LossState.DECLINED: frozenset(),
    },
    final=frozenset({LossState.KEPT, LossState.DECLINED}),
)


class UnknownState(StrEnum):
    """A parcel nobody announced."""

    TO_IDENTIFY = "to_identify"
    IDENTIFIED = "identified"


UNKNOWN = Lifecycle(
    name="unknown_parcel",
    states=UnknownState,
    initial=UnknownState.TO_IDENTIFY,
    moves={UnknownState.TO_IDENTIFY: frozenset({UnknownState.IDENTIFIED})},
    final=frozenset({UnknownState.IDENTIFIED}),
)
