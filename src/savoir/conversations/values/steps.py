"""What each milestone's message is told: `words` of `send_step`. Facts, never sentences, save where marked.

Dates and instants may be given as `date` and aware `datetime`; they are stored as ISO 8601. An instant is the
last moment ("avant vendredi 27 novembre, 18 h"), a day is the last day, included.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, NotRequired, TypedDict

from savoir.conversations.states import Step


class CommonWords(TypedDict):
    """Every step. `link_secret`: secret of a one-time access link, forgotten when the message has left;
    `agent_text`: what an agent made of the core (greeted when he does not greet); `agent_name`: who reads
    the answer;
    `items`: product names, the case's headline when absent; `articles`: articles of law ("L217-9").
    """

    link_secret: NotRequired[str]
    agent_text: NotRequired[str]
    agent_name: NotRequired[str]
    items: NotRequired[list[str]]
    articles: NotRequired[list[str]]


class AcknowledgementWords(CommonWords):
    """We have your request; somebody answers by then."""

    answer_by: datetime


class InformationNeededWords(CommonWords):
    """`what`: photo, serial, proof_of_purchase, posting_proof, address or another code; the agent's question
    is `agent_text`. `reply_by`: the last day to reply; `answer_by`: when we answer anyway.
    """

    what: str
    reply_by: NotRequired[date]
    answer_by: NotRequired[datetime]


class ReminderWords(CommonWords):
    """Our question again, half the time to reply later. `question`: what the agent had written."""

    what: str
    question: NotRequired[str]
    reply_by: NotRequired[date]
    answer_by: NotRequired[datetime]


class DecisionWords(CommonWords):
    """`remedy` is a `cases.states.Remedy`; money remedies need amount and currency. `trigger`: request,
    posting, receipt or inspection; `return_method`: own_post, store, no_return or contact_us. `promised_on`
    (last day) or `promised_at` (last moment): when the money leaves or the thing is there;
    the money's holds when the parcel leaves `if_posted_by`. `chosen_by`:
    customer (himself; when absent), told (he told a person), agent (a person of ours chose).
    """

    remedy: str
    chosen_by: NotRequired[str]
    amount_minor: NotRequired[int]
    currency: NotRequired[str]
    tender: NotRequired[str]
    means_last4: NotRequired[str]
    trigger: NotRequired[str]
    promised_on: NotRequired[date | None]
    promised_at: NotRequired[datetime | None]
    ra_number: NotRequired[str]
    if_posted_by: NotRequired[date | None]
    send_back_by: NotRequired[date | None]
    return_method: NotRequired[str]
    customer_pays_return: NotRequired[bool]
    guarantee_until: NotRequired[date | None]


class RefusalWords(CommonWords):
    """Sentences of a person, in the customer's language: `instead` (what we can do, said first), `reason`
    (why not). `rule`: the rule's label; `appeal_by`: last day to answer.
    """

    reason: str
    instead: NotRequired[str]
    rule: NotRequired[str]
    appeal_by: NotRequired[date]


class ReductionWords(CommonWords):
    """Part of a withdrawal's refund is kept for a loss of value: `reason` is a person's sentence,
    `kept_minor` what is kept, `amount_minor` what comes back all the same; the article stands in `articles`.
    """

    reason: str
    kept_minor: int
    amount_minor: int
    currency: str


class ReceivedWords(CommonWords):
    """The parcel is here. `control_by`: last moment or day of the control; a refund follows when
    `refund_follows`.
    """

    control_by: datetime | date
    received_on: NotRequired[date]
    complete: NotRequired[bool]
    refund_follows: NotRequired[bool]


class RefundedWords(CommonWords):
    """The money left on `left_on`; most banks show it by `bank_by`."""

    amount_minor: int
    currency: str
    left_on: date
    tender: NotRequired[str]
    means_last4: NotRequired[str]
    bank_by: NotRequired[date]


class GestureWords(CommonWords):
    """Money beyond what is owed left on `left_on`; most banks show it by `bank_by`."""

    amount_minor: int
    currency: str
    left_on: date
    tender: NotRequired[str]
    means_last4: NotRequired[str]
    bank_by: NotRequired[date]


class DelayWords(CommonWords):
    """`kind` is a `cases.states.PromiseKind`; `due_at` what we had told; `cause`: a person's sentence.
    `taken_over`: a person has the case now, and writes next.
    """

    kind: str
    new_due_at: datetime
    due_at: NotRequired[datetime]
    cause: NotRequired[str]
    taken_over: NotRequired[bool]


class ClosingWords(CommonWords):
    """Thanks, and one click to open the case again, until `reopen_until` when that has an end."""

    guide_title: NotRequired[str]
    guide_url: NotRequired[str]
    reopen_until: NotRequired[date]


class AccessLinkWords(CommonWords):
    """The link somebody asked for; `link_secret` is needed here. `expires_at`: last moment it opens."""

    expires_at: NotRequired[datetime]


class FreeTextWords(CommonWords):
    """What an agent wrote, in the customer's language."""

    text: str


STEP_WORDS: Final[Mapping[Step, type]] = {
    Step.ACKNOWLEDGEMENT: AcknowledgementWords,
    Step.INFORMATION_NEEDED: InformationNeededWords,
    Step.REMINDER: ReminderWords,
    Step.DECISION: DecisionWords,
    Step.REFUSAL: RefusalWords,
    Step.REDUCTION: ReductionWords,
    Step.RECEIVED: ReceivedWords,
    Step.REFUNDED: RefundedWords,
    Step.GESTURE: GestureWords,
    Step.DELAY: DelayWords,
    Step.CLOSING: ClosingWords,
    Step.ACCESS_LINK: AccessLinkWords,
    Step.FREE_TEXT: FreeTextWords,
}
