"""Dates that were told, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class PromiseCard:
    """One dated commitment."""

    id: int
    kind: str
    due_at: datetime
    state: str
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class AwaitedReply:
    """A question to the customer: when it was asked and is repeated, the last day to reply, and what happens
    without a reply: a person goes on at `goes_on_at` and answers by `answer_by`.
    """

    asked_at: datetime
    remind_at: datetime
    reply_by: date
    goes_on_at: datetime
    answer_by: datetime
