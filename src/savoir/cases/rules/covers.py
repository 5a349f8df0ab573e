"""What a cover bought with a line tells the law."""

from datetime import date
from typing import Any

from savoir.cases.states import Reason
from savoir.kernel.values.days import local_day
from savoir.law import values as law
from savoir.orders.states import CoverKind
from savoir.orders.values import Cover, SaleLine

# What may change while a request is open; a page that reads the law as of today tells it as of today.
NAMES = ("cover_renounced_on",)
_HAPPENED = {Reason.DEFECTIVE: law.Peril.BREAKDOWN}


def cover_facts(cover: Cover, sale: SaleLine, reason: Reason, *, on: date, zone: str) -> dict[str, Any]:
    """What was told of it, as of the day `on`; bought with the goods unless another day is told."""
    if not cover.bought:
        return {"cover_bought": False}
    sold_on = cover.sold_on or local_day(sale.contract_at, zone)
    if sold_on > on:
        return {}
    given_up = cover.renounced_on
    return {
        "cover_bought": True, "linked_contracts": True, "cover_sold_on": sold_on,
        "cover_is_insurance": None if cover.kind is None else cover.kind is CoverKind.INSURANCE,
        "cover_first_paid_on": cover.first_paid_on, "cover_first_on": cover.first_on,
        "cover_last_on": cover.last_on,
        "cover_perils": None if cover.perils is None else tuple(map(law.Peril, cover.perils)),
        "cover_renounced_on": given_up if given_up and given_up <= on else None,
        "peril": _HAPPENED.get(reason),
    }  # fmt: skip
