"""Questions about conversations, always for an actor."""

from savoir.conversations.queries.erasing import count_messages
from savoir.conversations.queries.messages import (
    is_every_answer_withheld,
    message_card,
    messages_of_case,
    messages_page,
)
from savoir.conversations.queries.previews import preview_step
from savoir.conversations.queries.searching import messages_saying

__all__ = [
    "count_messages", "is_every_answer_withheld", "message_card", "messages_of_case", "messages_page",
    "messages_saying", "preview_step",
]  # fmt: skip
