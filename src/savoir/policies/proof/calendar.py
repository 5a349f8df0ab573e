"""From the days of a solver back to those of a calendar: it counts from the request and rolls as it likes."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from savoir.kernel.values.answers import YES
from savoir.law.rights import rights as rights_of
from savoir.law.values import Basis
from savoir.policies.facts import Value
from savoir.policies.proof.people import day_of, law_facts_of

LOOKED_AT_DAYS = 400
_TUESDAY = 1
_OF_THE_LAW = {"withdrawal_open": Basis.WITHDRAWAL, "guarantee_open": Basis.CONFORMITY}
_SINCE = (("days_since_contract", "contract_on"), ("days_since_delivery", "delivered_on"))


def real_day(
    facts: Mapping[str, Value], today: date, basis: Basis, *, is_yes: bool
) -> dict[str, Value] | None:
    """The facts of a model on a day on which the law answers so, and every fact the law and the calendar give
    is as the model has it; None when there is none: no calendar bears the model out.
    """
    return next(
        (known for known in with_real_days(facts, today) if _bears(known, facts, basis, is_yes)), None
    )


def with_real_days(facts: Mapping[str, Value], today: date) -> Iterator[dict[str, Value]]:
    """The same line asked about on each day it could be, an ordinary Tuesday and the model's own day first,
    then every one of the next 400: what is counted, dated or open on that day by the calendar and the law.

    `facts`: those of the registry that a model knows. A day on which its months would be others is left out.
    """
    for asked_on in _days(facts, today):
        known = _dated(facts, asked_on)
        if _same(known, facts, "months_since_delivery") and not _is_to_come(known):
            yield known


def whole_months(start: date, end: date) -> int:
    """Whole months from `start` to `end`, as the house counts them."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    return whole - (1 if end.day < start.day else 0)


def _days(facts: Mapping[str, Value], today: date) -> Iterator[date]:
    first = [today + timedelta(days=(_TUESDAY - today.weekday()) % 7)]
    if "asked_on" in facts:
        first.append(date.fromisoformat(str(facts["asked_on"])))
    yield from dict.fromkeys(first)
    yield from (day for n in range(LOOKED_AT_DAYS + 1) if (day := today + timedelta(days=n)) not in first)


def _dated(facts: Mapping[str, Value], asked_on: date) -> dict[str, Value]:
    """Days ago stay as they are, for they are what tables and law turn on; days of the calendar move."""
    known: dict[str, Value] = {**facts, "asked_on": asked_on.isoformat()}
    for since, on in _SINCE:
        day = day_of(facts, asked_on, since) or day_of(facts, asked_on, since, on)
        if day is not None:
            known |= {since: (asked_on - day).days, on: day.isoformat()}
    if "days_since_delivery" in known:
        received = asked_on - timedelta(days=int(known["days_since_delivery"]))
        known["months_since_delivery"] = whole_months(received, asked_on)
    rights = rights_of(law_facts_of(known, asked_on), asked_on)
    return known | {name: rights.answer(basis) is YES for name, basis in _OF_THE_LAW.items()}


def _is_to_come(known: Mapping[str, Value]) -> bool:
    """Whether the day of the request comes before the sale."""
    return any(int(known.get(since, 0)) < 0 for since, _ in _SINCE)


def _bears(known: Mapping[str, Value], facts: Mapping[str, Value], basis: Basis, is_yes: bool) -> bool:
    asked_on = date.fromisoformat(str(known["asked_on"]))
    answer = rights_of(law_facts_of(known, asked_on), asked_on).answer(basis)
    return (answer is YES) is is_yes and all(_same(known, facts, name) for name in _OF_THE_LAW)


def _same(known: Mapping[str, Value], facts: Mapping[str, Value], name: str) -> bool:
    return name not in facts or known.get(name) == facts[name]
