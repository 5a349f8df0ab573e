"""Facts of a case. Every room records what happens to a case in the case's own stream (subject "case")."""

from datetime import datetime

from savoir.cases.states import Entry, Intent, PromiseKind, Remedy
from savoir.kernel.ledger import Code, Digest, Event, Reference, event


@event("case_opened", subject="case")
class CaseOpened(Event):
    """Somebody asked for something."""

    reference: Reference
    entry: Entry
    intent: Intent
    customer_id: int | None
    answer_by: datetime
    needs_person: bool


@event("case_decided", subject="case")
class CaseDecided(Event):
    """The request was granted."""

    remedy: Remedy
    by_person: bool
    facts_digest: Digest
    version_digest: Digest
    articles: tuple[Code, ...]


@event("decision_undone", subject="case")
class DecisionUndone(Event):
    """What was agreed is taken back before anything left; the case is decided anew."""


@event("case_refused", subject="case")
class CaseRefused(Event):
    """A person refused, with a motive; the words stay in the decision's row."""

    motive: Code


@event("customer_asked", subject="case")
class CustomerAsked(Event):
    """We need something from the customer; the first answer is given."""

    what: Code


@event("case_assigned", subject="case")
class CaseAssigned(Event):
    """Somebody takes care of it."""

    member_id: int | None


@event("promise_made", subject="case")
class PromiseMade(Event):
    """A date was told."""

    promise: PromiseKind
    due_at: datetime


@event("promise_kept", subject="case")
class PromiseKept(Event):
    """Done in time."""

    promise: PromiseKind


@event("promise_broken", subject="case")
class PromiseBroken(Event):
    """The date passed; the customer hears it from us, with a new one."""

    promise: PromiseKind
    due_at: datetime
    new_due_at: datetime


@event("case_resolved", subject="case")
class CaseResolved(Event):
    """Everything agreed is done."""

    check_at: datetime


@event("case_closed", subject="case")
class CaseClosed(Event):
    """Nothing is open any more."""


@event("case_reopened", subject="case")
class CaseReopened(Event):
    """The customer or an agent opened it again."""


@event("line_received", subject="case")
class LineReceived(Event):
    """The thing of a line arrived."""

    line_id: int
    quantity: int
