"""Facts of a case. Every room records what happens to a case in the case's own stream (subject "case")."""

from datetime import date, datetime

from savoir.cases.states import (
    EndMotive,
    Entry,
    Handler,
    Intent,
    PromiseKind,
    Rank,
    Remedy,
    RoutedAfter,
    SnoozeReason,
    Urgency,
)
from savoir.kernel.ledger import Code, Digest, Event, Reference, event


@event("case_opened", subject="case")
class CaseOpened(Event):
    """Somebody asked for something. `team`: the code a row of the policy named; `look_by`: the day by which a
    person looks first.
    """

    reference: Reference
    entry: Entry
    intent: Intent
    customer_id: int | None
    answer_by: datetime
    needs_person: bool
    team: Code = Code("")
    handled_by: Handler = Handler.AGENTS
    urgency: Urgency = Urgency.NORMAL
    look_by: date | None = None


@event("case_moved_in", subject="case")
class CaseMovedIn(Event):
    """A case that was open in another system goes on here; recorded at its own date of opening."""

    reference: Reference
    intent: Intent
    customer_id: int | None
    answer_by: datetime
    needs_person: bool
    team: Code = Code("")
    handled_by: Handler = Handler.AGENTS
    urgency: Urgency = Urgency.NORMAL


@event("case_decided", subject="case")
class CaseDecided(Event):
    """The request was granted; on a legal `ground` when it is less than the law gives by itself."""

    remedy: Remedy
    by_person: bool
    facts_digest: Digest
    version_digest: Digest
    articles: tuple[Code, ...]
    ground: Code = Code("")


@event("decision_undone", subject="case")
class DecisionUndone(Event):
    """What was agreed is taken back before anything left; the case is decided anew."""


@event("case_refused", subject="case")
class CaseRefused(Event):
    """A person refused, with a motive, and on a legal `ground` unless the law itself said no. The words stay
    in the decision's row.
    """

    motive: Code
    ground: Code = Code("")
    facts_digest: Digest = Digest("")
    articles: tuple[Code, ...] = ()


@event("customer_asked", subject="case")
class CustomerAsked(Event):
    """We need something from the customer; the first answer is given."""

    what: Code


@event("customer_reminded", subject="case")
class CustomerReminded(Event):
    """Our question is repeated: half the time to reply has passed."""


@event("customer_silent", subject="case")
class CustomerSilent(Event):
    """The days to reply have passed: a person goes on with what is known. Never a refusal."""


@event("question_raised", subject="case")
class QuestionRaised(Event):
    """The customer wrote about a case that is decided: a person answers, and the case does not end before."""


@event("question_settled", subject="case")
class QuestionSettled(Event):
    """What the customer wrote about a decided case was answered, or needed no answer."""


@event("nothing_to_answer", subject="case")
class NothingToAnswer(Event):
    """A person looked at a decided case nobody had asked about: nothing calls for a word."""


@event("case_assigned", subject="case")
class CaseAssigned(Event):
    """Somebody takes care of it."""

    member_id: int | None


@event("case_routed", subject="case")
class CaseRouted(Event):
    """It went to another team, or to whoever handles it elsewhere; `team` "" = no team. `after`: a person
    said so, or the row `row` (its `number`) of `table` did, of the version that answers the case. `urgency`
    None: as it was.
    """

    team: Code
    handled_by: Handler
    after: RoutedAfter = RoutedAfter.HAND
    urgency: Urgency | None = None
    version_id: int | None = None
    table: Code = Code("")
    row: Code = Code("")
    number: int | None = None


@event("look_asked", subject="case")
class LookAsked(Event):
    """What the dock found wants a person's look by that day, as a row says; without one, rows are at odds."""

    by: date
    version_id: int | None = None
    table: Code = Code("")
    row: Code = Code("")
    number: int | None = None


@event("case_snoozed", subject="case")
class CaseSnoozed(Event):
    """It stands aside until then; no clock stops."""

    until: datetime
    reason: SnoozeReason


@event("case_woken", subject="case")
class CaseWoken(Event):
    """The instant came: it waits for a person again."""


@event("case_escalated", subject="case")
class CaseEscalated(Event):
    """It went up: somebody of this rank answers it."""

    to: Rank


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
    """The date passed; the customer hears it from us, with a new one; of a third `in_a_row` from a person."""

    promise: PromiseKind
    due_at: datetime
    new_due_at: datetime
    in_a_row: int = 1


@event("case_resolved", subject="case")
class CaseResolved(Event):
    """Everything agreed is done."""

    check_at: datetime


@event("case_ended", subject="case")
class CaseEnded(Event):
    """A person ended an answered case: nothing more follows from it."""

    motive: EndMotive


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
