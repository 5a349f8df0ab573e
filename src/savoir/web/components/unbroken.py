"""Words that a narrow line may not cut at their hyphen: an e-mail, an article of a law, a reference."""

import re
from typing import Final

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

_WHOLE: Final = re.compile(
    r"<[^>]*>|(\b[Ee]-mails?\b|\b[LRDA]\d{3,4}-\d+(?:-\d+)*(?: \d+°)?|\b[A-Z]{2,5}-[A-Z0-9]{4,12}\b"
    r"|\bci-d\w+|\bsavoir-[a-z]+\.[a-z]+)"
)


def unbroken(text: str) -> SafeString:
    """The text with each such word on one line; tags stay as they are. For blocks, not for flex items."""
    escaped = str(conditional_escape(text))
    return SafeString(_WHOLE.sub(_kept, escaped))


def breaks_at_slashes(path: str) -> SafeString:
    """An address that a narrow line cuts before a slash, not inside a word."""
    return SafeString(str(conditional_escape(path)).replace("/", "<wbr>/"))


def _kept(found: re.Match[str]) -> str:
    word = found.group(1)
    return f'<span class="whole">{word}</span>' if word else found.group(0)
