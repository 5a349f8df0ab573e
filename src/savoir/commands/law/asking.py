"""A question put to the law: facts, the day it is asked on, and what a case takes for granted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Self

from savoir.commands.law.telling import CURRENCY, Told, tell
from savoir.commands.law.worked import WorkedCase
from savoir.kernel.values.days import Place, months
from savoir.kernel.values.money import Money
from savoir.law.codes import Basis, Buyer, Condition, Contract, Remedy, Sale, Seller
from savoir.law.exceptions import CONDITIONS, DATED
from savoir.law.facts import Facts
from savoir.law.readings import numbers_of
from savoir.law.rights import rights
from savoir.law.values import Right, Rights

BASES: Mapping[str, Basis] = {
    "refund": Basis.WITHDRAWAL, "late_refund": Basis.WITHDRAWAL, "marketplace_payment": Basis.WITHDRAWAL,
    "warranty": Basis.COMMERCIAL_WARRANTY, "rights": Basis.WITHDRAWAL, "repair": Basis.CONFORMITY,
    "late_postage": Basis.CONFORMITY,
} | {str(basis): basis for basis in Basis}  # fmt: skip
# A worked case tells all that happened: what it does not tell did not. On a real line it stays unknown.
NOT_HAPPENED: Told = {
    "repairs": 0, "immobilized_days": 0, "commercial_warranty_months": 0, "recalled": False,
    "cover_bought": False, "date_is_essential": False,
} | dict.fromkeys(CONDITIONS, False)  # fmt: skip
_LOST = ("lost", "stolen", "broken", "damaged", "not_received", "never_received", "never_arrived")
_HARDWARE = ("hardware", "mechanical", "battery", "goods", "screen", "strap")


@dataclass(frozen=True)
class Either:
    """An answer that several words tell: each of them is right."""

    words: tuple[object, ...]


@dataclass(frozen=True)
class Asked:
    """What the answers look at. `known`: facts of the law as they were told; `told`: those beside them."""

    case: WorkedCase
    known: Told
    told: Told
    facts: Facts
    today: date
    basis: Basis
    names: frozenset[str] = field(default=frozenset())

    @cached_property
    def rights(self) -> Rights:
        """Every basis on the day asked."""
        return rights(self.facts, self.today)

    @cached_property
    def right(self) -> Right:
        """The right that the area of the case is about."""
        return self.rights.of(self.basis)

    def supposing(self, **facts: Any) -> Self:
        """The same question with some facts put otherwise: what the law would answer then."""
        return replace(self, facts=Facts.told({**vars(self.facts), **facts}))

    def money(self, *names: str) -> Money:
        """The first of the named amounts that was told; nothing when none was."""
        found = [value for value in (self.told.get(name) or self.known.get(name) for name in names) if value]
        return found[0] if found else Money.zero(CURRENCY)


def ask(case: WorkedCase, *, today: date) -> Asked:
    """A worked case as a question: it tells all that happened, on its own latest day unless it names one.

    Area `rights` takes nothing for granted: what was not told is unknown, and the day is `today`.
    """
    known, told = tell(case)
    known = _events({"country": case.country} | known, told, today)
    if case.area != "rights":
        known = _granted(case.area, known)
    facts = Facts.told({name: value for name, value in known.items() if value is not None})
    day = told.get("today") or (today if case.area == "rights" else _latest(case.area, known, told, today))
    return Asked(case, known, told, facts, day, BASES.get(case.area, Basis.WITHDRAWAL), frozenset(case.facts))


def _events(known: Told, told: Told, today: date) -> Told:
    """What several words say together of one fact."""
    arrived = known.pop("deliveries", None)
    if arrived is not None:
        known["deliveries"] = tuple(day for day in arrived if day is not None)
        known.setdefault("more_to_come", None in arrived)
    elif "delivered_on" in known and known["delivered_on"] is None:
        known["deliveries"] = ()
    if any(word in str(told.get("status", "")) for word in _LOST):
        known["lost_or_broken_in_transit"] = True
    if chosen := told.get("carrier_chosen_by"):  # his own only where the trader had not offered it (L216-3)
        known["own_carrier"] = chosen in ("consumer", "buyer", "customer") and not told.get("carrier_offered")
    if told.get("seller_answer") in ("refused", "refusal"):
        known["seller_refused"] = True
    _served(known, told)
    _suspend(known, told, today)
    _guaranteed(known, told, today)
    for remedy in ("repair", "replacement"):
        if known.get(f"{remedy}_possible") is False or known.get(f"{remedy}_disproportionate"):
            known.setdefault(f"{remedy}_excluded", True)
    return known


def _served(known: Told, told: Told) -> None:
    """What a service without a date is, an urgent repair with no more work told, and the price of items."""
    if told.get("dated") is False and known.get("contract") in DATED:
        known["contract"] = Contract.SERVICE
    if known.get("urgent_home_repair"):
        known.setdefault("strictly_necessary", True)
    price, left = known.get("paid"), told.get("value_after")
    if price and left:
        told.setdefault("loss_of_value", price - left)
    if told.get("items"):
        known.setdefault("paid", told["items"])


def _guaranteed(known: Told, told: Told, today: date) -> None:
    """What was done under the guarantee, and what its length follows from."""
    if known.get("chosen_remedy") is Remedy.REPLACEMENT or told.get("done") in ("repair", "refund"):
        known.pop("imposed_replacement_on", None)  # a replacement that was chosen opens no new period
    if told.get("done") in ("repair", "repaired"):
        known.setdefault("repairs", 1)
    if told.get("guarantee_end") and not (known.get("delivered_on") or known.get("deliveries")):
        known["delivered_on"] = months(told["guarantee_end"], -_number("guarantee_months", known, today))
    if told.get("separately_agreed") is False:
        known.pop("used_guarantee_agreed_months", None)
    supplied, start = told.get("digital_supply_months"), known.get("delivered_on")
    if supplied and start:
        known.setdefault("digital_supply_until_on", months(start, supplied))
    if any(word in str(told.get("defect_in", "")) for word in _HARDWARE):
        known.pop("digital_supply_until_on", None)  # its own guarantee is that of any goods


def _suspend(known: Told, told: Told, today: date) -> None:
    """The days without the thing, and the days of the remedy gone by (L217-10, L217-28)."""
    span = told.get("immobilised") or ()
    away = (
        ("handed_over_on", told.get("immobilised_from") or min(span, default=None)),
        ("handed_back_on", told.get("immobilised_to") or max(span, default=None)),
    )
    known |= {name: day for name, day in away if day and not known.get(name)}
    if known.get("handed_back_on") and known.get("claimed_on"):
        known.setdefault("repair_requested_on", known["claimed_on"])
    claimed, day = known.get("claimed_on"), told.get("remedy_done") or told.get("today")
    gone = (day - claimed).days if claimed and day else told.get("days_since_claim", 0)
    if 0 < _number("remedy_days", known, today) < gone:  # 0: no number of days where he lives
        known.setdefault("remedy_overdue", True)


def _number(name: str, known: Told, today: date) -> int:
    """A dated number of the law for the contract of a case."""
    return numbers_of(Facts.told({fact: value for fact, value in known.items() if value is not None}), today)[
        name
    ]


def _granted(area: str, known: Told) -> Told:
    """What a worked case of an area need not say."""
    usual: Told = {"buyer": Buyer.CONSUMER, "seller": Seller.TRADER, **NOT_HAPPENED}
    if known["country"] == "FR":
        usual["place"] = Place.METROPOLE  # the national list of holidays, unless a place is told
    arrived = max(known.get("deliveries") or (), default=known.get("delivered_on"))
    if arrived is not None:
        usual |= {"more_to_come": False, "lost_or_broken_in_transit": False, "deliveries": (arrived,)}
        if not known.get("concluded_on"):
            usual["agreed_delivery_on"] = arrived  # nothing is said of a delay
    if area in ("refund", "marketplace_payment"):
        said = known.get("withdrawn_on") or known.get("informed_on") or date(2026, 1, 5)
        usual |= {"sale": Sale.DISTANCE_ONLINE, "withdrawn_on": said, "deliveries": (said,)}
        usual |= {"more_to_come": False, "info_given": True}
    if area in ("conformity", "late_postage", "repair"):
        usual |= {"condition": Condition.NEW, "contract": Contract.GOODS, "defect": True}
    kinds = Facts.__dataclass_fields__
    return {name: value for name, value in usual.items() if name in kinds} | known


def _latest(area: str, known: Told, told: Told, today: date) -> date:
    """The day on which a worked case is asked: when the goods came, or the latest thing that happened."""
    arrived: tuple[date, ...] = known.get("deliveries") or ()
    if area == "withdrawal" and (arrived or known.get("concluded_on")):
        is_regular = known.get("contract") is Contract.REGULAR_DELIVERY
        concluded: date = known.get("concluded_on") or today
        first, last = min(arrived, default=concluded), max(arrived, default=concluded)
        return first if is_regular else last
    if area == "conformity":
        named: date | None = known.get("claimed_on") or known.get("defect_appeared_on")
        if named:
            return named
    if area == "delivery" and known.get("agreed_delivery_on") and not arrived:
        late: date = known["agreed_delivery_on"] + timedelta(days=1)
        return max(late, told.get("termination_received") or late)
    days = [value for value in (*known.values(), *told.values()) if isinstance(value, date)]
    return max(days, default=today)
