"""S-FEEL: the literals and unary tests of decision tables in the DMN standard (OMG, DMN 1.5, chapter 9).

What goes beyond them (arithmetic, functions, names of other values) raises BeyondScope, with the reason.
"""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias, Union

Simple: TypeAlias = bool | Decimal | str | date | None
Feel: TypeAlias = Union[Simple, tuple["Feel", ...], Mapping[str, "Feel"]]  # noqa: UP007 - quoted names know no |
LONGEST_TEXT, MOST_DIGITS = 10_000, 34
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>-?\s*(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<text>"(?:[^"\\]|\\.)*")
    |(?P<date>date\s*\(\s*"[^"]*"\s*\)|@"[0-9]{4}-[0-9]{2}-[0-9]{2}")
    |(?P<word>true|false|null|not)\b
    |(?P<sign><=|>=|<|>|=|\.\.|[\[\](),-])
    )""",
    re.VERBOSE | re.DOTALL,
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}
_WORDS: dict[str, Simple] = {"true": True, "false": False, "null": None}


class BeyondScope(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A model asks for more than decision tables of S-FEEL unary tests; the words say what."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`, None = no bound, each included or not."""

    low: Decimal | date | str | None
    has_low: bool
    high: Decimal | date | str | None
    has_high: bool


@dataclass(frozen=True, slots=True)
class Tests:
    """The alternatives of a cell: literals (equal to) and spans. `is_any` is `-`; `is_not` is `not(...)`."""

    parts: tuple[Simple | Span, ...]
    is_not: bool = False
    is_any: bool = False

    @property
    def literals(self) -> list[Simple]:
        """Every value that is named in them, bounds included."""
        found: list[Simple] = []
        for part in self.parts:
            found += [part.low, part.high] if isinstance(part, Span) else [part]
        return [one for one in found if one is not None]


ANYTHING = Tests((), is_any=True)


def literal(text: str) -> Simple:
    """A number, a text in quotes, true, false, null or date("2026-11-27"); nothing at all is null."""
    reading = _Reading(text)
    if reading.is_done():
        return None
    found = reading.value()
    if not reading.is_done():
        raise BeyondScope(f"an expression that is reckoned: {_short(text)}")
    return found


def literals(text: str) -> tuple[Simple, ...]:
    """Literals with commas between them; () for nothing. Raises BeyondScope for spans and comparisons."""
    tests = unary_tests(text) if text else Tests(())
    if tests.is_not or tests.is_any or any(isinstance(part, Span) for part in tests.parts):
        raise BeyondScope(f"values that are no list of literals: {_short(text)}")
    return tuple(part for part in tests.parts if not isinstance(part, Span))


def unary_tests(text: str) -> Tests:
    """A cell of a decision table; an empty one is `-`, as tools write it."""
    reading = _Reading(text)
    if reading.is_done() or reading.words == ["-"]:
        return ANYTHING
    is_not = bool(reading.takes("not"))
    if is_not:
        reading.must_take("(")
    parts = [reading.test()]
    while reading.takes(","):
        parts.append(reading.test())
    if is_not:
        reading.must_take(")")
    if not reading.is_done():
        raise BeyondScope(f"a test beyond S-FEEL: {_short(text)}")
    return Tests(tuple(parts), is_not=is_not)


class _Reading:
    """Walks the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text, self.kinds, self.words, self.place = text, list[str](), list[str](), 0
        if len(text) > LONGEST_TEXT:
            raise BeyondScope(f"a text of more than {LONGEST_TEXT} characters")
        at, end = 0, len(text.rstrip())
        while at < end:
            found = _TOKEN.match(text, at)
            if found is None or found.lastgroup is None:
                raise BeyondScope(f"an expression beyond S-FEEL: {_short(text)}")
            self.kinds.append(found.lastgroup)
            self.words.append(found[found.lastgroup])
            at = found.end()

    def is_done(self) -> bool:
        return self.place == len(self.words)

    def takes(self, *words: str) -> str:
        """The next word when it is one of these, and a step on; else ""."""
        if self.is_done() or self.kinds[self.place] == "text" or self.words[self.place] not in words:
            return ""
        self.place += 1
        return self.words[self.place - 1]

    def must_take(self, *words: str) -> str:
        if taken := self.takes(*words):
            return taken
        raise BeyondScope(f"a test beyond S-FEEL: {_short(self.text)}")

    def test(self) -> Simple | Span:
        if sign := self.takes("<", "<="):
            return Span(None, False, self.bound(), sign == "<=")
        if sign := self.takes(">", ">="):
            return Span(self.bound(), sign == ">=", None, False)
        if opened := self.takes("[", "(", "]"):
            low = self.bound()
            self.must_take("..")
            high = self.bound()
            return Span(low, opened == "[", high, self.must_take("]", ")", "[") == "]")
        self.takes("=")
        return self.value()

    def bound(self) -> Decimal | date | str:
        found = self.value()
        if found is None or isinstance(found, bool):
            raise BeyondScope(f"a bound that has no order: {_short(self.text)}")
        return found

    def value(self) -> Simple:
        if self.is_done():
            raise BeyondScope(f"a test without its end: {_short(self.text)}")
        kind, word = self.kinds[self.place], self.words[self.place]
        self.place += 1
        match kind:
            case "number":
                return number("".join(word.split()))
            case "text":
                return _ESCAPED.sub(_unescaped, word[1:-1])
            case "date":
                return day(word.split('"')[1])
        if word not in _WORDS:
            raise BeyondScope(f"an expression beyond S-FEEL: {_short(self.text)}")
        return _WORDS[word]


def number(text: str) -> Decimal:
    """A decimal number of at most 34 digits, before and after the point. Raises BeyondScope."""
    try:
        found = Decimal(text.strip())
    except ArithmeticError:
        raise BeyondScope(f"no number: {_short(text)}") from None
    _, digits, exponent = found.as_tuple()
    if not isinstance(exponent, int) or max(len(digits) + exponent, -exponent) > MOST_DIGITS:
        raise BeyondScope(f"a number of more than {MOST_DIGITS} digits: {_short(text)}")
    return found


def day(text: str) -> date:
    """A day of the years 1 to 9999. Raises BeyondScope."""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BeyondScope(f"no day of the calendar: {_short(text)}") from None


def _unescaped(found: re.Match[str]) -> str:
    sign = found[1]
    if len(sign) == 1:
        return _ESCAPES.get(sign, found[0])
    code = int(sign[1:], 16)
    if code > sys.maxunicode or 0xD800 <= code <= 0xDFFF:
        raise BeyondScope(f"no sign of Unicode: {found[0]}")
    return chr(code)


def _short(text: str) -> str:
    tight = " ".join(text.split())
    return tight if len(tight) <= 60 else f"{tight[:59]}…"
