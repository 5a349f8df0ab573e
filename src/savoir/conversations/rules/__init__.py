"""How a message is made, as pure functions of its words."""

from savoir.conversations.rules.checking import MOST_WORDS, faults_of, stored, typed_text
from savoir.conversations.rules.composing import compose, compose_core
from savoir.conversations.rules.excerpts import excerpt_of
from savoir.conversations.rules.letters import CODE_CONTENT_ID, Letter, Links
from savoir.conversations.rules.marking import code_of, language_of, message_id
from savoir.conversations.rules.plain import as_text

__all__ = [
    "CODE_CONTENT_ID", "MOST_WORDS", "Letter", "Links", "as_text", "code_of", "compose", "compose_core",
    "excerpt_of", "faults_of", "language_of", "message_id", "stored", "typed_text",
]  # fmt: skip
