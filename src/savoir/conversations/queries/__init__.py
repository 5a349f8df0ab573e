"""Questions about conversations, always for an actor."""

from savoir.conversations.queries.messages import (
    is_every_answer_withheld,
    message_card,
    messages_of_case,
    messages_page,
)
from savoir.conversations.queries.previews import preview_step

__all__ = ["is_every_answer_withheld", "message_card", "messages_of_case", "messages_page", "preview_step"]
