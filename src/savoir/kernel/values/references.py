"""Short references people can say on the phone and scanners can read: prefix, dash, body, check character.

The body is a keyed permutation of a counter (Feistel network, Black and Rogaway 2002): no two counters share
one, and the next one can't be guessed. The check character is a weighted sum over GF(2^5) of prefix and body:
it detects every single wrong character and every swap of two neighbors.
"""

import re
import unicodedata
from collections.abc import Iterator
from hashlib import blake2b
from itertools import chain
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs, without O, 0, I and 1
_VALUE: Final = {sign: index for index, sign in enumerate(ALPHABET)}
_SHORTEST, _LONGEST = 5, 12
_PREFIX: Final = re.compile(r"[A-HJ-NP-Z]{2,4}")
_SHAPE: Final = re.compile(rf"([A-HJ-NP-Z]{{2,4}})-([{ALPHABET}]{{{_SHORTEST + 1},{_LONGEST + 1}}})")
_ROUNDS: Final = 8
LONGEST_KEY: Final = 60
_NOISE: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff._/]+")
_ODD_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u00ad"
_DASHES: Final = dict.fromkeys(map(ord, _ODD_DASHES), "-")
# A scanner set to a US keyboard on a computer set to AZERTY: what arrives for each sign that was scanned.
_AZERTY_DIGITS: Final = str.maketrans("&éÉ\"'(-èÈ_çÇàÀ)°", "12234567789900--")
_AZERTY_LETTERS: Final = str.maketrans("QAWZ?,qawz", "AQZWMMaqzw")


def encode(number: int, *, prefix: str, key: bytes) -> str:
    """The reference of a counter value, e.g. `RA-7KQ2M` + check character.

    `prefix`: 2 to 4 letters without O and I. Five characters up to 2**25, then six, seven... up to 2**60.
    A negative or larger number, another prefix or an empty key raises ValueError.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("a prefix is 2 to 4 letters from A to Z without O and I")
    if number < 0 or number >= 1 << (5 * _LONGEST) or not key:
        raise ValueError("a reference needs a counter from 0 to 2**60 and a key")
    size = max(_SHORTEST, -(-number.bit_length() // 5))
    shuffled = _permute(number, 5 * size, prefix, key)
    body = "".join(ALPHABET[shuffled >> (5 * place) & 31] for place in reversed(range(size)))
    return f"{prefix}-{body}{_check_sign(prefix, body)}"


def is_valid(reference: str) -> bool:
    """Whether a text is a canonical reference with a right check character."""
    found = _SHAPE.fullmatch(reference)
    return found is not None and _sum(found[1], found[2]) == 0


def normalize(text: str) -> str:
    """The canonical reference a person or scanner meant; when none fits, the text cleaned and in capitals.

    Strips spaces and odd dashes, restores a missing dash, and reads back what a scanner types on an AZERTY
    keyboard layout. Never raises; ask `is_valid` of the answer.
    """
    return next(_valid(text), _typed(text)[0].upper())


def readings(text: str) -> tuple[str, ...]:
    """Every canonical reference that was perhaps meant, the likeliest first; () when none fits.

    A sign of control fits by chance once in 32: `RQ)-YAEAV`, typed by a scanner on AZERTY, reads as RQ-6YAEAV
    and as RA-6YQEQV. Whoever knows which numbers exist asks for all of them.
    """
    return tuple(dict.fromkeys(_valid(text)))


def _valid(text: str) -> Iterator[str]:
    spelled = chain.from_iterable(_dashed(reading.upper()) for reading in _typed(text))
    return (reading for reading in spelled if is_valid(reading))


def _typed(text: str) -> list[str]:
    """The text without noise, then as what was scanned on an AZERTY keyboard layout may have been."""
    plain = _NOISE.sub("", text.translate(_DASHES))
    head, dash, tail = "".join(text.split()).partition("-")
    left, right = head.translate(_AZERTY_DIGITS), tail.translate(_AZERTY_DIGITS)
    digits = [left + dash.translate(_AZERTY_DIGITS) + right, left + dash + right]
    return [plain, *digits, *(reading.translate(_AZERTY_LETTERS) for reading in digits)]


def former_key(number: str) -> str:
    """What another system's number is found by: letters and digits, in capitals (`rma 24/7` -> `RMA247`)."""
    plain = unicodedata.normalize("NFKC", number)
    return "".join(sign for sign in plain.upper() if sign.isalnum())[:LONGEST_KEY]


def former_keys(text: str) -> tuple[str, ...]:
    """Every key that a typed or scanned number of another system may mean; () for a text without any."""
    keys = (former_key(reading) for reading in (text, *_typed(text)))
    return tuple(dict.fromkeys(filter(None, keys)))


def _dashed(text: str) -> list[str]:
    """The text as it stands, then with its dash at each possible place."""
    bare = text.replace("-", "")
    return [text, *(f"{bare[:cut]}-{bare[cut:]}" for cut in (2, 3, 4))]


def _permute(number: int, bits: int, prefix: str, key: bytes) -> int:
    """A keyed permutation of [0, 2**bits): Feistel over an even width, walking until back inside."""
    half, secret = (bits + 1) // 2, blake2b(key).digest()
    while True:
        left, right = number >> half, number & ((1 << half) - 1)
        for index in range(_ROUNDS):
            seed = f"{prefix}|{bits}|{index}|{right}".encode()
            noise = blake2b(seed, key=secret, digest_size=8).digest()
            left, right = right, left ^ (int.from_bytes(noise) & ((1 << half) - 1))
        number = left << half | right
        if number >> bits == 0:
            return number


def _double(value: int) -> int:
    """Multiply by x in GF(2^5), modulo x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def _sum(prefix: str, signs: str) -> int:
    """Weighted sum; it starts from the prefix length, so that a dash in the wrong place never fits."""
    value = len(prefix)
    for sign in prefix + signs:
        value = _double(value) ^ _VALUE[sign]
    return value


def _check_sign(prefix: str, body: str) -> str:
    return ALPHABET[_double(_sum(prefix, body))]
