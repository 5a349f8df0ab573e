"""What a scanner read, when it is not the number of a slip."""

from typing import Final

from savoir.logistics.values import ExpectedLine

# A scanner set to a US keyboard on a computer set to AZERTY.
_DIGITS: Final = str.maketrans("&é\"'(-è_çà)", "1234567890-")
_LETTERS: Final = str.maketrans("qawzQAWZ?,", "aqzwAQZWMm")


def readings(code: str) -> frozenset[str]:
    """Letters and digits a scan may have meant, in capitals."""
    typed = code.strip()
    digits = typed.translate(_DIGITS)
    return frozenset(_bare(text) for text in (typed, digits, digits.translate(_LETTERS))) - {""}


def spellings(code: str) -> tuple[str, ...]:
    """A scan as it was typed and as an AZERTY layout is read back, the likeliest first; none of nothing."""
    typed = code.strip()
    digits = typed.translate(_DIGITS)
    return tuple(dict.fromkeys(filter(None, (typed, digits, digits.translate(_LETTERS)))))


def serial_in(code: str, line: ExpectedLine) -> str:
    """The sold serial number that was scanned, "" when it is none of the line's."""
    read = readings(code)
    return next((serial for serial in line.serials if _bare(serial) in read), "")


def names_product(code: str, line: ExpectedLine) -> bool:
    """Whether the scan is the product's own code."""
    return bool(readings(code) & {_bare(line.gtin), _bare(line.sku)} - {""})


def _bare(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())
