"""From the answers of the tables to an offer in the law's own words: what the floor and the proof compare."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from savoir.kernel.values.answers import YES
from savoir.kernel.values.days import days
from savoir.kernel.values.money import Money
from savoir.law.readings import numbers_of, working_day
from savoir.law.values import BASIS_OF_INTENT, Ban, Basis, Facts, Offer, Party, Remedy, Right
from savoir.policies.tables.points import ALL_BASIS_POINTS, BY_LAW

RECALLED = "recalled"
NOT_ARRIVED = frozenset({"never_arrived", "late"})
DEMANDS: Mapping[str, Ban] = MappingProxyType(
    {
        "receipt": Ban.DEMAND_THE_RECEIPT, "original_packaging": Ban.DEMAND_ORIGINAL_PACKAGING,
        "unopened": Ban.DEMAND_UNOPENED, "police_report": Ban.DEMAND_POLICE_REPORT,
        "carrier_reserves": Ban.DEMAND_CARRIER_RESERVES, "written_form": Ban.IMPOSE_A_FORM,
        "written_reason": Ban.ASK_A_REASON,
    }
)  # fmt: skip
_GRANTED = {remedy.value: remedy for remedy in Remedy}
_PAYERS = {"customer": Party.CONSUMER, "merchant": Party.SELLER}
_WITHDRAWAL, _CONFORMITY, _DELIVERY = Basis.WITHDRAWAL, Basis.CONFORMITY, Basis.DELIVERY
_CREDIT = "store_credit"
_TERMS = ("remedies", "choice_by", "return_paid_by", "preselected", "documents", "replacement", "referral")
_READ = itemgetter(*_TERMS)


def basis_of_request(intent: str, reason: str) -> Basis:
    """The legal basis whose floor the answer to a request must meet first."""
    if reason == RECALLED:
        return Basis.RECALL
    return _DELIVERY if reason in NOT_ARRIVED else BASIS_OF_INTENT.get(intent, _CONFORMITY)


def offer_of(outputs: Mapping[str, Any], right: Right, facts: Facts, today: date) -> Offer:
    """The offer that outputs of eligibility, way of return and evidence make on the basis of `right`.

    `by_law` stands for the remedies the law gives; a fee or a recomputed price lowers the refund; a voucher
    that is ticked beforehand is no consent (L221-24); a window shorter than the law's is the last day told.
    """
    due = right.remedies if right.answer is YES else ()
    terms = _READ(outputs) if "documents" in outputs else tuple([outputs.get(name) for name in _TERMS])
    refund = _refund(outputs, right)
    return _offered(
        right.basis, due, terms, refund, _last_day(outputs.get("window_days"), right, facts, today)
    )


@lru_cache(maxsize=4096)  # what rows say is put into the words of the law once
def _offered(
    basis: Basis, due: tuple[Remedy, ...], terms: tuple[Any, ...], refund: Money | None, last_day: date | None
) -> Offer:
    names, chooser, payer, preselected, documents, replacement, referral = terms
    granted = [one for name in names or () for one in (due if name == BY_LAW else _named(name))]
    demands = {DEMANDS[name] for name in documents or () if name in DEMANDS}
    if referral == "manufacturer":
        demands.add(Ban.SEND_TO_THE_BRAND)
    if replacement == "refurbished":
        demands.add(Ban.IMPOSE_REFURBISHED)
    return Offer(
        basis=basis, remedies=tuple(dict.fromkeys(granted)), return_paid_by=_PAYERS.get(payer or ""),
        choice_by=Party.SELLER if chooser == "merchant" else Party.CONSUMER, refund=refund, last_day=last_day,
        same_means=preselected != _CREDIT, demands=frozenset(demands), by_person=True,
    )  # fmt: skip


def _named(name: str) -> tuple[Remedy, ...]:
    return (_GRANTED[name],) if name in _GRANTED else ()


def _refund(outputs: Mapping[str, Any], right: Right) -> Money | None:
    share, fee = outputs.get("fee_share") or 0, outputs.get("fee_amount") or 0
    is_recomputed = outputs.get("refund_of") == "recomputed"
    if right.refund is None or not (share or fee or is_recomputed):
        return None
    left = right.refund.minor * (ALL_BASIS_POINTS - share) // ALL_BASIS_POINTS - fee - is_recomputed
    return Money(max(0, left), right.refund.currency)


def _last_day(window: int | None, right: Right, facts: Facts, today: date) -> date | None:
    """The last day that is told, when the window is shorter than the law's and the customer was informed."""
    if window is None or right.basis is not _WITHDRAWAL or not (facts.info_given and facts.deliveries):
        return None
    if window >= numbers_of(facts, today)["withdrawal_days"]:
        return None
    return working_day(days(max(facts.deliveries), window), facts)
