"""One cell of an export as spreadsheets and shops write it -> a plain text, amount or instant. Pure."""

import re
from decimal import Decimal, InvalidOperation

from savoir.orders.intake.faults import Bad

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_SIGNS = re.compile(r"[€$£¥\s\u00a0\u202f']|EUR|USD|GBP|CHF")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{0,10})?")
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
)
_NOTHING = frozenset({"", "0000-00-00", "0000-00-00 00:00:00", "null", "none", "n/a", "-"})
_LARGEST = Decimal(10) ** 12


def plain(text: str) -> str:
    """A cell without spaces around, without the mark that makes a spreadsheet keep a number as text."""
    text = text.strip().strip("\ufeff").strip()
    if len(text) > 1 and text[0] == "'":
        text = text[1:].lstrip()
    return text


def one_line(text: str) -> str:
    """Words on one line: a line end inside quotes is a space."""
    return _SPACES.sub(" ", text).strip()


def amount(text: str) -> Decimal | None:
    """An amount with point or comma, thousands and currency sign; None for an empty cell.

    Raises Bad: `1,234` may be one or a thousand, and nobody guesses.
    """
    bare = _SIGNS.sub("", text.replace("\u2212", "-"))
    if not bare:
        return None
    if "," in bare:
        bare = _pointed(bare)
    elif bare.count(".") > 1:
        bare = bare.replace(".", "")
    if not _NUMBER.fullmatch(bare):
        raise Bad("not_an_amount")
    try:
        found = Decimal(bare)
    except InvalidOperation as error:
        raise Bad("not_an_amount") from error
    if abs(found) > _LARGEST:
        raise Bad("out_of_range")
    return found


def _pointed(bare: str) -> str:
    """The last sign parts the decimals; the others part thousands."""
    whole, sign, part = bare.rpartition(max(",", ".", key=bare.rfind))
    if "." in whole or "," in whole:
        return re.sub(r"[.,]", "", whole) + ("." if len(part) != 3 or sign == "." else "") + part
    if sign == "," and len(part) == 3 and whole.lstrip("+-") not in ("0", ""):
        raise Bad("not_an_amount")
    return f"{whole}.{part}"


def instant(text: str) -> str:
    """A moment as ISO 8601, its offset kept; "" for an empty cell or a zero date. Raises Bad."""
    if text.casefold() in _NOTHING:
        return ""
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise Bad("not_a_date")
    day, hour, minute, second, zone = found.groups()
    if hour is None:
        return f"{day}T00:00:00"
    zone = "+00:00" if zone in ("Z", "UTC") else zone or ""
    if zone and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    return f"{day}T{int(hour):02d}:{minute}:{second or '00'}{zone}"


def whole(text: str) -> int | None:
    """A number of pieces; None for an empty cell. Raises Bad for a fraction or a negative number."""
    found = amount(text)
    if found is None:
        return None
    if found != found.to_integral_value():
        raise Bad("not_a_number")
    if found < 0:
        raise Bad("negative")
    return int(found)
