"""Cells become a case of the other system, or the name of the cell that is wrong. Nothing is looked up."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from savoir.cases.states import Intent, Reason, Remedy
from savoir.kernel.values.references import former_key
from savoir.resolutions.move_in import columns
from savoir.resolutions.move_in.columns import FormerState, folded

Word = TypeVar("Word", bound=StrEnum)
Rows = Iterable[tuple[int, Mapping[str, str]]]
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T]+(\d{1,2})[:h](\d{2})(?::\d{2})?)?")
_SHARED = ("order_number", "state", "opened_at", "remedy", "return_number", "authorized_at", "received_at")
_LONGEST_NUMBER = 60
_NUMBERS = ("case_number", "order_number", "return_number", "tracking_number", "refund_reference")


class Wrong(Exception):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A cell can't be right."""

    def __init__(self, field_name: str, code: str) -> None:
        super().__init__(code)
        self.field, self.code = field_name, code


@dataclass(frozen=True, slots=True)
class FormerLine:
    """One row: one thing of a case. Amounts stay text until the order's currency is known."""

    line: int
    item: str
    quantity: int
    intent: Intent
    reason: Reason
    words: str
    refunded_amount: str
    refund_reference: str


@dataclass(frozen=True, slots=True)
class FormerCase:
    """All rows of one number. `field`, `code`: the first fault, "" when there is none; `line`: its row."""

    case_number: str
    order_number: str
    state: FormerState = FormerState.OPEN
    opened_at: datetime | None = None
    remedy: Remedy = Remedy.REFUND
    return_number: str = ""
    tracking_number: str = ""
    authorized_at: datetime | None = None
    received_at: datetime | None = None
    language: str = "fr"
    lines: tuple[FormerLine, ...] = ()
    line: int = 0
    field: str = ""
    code: str = ""
    rows: tuple[int, ...] = ()


def former_cases(rows: Rows, *, zone: str, now: datetime) -> tuple[FormerCase, ...]:
    """The cases of a sheet, rows of one case number together, in the order of their first row."""
    together: dict[str, list[tuple[int, Mapping[str, str]]]] = {}
    for line, cells in rows:
        key = former_key(cells.get("case_number", "")) or f"line {line}"
        together.setdefault(key, []).append((line, cells))
    return tuple(_case(found, ZoneInfo(zone), now) for found in together.values())


def _case(rows: Sequence[tuple[int, Mapping[str, str]]], zone: ZoneInfo, now: datetime) -> FormerCase:
    first, numbers = rows[0][1], tuple(line for line, _ in rows)
    line = rows[0][0]
    named = FormerCase(first.get("case_number", "")[:_LONGEST_NUMBER], first.get("order_number", ""),
                       line=line, rows=numbers)  # fmt: skip
    try:
        shared = _shared(first, zone)
        _check_dates(shared, now)
        lines = [_line(line, first)]
        for line, cells in rows[1:]:
            _check_same(shared, _shared(cells, zone))
            lines.append(_line(line, cells))
    except Wrong as wrong:
        return FormerCase(
            named.case_number, named.order_number, line=line, rows=numbers, field=wrong.field, code=wrong.code
        )
    return FormerCase(**shared, lines=tuple(lines), line=rows[0][0], rows=numbers)


def _shared(cells: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    """What all rows of one case say alike."""
    for name in columns.REQUIRED:
        if not cells.get(name):
            raise Wrong(name, "required")
    for name in _NUMBERS:
        if len(cells.get(name, "")) > _LONGEST_NUMBER:
            raise Wrong(name, "too_long")
    remedy = _word(cells, "remedy", columns.REMEDIES, Remedy.REFUND)
    if remedy is Remedy.STORE_CREDIT:
        raise Wrong("remedy", "vouchers_later")
    return {
        "case_number": cells["case_number"], "order_number": cells["order_number"],
        "state": _word(cells, "state", columns.STATES, FormerState.OPEN),
        "opened_at": _instant(cells, "opened_on", zone), "remedy": remedy,
        "return_number": cells.get("return_number", ""), "tracking_number": cells.get("tracking_number", ""),
        "authorized_at": _instant(cells, "authorized_on", zone),
        "received_at": _instant(cells, "received_on", zone),
        "language": "en" if folded(cells.get("language", "")).startswith("en") else "fr",
    }  # fmt: skip


def _check_dates(case: Mapping[str, object], now: datetime) -> None:
    """Opened, then authorized, then received, all of it past."""
    dated = [(name, case[f"{name}_at"]) for name in ("opened", "authorized", "received")]
    known = [(name, at) for name, at in dated if isinstance(at, datetime)]
    for name, at in known:
        if at >= now:
            raise Wrong(f"{name}_on", "not_past")
    for (_, before), (name, at) in pairwise(known):
        if at < before:
            raise Wrong(f"{name}_on", "before_the_former")
    if case["state"] is FormerState.RECEIVED and case["received_at"] is None:
        raise Wrong("received_on", "required")


def _check_same(first: Mapping[str, object], other: Mapping[str, object]) -> None:
    for name in _SHARED:
        if first[name] != other[name]:
            raise Wrong(name.replace("_at", "_on"), "differs_in_case")


def _line(line: int, cells: Mapping[str, str]) -> FormerLine:
    amount, reference = cells.get("refunded_amount", ""), cells.get("refund_reference", "")
    if amount and not reference:
        raise Wrong("refund_reference", "required_with_amount")
    if reference and not amount:
        raise Wrong("refunded_amount", "required_with_reference")
    return FormerLine(
        line=line, item=cells.get("item", ""), quantity=_quantity(cells),
        intent=_word(cells, "intent", columns.INTENTS, Intent.RETURN),
        reason=_word(cells, "reason", columns.REASONS, Reason.OTHER), words=cells.get("words", ""),
        refunded_amount=amount, refund_reference=reference,
    )  # fmt: skip


def _quantity(cells: Mapping[str, str]) -> int:
    text = cells.get("quantity", "1")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:8]) <= 10_000:
        raise Wrong("quantity", "not_a_count")
    return int(text)


def _word(cells: Mapping[str, str], name: str, words: Mapping[str, Word], otherwise: Word) -> Word:
    text = cells.get(name, "")
    if not text:
        return otherwise
    found = words.get(folded(text))
    if found is None:
        raise Wrong(name, "unknown_word")
    return found


def _instant(cells: Mapping[str, str], name: str, zone: ZoneInfo) -> datetime | None:
    """ISO 8601 or day/month/year, with or without a time; without one, the day's first moment there."""
    text = cells.get(name, "")
    if not text:
        return None
    french = _FRENCH_DAY.fullmatch(text)
    try:
        if french:
            day, month, year, hour, minute = (int(part or 0) for part in french.groups())
            return datetime(year, month, day, hour, minute, tzinfo=zone)
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(name, "not_a_date") from None
    return at if at.tzinfo else at.replace(tzinfo=zone)
