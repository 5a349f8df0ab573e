"""Text made fit for PDF/A: each character has a glyph, none is invisible, no word is wider than its column.

PDF/A-2 forbids a character without a glyph, and typst then refuses the whole page: one unusual letter in
a product name must not cost the customer his slip.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

ABSENT = "□"  # in DejaVu Sans Mono, which typst carries
_LONGEST_WORD = 20  # what the narrowest text column holds; a longer word may break anywhere
_LONGEST_MARK = 12  # the same for the columns of references and serial numbers
_NARROW = frozenset({"reference", "serial"})
_BREAK = "\u200b"
# Letters that the shipped and embedded faces surely hold.
_SAFE_BLOCKS = (
    (0x20, 0x17F),
    (0x391, 0x3C9),
    (0x410, 0x44F),
    (0x2010, 0x2027),
    (0x2030, 0x203A),
    (0x20AC, 0x20AC),
)
_EAST_ASIAN = range(0x2E80, 0xFB00)  # no face of ours: one missing letter means all are
_KEPT_FORMAT = "\u200b\u200d\ufe0f"  # break, and the joiner and selector inside an emoji
_SPACES = "\u2028\u2029"
_REFUSED = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)

Change = Callable[[str], str]


def printable(value: Any, longest: int = _LONGEST_WORD) -> Any:
    """Return JSON-like `value` with each string normalized (NFC), free of control characters, breakable."""
    if isinstance(value, dict):
        return {
            key: printable(entry, _LONGEST_MARK if key in _NARROW else longest)
            for key, entry in value.items()
        }
    if isinstance(value, list):
        return [printable(entry, longest) for entry in value]
    return _breakable(_visible(value), longest) if isinstance(value, str) else value


def without_refused(value: Any, message: str) -> Any:
    """Return `value` without the characters that typst's `message` names, or without any doubtful one.

    typst stops at the first text it has no glyph for; the caller asks again until the page prints.
    """
    named = _REFUSED.search(message)
    refused = set(named.group(1)) if named else set()
    if any(ord(sign) in _EAST_ASIAN for sign in refused):
        return _mapped(
            value, lambda text: "".join(ABSENT if ord(sign) in _EAST_ASIAN else sign for sign in text)
        )
    changed = _mapped(value, lambda text: "".join(ABSENT if sign in refused else sign for sign in text))
    return changed if changed != value else only_safe(value)


def only_safe(value: Any) -> Any:
    """Return `value` with each character outside the certain blocks replaced by `ABSENT`."""
    return _mapped(value, lambda text: "".join(sign if _is_safe(sign) else ABSENT for sign in text))


def _mapped(value: Any, change: Change) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(entry, change) for key, entry in value.items()}
    if isinstance(value, list):
        return [_mapped(entry, change) for entry in value]
    return value


def _visible(text: str) -> str:
    kept = []
    for sign in unicodedata.normalize("NFC", text):
        category = unicodedata.category(sign)
        if sign in _SPACES or category == "Cc":
            kept.append(" ")
        elif category in {"Cs", "Co", "Cn"}:
            kept.append(ABSENT)
        elif category != "Cf" or sign in _KEPT_FORMAT:
            kept.append(sign)
    return " ".join(part for part in "".join(kept).split(" ") if part)


def _breakable(text: str, longest: int) -> str:
    return " ".join(
        word if len(word) <= longest or "\u00a0" in word else _BREAK.join(word) for word in text.split(" ")
    )


def _is_safe(sign: str) -> bool:
    return sign == _BREAK or any(first <= ord(sign) <= last for first, last in _SAFE_BLOCKS)
