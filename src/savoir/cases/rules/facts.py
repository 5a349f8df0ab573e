"""From a sale and what was said about it to the facts of the law and of the policy."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from savoir.cases.states import Intent, Reason
from savoir.cases.values import AskedLine
from savoir.kernel.values.answers import Answer
from savoir.kernel.values.days import local_day
from savoir.law import values as law
from savoir.orders.states import Channel, Seller
from savoir.orders.values import SaleLine
from savoir.policies.facts import PolicyFacts

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
}
_SELLERS = {Seller.PRIVATE.value: law.Seller.PRIVATE_INDIVIDUAL}


def with_declared(sale: SaleLine, declared: Mapping[str, object]) -> SaleLine:
    """The sale with what its brand declared of buyers whose order does not say who they are."""
    kind = declared.get("buyer_kind")
    if sale.is_professional is not None or kind not in ("consumer", "professional"):
        return sale
    return replace(sale, is_professional=kind == "professional")


def as_of(sale: SaleLine, on: date, zone: str) -> SaleLine:
    """The sale as it stood on a local day: what arrives later has not arrived, whoever announces its day."""

    def arrived(at: datetime | None) -> datetime | None:
        return at if at and local_day(at, zone) <= on else None

    known = [at for at in (sale.line_delivered_at, *sale.order_delivered_at) if at is not None]
    if not known or local_day(max(known), zone) <= on:
        return sale
    return replace(
        sale, line_delivered_at=arrived(sale.line_delivered_at),
        order_delivered_at=tuple(arrived(at) for at in sale.order_delivered_at),
    )  # fmt: skip


def law_facts(
    sale: SaleLine, asked: AskedLine, declared: Mapping[str, object], *, asked_on: date, zone: str
) -> law.Facts:
    """Everything the law may ask about one line; what nobody exported, declared or said stays unknown."""
    sale = as_of(sale, asked_on, zone)
    return law.Facts(
        country=sale.country or None,
        sale=_SALES.get(sale.channel),
        buyer=_buyer(sale.is_professional),
        seller=_SELLERS.get(sale.seller, law.Seller.TRADER),
        contract=law.Contract.GOODS,
        concluded_on=local_day(sale.contract_at, zone),
        deliveries=_deliveries(sale, zone),
        more_to_come=None in sale.order_delivered_at,
        delivered_on=local_day(sale.line_delivered_at, zone) if sale.line_delivered_at else None,
        info_given=_flag(declared, "withdrawal_information_given"),
        return_cost_announced=_flag(declared, "return_cost_announced"),
        made_to_spec=sale.made_to_order,
        perishable=sale.perishable,
        sealed_for_hygiene=sale.hygiene_sealed,
        unsealed=asked.answers.get("unsealed"),
        paid=sale.paid_for(asked.quantity, before=_settled(sale, asked)),
        condition=law.Condition.SECOND_HAND if sale.second_hand else law.Condition.NEW,
        commercial_warranty_months=sale.warranty_months,
        lost_or_broken_in_transit=asked.reason in (Reason.DAMAGED_ON_ARRIVAL, Reason.NEVER_ARRIVED) or None,
        **_said_to_law(asked, asked_on),
    )


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
        "wish_on": asked_on if asked.intent is Intent.EXCHANGE else None,
    }  # fmt: skip


def _buyer(is_professional: bool | None) -> law.Buyer | None:
    if is_professional is None:
        return None
    return law.Buyer.PROFESSIONAL if is_professional else law.Buyer.CONSUMER


def _deliveries(sale: SaleLine, zone: str) -> tuple[date, ...]:
    return tuple([local_day(at, zone) for at in sale.order_delivered_at if at is not None])


def _flag(declared: Mapping[str, object], name: str) -> bool | None:
    value = declared.get(name)
    return value if isinstance(value, bool) else None


def policy_facts(
    sale: SaleLine, asked: AskedLine, rights: law.Rights, *, intent: Intent, asked_on: date, zone: str
) -> PolicyFacts:
    """Facts of the eligibility table; an unknown one is left out, so that no row on it fires."""
    sale = as_of(sale, asked_on, zone)
    received = local_day(sale.line_delivered_at, zone) if sale.line_delivered_at else None
    return PolicyFacts.read({
        "intent": intent, "reason": asked.reason, "quantity": asked.quantity,
        "days_since_delivery": (asked_on - received).days if received else None,
        "months_since_delivery": _months_between(received, asked_on) if received else None,
        "days_since_contract": (asked_on - local_day(sale.contract_at, zone)).days,
        "withdrawal_open": rights.of(law.Basis.WITHDRAWAL).answer is Answer.YES,
        "guarantee_open": rights.of(law.Basis.CONFORMITY).answer is Answer.YES,
        "line_value": sale.paid_for(asked.quantity, before=_settled(sale, asked)).minor,
        "is_partial": asked.quantity < sale.order_quantity_total, "photo_given": asked.photos > 0,
        "unsealed": asked.answers.get("unsealed"), "delivered": received is not None,
        **_exported(sale), **_said(asked.reason),
    })  # fmt: skip


def _exported(sale: SaleLine) -> dict[str, bool | str | None]:
    return {
        "channel": sale.channel, "country": sale.country, "currency": sale.currency, "seller": sale.seller,
        "buyer_kind": _buyer_kind(sale.is_professional), "category": sale.category_path,
        "hygiene_sealed": sale.hygiene_sealed, "made_to_order": sale.made_to_order,
        "perishable": sale.perishable, "dangerous_goods": sale.dangerous_goods,
        "second_hand": sale.second_hand, "serial_tracked": sale.serial_tracked,
        "delivery_mode": sale.delivery_mode, "marketplace": sale.marketplace, "gift": sale.is_gift,
    }  # fmt: skip


def _said(reason: Reason) -> dict[str, bool]:
    return {
        "defect": reason in DEFECTS, "damaged_on_arrival": reason is Reason.DAMAGED_ON_ARRIVAL,
        "missing_part": reason is Reason.MISSING_PART, "wrong_item": reason is Reason.WRONG_ITEM,
    }  # fmt: skip


def _buyer_kind(is_professional: bool | None) -> str | None:
    if is_professional is None:
        return None
    return "professional" if is_professional else "consumer"


def _months_between(start: date, end: date) -> int:
    """Whole months from `start` to `end`."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    return whole - (1 if end.day < start.day else 0)
