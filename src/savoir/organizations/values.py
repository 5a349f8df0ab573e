"""What other rooms read about an organization: frozen cards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from savoir.kernel.values.calendars import BusinessCalendar

WORKS_AT_A_SITE = frozenset({"store", "warehouse"})  # roles of `kernel.access` that name a place
MINIMUM_PASSWORD = 15  # characters, without composition rules
IDLE_LIMIT = timedelta(minutes=30)  # of a member's session
ABSOLUTE_LIMIT = timedelta(hours=8)
# Facts that are numbers, with the largest.
NUMBERS: Mapping[str, int] = {"delivery_days": 60, "warranty_months": 600}
ANSWERED_YES_OR_NO = frozenset(
    {
        "withdrawal_information_given", "return_cost_announced", "hygiene_sealed", "made_to_order",
        "perishable", "second_hand", "serial_tracked",
    }
)  # fmt: skip
# What may be said of some goods only; who buys and how long a parcel takes is of a channel.
OF_SOME_GOODS = ANSWERED_YES_OR_NO | {"contract_kind", "warranty_months"}


@dataclass(frozen=True, slots=True)
class BrandCard:
    """A brand as customers know it. `answer_clock` is "elapsed" or "business"; `is_alongside`: another system
    still pays and writes, nothing leaves from here.
    """

    id: int
    slug: str
    name: str
    hue: int
    languages: tuple[str, ...]
    default_language: str
    zone: str
    sender_name: str
    sender_address: str
    legal_entity: str
    phone: str
    phone_hours: str
    mediator_name: str
    mediator_site: str
    calendar: BusinessCalendar
    return_site_id: int
    answer_hours: int
    answer_clock: str
    is_alongside: bool = False


@dataclass(frozen=True, slots=True)
class Alongside:
    """A period of a brand beside another system; `until` None: it lasts, `since` None: it never began."""

    since: datetime | None
    until: datetime | None

    @property
    def is_on(self) -> bool:
        """Whether nothing leaves now."""
        return self.since is not None and self.until is None

    def holds(self, made_at: datetime) -> bool:
        """Whether what was made at an instant stays here."""
        if self.since is None:
            return False
        return self.until is None or self.since <= made_at <= self.until


@dataclass(frozen=True, slots=True)
class SiteCard:
    """A place of the organization; `kind` is "store", "warehouse" or "outlet"."""

    id: int
    code: str
    name: str
    kind: str
    street: str
    postcode: str
    city: str
    country: str
    zone: str


@dataclass(frozen=True, slots=True)
class MemberCard:
    """A colleague; `role` is a value of `kernel.access.Role`; `team_name` is empty outside teams."""

    id: int
    name: str
    initials: str
    role: str
    team_name: str
    site_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True, slots=True)
class TeamCard:
    """People who share a queue; rules name the team by its `code`."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class MembershipCard:
    """An organization somebody may enter."""

    org_id: int
    org_name: str


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A place where a person is signed in. `handle` names it without being its key."""

    handle: str
    agent: str
    created_at: datetime
    seen_at: datetime


class FactorNeed(Enum):
    """What follows a right password."""

    NONE = "none"
    SHOW = "show"
    ENROL = "enrol"


@dataclass(frozen=True, slots=True)
class FactorCard:
    """A second factor of a person: an application of codes, or a passkey with the name he gave it."""

    id: int
    is_passkey: bool
    label: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class FactorRow:
    """A colleague and which second factors he has."""

    member_id: int
    name: str
    role: str
    is_self: bool
    has_codes: bool
    has_passkey: bool


@dataclass(frozen=True, slots=True)
class CodesToAdd:
    """A fresh seed for an application: as text, and as the address a QR code carries. Never printed."""

    seed: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What a browser is asked (JSON), and the challenge its answer must hold."""

    options: str
    challenge: str


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Who signed in: independent of any organization."""

    id: int
    name: str
    initials: str
    email: str = field(repr=False)
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """An outside account with its opened settings; never printed."""

    vendor: str
    label: str
    settings: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConnectedAccount:
    """An outside account as the machine uses it: `brand_id` None serves every brand; never printed.

    `others`: brands that an account of the whole organization serves no longer, since when: each has its own.
    """

    id: int
    port: str
    vendor: str
    brand_id: int | None
    settings: dict[str, Any] = field(repr=False)
    others: Mapping[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An outside account as lists show it: never its credentials. `inbound_key` ends the address it calls."""

    id: int
    port: str
    vendor: str
    label: str
    brand_id: int | None
    is_active: bool
    inbound_key: str


@dataclass(frozen=True, slots=True)
class ApiKeyCard:
    """A key as lists show it: never its secret. `scopes` are values of `Permission`."""

    id: int
    label: str
    prefix: str
    scopes: tuple[str, ...]
    brand_id: int | None
    created_by: int | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    def is_usable(self, now: datetime) -> bool:
        """Neither revoked nor past its end."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key that was made just now; `token` is shown this once and never again."""

    card: ApiKeyCard
    token: str = field(repr=False)


def initials_of(name: str) -> str:
    """First letters of the first and last word of a name: "Léa Morel" -> "LM", "Léa" -> "L", "" -> ""."""
    words = name.split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


def normalized_email(text: str) -> str:
    """An e-mail address as it is stored and compared."""
    return text.strip().lower()


@dataclass(frozen=True, slots=True)
class Declared:
    """What a brand declared for a channel on a day: facts of all goods, by branch of the categories, by
    product (`sku`).
    """

    whole: Mapping[str, object] = field(default_factory=dict)
    categories: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    products: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def about(self, category: str = "", sku: str = "") -> Mapping[str, object]:
        """What holds for one product: its own word, else that of the nearest branch, else the brand's."""
        if not self.categories and not self.products:
            return self.whole
        told = dict(self.whole)
        steps = category.split("/") if category else []
        for depth in range(1, len(steps) + 1):
            told |= self.categories.get("/".join(steps[:depth]), {})
        if sku in self.products:
            told |= self.products[sku]
        return told


def declared_of(rows: Iterable[tuple[str, object, str, str]]) -> Declared:
    """From (fact, value, category, sku), the row that wins last."""
    whole, categories, products = dict[str, object](), dict[str, dict[str, object]](), dict[str, Any]()
    for fact, value, category, sku in rows:
        if sku:
            products.setdefault(sku, {})[fact] = value
        elif category:
            categories.setdefault(category, {})[fact] = value
        else:
            whole[fact] = value
    return Declared(whole, categories, products)
