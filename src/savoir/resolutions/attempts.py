"""What a case did to its lines, read from its facts: each agreement on goods, and a refusal that stands."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from savoir.cases.states import Intent, Remedy
from savoir.cases.values import CaseLineCard
from savoir.kernel.ledger import LedgerEntry
from savoir.kernel.values.days import local_day
from savoir.law.grounds import Ground
from savoir.orders.values import LineAttempt
from savoir.resolutions.rules import TRANSIT
from savoir.resolutions.values import GOODS_REMEDIES

# Requests whose outcome the law asks for when the next one comes.
KEPT = frozenset({Intent.CLAIM, Intent.REPAIR, Intent.EXCHANGE})
_HANDED_OVER = {"parcel_posted": "posted_on", "parcel_received": "received_on"}


def attempts_of(
    line: CaseLineCard, events: Iterable[LedgerEntry], *, asked_on: date, zone: str
) -> tuple[tuple[int, LineAttempt], ...]:
    """(nth, attempt) of a line by the facts of its case, oldest first; nth 0 is its refusal.

    What was called off and agreed anew has not failed; a refusal that was looked at again does not stand.
    """
    asked = LineAttempt(line.intent.value, "", asked_on)
    made: list[LineAttempt] = []
    refusals: list[LineAttempt] = []
    by_wish = False
    for entry in events:
        day = local_day(entry.at, zone)
        if entry.kind == "case_refused":
            refusals = [replace(asked, refused_on=day)]
        elif entry.kind in ("case_reopened", "decision_undone"):
            refusals = [asked for _ in refusals]
        elif entry.kind == "case_decided":
            by_wish = entry.payload.get("ground") == Ground.CUSTOMER_AGREED
        elif entry.kind == "offer_accepted" and Remedy(entry.payload["remedy"]) in GOODS_REMEDIES:
            made = [one if one.called_off_on is None else asked for one in made]
            made.append(_agreed(asked, line, entry, by_wish=by_wish))
        elif made:
            made[-1] = _moved(made[-1], entry, day)
    return (*((0, one) for one in refusals), *enumerate(made, 1))


def _agreed(asked: LineAttempt, line: CaseLineCard, entry: LedgerEntry, *, by_wish: bool) -> LineAttempt:
    """Imposed: a person gave a new one to whom had asked for a repair, and he had not agreed (L217-13)."""
    remedy = Remedy(entry.payload["remedy"])
    wants_repair = Remedy.REPAIR is line.wanted or (line.wanted is None and line.intent is Intent.REPAIR)
    is_imposed = remedy is Remedy.REPLACEMENT and wants_repair and entry.payload["by_person"] and not by_wish
    return replace(asked, remedy=remedy.value, is_imposed=is_imposed)


def _moved(made: LineAttempt, entry: LedgerEntry, day: date) -> LineAttempt:
    """The same attempt after a further fact; a parcel that leaves us is with him once it was carried."""
    if entry.kind == "replacement_sent":
        return replace(made, sent_on=day, back_on=day + TRANSIT)
    if entry.kind == "replacement_called_off":
        return replace(made, called_off_on=day)
    if entry.kind in _HANDED_OVER and made.handed_over_on is None:
        return replace(made, handed_over_on=date.fromisoformat(entry.payload[_HANDED_OVER[entry.kind]]))
    return made
