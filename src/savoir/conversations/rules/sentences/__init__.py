"""The sentences of messages, whole, one table a language: letters are written, not assembled from labels.

They are no interface strings: a brand will one day have its own. Both tables hold the same keys with the same
places to fill (test).
"""

import re
from collections.abc import Mapping
from typing import Final

from savoir.conversations.rules.sentences.english import ENGLISH
from savoir.conversations.rules.sentences.french import FRENCH

_BEFORE = re.compile(r" (?=[:;?!€»%])")
_AFTER = re.compile(r"(?<=«) |(?<=\d) (?=(?:h|min|minutes?|jours?)\b)")


def spaced(text: str) -> str:
    """French: no-break spaces (U+00A0) before double signs, inside quotation marks, before a unit."""
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text))


_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {key: spaced(text) for key, text in FRENCH.items()},
    "en": ENGLISH,
}


def table(language: str) -> Mapping[str, str]:
    """The sentences of a language; French for one we do not speak."""
    return _TABLES["en" if language.lower().startswith("en") else "fr"]


def knows(language: str, key: str) -> bool:
    """True when the language has this sentence."""
    return key in table(language)


def say(language: str, key: str, values: Mapping[str, str]) -> str:
    """The sentence with its places filled. Raises KeyError for an unknown sentence or an empty place."""
    return table(language)[key].format_map(values)
