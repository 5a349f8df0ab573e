"""What a fact is: its type, unit, domain and source, and the points that may read it."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from savoir.policies.facts.wanted import Wanted, unit, wanted

Value = bool | int | str
LONGEST_TEXT = 100
LARGEST_NUMBER = 10**15
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Point(StrEnum):
    """Where a policy decides."""

    ELIGIBILITY = "eligibility"
    RETURN_WAY = "return_way"
    EVIDENCE = "evidence"
    REFUND_TRIGGER = "refund_trigger"
    PROMISES = "promises"
    ROUTING = "routing"
    GESTURE = "gesture"
    LEEWAY = "leeway"
    RISK_LOOK = "risk_look"
    DISPOSITION = "disposition"


# What answers a claim under the law: nobody's worth, history or risk may be read there.
STATUTORY_POINTS = frozenset(
    {Point.ELIGIBILITY, Point.RETURN_WAY, Point.EVIDENCE, Point.REFUND_TRIGGER, Point.PROMISES}
)


class FactType(StrEnum):
    """`number` is a whole number in the fact's unit; `choice` has a closed domain; `text` is a code; `tree` a
    code whose slashes go from the general to the special; `date` an ISO day.
    """

    BOOLEAN = "boolean"
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    TREE = "tree"
    DATE = "date"


class About(StrEnum):
    """Whom or what a fact describes."""

    SALE = "sale"
    CLAIM = "claim"
    THING = "thing"
    CUSTOMER = "customer"
    DEED = "deed"


class Source(StrEnum):
    """Where the fact comes from: the shop, the brand, the customer, the dock, or Savoir's own reckoning."""

    EXPORTED = "exported"
    DECLARED = "declared"
    ASKED = "asked"
    INSPECTED = "inspected"
    COMPUTED = "computed"


class WrongFact(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A fact is unknown to the registry, or its value can't be one."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        super().__init__(f"{name} = {value!r}: expected {expected}")
        self.name, self.value, self.expected = name, value, expected


class StatutoryPointReadsCustomer(TypeError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A fact about the customer's worth was registered for a point that answers a statutory claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSpec:
    """One fact: its type, the unit, the smallest and the largest value of a number, the domain of a choice,
    and the points that may read it.

    Raises StatutoryPointReadsCustomer when a fact about the customer names a statutory point.
    """

    name: str
    type: FactType
    label_fr: str
    label_en: str
    source: Source
    about: About = About.SALE
    unit: str = ""
    least: int = 0
    most: int = LARGEST_NUMBER
    domain: tuple[str, ...] = ()
    points: frozenset[Point] = frozenset(Point)

    def __post_init__(self) -> None:
        if self.about is About.CUSTOMER and self.points & STATUTORY_POINTS:
            raise StatutoryPointReadsCustomer(self.name)

    @property
    def is_ordered(self) -> bool:
        """Whether values come one after the other: numbers and days."""
        return self.type in (FactType.NUMBER, FactType.DATE)

    @property
    def expected(self) -> Wanted:
        """What a value looks like, in two languages, for an error."""
        match self.type:
            case FactType.BOOLEAN:
                return wanted("yes_no")
            case FactType.CHOICE:
                return wanted("one_of", codes=", ".join(self.domain))
            case FactType.NUMBER:
                return wanted("number", unit=unit(self.unit), least=self.least, most=self.most)
            case FactType.DATE:
                return wanted("day")
            case FactType.TREE:
                return wanted("branch", most=LONGEST_TEXT)
        return wanted("code", most=LONGEST_TEXT)

    def admits(self, value: object) -> bool:
        """Whether `value` can be this fact's; True is never the number 1."""
        match self.type:
            case FactType.BOOLEAN:
                return value is True or value is False
            case FactType.CHOICE:
                return isinstance(value, str) and value in self.domain
            case FactType.NUMBER:
                if isinstance(value, bool) or not isinstance(value, int):
                    return False
                return self.least <= value <= self.most
            case FactType.DATE:
                return isinstance(value, str) and is_day(value)
        return isinstance(value, str) and is_code(value)


@lru_cache(maxsize=4096)
def is_day(text: str) -> bool:
    """Whether a text is an ISO day of the calendar."""
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def is_code(text: str) -> bool:
    """Whether a text can be a code: tight, printable, without commas, 1 to 100 characters."""
    is_tight = text == text.strip() and "," not in text and text.isprintable()
    return is_tight and 0 < len(text) <= LONGEST_TEXT
