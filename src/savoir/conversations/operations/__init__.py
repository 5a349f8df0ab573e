"""Verbs of a conversation."""

from savoir.conversations.operations.delivering import keep_without_address, mark_refused, mark_sent, take_up
from savoir.conversations.operations.erasing import erase_messages
from savoir.conversations.operations.handing import escalate_with_note, snooze_with_note
from savoir.conversations.operations.receiving import receive_from_customer
from savoir.conversations.operations.sending import (
    MessageAlreadySent,
    MessageWithheld,
    retry_message,
    send_step,
    withhold_step,
)
from savoir.conversations.operations.telling import (
    ask_customer,
    reply_words,
    send_access_link,
    tell_acknowledgement,
    tell_closing,
    tell_decision,
    tell_delay,
    tell_gesture,
    tell_received,
    tell_refund,
    tell_refusal,
    tell_reminder,
)
from savoir.conversations.operations.writing import add_note, write_to_customer

__all__ = [
    "MessageAlreadySent", "MessageWithheld", "add_note", "ask_customer", "erase_messages",
    "escalate_with_note", "keep_without_address", "mark_refused", "mark_sent", "receive_from_customer",
    "reply_words", "retry_message", "send_access_link", "send_step", "snooze_with_note", "take_up",
    "tell_acknowledgement", "tell_closing", "tell_decision", "tell_delay", "tell_gesture",
    "tell_received", "tell_refund", "tell_refusal", "tell_reminder", "withhold_step", "write_to_customer",
]  # fmt: skip
