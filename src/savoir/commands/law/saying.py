"""What a word of a worked case stands for: the known word it is, and the facts that its value tells."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from savoir.commands.law.beside import AREA_WORDS, BESIDE, BESIDE_WORDS, OVER, SAYS, SCALED, TOLD_ONLY
from savoir.commands.law.kinds import area_kinds, law_kinds
from savoir.commands.law.nearness import near, parts
from savoir.commands.law.words import CONTRARY, LAW_WORDS

# Days of a repair, and prices of what goes back, told by a word that may mean something else.
REPAIRED = frozenset({"repaired", "repair_done", "repaired_under_guarantee"})
WITHDRAWN = frozenset({"withdrawn", "withdrawn_items", "items_withdrawn", "returned_items", "items_returned"})
MENDED = frozenset({"returned_repaired", "repaired_and_returned", "handed_back_repaired", "back_repaired"})
SAID = frozenset(word for word, _, _ in SAYS)


def said(word: str, value: Any) -> dict[str, Any]:
    """A word and its value, by the names they stand for: scaled, over a limit, or for several facts."""
    if word in SCALED and isinstance(value, int | float):
        name, times = SCALED[word]
        return {name: round(value * times)}
    if word in OVER and isinstance(value, int):
        name, limit = OVER[word]
        return {name: value > limit}
    if isinstance(value, date) and word in (*REPAIRED, *MENDED):
        return {"repairs": 1, "remedy_done" if word in REPAIRED else "immobilised_to": value}
    if word in WITHDRAWN and isinstance(value, list | float | int):
        return {"paid": value}
    return {_by_kind(word, value): value} | _told_late(word, value)


def _by_kind(word: str, value: Any) -> str:
    """The fact that a value of this kind tells: a list of days is of parcels, a flag of information none."""
    meant = LAW_WORDS.get(word, word)
    if isinstance(value, bool) and meant == "info_given_on":
        return "info_given"
    return "deliveries" if isinstance(value, list) and meant == "delivered_on" else word


def _told_late(word: str, value: Any) -> dict[str, Any]:
    if isinstance(value, date) and LAW_WORDS.get(word, word) == "info_given" and word not in CONTRARY:
        return {"info_given_on": value}
    return {}


def spelled(area: str, word: str) -> str:
    """The word itself when it is known, else the one word it differs from in grammar alone."""
    if (
        word in REPAIRED | MENDED | WITHDRAWN
        or word in meanings()
        or word in area_kinds(area)
        or word in AREA_WORDS
    ):
        return word
    return near_words().get(parts(word), word)


def _meant(word: str) -> str:
    """The fact of a word; one that a day and a flag, or a day and a list, may both tell is one fact here."""
    name = LAW_WORDS.get(word, word)
    return {"info_given_on": "info_given", "deliveries": "delivered_on"}.get(name, name)


@cache
def meanings() -> Mapping[str, tuple[str, object]]:
    """What every word of a case means: its table and the name it stands for there."""
    law = {word: ("law", (_meant(word), word in CONTRARY)) for word in (*law_kinds(), *LAW_WORDS)}
    beside = {word: ("beside", BESIDE_WORDS.get(word, word)) for word in (*BESIDE, *BESIDE_WORDS)}
    numbers = {word: ("number", row) for word, row in (*SCALED.items(), *OVER.items())}
    said = {word: ("said", word) for word in SAID}
    return {**said, **dict.fromkeys(TOLD_ONLY, ("told", "")), **numbers, **beside, **law}


@cache
def near_words() -> Mapping[frozenset[str], str]:
    """Known words by their parts, wherever these leave one meaning."""
    return near(meanings(), meanings().__getitem__)
