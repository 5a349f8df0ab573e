"""Dates, hours and money in the words of the person who reads, with French typography.

Every answer keeps its parts together with no-break spaces (U+00A0), and uses no narrow no-break
space (U+202F), which the font does not hold. Languages: ``fr`` (default for any other) and ``en``.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from babel.dates import format_date
from babel.numbers import format_currency, get_currency_precision

NBSP = "\u00a0"
_NARROW = "\u202f"


class Amount(Protocol):
    """What ``money`` needs: minor units and an ISO 4217 code."""

    @property
    def minor(self) -> int: ...
    @property
    def currency(self) -> str: ...


def money(amount: Amount, language: str = "fr") -> str:
    """``59,00 €`` or ``€59.00``; the number of decimals is the currency's own, digits are exact."""
    return _money(amount.minor, amount.currency, language)


@lru_cache(maxsize=8192)
def _money(minor: int, currency: str, language: str) -> str:
    units = Decimal(minor).scaleb(-get_currency_precision(currency))
    return tight(format_currency(units, currency, locale=locale_of(language)))


@lru_cache(maxsize=8192)
def _written(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=locale_of(language))


def long_day(day: date, language: str = "fr", reference: date | None = None) -> str:
    """``lundi 30 novembre``, with the year when it is not the reference's year (or no reference is given).

    A reference of ``None`` means: never say the year.
    """
    text = _written(day, "EEEE d MMMM", language)
    if reference is not None and reference.year != day.year:
        text = f"{text} {day.year}"
    return tight(first_of_month(text, day, language))


def short_day(day: date, language: str = "fr", reference: date | None = None) -> str:
    """``14 nov.``, with the year when it is not the reference's."""
    text = _written(day, "d MMM", language)
    if reference is not None and reference.year != day.year:
        text = f"{text} {day.year}"
    return tight(first_of_month(text, day, language))


def week_day(day: date, language: str = "fr") -> str:
    """``lun. 30 nov.``: a day near enough for its name to help."""
    return tight(first_of_month(_written(day, "EEE d MMM", language), day, language))


def hour(moment: datetime, zone: tzinfo, language: str = "fr") -> str:
    """``18 h``, ``15 h 04`` in French; ``18:00`` in English; in the place's zone."""
    local = moment.astimezone(zone)
    if not is_french(language):
        return f"{local:%H:%M}"
    minutes = f"{NBSP}{local:%M}" if local.minute else ""
    return f"{local.hour}{NBSP}h{minutes}"


def moment(at: datetime, zone: tzinfo, language: str = "fr", reference: date | None = None) -> str:
    """``mardi 24 novembre, 18 h``: day and hour of an instant in the place's zone."""
    return f"{long_day(at.astimezone(zone).date(), language, reference)}, {hour(at, zone, language)}"


def short_moment(at: datetime, zone: tzinfo, language: str = "fr") -> str:
    """``lun. 23 nov. 09:12`` for tables and traces."""
    local = at.astimezone(zone)
    return tight(f"{week_day(local.date(), language)} {local:%H:%M}")


def phone(number: str) -> str:
    """A phone number that never breaks across lines."""
    return number.replace(" ", NBSP)


def initials(name: str) -> str:
    """``Claire Martin`` -> ``CM``; at most two letters."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def first_of_month(text: str, day: date, language: str) -> str:
    """French says ``1er décembre`` and ``2 décembre``."""
    return text.replace("1 ", "1er ", 1) if day.day == 1 and is_french(language) else text


def locale_of(language: str) -> str:
    """The locale whose spelling we use."""
    return "fr_FR" if is_french(language) else "en_GB"


def is_french(language: str) -> bool:
    """French is the language of whoever does not ask for English."""
    return not language.lower().startswith("en")


def tight(text: str) -> str:
    """The text with every space a no-break one."""
    return text.replace(_NARROW, NBSP).replace(" ", NBSP)
