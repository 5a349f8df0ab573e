"""Plain values of a case: what is asked, what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from savoir.cases.promised import AwaitedReply, PromiseCard
from savoir.cases.routed import FiredRow, FoundOnLine, Look, RoutedCase, Routing
from savoir.cases.states import (
    Acceptance,
    CaseState,
    Entry,
    Handler,
    Intent,
    Reason,
    Reception,
    Remedy,
    Urgency,
)
from savoir.kernel.values.answers import Answer
from savoir.kernel.values.digests import digest
from savoir.kernel.values.money import Money
from savoir.law.floor import Moved
from savoir.law.values import Rights
from savoir.orders.values import Recalled, SaleLine
from savoir.organizations.values import BrandCard

__all__ = [
    "AskedLine", "AwaitedReply", "CaseAnswer", "CaseCard", "CaseLineCard", "CaseRequest",
    "DecisionCard", "FiredRow", "FoundOnLine", "LineAnswer", "LineRequest", "LineRights", "Look",
    "MessageContext", "MovedIn", "PromiseCard", "RoutedCase", "Routing", "is_history",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedLine:
    """What somebody asks about one line. `answers` are yes/no facts asked on the way ("unsealed": True)."""

    line_id: int
    quantity: int
    intent: Intent
    reason: Reason
    answers: Mapping[str, bool] = field(default_factory=dict)
    photos: int = 0


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """Policy and law together on one line, as of `asked_on`. `law_moves` say where the law raised what the
    policy offers; `why_person` says why a person must look, "" when none must; `law_missing` are the facts
    that the law would need to say more; `rights` are all of them, for whoever gives something else.
    `fee_share` (basis points) and `fee_amount` (minor units) are kept of a refund beyond the law, else 0.
    `owed_on`: the basis on which the law owes something, or may while facts lack; "" where it owes nothing.
    `is_of_today`: by the version of today, which is better than that of the purchase.
    `look`: a person looks first; `standing`: the facts about the customer that this was asked with.
    """

    asked: AskedLine
    sale: SaleLine
    asked_on: date
    intent: Intent
    remedies: tuple[Remedy, ...]
    why_person: str
    basis: str
    law_answer: str
    articles: tuple[str, ...]
    law_moves: tuple[Moved, ...]
    sentence_fr: str
    sentence_en: str
    rows: tuple[FiredRow, ...]
    return_method: str
    customer_pays_return: bool
    keep_item: bool
    photo_required: bool
    beyond_law: frozenset[Remedy]
    owed_on: str
    refund_days: int
    send_back_by: date | None
    withdrawal_until: date | None
    guarantee_until: date | None
    remedy_due_on: date | None
    law_missing: tuple[str, ...]
    version_id: int | None
    version_digest: str
    facts: Mapping[str, object]
    facts_digest: str
    law_digest: str
    rights: Rights = field(repr=False, compare=False)
    fee_share: int = 0
    fee_amount: int = 0
    is_of_today: bool = False
    look: Look | None = None
    standing: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def needs_person(self) -> bool:
        """True when no machine may say the last word."""
        return bool(self.why_person)

    @property
    def counted_from(self) -> date:
        """The day from which days of money and parcel count: `asked_on`, or when a wish fell through."""
        return self.rights.facts.informed_on or self.asked_on


@dataclass(frozen=True)
class CaseAnswer:
    """The answer on all lines asked together: the remedies every line allows, in the first line's order."""

    lines: tuple[LineAnswer, ...]

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """Remedies that each line grants."""
        first, *others = self.lines
        return tuple(r for r in first.remedies if all(r in other.remedies for other in others))

    @property
    def why_person(self) -> str:
        """The first reason for a person, "" when there is none."""
        found = next((line.why_person for line in self.lines if line.why_person), "")
        return found or ("" if self.remedies else "nothing_in_common")

    @property
    def needs_person(self) -> bool:
        """True when a person has the last word."""
        return bool(self.why_person)

    @property
    def look(self) -> Look | None:
        """The first of the looks that lines wait for, None when none does."""
        return min((line.look for line in self.lines if line.look), key=lambda look: look.by, default=None)

    @cached_property
    def digest(self) -> str:
        """Names this answer: facts, law, version and what is offered; equal as long as nothing moved."""
        return digest(
            [
                [a.asked.line_id, a.asked.quantity, a.intent, a.remedies, a.facts_digest, a.law_digest,
                 a.version_digest, a.return_method, a.customer_pays_return, a.keep_item]
                for a in self.lines
            ]
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineRights:
    """What is still possible on a line and until when, for the page that lists what was bought.

    `exception` is the article that excludes a change of mind (L221-28), "" when none does. `open_case` is the
    reference of the case that is open on it. `was_claimed`: a claim on it was mended or refused before.
    `recall`: the one that names the product today, and whether it is about this very piece; None without one.
    """

    sale: SaleLine
    received_on: date | None
    withdrawal: str
    withdrawal_until: date | None
    exception: str
    exception_fr: str
    exception_en: str
    guarantee_until: date | None
    policy_until: date | None
    open_case: str
    was_claimed: bool = False
    recall: tuple[Recalled, Answer] | None = None


@dataclass(frozen=True, slots=True)
class LineRequest:
    """One line of a case to open. `words` are the customer's; `files` are clean file ids."""

    asked: AskedLine
    wanted: Remedy | None = None
    words: str = ""
    files: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseRequest:
    """A case to open on one order."""

    order_id: int
    entry: Entry
    language: str
    lines: tuple[LineRequest, ...]


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case as lists and headers show it."""

    id: int
    reference: str
    brand_id: int
    order_id: int | None
    customer_id: int | None
    entry: Entry
    intent: Intent
    state: CaseState
    language: str
    needs_person: bool
    headline: str
    reason: Reason
    value: Money
    proposal: Remedy | None
    owner_id: int | None
    team_id: int | None
    next_due_at: datetime | None
    opened_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    snoozed_until: datetime | None = None
    snooze_reason: str = ""
    escalated_to: str = ""
    customer_name: str = ""
    owner_name: str = ""
    team_name: str = ""
    former_number: str = ""
    moved_in_at: datetime | None = None
    handled_by: Handler = Handler.AGENTS
    urgency: Urgency = Urgency.NORMAL
    look_by: date | None = None


def is_history(case: CaseCard, at: datetime) -> bool:
    """Whether an instant lies before the case moved in from another system: nobody is written to about it."""
    return case.moved_in_at is not None and at < case.moved_in_at


@dataclass(frozen=True, slots=True)
class MovedIn:
    """Where a case comes from: its number in the former system, and when it was opened there."""

    former_number: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class CaseLineCard:
    """One line of a case. `holds`: its units that have not come back are held for it."""

    id: int
    position: int
    order_line_id: int | None
    product_name: str
    quantity: int
    intent: Intent
    reason: Reason
    customer_words: str
    answers: Mapping[str, bool]
    wanted: Remedy | None
    acceptance: Acceptance
    reception: Reception
    received_qty: int
    is_open: bool
    holds: bool
    serial: str


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """One decision of the case's history. `ground`: the legal one that was named, with its article; "" where
    the law itself decides.
    """

    id: int
    line_id: int
    outcome: str
    remedy: Remedy | None
    articles: tuple[str, ...]
    rows: tuple[FiredRow, ...]
    motive: str
    motive_note: str
    actor_kind: str
    actor_id: int
    decided_at: datetime
    ground: str = ""
    ground_article: str = ""


@dataclass(frozen=True, slots=True)
class MessageContext:
    """What a message about a case needs to know: who, in which language, from whom."""

    case_id: int
    reference: str
    language: str
    brand: BrandCard
    order_id: int | None
    customer_name: str
    email: str
    headline: str
    next_due_at: datetime | None
