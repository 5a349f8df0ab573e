"""The words of a step, read back and said in the customer's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from savoir.cases.values import MessageContext
from savoir.conversations.rules import sentences
from savoir.conversations.values import wording
from savoir.kernel.values.money import Money

_A_NAME = re.compile(r"[^\W\d_][\w .'’-]{0,79}")
_CONSUMER_CODE = re.compile(r"[LRD]\d")  # every other article names its code: "C. civ. 1644", "BGB 355"


@dataclass(frozen=True, slots=True)
class Said:
    """Words of one message and whom they are for. Every method answers a phrase, "" for a word not given."""

    context: MessageContext
    words: Mapping[str, Any]
    language: str
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """Where the brand's days begin and end."""
        return ZoneInfo(self.context.brand.zone)

    @property
    def today(self) -> date:
        """The brand's day."""
        return self.now.astimezone(self.zone).date()

    def say(self, key: str, **values: str) -> str:
        """A sentence of the language's table. Raises KeyError for one that is not in it."""
        return sentences.say(self.language, key, values)

    def knows(self, key: str) -> bool:
        """True when the language has this sentence."""
        return sentences.knows(self.language, key)

    def text(self, key: str) -> str:
        """A word as it was given."""
        return str(self.words.get(key) or "")

    def blocks(self, key: str) -> tuple[str, ...]:
        """The paragraphs of a typed text."""
        typed = self.text(key).replace("\r\n", "\n").split("\n\n")
        return tuple(block.strip() for block in typed if block.strip())

    def flag(self, key: str) -> bool:
        """A yes or no; absent is no."""
        return bool(self.words.get(key))

    def day(self, key: str) -> str:
        """`lundi 30 novembre` of a date or instant."""
        given = self.text(key)
        return wording.long_day(self._day(given), self.language, self.today) if given else ""

    def until(self, key: str) -> str:
        """`jusqu’au lundi 30 novembre inclus`: a last day."""
        return self.say("until", day=self.day(key)) if self.text(key) else ""

    def last(self, *keys: str) -> str:
        """The last moment of the first word given: `avant vendredi 27 novembre, 18 h` for an instant,
        `au plus tard lundi 30 novembre` for a day.
        """
        key = next((key for key in keys if self.text(key)), "")
        if not key:
            return ""
        given = self.text(key)
        if "T" not in given:
            return self.say("by_day", day=self.day(key))
        at = datetime.fromisoformat(given)
        return self.say("before", moment=wording.moment(at, self.zone, self.language, self.today))

    def moment_now(self) -> str:
        """`mardi 24 novembre, 15 h 04`."""
        return wording.moment(self.now, self.zone, self.language, self.today)

    def _day(self, given: str) -> date:
        if "T" in given:
            return datetime.fromisoformat(given).astimezone(self.zone).date()
        return date.fromisoformat(given)

    def is_today(self, key: str) -> bool:
        """True when the word is a date or instant of today."""
        return bool(self.text(key)) and self._day(self.text(key)) == self.today

    def amount(self) -> str:
        """`59,00 €`."""
        return self.sum_of("amount_minor")

    def sum_of(self, key: str) -> str:
        """Another sum of the same currency, by its word: `12,00 €`."""
        if not self.text("currency"):
            return ""
        return wording.money(Money(int(self.words[key]), self.text("currency")), self.language)

    def means(self) -> str:
        """`votre carte se terminant par 4821`, or how it was paid."""
        tender = self.text("tender")
        if self.text("means_last4"):
            return self.say("means.card", last4=self.text("means_last4"))
        is_told = tender != "card" and self.knows(f"means.{tender}")
        return self.say(f"means.{tender}" if is_told else "means.other")

    def items(self) -> str:
        """`« Robe en lin »`, or several, or what we call it without a name."""
        given = self.words.get("items") or [self.context.headline]
        named = [self.say("item", name=str(name).strip()) for name in given if str(name).strip()]
        return self.listed(named) if named else self.say("item.unnamed")

    def listed(self, phrases: list[str]) -> str:
        """`a, b et c`."""
        *first, last = phrases
        return self.say("and", first=", ".join(first), last=last) if first else last

    def hello(self) -> str:
        """`Bonjour Claire Martin,`; without a name when what stands in its place is none (an address...)."""
        name = self.context.customer_name.strip()
        known = _A_NAME.fullmatch(name)
        return self.say("hello", name=name) if known else self.say("hello.unnamed")

    def law(self) -> tuple[str, ...]:
        """`Code de la consommation, articles L217-9 et L217-14.`, and codes that name themselves."""
        given = [str(article) for article in self.words.get("articles") or ()]
        consumer = [article for article in given if _CONSUMER_CODE.match(article)]
        own = [f"{article}." for article in given if not _CONSUMER_CODE.match(article)]
        if not consumer:
            return tuple(own)
        key = "law.article" if len(consumer) == 1 else "law.articles"
        return (self.say(key, articles=self.listed(consumer)), *own)
