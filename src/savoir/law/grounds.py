"""Legal grounds on which a person may give less: a closed list, each weighed by the law's own answer.

A ground is what the trader shows. It is joined to the facts and the law is asked again: what it then still
answers stands. A ground that a known fact contradicts, or that changes nothing, carries nothing.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from savoir.kernel.values.answers import NO, YES
from savoir.kernel.values.money import Money
from savoir.law.covers import covers
from savoir.law.parameters import COUNTRIES, national
from savoir.law.readings import FRENCH, country_of
from savoir.law.refunds import after_depreciation
from savoir.law.rights import rights as rights_of
from savoir.law.values import (
    Basis,
    Buyer,
    Component,
    Contract,
    Facts,
    Gap,
    Offer,
    Party,
    Peril,
    Remedy,
    Right,
    Rights,
    Seller,
)


class Ground(StrEnum):
    """Why less may be given; nothing else is one."""

    PERIOD_OVER = "period_over"
    FACTS_CORRECTED = "facts_corrected"
    PROFESSIONAL_BUYER = "professional_buyer"
    PRIVATE_SELLER = "private_seller"
    SERVICE_PERFORMED = "service_performed"
    MARKET_PRICE = "market_price"
    MADE_TO_SPEC = "made_to_spec"
    PERISHABLE = "perishable"
    UNSEALED_HYGIENE = "unsealed_hygiene"
    INSEPARABLY_MIXED = "inseparably_mixed"
    SPECULATIVE_ALCOHOL = "speculative_alcohol"
    URGENT_REPAIR = "urgent_repair"
    UNSEALED_MEDIA = "unsealed_media"
    SINGLE_NEWSPAPER = "single_newspaper"
    PUBLIC_AUCTION = "public_auction"
    DIGITAL_STARTED = "digital_started"
    FAULT_DISPROVED = "fault_disproved"
    DELIVERY_PROVED = "delivery_proved"
    ANOTHERS_WARRANTY = "anothers_warranty"
    REPAIR_DISPROPORTIONATE = "repair_disproportionate"
    REPLACEMENT_DISPROPORTIONATE = "replacement_disproportionate"
    NOT_RECALLED = "not_recalled"
    CUSTOMER_AGREED = "customer_agreed"
    FOREIGN_LAW = "foreign_law"


class Plea(NamedTuple):
    """A ground's article and the facts it states. `over`: those that a proof puts in the place of what the
    customer said; every other known fact stays as it is. `closes`: bases that others answer for.
    """

    article: str
    states: Mapping[str, Any]
    over: frozenset[str] = frozenset()
    closes: frozenset[Basis] = frozenset()


_TOLD = {"info_given": True, "repairs": 0, "immobilized_days": 0}  # nothing lengthens the period
_IN_WRITING = {"reasons_in_writing": True}
_SHOWN = frozenset({"unsealed"})
_CONSENT = {"express_consent": True, "acknowledged_loss": True}
_OF_OTHERS = frozenset(
    {Basis.COMMERCIAL_WARRANTY, Basis.COVER}
)  # the maker's promise, the insurer's contract
PLEAS: Mapping[Ground, Plea] = MappingProxyType({
    Ground.PERIOD_OVER: Plea("L221-20", _TOLD),
    Ground.FACTS_CORRECTED: Plea("L221-18", _TOLD),
    Ground.PROFESSIONAL_BUYER: Plea("L221-3", {"buyer": Buyer.PROFESSIONAL}),
    Ground.PRIVATE_SELLER: Plea("L221-18", {"seller": Seller.PRIVATE_INDIVIDUAL}),
    Ground.SERVICE_PERFORMED: Plea(
        "L221-28 1°", {"contract": Contract.SERVICE, "fully_performed": True, **_CONSENT}
    ),
    Ground.MARKET_PRICE: Plea("L221-28 2°", {"price_follows_markets": True}),
    Ground.MADE_TO_SPEC: Plea("L221-28 3°", {"made_to_spec": True}),
    Ground.PERISHABLE: Plea("L221-28 4°", {"perishable": True}),
    Ground.UNSEALED_HYGIENE: Plea("L221-28 5°", {"sealed_for_hygiene": True, "unsealed": True}, _SHOWN),
    Ground.INSEPARABLY_MIXED: Plea("L221-28 6°", {"inseparably_mixed": True}),
    Ground.SPECULATIVE_ALCOHOL: Plea(
        "L221-28 7°", {"alcohol": True, "delivery_after_thirty_days": True, "speculative_value": True}
    ),
    Ground.URGENT_REPAIR: Plea(
        "L221-28 8°", {"urgent_home_repair": True, "visit_requested": True, "strictly_necessary": True}
    ),
    Ground.UNSEALED_MEDIA: Plea("L221-28 9°", {"audio_video_software": True, "unsealed": True}, _SHOWN),
    Ground.SINGLE_NEWSPAPER: Plea("L221-28 10°", {"newspaper": True, "single_issue": True}),
    Ground.PUBLIC_AUCTION: Plea("L221-28 11°", {"public_auction": True}),
    Ground.DIGITAL_STARTED: Plea(
        "L221-28 13°",
        {"contract": Contract.DIGITAL_CONTENT, "started": True, "confirmed_durably": True, **_CONSENT},
    ),
    Ground.FAULT_DISPROVED: Plea(
        "L217-7", {"defect": False, "lost_or_broken_in_transit": False},
        frozenset({"defect", "lost_or_broken_in_transit"}), frozenset({Basis.COMMERCIAL_WARRANTY}),
    ),
    Ground.DELIVERY_PROVED: Plea(
        "L216-2", {"lost_or_broken_in_transit": False}, frozenset({"lost_or_broken_in_transit"})
    ),
    Ground.ANOTHERS_WARRANTY: Plea("L217-21", _TOLD, closes=_OF_OTHERS),
    Ground.REPAIR_DISPROPORTIONATE: Plea("L217-12", {"repair_excluded": True, **_IN_WRITING}),
    Ground.REPLACEMENT_DISPROPORTIONATE: Plea("L217-12", {"replacement_excluded": True, **_IN_WRITING}),
    Ground.NOT_RECALLED: Plea("Reg. (EU) 2023/988 art. 37", {"recalled": False}),
    Ground.CUSTOMER_AGREED: Plea("L221-24", {}),
    Ground.FOREIGN_LAW: Plea("Rome I 6", {}),
})  # fmt: skip
_GIVES = {
    Basis.WITHDRAWAL: "L221-18", Basis.DELIVERY: "L216-1", Basis.RECALL: "Reg. (EU) 2023/988 art. 37",
}  # fmt: skip
_BESIDE: Mapping[Basis, tuple[Basis, ...]] = MappingProxyType(
    {
        Basis.CONFORMITY: (Basis.HIDDEN_DEFECTS, Basis.COMMERCIAL_WARRANTY, Basis.COVER, Basis.RECALL),
        Basis.WITHDRAWAL: (Basis.RECALL,),
        Basis.DELIVERY: (Basis.RECALL,),
    }
)


def pleaded(rights: Rights, ground: Ground) -> Rights | None:
    """The law, asked again with what the ground shows; None when a known fact says the contrary.

    The wish for an exchange that is refused has failed: it counts as a withdrawal of its day (L221-21).
    """
    plea, known = PLEAS[ground], dict(vars(rights.facts))
    for name, value in plea.states.items():
        told = known.get(name)
        if told is not None and told != value and name not in plea.over and not _is_open(name, rights.facts):
            return None
        known[name] = value
    if known.get("defect") is False and known.get("peril") is Peril.BREAKDOWN:
        known["peril"] = None  # no fault, no breakdown: what else may have happened nobody has said
    return rights_of(Facts.told(known), rights.today)


def _is_open(name: str, facts: Facts) -> bool:
    """What was sold may turn out to be no goods, unless it was delivered like goods."""
    return name == "contract" and not facts.deliveries


def refusal_gap(rights: Rights, basis: Basis, ground: Ground | None) -> Gap | None:
    """What a person's refusal of a request on this basis would take away; None = the law allows it.

    Yes or unknown stands against it unless the ground turns it into a no; so does a yes on a basis beside it
    (a fault proven to be older than the sale, a warranty or a bought cover still running, a recall). Only a
    country whose law is not read is left to a person.
    """
    asked = _failed_wish(rights)
    weighed = asked if ground is None else pleaded(asked, ground)
    if weighed is None:
        return Gap(Component.REMEDIES, _named(asked.of(basis), asked))
    right = weighed.of(basis)
    is_foreign = ground is Ground.FOREIGN_LAW and country_of(rights.facts) not in {*COUNTRIES, *FRENCH}
    if right.answer is not NO and not is_foreign:
        return Gap(Component.REMEDIES, _named(right, weighed))
    closed = PLEAS[ground].closes if ground else frozenset()
    beside = [weighed.of(other) for other in _BESIDE.get(basis, ()) if other not in closed]
    return next((Gap(Component.REMEDIES, _named(one, weighed)) for one in beside if one.answer is YES), None)


def _named(right: Right, rights: Rights) -> str:
    """The article that gives the right; while facts are missing, not the exception that is in doubt."""
    return right.articles[0] if right.answer is YES else giving(right.basis, rights)


def giving(basis: Basis, rights: Rights) -> str:
    """The article that gives the right on a basis, in the country whose law is read."""
    return national(_GIVES.get(basis, "L217-3"), country_of(rights.facts))


def _failed_wish(rights: Rights) -> Rights:
    facts = rights.facts
    if facts.wish_on is None or facts.wish_failed is not None:
        return rights
    return rights_of(Facts.told({**vars(facts), "wish_failed": True}), rights.today)


def grant_gaps(
    rights: Rights, basis: Basis, remedy: Remedy, *, wish: Remedy | None = None, ground: Ground | None = None
) -> tuple[Gap, ...]:
    """What a granted remedy leaves below the law; () = lawful.

    The customer's own wish, and what he agreed to expressly, are his choice. Another remedy than his wish
    among those of the law is the seller's choice (L217-9) unless the ground takes the wish away (L217-12).
    All the money back is never less, unless he asked for something else that is his.
    """
    if remedy is wish or ground is Ground.CUSTOMER_AGREED:
        return ()
    weighed = rights if ground is None else pleaded(rights, ground)
    if weighed is None:
        return (Gap(Component.REMEDIES, PLEAS[ground].article if ground else ""),)
    right = weighed.of(basis)
    given = (remedy, Remedy.REFUND) if remedy is Remedy.RETURNLESS_REFUND else (remedy,)
    serves = Remedy.REFUND in given or any(one in right.remedies for one in given)
    overrides = wish in right.remedies and wish not in given
    offer = Offer(
        basis=basis, by_person=True, remedies=right.remedies if serves else given,
        choice_by=Party.SELLER if overrides else Party.CONSUMER,
    )  # fmt: skip
    return covers(offer, weighed)


def depreciated(rights: Rights, loss: Money, *, handled_beyond_need: bool | None) -> Money | None:
    """The least refund of a withdrawal whose goods lost `loss` of their value (L221-23); None = no refund is
    due or its sum is unknown. Normal use of defective goods takes nothing off, so no other basis has one.
    """
    right = rights.of(Basis.WITHDRAWAL)
    if right.answer is NO or right.refund is None:
        return None
    return after_depreciation(
        right.refund, loss, info_given=rights.facts.info_given, handled_beyond_need=handled_beyond_need
    )
