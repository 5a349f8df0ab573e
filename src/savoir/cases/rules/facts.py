"""From a sale and what was said about it to the facts of the law."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from savoir.cases.rules.covers import cover_facts
from savoir.cases.rules.history import history_facts
from savoir.cases.rules.recalls import recall_facts
from savoir.cases.states import Intent, Reason
from savoir.cases.values import AskedLine
from savoir.kernel.values.days import local_day, local_days
from savoir.law import values as law
from savoir.orders.states import Channel, ContractKind, Seller
from savoir.orders.values import SaleLine

DEFECTS = frozenset({Reason.DEFECTIVE, Reason.DAMAGED_ON_ARRIVAL, Reason.MISSING_PART, Reason.WRONG_ITEM,
                     Reason.NOT_AS_DESCRIBED})  # fmt: skip
NOT_ARRIVED = frozenset({Reason.NEVER_ARRIVED, Reason.LATE})
_STATEMENTS = frozenset({Intent.WITHDRAWAL, Intent.RETURN, Intent.CANCELLATION})
_SALES = {
    Channel.WEB.value: law.Sale.DISTANCE_ONLINE,
    Channel.MARKETPLACE.value: law.Sale.DISTANCE_ONLINE,
    Channel.PHONE.value: law.Sale.DISTANCE_PHONE,
    Channel.CLICK_COLLECT.value: law.Sale.CLICK_COLLECT_PAID_ONLINE,
    Channel.STORE.value: law.Sale.IN_STORE,
    Channel.OFF_PREMISES.value: law.Sale.OFF_PREMISES,
}
_SELLERS = {Seller.PRIVATE.value: law.Seller.PRIVATE_INDIVIDUAL}
_TRADER, _GOODS = law.Seller.TRADER, law.Contract.GOODS
_CONTRACTS = {kind.value: law.Contract(kind.value) for kind in ContractKind}
_NEW, _SECOND_HAND = law.Condition.NEW, law.Condition.SECOND_HAND
_BUYERS = {None: None, True: law.Buyer.PROFESSIONAL, False: law.Buyer.CONSUMER}
_IN_TRANSIT = frozenset({Reason.DAMAGED_ON_ARRIVAL, Reason.NEVER_ARRIVED})
_EXCHANGE = Intent.EXCHANGE


# What the brand may say of a product that its export leaves open.
_OF_THE_PRODUCT = frozenset({
    "hygiene_sealed", "made_to_order", "perishable", "second_hand", "serial_tracked", "warranty_months",
})  # fmt: skip


def with_declared(sale: SaleLine, declared: Mapping[str, object]) -> SaleLine:
    """The sale with what its brand declared of what neither order nor product say: who buys, what is sold."""
    kind, contract = declared.get("buyer_kind"), declared.get("contract_kind")
    if sale.is_professional is None and kind in ("consumer", "professional"):
        sale = replace(sale, is_professional=kind == "professional")
    if contract is not None and not sale.contract_kind and contract in _CONTRACTS:
        sale = replace(sale, contract_kind=str(contract))
    if _OF_THE_PRODUCT.isdisjoint(declared):
        return sale
    told = {name: declared[name] for name in _OF_THE_PRODUCT if name in declared}
    silent: dict[str, Any] = {n: value for n, value in told.items() if getattr(sale, n) is None}
    return replace(sale, **silent) if silent else sale


def law_facts(
    sale: SaleLine, asked: AskedLine, declared: Mapping[str, object], *, asked_on: date, zone: str
) -> law.Facts:
    """Everything the law may ask about one line; what nobody exported, declared or said stays unknown.

    What arrives after the day of the request has not arrived, whoever announces its day.
    """
    told = _of_every_line(sale, asked, declared, asked_on, zone)
    _say_to_law(told, asked, asked_on)
    if sale.is_professional or sale.agreed_delivery_on is not None or sale.contract_kind:
        told |= _of_some(sale)
    if sale.recalls:
        told |= recall_facts(sale, asked_on, zone)
    if sale.cover:
        told |= cover_facts(sale.cover, sale, asked.reason, on=asked_on, zone=zone)
    if sale.history:
        told |= history_facts(sale.history, asked, told, on=asked_on)
    return law.Facts.named(told)


def _of_some(sale: SaleLine) -> dict[str, Any]:
    """What few sales say: few facts are read sooner."""
    return {
        "employees": sale.buyer_employees, "outside_main_activity": sale.outside_main_activity,
        "agreed_delivery_on": sale.agreed_delivery_on, "date_is_essential": sale.date_is_essential,
        "contract": _CONTRACTS.get(sale.contract_kind, _GOODS),
    }  # fmt: skip


def _of_every_line(
    sale: SaleLine, asked: AskedLine, declared: Mapping[str, object], asked_on: date, zone: str
) -> dict[str, Any]:
    instants, own = sale.order_delivered_at, sale.line_delivered_at
    concluded_on, *arrivals = local_days([sale.contract_at, *filter(None, instants)], zone)
    deliveries = tuple([day for day in arrivals if day <= asked_on])
    if own is None or (len(instants) == 1 and own == instants[0]):  # the only parcel of the order is its own
        received = arrivals[0] if own else None
    else:
        received = local_day(own, zone)
    return {
        "country": sale.country or None, "sale": _SALES.get(sale.channel),
        "buyer": _BUYERS[sale.is_professional], "seller": _SELLERS.get(sale.seller, _TRADER),
        "contract": _GOODS, "concluded_on": concluded_on, "deliveries": deliveries,
        "more_to_come": len(deliveries) < len(instants),
        "delivered_on": received if received and received <= asked_on else None,
        "info_given": _flag(declared, "withdrawal_information_given"),
        "return_cost_announced": _flag(declared, "return_cost_announced"),
        "made_to_spec": sale.made_to_order, "perishable": sale.perishable,
        "sealed_for_hygiene": sale.hygiene_sealed,
        # An opened box is no exception: a seal counts only where one may be (L221-28 5°).
        "unsealed": asked.answers.get("unsealed") if sale.hygiene_sealed is not False else None,
        "paid": sale.paid_for(asked.quantity, before=_settled(sale, asked)),
        "condition": _SECOND_HAND if sale.second_hand else _NEW,
        "commercial_warranty_months": sale.warranty_months,
    }  # fmt: skip


def _settled(sale: SaleLine, asked: AskedLine) -> int:
    """Units settled before these; never the very ones that are asked about, though they may be back."""
    return min(sale.returned_qty, sale.quantity - asked.quantity)


def _say_to_law(told: dict[str, Any], asked: AskedLine, asked_on: date) -> None:
    """Add what the request itself states, as of its day; a wish for an exchange keeps its date (L221-21)."""
    intent, reason = asked.intent, asked.reason
    if reason in DEFECTS:
        told["defect"], told["defect_appeared_on"], told["claimed_on"] = True, asked_on, asked_on
    if reason in _IN_TRANSIT:
        told["lost_or_broken_in_transit"] = True
    if intent in _STATEMENTS:
        told["withdrawn_on"] = told["informed_on"] = asked_on
    elif intent is _EXCHANGE:
        told["wish_on"] = asked_on


def _flag(declared: Mapping[str, object], name: str) -> bool | None:
    value = declared.get(name)
    return value if isinstance(value, bool) else None
