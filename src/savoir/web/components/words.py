"""Dates, hours, money and promises in the words of the person who reads, with French typography.

Every answer keeps its parts together with no-break spaces (U+00A0), and uses no narrow no-break
space (U+202F), which the font does not hold. Languages: ``fr`` (default for any other) and ``en``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Protocol

from babel.dates import format_date
from babel.numbers import format_currency, get_currency_precision

NBSP = "\u00a0"
_NARROW = "\u202f"
_SOON = timedelta(days=6)


class Amount(Protocol):
    """What ``money`` needs: minor units and an ISO 4217 code."""

    @property
    def minor(self) -> int: ...
    @property
    def currency(self) -> str: ...


@dataclass(frozen=True)
class Remaining:
    """Words of a promise and how close it is: ``level`` is ``ok``, ``warn`` or ``bad``."""

    text: str
    level: str

    def __str__(self) -> str:
        return self.text


def money(amount: Amount, language: str = "fr") -> str:
    """``59,00 €`` or ``€59.00``; the number of decimals is the currency's own, digits are exact."""
    units = Decimal(amount.minor).scaleb(-get_currency_precision(amount.currency))
    return _tight(format_currency(units, amount.currency, locale=_locale(language)))


def long_day(day: date, language: str = "fr", reference: date | None = None) -> str:
    """``lundi 30 novembre``, with the year when it is not the reference's year (or no reference is given).

    A reference of ``None`` means: never say the year.
    """
    text = format_date(day, "EEEE d MMMM", locale=_locale(language))
    if reference is not None and reference.year != day.year:
        text = f"{text} {day.year}"
    return _tight(_first(text, day, language))


def short_day(day: date, language: str = "fr", reference: date | None = None) -> str:
    """``14 nov.``, with the year when it is not the reference's."""
    text = format_date(day, "d MMM", locale=_locale(language))
    if reference is not None and reference.year != day.year:
        text = f"{text} {day.year}"
    return _tight(_first(text, day, language))


def week_day(day: date, language: str = "fr") -> str:
    """``lun. 30 nov.``: a day near enough for its name to help."""
    return _tight(_first(format_date(day, "EEE d MMM", locale=_locale(language)), day, language))


def hour(moment: datetime, zone: tzinfo, language: str = "fr") -> str:
    """``18 h``, ``15 h 04`` in French; ``18:00`` in English; in the place's zone."""
    local = moment.astimezone(zone)
    if not _is_french(language):
        return f"{local:%H:%M}"
    minutes = f"{NBSP}{local:%M}" if local.minute else ""
    return f"{local.hour}{NBSP}h{minutes}"


def moment(at: datetime, zone: tzinfo, language: str = "fr", reference: date | None = None) -> str:
    """``mardi 24 novembre, 18 h``: day and hour of an instant in the place's zone."""
    return f"{long_day(at.astimezone(zone).date(), language, reference)}, {hour(at, zone, language)}"


def short_moment(at: datetime, zone: tzinfo, language: str = "fr") -> str:
    """``lun. 23 nov. 09:12`` for tables and traces."""
    local = at.astimezone(zone)
    return _tight(f"{week_day(local.date(), language)} {local:%H:%M}")


def remaining(due: datetime, zone: tzinfo, now: datetime, language: str = "fr") -> Remaining:
    """``dépassé de 2 h`` (bad), ``reste 3 h`` (warn), ``demain 10:00``, ``jeu. 18:00`` (ok)."""
    if due <= now:
        return Remaining(_say(language, "dépassé de", _span(now - due, language), after="late"), "bad")
    local, today = due.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return Remaining(_say(language, "reste", _span(due - now, language), after="left"), "warn")
    return Remaining(_tight(f"{_near_day(local.date(), today, language)} {local:%H:%M}"), "ok")


def encore(last: date, today: date, language: str = "fr") -> str:
    """``encore 7 jours``, ``dernier jour``; empty when the day is past."""
    days = (last - today).days
    if days < 0:
        return ""
    if days == 0:
        return _tight("dernier jour" if _is_french(language) else "last day")
    mark = "s" if days > 1 else ""
    return _tight(f"encore {days} jour{mark}" if _is_french(language) else f"{days} day{mark} left")


def phone(number: str) -> str:
    """A phone number that never breaks across lines."""
    return number.replace(" ", NBSP)


def initials(name: str) -> str:
    """``Claire Martin`` -> ``CM``; at most two letters."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def _near_day(day: date, today: date, language: str) -> str:
    if day == today + timedelta(days=1):
        return "demain" if _is_french(language) else "tomorrow"
    pattern = "EEE" if day - today <= _SOON else "EEE d MMM"
    return _first(format_date(day, pattern, locale=_locale(language)), day, language)


def _span(length: timedelta, language: str) -> str:
    minutes = max(int(length.total_seconds() // 60), 1)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} {'jours' if _is_french(language) else 'days'}"


def _say(language: str, french: str, span: str, *, after: str) -> str:
    return _tight(f"{french} {span}" if _is_french(language) else f"{span} {after}")


def _first(text: str, day: date, language: str) -> str:
    """French says ``1er décembre`` and ``2 décembre``."""
    return text.replace("1 ", "1er ", 1) if day.day == 1 and _is_french(language) else text


def _locale(language: str) -> str:
    return "fr_FR" if _is_french(language) else "en_GB"


def _is_french(language: str) -> bool:
    return not language.lower().startswith("en")


def _tight(text: str) -> str:
    return text.replace(_NARROW, NBSP).replace(" ", NBSP)
