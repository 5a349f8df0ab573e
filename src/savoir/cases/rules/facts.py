"""From a sale and what was said about it to the facts of the law and of the policy."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from savoir.cases.rules.covers import cover_facts
from savoir.cases.rules.history import history_facts
from savoir.cases.rules.recalls import recall_facts
from savoir.cases.states import Intent, Reason
from savoir.cases.values import AskedLine
from savoir.kernel.values.answers import YES
from savoir.kernel.values.days import local_day
from savoir.law import values as law
from savoir.orders.states import Channel, ContractKind, Seller
from savoir.orders.values import SaleLine
from savoir.policies.facts import PolicyFacts, Value

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
_BUYER_KINDS = {None: None, True: "professional", False: "consumer"}
_IN_TRANSIT = frozenset({Reason.DAMAGED_ON_ARRIVAL, Reason.NEVER_ARRIVED})
_EXCHANGE = Intent.EXCHANGE
_WITHDRAWAL, _CONFORMITY = law.Basis.WITHDRAWAL, law.Basis.CONFORMITY
_SAID = {
    reason: {
        "defect": reason in DEFECTS, "damaged_on_arrival": reason is Reason.DAMAGED_ON_ARRIVAL,
        "missing_part": reason is Reason.MISSING_PART, "wrong_item": reason is Reason.WRONG_ITEM,
    }
    for reason in Reason
}  # fmt: skip


def with_declared(sale: SaleLine, declared: Mapping[str, object]) -> SaleLine:
    """The sale with what its brand declared of what the order does not say: who buys, what is sold."""
    kind, contract = declared.get("buyer_kind"), declared.get("contract_kind")
    if sale.is_professional is None and kind in ("consumer", "professional"):
        sale = replace(sale, is_professional=kind == "professional")
    if contract is not None and not sale.contract_kind and contract in _CONTRACTS:
        sale = replace(sale, contract_kind=str(contract))
    return sale


def law_facts(
    sale: SaleLine, asked: AskedLine, declared: Mapping[str, object], *, asked_on: date, zone: str
) -> law.Facts:
    """Everything the law may ask about one line; what nobody exported, declared or said stays unknown.

    What arrives after the day of the request has not arrived, whoever announces its day.
    """
    told = _of_every_line(sale, asked, declared, asked_on, zone)
    if sale.is_professional or sale.agreed_delivery_on is not None or sale.contract_kind:
        told |= _of_some(sale)
    if sale.recalls:
        told |= recall_facts(sale, asked_on, zone)
    if sale.cover:
        told |= cover_facts(sale.cover, sale, asked.reason, on=asked_on, zone=zone)
    if sale.history:
        told |= history_facts(sale.history, asked, told, on=asked_on)
    return law.Facts.told(told)


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
    arrivals = [local_day(at, zone) for at in instants if at is not None]
    deliveries = tuple([day for day in arrivals if day <= asked_on])
    received = None if own is None else local_day(own, zone)
    return {
        "country": sale.country or None, "sale": _SALES.get(sale.channel),
        "buyer": _BUYERS[sale.is_professional], "seller": _SELLERS.get(sale.seller, _TRADER),
        "contract": _GOODS, "concluded_on": local_day(sale.contract_at, zone), "deliveries": deliveries,
        "more_to_come": len(deliveries) < len(instants),
        "delivered_on": received if received and received <= asked_on else None,
        "info_given": _flag(declared, "withdrawal_information_given"),
        "return_cost_announced": _flag(declared, "return_cost_announced"),
        "made_to_spec": sale.made_to_order, "perishable": sale.perishable,
        "sealed_for_hygiene": sale.hygiene_sealed, "unsealed": asked.answers.get("unsealed"),
        "paid": sale.paid_for(asked.quantity, before=_settled(sale, asked)),
        "condition": _SECOND_HAND if sale.second_hand else _NEW,
        "commercial_warranty_months": sale.warranty_months,
        "lost_or_broken_in_transit": asked.reason in _IN_TRANSIT or None, **_said_to_law(asked, asked_on),
    }  # fmt: skip


def _settled(sale: SaleLine, asked: AskedLine) -> int:
    """Units settled before these; never the very ones that are asked about, though they may be back."""
    return min(sale.returned_qty, sale.quantity - asked.quantity)


def _said_to_law(asked: AskedLine, asked_on: date) -> dict[str, Any]:
    """What the request itself states, as of its day; a wish for an exchange keeps its date (L221-21)."""
    defect_on = asked_on if asked.reason in DEFECTS else None
    statement_on = asked_on if asked.intent in _STATEMENTS else None
    return {
        "defect": True if defect_on else None, "defect_appeared_on": defect_on, "claimed_on": defect_on,
        "withdrawn_on": statement_on, "informed_on": statement_on,
        "wish_on": asked_on if asked.intent is _EXCHANGE else None,
    }  # fmt: skip


def _flag(declared: Mapping[str, object], name: str) -> bool | None:
    value = declared.get(name)
    return value if isinstance(value, bool) else None


def policy_facts(sale: SaleLine, asked: AskedLine, rights: law.Rights, *, intent: Intent) -> PolicyFacts:
    """Facts of the eligibility table, days and amounts as the law read them on its day; an unknown one is
    left out, so that no row on it fires.
    """
    today, known = rights.today, rights.facts
    paid = known.paid
    return PolicyFacts.told({
        "intent": intent.value, "reason": asked.reason.value, "quantity": asked.quantity,
        "withdrawal_open": rights.answer(_WITHDRAWAL) is YES,
        "guarantee_open": rights.answer(_CONFORMITY) is YES,
        "line_value": paid.minor if paid is not None else None,
        "is_partial": asked.quantity < sale.order_quantity_total, "photo_given": asked.photos > 0,
        "unsealed": known.unsealed, "on_sale": sale.discount.minor > 0,
        "channel": sale.channel, "country": sale.country, "currency": sale.currency, "seller": sale.seller,
        "buyer_kind": _BUYER_KINDS[sale.is_professional], "category": sale.category_path,
        "hygiene_sealed": sale.hygiene_sealed, "made_to_order": sale.made_to_order,
        "perishable": sale.perishable, "dangerous_goods": sale.dangerous_goods,
        "second_hand": sale.second_hand, "serial_tracked": sale.serial_tracked,
        "delivery_mode": sale.delivery_mode, "marketplace": sale.marketplace, "gift": sale.is_gift,
        "supplier": sale.supplier, "weight_grams": sale.weight_grams, "warranty_months": sale.warranty_months,
        "employees": sale.buyer_employees, "outside_main_activity": sale.outside_main_activity,
        "contract": sale.contract_kind or "goods",
        "recalled": known.recalled, "cover_bought": known.cover_bought,
        "withdrawal_information_given": known.info_given,
        "return_cost_announced": known.return_cost_announced,
        **_days(known, today), **_SAID[asked.reason], **(_earlier(known, today) if sale.history else {}),
    })  # fmt: skip


def _days(known: law.Facts, today: date) -> dict[str, Value | None]:
    """The days of the sale and how long ago they are; what has not come yet has none."""
    told: dict[str, Value | None] = {"asked_on": today.isoformat()}
    received, concluded = known.delivered_on, known.concluded_on
    told["delivered"] = received is not None
    if received is not None:
        told["delivered_on"] = received.isoformat()
        told["days_since_delivery"] = (today - received).days
        told["months_since_delivery"] = _months_between(received, today)
    if concluded is not None:
        told["contract_on"] = concluded.isoformat()
        told["days_since_contract"] = (today - concluded).days
    return told


def _earlier(known: law.Facts, today: date) -> dict[str, Value | None]:
    """What earlier cases of the line left behind."""
    wish, back = known.wish_on, known.handed_back_on
    return {
        "repairs_done": known.repairs, "attempt_failed": known.attempt_failed,
        "remedy_overdue": known.remedy_overdue, "same_defect": known.same_defect,
        "exchange_failed": known.wish_failed,
        "days_since_wish": (today - wish).days if wish is not None else None,
        "days_since_hand_back": (today - back).days if back is not None else None,
    }  # fmt: skip


def _months_between(start: date, end: date) -> int:
    """Whole months from `start` to `end`."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    return whole - (1 if end.day < start.day else 0)
