"""Words of a step, looked at before they are stored: nothing missing, nothing misspelled, all of it JSON."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from unicodedata import category

from savoir.conversations.states import Step
from savoir.conversations.values import STEP_WORDS

MOST_WORDS: Final = 10_000  # characters of a message somebody types
_MONEY_REMEDIES: Final = frozenset({"refund", "returnless_refund", "store_credit", "price_reduction"})


def faults_of(step: Step, words: Mapping[str, object]) -> tuple[str, ...]:
    """Names of the words that are missing or unknown for this step, sorted; empty when all is well."""
    shape: Any = STEP_WORDS[step]
    missing = {key for key in _needed(step, words, shape.__required_keys__) if words.get(key) in (None, "")}
    unknown = set(words) - shape.__required_keys__ - shape.__optional_keys__
    return tuple(sorted(missing | unknown))


def _needed(step: Step, words: Mapping[str, object], required: frozenset[str]) -> frozenset[str]:
    if step is Step.DECISION and words.get("remedy") in _MONEY_REMEDIES:
        return required | {"amount_minor", "currency"}
    return required | {"link_secret"} if step is Step.ACCESS_LINK else required


def stored(words: Mapping[str, object]) -> dict[str, Any]:
    """The words as JSON values: dates and instants in ISO 8601, enums by value, absent ones left out."""
    return {key: _plain(value) for key, value in words.items() if value is not None}


def _plain(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value


def typed_text(text: str) -> str:
    """What a person typed, as it is stored: line ends of one kind, no control characters, no outer space."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign in "\n\t" or not _is_control(sign)).strip()


def _is_control(sign: str) -> bool:
    """Control characters, and those that turn the direction of what follows (Unicode bidi embeddings)."""
    return category(sign) in ("Cc", "Cs") or "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069"
