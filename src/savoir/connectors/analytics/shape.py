"""The columns of the extract, and a past case written in them.

Numbers stand as they are, NULL = unknown; every other fact as a code of the extract's own list of values,
0 = unknown. Sets are bits. `week` is the ISO week, 202648; `asked` the day, 20261122.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from savoir.connectors.analytics import flooring
from savoir.connectors.analytics.words import is_counted
from savoir.insights.values import LawSaid, PastCase
from savoir.policies.facts import FACTS, Value

ANSWERS = {"yes": flooring.YES, "no": flooring.NO, "needs_facts": flooring.OPEN}
PARTIES = {"consumer": flooring.CUSTOMER, "seller": flooring.MERCHANT}
OUTCOMES = {"offered": 1, "accepted": 2, "refused": 3}
CLAIMED = frozenset(
    {"defective", "damaged_on_arrival", "missing_part", "wrong_item", "not_as_described", "recalled"}
)
_FACTS = {f"f_{name}": "BIGINT" if is_counted(name) else "INTEGER" for name in FACTS}
COLUMNS: Mapping[str, str] = {
    "case_id": "BIGINT", "line_id": "BIGINT", "brand_id": "BIGINT", "asked": "INTEGER", "week": "INTEGER",
    **_FACTS, "claimed": "TINYINT", "photos": "TINYINT", "law_days": "INTEGER", "law_answer": "TINYINT",
    "law_remedies": "BIGINT", "law_first": "BIGINT", "law_second": "BIGINT", "law_third": "BIGINT",
    "law_least": "BIGINT", "law_payer": "TINYINT", "law_choice": "TINYINT", "law_refund": "BIGINT",
    "law_bans": "BIGINT", "done_outcome": "TINYINT", "done_remedy": "BIGINT",
}  # fmt: skip


class Codes:
    """The extract's list of values: each coded fact's values, numbered from 1 as they come."""

    def __init__(self, known: Mapping[str, Mapping[Value, int]] | None = None) -> None:
        self.known: dict[str, dict[Value, int]] = {name: dict(codes) for name, codes in (known or {}).items()}

    def code(self, fact: str, value: Value | None) -> int:
        """The number of a value; 0 = unknown."""
        if value is None:
            return 0
        codes = self.known.setdefault(fact, {})
        return codes.setdefault(value, len(codes) + 1)

    def values(self, fact: str) -> dict[int, Value]:
        """The values of a fact by their numbers."""
        return {code: value for value, code in self.known.get(fact, {}).items()}


def row_of(one: PastCase, codes: Codes) -> tuple[int | None, ...]:
    """A case in the order of `COLUMNS`."""
    found = {**dict(_law(one.law)), **dict(_facts(one.facts, codes))}
    year, week, _ = one.asked_on.isocalendar()
    reason = one.facts.get("reason")
    found |= {
        "case_id": one.case_id, "line_id": one.line_id, "brand_id": one.brand_id,
        "asked": day_number(one.asked_on),
        "week": year * 100 + week, "claimed": int(reason in CLAIMED),
        "photos": int(one.facts.get("photo_given") is True),
        "done_outcome": OUTCOMES.get(one.outcome, 1), "done_remedy": flooring.BIT.get(one.remedy, 0),
    }  # fmt: skip
    return tuple([found[name] for name in COLUMNS])


def day_number(day: date) -> int:
    """2026-11-22 -> 20261122."""
    return day.year * 10_000 + day.month * 100 + day.day


def _facts(facts: Mapping[str, Value], codes: Codes) -> Iterator[tuple[str, int | None]]:
    for name in FACTS:
        value = facts.get(name)
        if is_counted(name):
            yield f"f_{name}", None if value is None else int(value)
        else:
            yield f"f_{name}", codes.code(name, value)


def _law(law: LawSaid) -> Iterator[tuple[str, int | None]]:
    bits = [flooring.BIT[name] for name in law.remedies if name in flooring.BIT]
    yield "law_days", law.withdrawal_days
    yield "law_answer", ANSWERS[law.answer]
    yield "law_remedies", sum(bits)
    for place, name in enumerate(("law_first", "law_second", "law_third")):
        yield name, bits[place] if place < len(bits) else 0
    yield "law_least", law.at_least
    yield "law_payer", PARTIES.get(law.payer, 0)
    yield "law_choice", PARTIES.get(law.choice_by, 0)
    yield "law_refund", law.refund
    yield "law_bans", sum(flooring.DEMAND_BIT[name] for name in law.bans)
