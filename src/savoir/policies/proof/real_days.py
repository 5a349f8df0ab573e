"""Real days for the person of a model: the solver reckons in days before the request, the law by calendar."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from savoir.kernel.values.answers import YES
from savoir.law.rights import rights as rights_of
from savoir.law.values import Basis
from savoir.policies.facts import Value
from savoir.policies.proof.people import law_facts_of

LOOKED_AT_DAYS = 400
_AGO = {"contract_on": "days_since_contract", "delivered_on": "days_since_delivery"}


def with_real_days(facts: Mapping[str, Value], today: date) -> Iterator[dict[str, Value]]:
    """The same person on each day she could ask on, the next 400 days: days of the sale by the calendar, what
    the law leaves open by the law itself. Days on which her months would be others are left out.
    """
    given = facts.get("asked_on")
    days = [date.fromisoformat(str(given))] if given else _days(today)
    for asked_on in days:
        known = _dated(facts, asked_on)
        if known is not None:
            yield known


def _days(today: date) -> Iterator[date]:
    """An ordinary Tuesday first, then every day."""
    tuesday = today + timedelta(days=(1 - today.weekday()) % 7)
    yield tuesday
    for n in range(LOOKED_AT_DAYS):
        yield today + timedelta(days=n)


def _dated(facts: Mapping[str, Value], asked_on: date) -> dict[str, Value] | None:
    known: dict[str, Value] = {**facts, "asked_on": asked_on.isoformat()}
    for on, ago in _AGO.items():
        if ago in facts:
            known[on] = (asked_on - timedelta(days=int(facts[ago]))).isoformat()
        elif on in facts:
            known[ago] = (asked_on - date.fromisoformat(str(facts[on]))).days
    if "days_since_delivery" in known:
        received = date.fromisoformat(str(known["delivered_on"]))
        months = whole_months(received, asked_on)
        if facts.get("months_since_delivery", months) != months:
            return None
        known["months_since_delivery"] = months
    rights = rights_of(law_facts_of(known, asked_on), asked_on)
    known["withdrawal_open"] = rights.answer(Basis.WITHDRAWAL) is YES
    known["guarantee_open"] = rights.answer(Basis.CONFORMITY) is YES
    return known


def whole_months(start: date, end: date) -> int:
    """Whole months from `start` to `end`."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    return whole - (1 if end.day < start.day else 0)
