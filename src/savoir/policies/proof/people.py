"""From the facts a policy reads to those the law reads: the way back of `cases/rules/facts.py`.

A solver's counter-example speaks in facts of the policy; here it becomes a line that `law.rights` can judge.
What the house never tells the law stays unknown here as well, and what it takes for granted is taken for
granted: goods, sold new by a trader, unless a fact says otherwise.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from savoir.kernel.values.days import days
from savoir.kernel.values.money import Money
from savoir.law.values import Buyer, Condition, Contract, Facts, Sale, Seller
from savoir.policies.facts import Value

Known = Mapping[str, Value]

DEFECTS = frozenset({"defective", "damaged_on_arrival", "missing_part", "wrong_item", "not_as_described"})
IN_TRANSIT = frozenset({"damaged_on_arrival", "never_arrived"})
STATEMENTS = frozenset({"withdrawal", "return", "cancellation"})
EXCHANGE, PRIVATE, OFF_PREMISES = "exchange", "private", "off_premises"
SALES: Mapping[str, Sale] = MappingProxyType(
    {
        "web": Sale.DISTANCE_ONLINE, "marketplace": Sale.DISTANCE_ONLINE, "phone": Sale.DISTANCE_PHONE,
        "click_collect": Sale.CLICK_COLLECT_PAID_ONLINE, "store": Sale.IN_STORE,
        "off_premises": Sale.OFF_PREMISES,
    }
)  # fmt: skip
# Facts that law and policy call by two names, the law's first; both know them as true, false or unknown.
SAME: Mapping[str, str] = MappingProxyType(
    {
        "info_given": "withdrawal_information_given", "return_cost_announced": "return_cost_announced",
        "made_to_spec": "made_to_order", "perishable": "perishable", "sealed_for_hygiene": "hygiene_sealed",
        "employees": "employees", "outside_main_activity": "outside_main_activity",
        "commercial_warranty_months": "warranty_months", "repairs": "repairs_done",
        "same_defect": "same_defect", "attempt_failed": "attempt_failed", "remedy_overdue": "remedy_overdue",
        "wish_failed": "exchange_failed", "recalled": "recalled", "cover_bought": "cover_bought",
        "country": "country",
    }
)  # fmt: skip


def law_facts_of(known: Known, today: date) -> Facts:
    """The facts of the law that these facts of a policy tell, on the day of the request.

    `known`: values by names of `policies.facts.FACTS`, an unknown one left out; days are whole days before
    `today`, or ISO days. Raises ValueError for a day that no calendar has.
    """
    told: dict[str, Any] = {law: known.get(name) for law, name in SAME.items()}
    told |= _sold(known, today) | _delivered(known, today) | _said(known, today)
    return Facts.told({name: value for name, value in told.items() if value is not None})


def day_of(known: Known, today: date, since: str, on: str = "") -> date | None:
    """The day an event has by its ISO day, else by the days since; None when neither is known."""
    if on and on in known:
        return date.fromisoformat(str(known[on]))
    ago = known.get(since)
    return None if ago is None else days(today, -int(ago))


def _sold(known: Known, today: date) -> dict[str, Any]:
    """The contract, its parties, and what was paid."""
    value, currency = known.get("line_value"), known.get("currency")
    kind = known.get("buyer_kind")
    return {
        "sale": _sale(known), "buyer": None if kind is None else Buyer(str(kind)),
        "seller": Seller.PRIVATE_INDIVIDUAL if known.get("seller") == PRIVATE else Seller.TRADER,
        "contract": Contract(str(known.get("contract", Contract.GOODS))),
        "concluded_on": day_of(known, today, "days_since_contract", "contract_on"),
        "condition": Condition.SECOND_HAND if known.get("second_hand") else Condition.NEW,
        "paid": None if value is None or currency is None else Money(int(value), str(currency)),
        "unsealed": known.get("unsealed") if known.get("hygiene_sealed") is not False else None,
    }  # fmt: skip


def _sale(known: Known) -> Sale | None:
    return SALES.get(str(known.get("channel")))


def _delivered(known: Known, today: date) -> dict[str, Any]:
    """One parcel, on its day or not yet; of what came back from repair the day it did."""
    received = day_of(known, today, "days_since_delivery", "delivered_on")
    back = day_of(known, today, "days_since_hand_back")
    if received is not None:
        return {"deliveries": (received,), "more_to_come": False, "delivered_on": received,
                "handed_back_on": back}  # fmt: skip
    if known.get("delivered") is False:
        return {"deliveries": (), "more_to_come": True, "handed_back_on": back}
    return {"handed_back_on": back}


def _said(known: Known, today: date) -> dict[str, Any]:
    """What the request itself states, as of its day; a wish for an exchange keeps its own (L221-21)."""
    intent, reason = known.get("intent"), known.get("reason")
    is_defect = reason in DEFECTS or known.get("defect") is True
    statement_on = today if intent in STATEMENTS else None
    wish_on = day_of(known, today, "days_since_wish") or (today if intent == EXCHANGE else None)
    return {
        "defect": is_defect or None, "claimed_on": today if is_defect else None,
        "defect_appeared_on": (day_of(known, today, "days_since_defect") or today) if is_defect else None,
        "withdrawn_on": statement_on, "informed_on": statement_on, "wish_on": wish_on,
        "lost_or_broken_in_transit": reason in IN_TRANSIT or None,
    }  # fmt: skip
