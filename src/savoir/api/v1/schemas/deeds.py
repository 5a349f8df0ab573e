"""What an agent does to a case, as it is sent."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from savoir.api.v1.schemas.cases import Accepted, Case
from savoir.api.v1.schemas.common import Answer, Given, Id, Text
from savoir.cases.states import (
    Handler,
    Missing,
    OtherMotive,
    Rank,
    RefusalMotive,
    Remedy,
    SnoozeReason,
)
from savoir.law.grounds import Ground
from savoir.resolutions.states import CallOff

NoteText = Annotated[str, Field(max_length=2_000)]


class RemedyAnswer(Given):
    """Grant a remedy by the plan that was shown. `motive` when it is not the proposal; `text` in place of our
    words to the customer; `ground` for less than the law gives by itself.
    """

    kind: Literal["remedy"]
    remedy: Remedy
    plan_digest: Annotated[str, Field(max_length=64)]
    text: Text = ""
    motive: OtherMotive | Literal[""] = ""
    note: NoteText = ""
    ground: Ground | Literal[""] = ""


class RefusalAnswer(Given):
    """Refuse: what we can do first (`instead`), then why not (`reason`), said to the customer.

    No program refuses a customer by itself: `decided_by` is the e-mail of the colleague who did. Where the
    law does not say no, `ground` names what he shows; the law is asked again with it.
    """

    kind: Literal["refusal"]
    decided_by: Annotated[str, Field(min_length=3, max_length=254)]
    motive: RefusalMotive
    reason: Annotated[str, Field(min_length=1, max_length=10_000)]
    instead: Text = ""
    ground: Ground | Literal[""] = ""


class QuestionAnswer(Given):
    """Ask the customer for something; the clock of our answer waits for him."""

    kind: Literal["question"]
    what: Missing
    text: Text = ""


CaseAnswer = Annotated[RemedyAnswer | RefusalAnswer | QuestionAnswer, Field(discriminator="kind")]


class Answered(Answer):
    """The case after its answer; `accepted` for a remedy."""

    case: Case
    accepted: Accepted | None


class Assignment(Given):
    """Whose case it is; null gives it back to everybody."""

    member_id: Id | None


class CaseRouting(Given):
    """Which team has the case (null: none) and who handles it."""

    team_id: Id | None
    handled_by: Handler = Handler.AGENTS


class Snooze(Given):
    """Let the case stand aside. Who goes beyond its running promise names it in `past_promise`."""

    until: AwareDatetime
    reason: SnoozeReason
    note: NoteText = ""
    past_promise: AwareDatetime | None = None


class Escalation(Given):
    """Send the case up, and say why."""

    to: Rank
    note: Annotated[str, Field(min_length=1, max_length=2_000)]


class Shipment(Given):
    """The new or repaired thing left under this order or parcel number."""

    order_reference: Annotated[str, Field(min_length=1, max_length=40)]


class ShipmentFailure(Given):
    """Why the new or repaired thing can't be sent after all."""

    why: CallOff


class Posting(Given):
    """The customer posted the parcel on this local day."""

    posted_on: date
    tracking_number: Annotated[str, Field(min_length=4, max_length=60)]


class Settled(Answer):
    """Whether there was something to settle."""

    case: Case
    done: bool


class Member(Answer):
    """A colleague a case may be given to."""

    id: int
    name: str
    role: str
    team: str


class Team(Answer):
    """People who share a queue; the rules of a policy name the team by its `code`."""

    id: int
    code: str
    name: str


class Teams(Answer):
    """Teams by name."""

    teams: list[Team]


class Members(Answer):
    """Active colleagues by name."""

    members: list[Member]
