"""Questions about conversations, always for an actor."""

from savoir.conversations.queries.messages import message_card, messages_of_case
from savoir.conversations.queries.previews import preview_step

__all__ = ["message_card", "messages_of_case", "preview_step"]
