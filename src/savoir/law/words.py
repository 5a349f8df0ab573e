"""Dates and sentences as people read them; no-break spaces keep a date on one line."""

from datetime import date
from functools import lru_cache

from savoir.kernel.values.answers import Answer
from savoir.law.parameters import sentence
from savoir.law.values import Basis, Right

_FR = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def date_fr(day: date) -> str:
    """`16 novembre 2026`, `1er mai 2026`."""
    return f"{'1er' if day.day == 1 else day.day}\u00a0{_FR[day.month - 1]}\u00a0{day.year}"


def date_en(day: date) -> str:
    """`16 November 2026`."""
    return f"{day.day}\u00a0{_EN[day.month - 1]}\u00a0{day.year}"


def say(right: Right) -> tuple[str, str]:
    """The French and the English sentence of a right, with its last day when it has one."""
    return _said(right.basis, right.answer, right.last_day)


@lru_cache(maxsize=16_384)  # the last days of a few years
def _said(basis: Basis, answer: Answer, last_day: date | None) -> tuple[str, str]:
    until_fr = f" jusqu’au {date_fr(last_day)} inclus" if last_day else ""
    until_en = f" until the end of {date_en(last_day)}" if last_day else ""
    fr = sentence(basis, answer, "fr").format(until_fr=until_fr)
    return fr, sentence(basis, answer, "en").format(until_en=until_en)
