"""Dated numbers and plain sentences of the law, the Union's and the French, read once from their files."""

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from savoir.kernel.values.digests import digest


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number for contracts concluded from `since` on; `is_open` = not settled by a text."""

    since: date
    value: int
    article: str
    source: str
    read: date
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """An article in one plain sentence per language."""

    code: str
    fr: str
    en: str


_FILES = ("eu.toml", "fr.toml")  # regulations of the Union hold in every country


@cache
def _document() -> Mapping[str, Any]:
    joined: dict[str, Any] = {}
    for name in _FILES:
        read = tomllib.loads((files("savoir.law") / "parameters" / name).read_text(encoding="utf-8"))
        for key, value in read.items():
            joined[key] = {**joined.get(key, {}), **value} if isinstance(value, dict) else value
    return joined


@cache
def _series(name: str) -> tuple[Parameter, ...]:
    rows = [{"is_open" if key == "open" else key: row[key] for key in row} for row in _document()[name]]
    return tuple(sorted((Parameter(**row) for row in rows), key=lambda row: row.since))


def names() -> tuple[str, ...]:
    """Names of all dated numbers."""
    return tuple(name for name, value in _document().items() if isinstance(value, list))


def parameter(name: str, contract_on: date) -> Parameter:
    """The number in force for a contract of that day (the first one before that); unknown name: KeyError."""
    series = _series(name)
    return next((row for row in reversed(series) if row.since <= contract_on), series[0])


@cache
def _turns() -> tuple[date, ...]:
    """The days on which some number of the file changes, in order."""
    return tuple(sorted({row.since for name in names() for row in _series(name)}))


@cache
def _between_turns(turn: int) -> Mapping[str, int]:
    day = _turns()[max(turn - 1, 0)]
    return MappingProxyType({name: parameter(name, day).value for name in names()})


def numbers(contract_on: date) -> Mapping[str, int]:
    """Every dated number in force for a contract of that day; before the first day, the first ones."""
    return _between_turns(bisect_right(_turns(), contract_on))


@dataclass(frozen=True, slots=True)
class Scale:
    """Shares of a sum by days late, for contracts concluded from `since` on.

    Up to day `up_to[i]` the share is `basis_points[i]` (hundredths of a percent, 0 = legal interest). A share
    more than days: it holds for all later ones. As many: each month after the last day adds `monthly`, until
    `most`.
    """

    since: date
    up_to: tuple[int, ...]
    basis_points: tuple[int, ...]
    article: str
    source: str
    read: date
    monthly: int = 0
    most: int = 0
    is_open: bool = False


@cache
def _scales(name: str) -> tuple[Scale, ...]:
    rows = [_with_tuples(row) for row in _document()["scales"][name]]
    return tuple(sorted((Scale(**row) for row in rows), key=lambda row: row.since))


def _with_tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {"is_open" if key == "open" else key: value for key, value in row.items()}
    return {key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()}


def scale(name: str, contract_on: date) -> Scale:
    """The scale in force for a contract of that day (the first one before that); unknown name: KeyError."""
    series = _scales(name)
    return next((row for row in reversed(series) if row.since <= contract_on), series[0])


@cache
def _rates(name: str) -> tuple[tuple[date, int], ...]:
    return tuple(sorted((row["since"], row["value"]) for row in _document()["rates"][name]))


def rate(name: str, on: date) -> int:
    """A yearly rate in hundredths of a percent on a day; the first and the last known ones go on."""
    series = _rates(name)
    return next((value for since, value in reversed(series) if since <= on), series[0][1])


def article(code: str) -> Article:
    """The plain sentence of an article; KeyError when the file does not know it."""
    return Article(code, **_document()["articles"][code])


def notice(code: str) -> Article:
    """The plain sentence of what has to be told or done; KeyError when the file does not know it."""
    return Article(code, **_document()["notices"][code])


def sentence(basis: str, answer: str, language: str) -> str:
    """The template of an answer, with `{until_fr}` or `{until_en}` where a date belongs."""
    return str(_document()["sentences"][basis][f"{answer}_{language}"])


@cache
def parameters_digest() -> str:
    """Fingerprint of everything in the file; a case keeps it beside its facts."""
    return digest(_document())
