"""The consumer mediator, Code de la consommation L612-1 to L616-1: who may go, and from when to when."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer
from savoir.kernel.values.days import Place, french_working_day, months
from savoir.law.parameters import parameter
from savoir.law.readings import FRENCH
from savoir.law.values import Ban, Buyer, Seller

_RIGHT, _TELL, _DATES, _FREE_WILL = "L612-1", "L616-1", "L612-2", "L612-4"
_ODR = "Reg. (EU) 2024/3228 art. 1"
BANS = frozenset({Ban.CHARGE_A_FEE, Ban.IMPOSE_MEDIATION, Ban.LINK_THE_ODR_PLATFORM})
_ALWAYS = ("mediator_on_site",)
_AFTER_FAILURE = ("mediator_named_again", "mediator_durably", "mediator_free", "mediator_dates")


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """A complaint that was not settled; None = unknown, for the day of an event: not known to have happened.

    `complained_on`: the day of the written complaint to the seller; `refused_on`: of his refusal, if in part;
    `elsewhere`: a court or another mediator has the dispute.
    """

    country: str | None = None
    place: Place = Place.UNKNOWN
    buyer: Buyer | None = None
    seller: Seller | None = None
    complained_on: date | None = None
    refused_on: date | None = None
    elsewhere: bool | None = None


class Mediation(NamedTuple):
    """`answer`: whether the customer may go to the mediator today; `tell`: notices the seller owes him now.

    `first_day` is sooner when the seller refuses; `last_day` is the customer's, whole day included.
    """

    answer: Answer
    articles: tuple[str, ...]
    first_day: date | None
    last_day: date | None
    tell: tuple[str, ...]
    merchant_may_not: frozenset[Ban]
    needs_person: bool
    missing: tuple[str, ...]


def first_day(dispute: Dispute) -> date | None:
    """The first day for the mediator: at once when refused, else two months after the written complaint."""
    written = dispute.complained_on
    if written is None:
        return None
    unanswered = months(written, parameter("mediation_answer_months", written).value)
    refused = dispute.refused_on
    return unanswered if refused is None else min(max(refused, written), unanswered)


def last_day(dispute: Dispute) -> date | None:
    """The customer's last day: a year after his written complaint, rolled over days off."""
    written = dispute.complained_on
    if written is None:
        return None
    return french_working_day(months(written, parameter("mediation_months", written).value), dispute.place)


def odr_link_allowed(on: date) -> bool:
    """Whether a shop may still send people to the Union's platform, closed on 20 July 2025."""
    return bool(parameter("odr_link", on).value)


def mediation(dispute: Dispute, today: date) -> Mediation:
    """Whether the mediator is open to this customer today; never to a business, never against its own seller.

    A written complaint that was neither refused nor left two months needs one more fact: a refusal.
    """
    start, end = first_day(dispute), last_day(dispute)
    answer, article, missing = _answered(dispute, start, end, today)
    failed = answer is not NO and start is not None and today >= start
    return Mediation(
        answer,
        tuple(dict.fromkeys((article, _TELL, _FREE_WILL, *(() if odr_link_allowed(today) else (_ODR,))))),
        start,
        end,
        _AFTER_FAILURE if failed else _ALWAYS,
        BANS if not odr_link_allowed(today) else BANS - {Ban.LINK_THE_ODR_PLATFORM},
        answer is not YES,
        missing,
    )


def _answered(
    dispute: Dispute, start: date | None, end: date | None, today: date
) -> tuple[Answer, str, tuple[str, ...]]:
    if dispute.country is not None and dispute.country not in FRENCH:
        return NEEDS_FACTS, _RIGHT, ("country",)
    if dispute.buyer is Buyer.PROFESSIONAL or dispute.seller is Seller.PRIVATE_INDIVIDUAL:
        return NO, _RIGHT, ()
    if dispute.elsewhere or (end is not None and today > end):
        return NO, _DATES, ()
    lacking = tuple(n for n in ("buyer", "seller", "complained_on") if getattr(dispute, n) is None)
    if lacking:
        return NEEDS_FACTS, _RIGHT, lacking
    if start is not None and today < start:
        return NEEDS_FACTS, _DATES, ("refused_on",)
    return YES, _DATES, ()
