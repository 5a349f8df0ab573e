"""What earlier requests did to a line, as the law asks for it: repairs, days away, failed attempts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from savoir.cases.states import Intent, Remedy
from savoir.cases.values import AskedLine
from savoir.kernel.values.days import days
from savoir.law import values as law
from savoir.law.conformity import guarantee_last_day
from savoir.law.readings import numbers_of
from savoir.orders.values import LineAttempt

SAME_DEFECT = "same_defect"  # asked of whoever claims again: is it the fault of the last time?
# What the history of a line may tell; a page that reads the law as of today tells these as of today.
NAMES = (
    "repairs", "immobilized_days", "repair_requested_on", "handed_over_on", "handed_back_on",
    "imposed_replacement_on", "same_defect", "attempt_failed", "seller_refused", "remedy_overdue",
)  # fmt: skip
_MENDING = frozenset({Remedy.REPAIR.value, Remedy.REPLACEMENT.value})


def history_facts(
    history: Sequence[LineAttempt], asked: AskedLine, told: Mapping[str, Any], *, on: date
) -> dict[str, Any]:
    """Facts of the law from what cases did to a line, `told` being the others; known as of the day `on`.

    What was sent later has not been sent. Only what was asked for in time counts as under the guarantee.
    Whether a fault is that of the last time is known only from who was asked; a wish for an exchange that
    was refused, or could not be carried out, is told whenever that was (L221-21).
    """
    known = [one for one in history if one.requested_on <= on]
    claims = [one for one in known if one.intent != Intent.EXCHANGE.value]
    return {
        **_under_guarantee([one for one in claims if one.remedy in _MENDING], told, on),
        **_afterwards(claims, asked, told, on), **_failed_wish(known, asked),
    }  # fmt: skip


def was_claimed(history: Iterable[LineAttempt]) -> bool:
    """Whether a claim was mended or refused before: who claims again is asked if it is the same fault."""
    return any(one.intent != Intent.EXCHANGE.value and (one.sent_on or one.refused_on) for one in history)


def _failed_wish(known: Iterable[LineAttempt], asked: AskedLine) -> dict[str, Any]:
    """The first wish that failed; in its own case the failure stands for his word, and days run from it."""
    wishes = [one for one in known if one.intent == Intent.EXCHANGE.value]
    failed = [(one.requested_on, end) for one in wishes if (end := one.called_off_on or one.refused_on)]
    if not failed:
        return {}
    wished_on, failed_on = min(failed)
    said = {"withdrawn_on": failed_on, "informed_on": failed_on} if asked.intent is Intent.EXCHANGE else {}
    return {"wish_on": wished_on, "wish_failed": True, **said}


def _under_guarantee(mending: Sequence[LineAttempt], told: Mapping[str, Any], on: date) -> dict[str, Any]:
    """What lengthens the guarantee: each repair, each day away, a replacement he had not asked for."""
    found: dict[str, Any] = {}
    away: list[tuple[date, date]] = []
    for one in mending:
        end = guarantee_last_day(law.Facts.told({**told, **found}), on)
        if end is not None and one.requested_on > end:
            continue  # a gesture after its end lengthens nothing
        is_sent, back = _is_sent(one, on), _back_on(one, on)
        until = back or min(one.called_off_on or on, on)
        if not is_sent and until < on and one.handed_over_on is None:
            continue  # called off, and it never left his hands
        away.append((one.requested_on, until))
        found |= {
            "immobilized_days": _days_in(away), "repair_requested_on": one.requested_on,
            "handed_over_on": one.handed_over_on, "handed_back_on": until if is_sent or until < on else None,
        }  # fmt: skip
        if is_sent and one.remedy == Remedy.REPAIR.value:
            found["repairs"] = found.get("repairs", 0) + 1
        if is_sent and one.is_imposed:
            found["imposed_replacement_on"] = back
    return found


def _afterwards(
    claims: Sequence[LineAttempt], asked: AskedLine, told: Mapping[str, Any], on: date
) -> dict[str, Any]:
    """What became of earlier claims: an attempt that failed, a refusal, a remedy that came late or never."""
    same = asked.answers.get(SAME_DEFECT)
    mended = any(_is_sent(one, on) for one in claims)
    refused = any(one.refused_on and one.refused_on <= on for one in claims)
    within = numbers_of(law.Facts.told(dict(told)), on)["remedy_days"]
    due = [
        (days(one.requested_on, within), max(one.called_off_on or on, on))
        for one in claims
        if within and one.remedy in _MENDING and not _is_sent(one, on)
    ]
    is_late = any(last < waited for last, waited in due)
    return {
        "same_defect": same if mended or refused else None,
        "attempt_failed": same if mended else None,
        "seller_refused": True if refused and same else None,
        "remedy_overdue": True if is_late else None,
    }  # fmt: skip


def _is_sent(one: LineAttempt, on: date) -> bool:
    return one.sent_on is not None and one.sent_on <= on


def _back_on(one: LineAttempt, on: date) -> date | None:
    """The day it was with him again; who claims anew has it, so never a day to come."""
    return min(one.back_on or on, on) if _is_sent(one, on) else None


def _days_in(spans: Iterable[tuple[date, date]]) -> int:
    """Days of several spans, each counted once."""
    whole = (range(first.toordinal(), last.toordinal()) for first, last in spans)
    return len(set(chain.from_iterable(whole)))
