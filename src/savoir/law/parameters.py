"""The dated numbers and plain sentences of the law, a file per country, each read once from the package."""

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
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


FRANCE = "FR"
COUNTRIES = (FRANCE, "BE", "DE", "ES", "IT")
_UNION, _SELLERS, _ELSEWHERE = "eu", "fr", "elsewhere"
_FILES = (_UNION, _ELSEWHERE, *[country.lower() for country in COUNTRIES])


@cache
def _file(name: str) -> Mapping[str, Any]:
    return tomllib.loads((files("savoir.law") / "parameters" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _joined(key: str) -> Mapping[str, Any]:
    """The tables of that name from every file; no two files tell the same row."""
    return {name: row for file in _FILES for name, row in _file(file).get(key, {}).items()}


def _layers(country: str) -> tuple[str, ...]:
    """The files that speak for a country, the last one decides: what its own leaves out the seller's law
    says, and where there is none what the Union's directives leave nobody without.
    """
    if country == FRANCE:
        return (_UNION, _SELLERS)
    return (_UNION, _SELLERS, country.lower() if country in COUNTRIES else _ELSEWHERE)


@cache
def _laws(layers: tuple[str, ...]) -> Mapping[str, tuple[Parameter, ...]]:
    tables = [_file(name).items() for name in layers]
    rows = {key: value for table in tables for key, value in table if isinstance(value, list)}
    return MappingProxyType({name: _series(several) for name, several in rows.items()})


def _series(several: list[Mapping[str, Any]]) -> tuple[Parameter, ...]:
    rows = [{"is_open" if key == "open" else key: row[key] for key in row} for row in several]
    return tuple(sorted((Parameter(**row) for row in rows), key=lambda row: row.since))


def parameters(country: str = FRANCE) -> Mapping[str, tuple[Parameter, ...]]:
    """Every dated number that counts in a country (ISO 3166-1), by name, its rows in order of their days.

    A country without a file of its own has the least that the Union's directives grant.
    """
    return _laws(_layers(country))


def names(country: str = FRANCE) -> tuple[str, ...]:
    """Names of all dated numbers."""
    return tuple(parameters(country))


def parameter(name: str, contract_on: date, country: str = FRANCE) -> Parameter:
    """The number in force for a contract of that day (the first one before that); unknown name: KeyError."""
    series = parameters(country)[name]
    return next((row for row in reversed(series) if row.since <= contract_on), series[0])


@cache
def _turns(layers: tuple[str, ...]) -> tuple[date, ...]:
    """The days on which some number of a country changes, in order."""
    return tuple(sorted({row.since for series in _laws(layers).values() for row in series}))


@cache
def _between_turns(country: str, turn: int) -> Mapping[str, int]:
    day = _turns(_layers(country))[max(turn - 1, 0)]
    return {name: parameter(name, day, country).value for name in names(country)}


@lru_cache(maxsize=16_384)
def numbers(contract_on: date, country: str = FRANCE) -> Mapping[str, int]:
    """Every dated number in force for a contract of that day; before the first day, the first ones."""
    known = country if country in COUNTRIES else ""
    return _between_turns(known, bisect_right(_turns(_layers(known)), contract_on))


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
    rows = [_with_tuples(row) for row in _joined("scales")[name]]
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
    return tuple(sorted((row["since"], row["value"]) for row in _joined("rates")[name]))


def rate(name: str, on: date) -> int:
    """A yearly rate in hundredths of a percent on a day; the first and the last known ones go on."""
    series = _rates(name)
    return next((value for since, value in reversed(series) if since <= on), series[0][1])


def article(code: str) -> Article:
    """The plain sentence of an article; KeyError when the file does not know it."""
    return Article(code, **_joined("articles")[code])


def codes(country: str = FRANCE) -> tuple[str, ...]:
    """The articles a country's own file tells."""
    return tuple(_file(country.lower())["articles"])


@lru_cache(maxsize=4096)
def national(code: str, country: str) -> str:
    """The article of a country that stands for a French one; the code itself where none is named."""
    if country == FRANCE or country not in COUNTRIES:
        return code
    named: str = _file(country.lower())["stands_for"].get(code, code)
    return named


def notice(code: str) -> Article:
    """The plain sentence of what has to be told or done; KeyError when the file does not know it."""
    return Article(code, **_joined("notices")[code])


def sentence(basis: str, answer: str, language: str) -> str:
    """The template of an answer, with `{until_fr}` or `{until_en}` where a date belongs."""
    return str(_joined("sentences")[basis][f"{answer}_{language}"])


@cache
def parameters_digest() -> str:
    """Fingerprint of everything in the files; a case keeps it beside its facts."""
    return digest({name: _file(name) for name in _FILES})
