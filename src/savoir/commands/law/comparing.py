"""Whether the law answers what a worked case expects; no key is skipped, none passes for being unknown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from savoir.commands.law.answers import ANSWERS, SAME
from savoir.commands.law.around import AROUND, SAME_AROUND, word_of_data
from savoir.commands.law.asking import Asked, Either, ask
from savoir.commands.law.goods import GOODS, SAME_GOODS
from savoir.commands.law.money import MONEY, SAME_MONEY
from savoir.commands.law.nearness import near, parts
from savoir.commands.law.worked import WorkedCase, WorkedCaseUnreadable
from savoir.kernel.values.money import Money

READERS = {**ANSWERS, **MONEY, **AROUND, **GOODS}
_SAME = {**SAME, **SAME_MONEY, **SAME_AROUND, **SAME_GOODS}
# One word that asks another question of another area.
_IN_AREA = {("dangerous_goods", "needs_person"): "dangerous_goods_person"}
_NEAR = near((*READERS, *_SAME), lambda word: _SAME.get(word, word))
# Two words of the trade for one thing.
_WORDS = {"trader": "seller", "termination": "refund", "resolution": "refund", "buyer": "consumer"}


class NoSuchAnswer(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """An expected key that the law has no answer to here."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One key of one case: what was expected and what the law answers, both as they are printed."""

    case: str
    key: str
    expected: str
    answered: str


def differences(case: WorkedCase, *, today: date) -> tuple[Difference, ...]:
    """Every expected key that is answered otherwise, or that nobody can answer."""
    if not case.expect:
        return (Difference(case.id, "expect", "at least one key", "nothing is expected"),)
    try:
        asked = ask(case, today=today)
    except WorkedCaseUnreadable as fault:
        return (Difference(case.id, "facts", "readable", str(fault)),)
    found = [_compared(asked, key, expected) for key, expected in case.expect.items()]
    return tuple([difference for difference in found if difference])


def answer_to(asked: Asked, key: str) -> Any:
    """What the law answers to one word; `NoSuchAnswer` for a word nobody knows."""
    if key in asked.told.get("data", ()):
        return word_of_data(asked, key)
    key = _IN_AREA.get((asked.case.area, _SAME.get(key, key)), key)
    known = key if key in READERS or key in _SAME else _NEAR.get(parts(key), key)
    reader = READERS.get(_SAME.get(known, known))
    if reader is not None:
        return reader(asked)
    near = get_close_matches(key, [*READERS, *_SAME], n=1)
    raise NoSuchAnswer("no answer is known to this key" + (f"; did you mean `{near[0]}`?" if near else ""))


def _compared(asked: Asked, key: str, expected: Any) -> Difference | None:
    try:
        answered = answer_to(asked, key)
    except (NoSuchAnswer, ValueError, TypeError, AttributeError) as fault:
        return Difference(asked.case.id, key, shown(expected), str(fault))
    except KeyError as lacking:
        return Difference(asked.case.id, key, shown(expected), f"the case does not tell {lacking}")
    if is_same(expected, answered):
        return None
    return Difference(asked.case.id, key, shown(expected), shown(answered))


def is_same(expected: Any, answered: Any) -> bool:
    """Equal by value: amounts to the cent, days as days, lists in any order, articles in either spelling."""
    if isinstance(answered, Either):
        return any(is_same(expected, word) for word in answered.words)
    return bool(_plain(expected) == _plain(answered))


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return Decimal(value.minor) / 100
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | frozenset | set):
        return sorted(str(_plain(row)) for row in value)
    return _word(value)


def _word(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(row) for key, row in value.items()}
    text = str(value).strip()
    text = text[:-1] + "°" if text.endswith("o") and text[:1] == "L" and text[-2:-1].isdigit() else text
    return _WORDS.get(text, text)


def shown(value: Any) -> str:
    """A value as it stands in the file."""
    if isinstance(value, Either):
        return shown(value.words[0])
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "null"
    if isinstance(value, Money):
        return f"{Decimal(value.minor) / 100:.2f}"
    if isinstance(value, StrEnum):
        return value.value
    return _list(value) if isinstance(value, list | tuple) else str(value)


def _list(rows: Iterable[Any]) -> str:
    return "[" + ", ".join(shown(row) for row in rows) + "]"
