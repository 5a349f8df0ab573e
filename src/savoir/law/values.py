"""What the law is asked (facts) and what it answers (rights, gaps). Every fact may be unknown: None."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from savoir.kernel.values.answers import Answer
from savoir.kernel.values.days import Place
from savoir.kernel.values.money import Money
from savoir.law.codes import (
    BASIS_OF_INTENT,
    Ban,
    Basis,
    Buyer,
    Component,
    Condition,
    Contract,
    Party,
    Remedy,
    Sale,
    Seller,
)

__all__ = [
    "BASIS_OF_INTENT",
    "Ban",
    "Basis",
    "Buyer",
    "Component",
    "Condition",
    "Contract",
    "Facts",
    "Finding",
    "Gap",
    "Offer",
    "Party",
    "Remedy",
    "Right",
    "Rights",
    "Sale",
    "Seller",
]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one line; None = unknown, for the day of an event: not known to have happened.

    Days are local to the consumer.

    `deliveries`: days each parcel of the order was received or collected; () = nothing received yet.
    `country` None is read as France; another country goes to a person.
    """

    country: str | None = None
    place: Place = Place.UNKNOWN
    sale: Sale | None = None
    buyer: Buyer | None = None
    seller: Seller | None = None
    contract: Contract | None = None
    employees: int | None = None
    outside_main_activity: bool | None = None
    concluded_on: date | None = None
    deliveries: tuple[date, ...] | None = None
    more_to_come: bool | None = None
    delivered_on: date | None = None  # this line's own receipt, when it differs from the order's last parcel
    # withdrawal
    info_given: bool | None = None
    info_given_on: date | None = None
    return_cost_announced: bool | None = None
    seller_pays_return: bool | None = None
    collection_by_seller: bool | None = None
    withdrawn_on: date | None = None
    wish_on: date | None = None
    wish_failed: bool | None = None
    informed_on: date | None = None
    posted_on: date | None = None
    received_back_on: date | None = None
    made_to_spec: bool | None = None
    perishable: bool | None = None
    sealed_for_hygiene: bool | None = None
    audio_video_software: bool | None = None
    unsealed: bool | None = None
    inseparably_mixed: bool | None = None
    started: bool | None = None
    paid_content: bool | None = None
    express_consent: bool | None = None
    acknowledged_loss: bool | None = None
    confirmed_durably: bool | None = None
    # money
    paid: Money | None = None
    delivery_paid: Money | None = None
    delivery_standard: Money | None = None
    delivery_of_kept: Money | None = None
    is_partial: bool | None = None
    # defects
    condition: Condition | None = None
    defect: bool | None = None
    defect_appeared_on: date | None = None
    claimed_on: date | None = None
    chosen_remedy: Remedy | None = None
    repairs: int | None = None
    immobilized_days: int | None = None
    imposed_replacement_on: date | None = None
    attempt_failed: bool | None = None
    seller_refused: bool | None = None
    remedy_overdue: bool | None = None
    serious: bool | None = None
    minor: bool | None = None
    hidden: bool | None = None
    prior_to_sale: bool | None = None
    commercial_warranty_months: int | None = None
    # delivery
    agreed_delivery_on: date | None = None
    date_is_essential: bool | None = None
    lost_or_broken_in_transit: bool | None = None
    own_carrier: bool | None = None
    extra_deadline_on: date | None = None


_FACT_NAMES = frozenset(one.name for one in fields(Facts))


def _only_known(self: Facts, **known: object) -> None:
    """Keep what is known: sixty assignments of None would cost more than reading a right."""
    if not _FACT_NAMES.issuperset(known):
        raise TypeError(f"no fact of the law: {sorted(known.keys() - _FACT_NAMES)}")
    self.__dict__.update(known)


Facts.__init__ = _only_known  # type: ignore[method-assign]  # same keywords; the dataclass's own stays the typed one


@dataclass(frozen=True, slots=True)
class Finding:
    """One question answered: the article that decides it and the facts it still lacks."""

    answer: Answer
    article: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """The law's answer on one basis.

    `last_day` is the earliest safe promise, whole day included: it may turn out later, never sooner. None =
    the period has not begun or has no known end. `needs_person`: only a person may refuse on this basis.
    `refund_due_on` is the seller's last day and is never rolled; None until a fact starts it.
    """

    basis: Basis
    answer: Answer
    articles: tuple[str, ...]
    first_day: date | None = None
    last_day: date | None = None
    remedies: tuple[Remedy, ...] = ()
    choice_by: Party = Party.CONSUMER
    return_paid_by: Party = Party.SELLER
    proof_on: Party | None = None
    refund: Money | None = None
    refund_due_on: date | None = None
    send_back_last_day: date | None = None
    remedy_due_on: date | None = None
    merchant_may_not: frozenset[Ban] = frozenset()
    needs_person: bool = False
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rights:
    """All bases side by side, on the day they were asked; each is read when somebody first looks at it."""

    today: date
    facts: Facts
    readers: Mapping[Basis, Callable[[Facts, date], Right]] = field(repr=False)
    _read: dict[Basis, Right] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, basis: Basis) -> Right:
        """The right on one basis (each is always there)."""
        right = self._read.get(basis)
        if right is None:
            right = self._read[basis] = self.readers[basis](self.facts, self.today)
        return right

    @property
    def each(self) -> tuple[Right, ...]:
        """All five, in the order of `Basis`."""
        return tuple([self.of(basis) for basis in self.readers])

    @property
    def left(self) -> tuple[Right, ...]:
        """Rights that are not excluded, those that need facts included."""
        return tuple(right for right in self.each if right.answer is not Answer.NO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a policy would give on one basis; compared with the right by `covers`.

    `remedies` empty = a refusal. None for a date, payer or amount = the offer is silent, so the law's holds.
    `by_person`: a person gives this answer, no machine.
    """

    basis: Basis
    remedies: tuple[Remedy, ...] = ()
    choice_by: Party = Party.CONSUMER
    last_day: date | None = None
    return_paid_by: Party | None = None
    refund: Money | None = None
    refund_due_on: date | None = None
    same_means: bool = True
    means_consented: bool = False
    demands: frozenset[Ban] = frozenset()
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Where an offer is below the law, and the article that says so."""

    component: Component
    article: str
