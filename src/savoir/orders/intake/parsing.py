"""One text -> one value, or `Bad` with a code. Pure; nothing is guessed."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from savoir.kernel.values.money import InvalidAmount, Money, minor_digits
from savoir.orders.intake.faults import Bad
from savoir.orders.intake.fields import Column, Kind
from savoir.orders.intake.mapping import Mapping

Parser = Callable[[str, str], object]
_INTEGER = re.compile(r"[+]?[0-9]{1,12}(?:[.,]0+)?")
_NEGATIVE = re.compile(r"[-\u2212][0-9]")
_RATE = re.compile(r"([0-9]{1,2})(?:[.,]([0-9]{1,2})0*)?%?")
_CODE = {Kind.COUNTRY: re.compile(r"[A-Z]{2}"), Kind.CURRENCY: re.compile(r"[A-Z]{3}")}
_FLAGS = {
    "1": True, "true": True, "yes": True, "oui": True, "y": True, "o": True,
    "0": False, "false": False, "no": False, "non": False, "n": False,
}  # fmt: skip
_FORMULA = ("=", "@", "\t", "\r")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MOST_DECIMALS = re.compile(r"[0-9]{1,9}[.,][0-9]{1,20}")


def parser_of(column: Column, mapping: Mapping) -> Parser:
    """A function (text without spaces around, currency of the row) -> value; it raises Bad."""
    makers: dict[Kind, Callable[[Column, Mapping], Parser]] = {
        Kind.TEXT: _texts, Kind.INTEGER: _integers, Kind.AMOUNT: _amounts, Kind.RATE: _rates,
        Kind.FLAG: _flags, Kind.INSTANT: _instants, Kind.DAY: _days, Kind.COUNTRY: _codes,
        Kind.CURRENCY: _codes, Kind.CHOICE: _choices, Kind.WORDS: _words,
    }  # fmt: skip
    parse = makers[column.kind](column, mapping)
    empty = "" if column.kind in (Kind.TEXT, Kind.COUNTRY, Kind.CURRENCY, Kind.CHOICE) else None

    def parse_cell(text: str, currency: str) -> object:
        if "\x00" in text:
            raise Bad("nul_byte")
        text = text or column.fallback
        if text:
            return parse(text, currency)
        if column.is_required:
            raise Bad("missing")
        return empty

    return parse_cell


def _texts(column: Column, _mapping: Mapping) -> Parser:
    def parse(text: str, _currency: str) -> str:
        if len(text) > column.size:
            raise Bad("too_long")
        if text.startswith(_FORMULA):
            raise Bad("formula")
        return text

    return parse


def _integers(column: Column, _mapping: Mapping) -> Parser:
    def parse(text: str, _currency: str) -> int:
        if _NEGATIVE.match(text):
            raise Bad("negative")
        if not _INTEGER.fullmatch(text):
            raise Bad("not_a_number")
        number = int(re.split("[.,]", text)[0])
        if not column.least <= number <= column.size:
            raise Bad("out_of_range")
        return number

    return parse


def _amounts(column: Column, mapping: Mapping) -> Parser:
    other = {",": ".", ".": ","}.get(mapping.decimal)

    def parse(text: str, currency: str) -> int:
        if _NEGATIVE.match(text):
            raise Bad("negative")
        if other and other in text:
            raise Bad("decimal_sign")
        minor = _minor(text, currency, rounds=mapping.rounds_prices)
        if minor < column.least:
            raise Bad("out_of_range")
        return minor

    return parse


def _minor(text: str, currency: str, *, rounds: bool) -> int:
    if rounds and _MOST_DECIMALS.fullmatch(text):
        scale = Decimal(1).scaleb(-minor_digits(currency))
        text = str(Decimal(text.replace(",", ".")).quantize(scale, ROUND_HALF_UP))
    try:
        return Money.parse(text, currency).minor
    except InvalidAmount as error:
        raise Bad("not_an_amount") from error


def _rates(_column: Column, _mapping: Mapping) -> Parser:
    def parse(text: str, _currency: str) -> int:
        found = _RATE.fullmatch(text.replace(" ", ""))
        if found is None:
            raise Bad("not_a_rate")
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))

    return parse


def _flags(_column: Column, _mapping: Mapping) -> Parser:
    def parse(text: str, _currency: str) -> bool:
        flag = _FLAGS.get(text.lower())
        if flag is None:
            raise Bad("unknown_value")
        return flag

    return parse


def _read_moment(text: str, date_format: str) -> datetime:
    try:
        # The zone comes from the mapping, right after.
        moment = datetime.strptime(text, date_format) if date_format else datetime.fromisoformat(text)  # noqa: DTZ007 - a zone follows
    except ValueError as error:
        raise Bad("not_a_date") from error
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise Bad("not_a_date")
    return moment


def _instants(_column: Column, mapping: Mapping) -> Parser:
    zone = ZoneInfo(mapping.zone)

    def parse(text: str, _currency: str) -> datetime:
        moment = _read_moment(text, mapping.date_format)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        instant = moment.replace(tzinfo=zone).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) != moment:
            raise Bad("skipped_hour")
        return instant

    return parse


def _days(_column: Column, mapping: Mapping) -> Parser:
    def parse(text: str, _currency: str) -> date:
        return _read_moment(text, mapping.date_format).date()

    return parse


def _codes(column: Column, _mapping: Mapping) -> Parser:
    shape = _CODE[column.kind]

    def parse(text: str, _currency: str) -> str:
        code = text.upper()
        if not shape.fullmatch(code):
            raise Bad("unknown_value")
        return code

    return parse


def _choices(column: Column, _mapping: Mapping) -> Parser:
    def parse(text: str, _currency: str) -> str:
        word = text.lower()
        if word not in column.words:
            raise Bad("unknown_value")
        return word

    return parse


def _words(column: Column, _mapping: Mapping) -> Parser:
    def parse(text: str, _currency: str) -> str:
        words = [word.strip() for word in text.split("|") if word.strip()]
        if column.words:
            words = [word.lower() for word in words]
            if not column.words.issuperset(words):
                raise Bad("unknown_value")
        if any(len(word) > 80 or word.startswith(_FORMULA) for word in words):
            raise Bad("too_long")
        return json.dumps(words)

    return parse
