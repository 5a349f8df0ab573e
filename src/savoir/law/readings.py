"""Readings of the facts that several bases share."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from savoir.kernel.values import public_holidays
from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer, every
from savoir.kernel.values.days import Place, days, french_working_day
from savoir.law.parameters import COUNTRIES, FRANCE, national, numbers
from savoir.law.values import Basis, Contract, Facts, Finding, Right, Ruling

RESIDENCE = "Rome I 6"
# French territories have codes of their own in ISO 3166-1: French law, their own holidays.
_TERRITORIES: Mapping[str, Place] = MappingProxyType(
    {
        "GP": Place.GUADELOUPE, "MQ": Place.MARTINIQUE, "GF": Place.GUYANE, "RE": Place.REUNION,
        "YT": Place.MAYOTTE, "BL": Place.SAINT_BARTHELEMY, "MF": Place.SAINT_MARTIN,
    }
)  # fmt: skip
FRENCH = frozenset({FRANCE, *_TERRITORIES})
# The bases that are answered by the law of other countries too.
_ABROAD = frozenset({Basis.WITHDRAWAL, Basis.CONFORMITY})
_NEIGHBOURS = frozenset(COUNTRIES) - {FRANCE}
_GOODS = Contract.GOODS
Home = tuple[str | None, Place, str | None]  # country, place in France, region elsewhere
_UNKNOWN = Place.UNKNOWN


def country_of(facts: Facts) -> str:
    """Whose consumer law is read (Rome I art. 6): where the consumer lives; unknown = France."""
    country = facts.country
    return FRANCE if country is None or country in _TERRITORIES else country


def home_of(facts: Facts) -> Home:
    """Where the consumer lives, as far as his holidays differ."""
    return facts.country, facts.place, facts.region


def working_day(day: date, facts: Facts) -> date:
    """The day itself or the consumer's next working day."""
    return working_day_at(day, home_of(facts))


def working_day_at(day: date, home: Home) -> date:
    """The day itself or the next working day there."""
    country, place, region = home
    if country is None or country == FRANCE:
        return french_working_day(day, place)
    territory = _TERRITORIES.get(country)
    if territory is None:
        return public_holidays.working_day(day, country, region)
    return french_working_day(day, territory if place is _UNKNOWN else place)


def contract_day(facts: Facts, today: date) -> date:
    """The day that chooses the parameters: conclusion, else the first delivery, else today."""
    return facts.concluded_on or min(facts.deliveries or (), default=facts.delivered_on or today)


def numbers_of(facts: Facts, today: date) -> Mapping[str, int]:
    """The dated numbers of the law for this contract, by name."""
    country = facts.country
    if country is None or country == FRANCE:
        return numbers(facts.concluded_on or contract_day(facts, today))
    return numbers(contract_day(facts, today), country_of(facts))


def contract_of(facts: Facts) -> Contract | None:
    """The kind of contract; what was delivered or sold in a condition is goods."""
    kind = facts.contract
    if kind is None and (facts.deliveries is not None or facts.delivered_on or facts.condition):
        return _GOODS
    return kind


def received_on(facts: Facts) -> date | None:
    """The day this line came into the consumer's hands."""
    return facts.delivered_on or max(facts.deliveries or (), default=None)


def unknown(facts: Facts, *names: str) -> tuple[str, ...]:
    """Those of the named facts that are unknown; AttributeError for a name that is no fact."""
    return tuple([name for name in names if getattr(facts, name) is None])


def away_days(facts: Facts, today: date) -> int:
    """Days the goods were away for repair: as counted, or from request or hand-over, whichever came first, to
    hand-back (today while they are still away); the longer of both readings (L217-28).
    """
    counted, requested, handed_over = (
        facts.immobilized_days or 0,
        facts.repair_requested_on,
        facts.handed_over_on,
    )
    began = requested or handed_over
    if began is None:
        return counted
    first = began if handed_over is None else min(began, handed_over)
    return max(counted, ((facts.handed_back_on or today) - first).days)


def suspended(end: date, facts: Facts, today: date) -> date:
    """An end, put off by the days the goods were away."""
    away = away_days(facts, today)
    return days(end, away) if away else end


def _unread(country: str, basis: Basis | None) -> bool:
    """Whether another country's mandatory law holds that no file here tells."""
    if country in _TERRITORIES:
        return False
    return not (basis in _ABROAD and country in _NEIGHBOURS)


def rule(
    facts: Facts, findings: tuple[Finding, ...], last_day: date | None, basis: Basis | None = None
) -> Ruling:
    """What the findings come to: all must hold; the law of a country that is not read is never answered."""
    country = facts.country
    unread = country is not None and country != FRANCE and _unread(country, basis)
    return Ruling(_weighed(findings, unread), findings, last_day)


@lru_cache(maxsize=4096)  # a basis has a few dozen outcomes, whatever the line
def _weighed(findings: tuple[Finding, ...], unread: bool) -> Answer:
    return NEEDS_FACTS if unread else every([finding.answer for finding in findings])


def conclude(
    basis: Basis,
    facts: Facts,
    ruling: Ruling,
    *,
    articles: tuple[str, ...] = (),
    exception: str = "",
    first_day: date | None = None,
    needs_person: bool = False,
    **granted: Any,
) -> Right:
    """A right from its ruling: the deciding articles first, no refusal without a person.

    `articles` are those of a yes; what is `granted` falls with a no. `exception`: the article that excludes.
    """
    answer, findings, last_day = ruling
    country = FRANCE if facts.country is None else facts.country
    if country != FRANCE:
        country = "" if _unread(country, basis) else country_of(facts)
    deciding, missing = _told(findings, answer, articles, country)
    told: dict[str, Any] = {} if answer is NO else granted
    told["basis"], told["answer"], told["articles"], told["missing"] = basis, answer, deciding, missing
    told["first_day"], told["last_day"] = first_day, last_day
    if exception:
        told["exception"] = exception
    told["needs_person"] = needs_person or answer is not YES
    return Right.named(told)


@lru_cache(maxsize=4096)
def _told(
    findings: tuple[Finding, ...], answer: Answer, articles: tuple[str, ...], country: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The articles that decide, in the country's own name, and the facts that are missing; no country: its
    law is not read here.
    """
    names = [name for finding in findings for name in finding.missing]
    if not country:
        return (RESIDENCE,), tuple(dict.fromkeys(["country", *names]))
    deciding = [finding.article for finding in findings if finding.answer is answer]
    if answer is YES:
        deciding += articles
    named = dict.fromkeys(national(code, country) for code in deciding or [findings[0].article])
    return tuple(named), () if answer is NO else tuple(dict.fromkeys(names))
