"""Logs hold no personal data: addresses, phone numbers, card and account numbers and tokens are masked."""

import logging
import re

_BETWEEN = r"[\"']?\s*[=:]\s*[\"']?"
_MASKS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "<e-mail>"),
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b"), "<iban>"),
    (re.compile(r"(?<!\d)(?:\+33|0)[ .-]?[1-9](?:[ .-]?\d{2}){4}(?!\d)"), "<phone>"),
    (re.compile(r"\b(?:sk|rk|whsec|pk)_[A-Za-z0-9_]{8,}"), "<secret>"),
    (re.compile(r"\bsav_[a-z2-7]{6,16}_[\w-]+"), "<key>"),
    (re.compile(r"(/(?:lien|acces|brouillon)/)[\w-]{16,}"), r"\1<secret>"),
    (re.compile(rf"(?i)\b(authorization{_BETWEEN})(?:\w+ )?\S+"), r"\1<hidden>"),
    (re.compile(rf"(?i)\b((?:password|token|secret){_BETWEEN})\S+"), r"\1<hidden>"),
)
_CARD = re.compile(r"(?<![\dA-Z])\d(?:[ -]?\d){12,18}(?!\d)")


def masked(text: str) -> str:
    """Return `text` with every e-mail address, phone number, IBAN, key and token masked."""
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return _CARD.sub(_card, text)


def _card(found: re.Match[str]) -> str:
    """A mask when the digits are a card number (they pass Luhn's check), else the digits: a GTIN stays."""
    digits = [int(sign) for sign in reversed(found[0]) if sign.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    is_card = len(digits) >= 14 and (sum(digits[::2]) + sum(doubled)) % 10 == 0
    return "<card>" if is_card else found[0]


class PersonalDataFilter(logging.Filter):
    """Masks the message, its arguments and the trace of every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; always keep it."""
        record.msg, record.args = masked(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = masked(logging.Formatter().formatException(record.exc_info))
        return True
