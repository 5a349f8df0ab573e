"""What an erasure would do: what goes, what stays and until when, what must end first."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from savoir.law.personal_data import Kept


class Gone(StrEnum):
    """Kinds of data an erasure takes away."""

    IDENTITY = "identity"
    ORDER_ADDRESSES = "order_addresses"
    WORDS = "words"
    FILES = "files"
    NOTES = "notes"
    DRAFTS = "drafts"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What still needs the data: a case that is not closed, a refund that has not settled.

    `until`: the day it ends by itself or is owed by; None = as long as it lasts.
    """

    ground: str
    reference: str
    until: date | None
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptData:
    """What stays under the customer's number alone, to its last day; None while its start is unknown."""

    kind: Kept
    count: int
    until: date | None
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """An erasure before it is done, and what it answers once it is. `answer_by`: the last day to answer a
    request that came today. `is_known`: some word of his is still there.
    """

    customer_id: int
    name: str
    email: str
    is_known: bool
    obstacles: tuple[Obstacle, ...]
    gone: tuple[tuple[Gone, int], ...]
    kept: tuple[KeptData, ...]
    answer_by: date
