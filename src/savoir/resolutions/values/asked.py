"""Answers beyond the rule: how far beyond, who may give them, and those that wait."""

from dataclasses import dataclass
from datetime import datetime

from savoir.cases.states import Remedy
from savoir.kernel.values.money import Money
from savoir.resolutions.states import AskedState, Lapse
from savoir.resolutions.values.gestures import Leeway
from savoir.resolutions.values.plans import AcceptedOffer

REMEDY = "resolutions.remedy"  # the verb of an approval


@dataclass(frozen=True, slots=True)
class BeyondRule:
    """How far a remedy goes beyond what law and policy give, and who may let it. `amount`: the money of the
    lines that get it from nobody else, of new or mended things their price; `before`: what was granted beyond
    the rule on the order already, gestures counted in.
    """

    leeway: Leeway
    amount: Money
    before: Money


@dataclass(frozen=True, slots=True)
class AskedRemedyCard:
    """An answer that was asked of a second person. `parts` are line id, units and money of each line; `text`
    is the letter, "" for ours; `asked_by` and `answered_by` are ids of members.
    """

    id: int
    case_id: int
    remedy: Remedy
    amount: Money
    beyond: Money
    parts: tuple[tuple[int, int, Money], ...]
    plan_digest: str
    motive: str
    note: str
    ground: str
    text: str
    row_id: str
    approver: str
    state: AskedState
    asked_by: int
    asked_at: datetime
    expires_at: datetime
    answered_by: int | None
    answer: str
    lapse: Lapse | None
    ended_at: datetime | None

    def waits(self, now: datetime) -> bool:
        """Whether somebody may still say yes or no."""
        return self.state is AskedState.ASKED and now < self.expires_at


@dataclass(frozen=True, slots=True)
class AnsweredRemedy:
    """What a second person's word came to: given (`accepted`), declined, or over (`lapse` says why)."""

    case_reference: str
    state: AskedState
    accepted: AcceptedOffer | None = None
    lapse: Lapse | None = None
