"""Gestures: what the policy answers, what would be given, and who may give it."""

from dataclasses import dataclass
from datetime import datetime

from savoir.cases.values import FiredRow
from savoir.kernel.values.digests import digest
from savoir.kernel.values.money import Money
from savoir.resolutions.states import GestureKind, GestureState
from savoir.resolutions.values.plans import MoneyMove

GESTURE = "resolutions.gesture"  # the verb of an approval


@dataclass(frozen=True, slots=True)
class GestureAnswer:
    """What the policy's table says for one severity: `amount` in the currency of the sale, at most its price;
    zero for what is worth no sum. `row` is None when no row spoke.
    """

    severity: str
    kind: GestureKind
    amount: Money
    row: FiredRow | None


@dataclass(frozen=True, slots=True)
class Leeway:
    """Who may grant it. `is_own`: the policy's own answer, nobody needs leave for that; else `alone`, or by
    the role `approver` ("" = nobody may), as `row` of the table of leeway says.
    """

    is_own: bool
    alone: bool
    approver: str = ""
    row: FiredRow | None = None


@dataclass(frozen=True, slots=True)
class GesturePlan:
    """A gesture before it is granted. `given`: earlier ones on this order; `room`: the most that can go back
    beside what is or may be owed on the case.
    """

    case_id: int
    proposed: GestureAnswer
    kind: GestureKind
    amount: Money
    given: Money
    room: Money
    moves: tuple[MoneyMove, ...]
    leeway: Leeway
    version_id: int | None
    answer_digest: str

    @property
    def fits(self) -> bool:
        """Whether so much can go back."""
        return 0 < self.amount.minor <= self.room.minor

    @property
    def digest(self) -> str:
        """Names what is given and on what; the deed refuses when it moved. Who gives it is no part of it."""
        return digest(
            [
                self.case_id, self.proposed.severity, self.proposed.kind, self.proposed.amount, self.kind,
                self.amount, self.given, [(move.payment_id, move.amount) for move in self.moves],
                self.answer_digest,
            ]
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class GestureCard:
    """A gesture as pages show it. `asked_by`: id of the member or key."""

    id: int
    case_id: int
    severity: str
    kind: GestureKind
    amount: Money
    proposed_kind: GestureKind
    proposed: Money
    row_id: str
    plan_digest: str
    motive: str
    approver: str
    state: GestureState
    asked_by: int
    asked_at: datetime
    answer: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class GivenGesture:
    """What became of a wish to grant one: granted with its refunds, or asked of `approver`."""

    gesture_id: int
    case_reference: str
    amount: Money
    state: GestureState
    approver: str
    refund_references: tuple[str, ...]
