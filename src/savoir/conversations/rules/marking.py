"""Marks of a message: its Message-ID, its language, what its code says."""

from collections.abc import Mapping
from typing import Any

from savoir.cases.values import MessageContext
from savoir.conversations.states import Step


def message_id(reference: str, token: str, sender_address: str) -> str:
    """`<SAV-7K2QX4.token@domain>` with the sender's domain in ASCII (RFC 5322 3.6.4)."""
    domain = sender_address.rpartition("@")[2].encode("idna").decode("ascii")
    return f"<{reference}.{token}@{domain or 'savoir.invalid'}>"


def language_of(context: MessageContext) -> str:
    """The case's language when the brand speaks it, else the brand's own."""
    spoken = context.language in context.brand.languages
    return context.language if spoken else context.brand.default_language


def code_of(step: Step, words: Mapping[str, Any]) -> str:
    """What the QR of a message says: the number of the return authorization, "" when it has none."""
    return str(words.get("ra_number", "")) if step is Step.DECISION else ""
