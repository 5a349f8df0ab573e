"""Plain values of a conversation."""

from savoir.conversations.values.cards import Mention, Mentions, MessageCard, Part
from savoir.conversations.values.steps import (
    STEP_WORDS,
    AccessLinkWords,
    AcknowledgementWords,
    ClosingWords,
    DecisionWords,
    DelayWords,
    FreeTextWords,
    InformationNeededWords,
    ReceivedWords,
    RefundedWords,
    RefusalWords,
)

__all__ = [
    "STEP_WORDS", "AccessLinkWords", "AcknowledgementWords", "ClosingWords", "DecisionWords", "DelayWords",
    "FreeTextWords", "InformationNeededWords", "Mention", "Mentions", "MessageCard", "Part", "ReceivedWords",
    "RefundedWords", "RefusalWords",
]  # fmt: skip
