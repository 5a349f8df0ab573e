"""Promises in the words of the person who reads; dates, hours and money come from ``wording``.

Languages: ``fr`` (default for any other) and ``en``; no-break spaces as in ``wording``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from babel.dates import format_date

from savoir.conversations.values.wording import (
    NBSP,
    Amount,
    first_of_month,
    hour,
    initials,
    is_french,
    locale_of,
    long_day,
    moment,
    money,
    phone,
    short_day,
    short_moment,
    tight,
    week_day,
)

__all__ = [
    "NBSP", "Amount", "Remaining", "encore", "hour", "initials", "long_day", "moment", "money", "month_of",
    "phone", "remaining", "short_day", "short_moment", "week_day",
]  # fmt: skip

_SOON = timedelta(days=6)


@dataclass(frozen=True)
class Remaining:
    """Words of a promise and how close it is: ``level`` is ``ok``, ``warn`` or ``bad``."""

    text: str
    level: str

    def __str__(self) -> str:
        return self.text


def remaining(due: datetime, zone: tzinfo, now: datetime, language: str = "fr") -> Remaining:
    """``dépassé de 2 h`` (bad), ``reste 3 h`` (warn), ``demain 10:00``, ``jeu. 18:00`` (ok)."""
    if due <= now:
        return Remaining(_say(language, "dépassé de", _span(now - due, language), after="late"), "bad")
    local, today = due.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return Remaining(_say(language, "reste", _span(due - now, language), after="left"), "warn")
    return Remaining(tight(f"{_near_day(local.date(), today, language)} {local:%H:%M}"), "ok")


def month_of(day: date, language: str = "fr") -> str:
    """A month with its year: ``nov. 2026``, ``Nov 2026``."""
    return tight(format_date(day, "LLL y", locale=locale_of(language)))


def encore(last: date, today: date, language: str = "fr") -> str:
    """``encore 7 jours``, ``dernier jour``; empty when the day is past."""
    days = (last - today).days
    if days < 0:
        return ""
    if days == 0:
        return tight("dernier jour" if is_french(language) else "last day")
    mark = "s" if days > 1 else ""
    return tight(f"encore {days} jour{mark}" if is_french(language) else f"{days} day{mark} left")


@lru_cache(maxsize=1024)
def _near_day(day: date, today: date, language: str) -> str:
    if day == today + timedelta(days=1):
        return "demain" if is_french(language) else "tomorrow"
    pattern = "EEE" if day - today <= _SOON else "EEE d MMM"
    return first_of_month(format_date(day, pattern, locale=locale_of(language)), day, language)


def _span(length: timedelta, language: str) -> str:
    minutes = max(int(length.total_seconds() // 60), 1)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} {'jours' if is_french(language) else 'days'}"


def _say(language: str, french: str, span: str, *, after: str) -> str:
    return tight(f"{french} {span}" if is_french(language) else f"{span} {after}")
