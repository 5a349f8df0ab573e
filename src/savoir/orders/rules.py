"""How what people type about a sale is read and looked up: pure."""

import re
import unicodedata

_NOT_A_SIGN = re.compile(r"[^0-9A-Z]")
_NOT_A_DIGIT = re.compile(r"[^0-9]")
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")
_A_PHONE = re.compile(r"\+?[0-9 ().\-/\u00a0\u202f]+")
_SHORTEST_PHONE = 6
_COUNTRY_CODES = {
    "FR": "33",
    "BE": "32",
    "CH": "41",
    "LU": "352",
    "GB": "44",
    "DE": "49",
    "ES": "34",
    "IT": "39",
}


def normalize_number(text: str) -> str:
    """An order or tracking number as it is looked up: capitals and digits only (`fr-80 412` -> `FR80412`)."""
    return _NOT_A_SIGN.sub("", _folded(text).upper())


def normalize_email(text: str) -> str:
    """An address as it is looked up: compatibility form, lower case, no spaces around."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def normalize_postcode(text: str) -> str:
    """A postcode as it is looked up: capitals and digits only (`sw1a 1aa` -> `SW1A1AA`)."""
    return normalize_number(text)[:12]


def normalize_phone(text: str, country: str = "") -> str:
    """A number in digits, with its country code when the country is known (`06 12..` in FR -> `33612..`)."""
    digits = _NOT_A_DIGIT.sub("", text)
    if text.strip().startswith("+"):
        return digits[:20]
    if digits.startswith("00"):
        return digits[2:22]
    code = _COUNTRY_CODES.get(country)
    return (code + digits[1:] if code and digits.startswith("0") else digits)[:20]


def phone_readings(text: str) -> tuple[str, ...]:
    """The stored forms a number typed without its country may have (`06 12..` -> `0612..`, `33612..`, ...).

    Empty for what is no phone number: other signs than digits, spaces and `+ ( ) . - /`, or under six digits.
    """
    if not _A_PHONE.fullmatch(text.strip()) or len(_NOT_A_DIGIT.sub("", text)) < _SHORTEST_PHONE:
        return ()
    whole = normalize_phone(text)
    return tuple(dict.fromkeys([whole, *(normalize_phone(text, country) for country in _COUNTRY_CODES)]))


def search_words(text: str) -> str:
    """A name without accents, case and punctuation (`Élodie D'Arc` -> `elodie d arc`)."""
    return _NOT_A_WORD.sub(" ", _folded(text).lower()).strip()[:200]


def initials_of(name: str) -> str:
    """First letters of the first and the last word (`Claire Martin` -> `CM`); empty for no name."""
    words = search_words(name).split()
    ends = words if len(words) < 2 else (words[0], words[-1])
    return "".join(word[0] for word in ends).upper()


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
