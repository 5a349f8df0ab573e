"""What the law is asked (facts) and what it answers (rights, gaps). Every fact may be unknown: None."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Self

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
    "Reader",
    "Remedy",
    "Right",
    "Rights",
    "Ruling",
    "Sale",
    "Seller",
]


class _Terms:
    """Rows of which little is known keep only that: assigning sixty None costs more than reading a right."""

    @classmethod
    def told(cls, known: dict[str, Any]) -> Self:
        """A row that keeps this very mapping: the caller's no more. TypeError for a name the row lacks."""
        names: Mapping[str, object] = cls.__dataclass_fields__  # type: ignore[attr-defined]  # each is a dataclass
        if not known.keys() <= names.keys():
            raise TypeError(f"{cls.__name__} has no {sorted(known.keys() - names.keys())}")
        row = object.__new__(cls)
        object.__setattr__(row, "__dict__", known)
        return row


def _only_known(self: _Terms, **known: object) -> None:
    """The same by keywords; the dataclass's own signature stays the typed one."""
    object.__setattr__(self, "__dict__", vars(type(self).told(known)))


@dataclass(frozen=True, kw_only=True)
class Facts(_Terms):
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


Facts.__init__ = _only_known  # type: ignore[method-assign]  # same keywords


class Finding(NamedTuple):
    """One question answered: the article that decides it and the facts it still lacks."""

    answer: Answer
    article: str
    missing: tuple[str, ...] = ()


class Ruling(NamedTuple):
    """What a basis comes to before its terms are read: the answer, the findings behind it, the last day."""

    answer: Answer
    findings: tuple[Finding, ...]
    last_day: date | None


@dataclass(frozen=True, kw_only=True)
class Right(_Terms):
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


Right.__init__ = _only_known  # type: ignore[method-assign]  # same keywords


class Reader(NamedTuple):
    """How one basis is read: what decides it, then the whole right with its terms."""

    ruling: Callable[[Facts, date], Ruling]
    right: Callable[[Facts, date, Ruling], Right]


@dataclass(slots=True)
class Rights:
    """All bases side by side, on the day they were asked; each is read when somebody first looks at it,
    and only as far as he looks: `answer` needs no remedies, no amounts and none of the seller's dates.
    """

    today: date
    facts: Facts
    readers: Mapping[Basis, Reader] = field(repr=False)
    _ruled: dict[Basis, Ruling] = field(default_factory=dict, init=False, repr=False, compare=False)
    _read: dict[Basis, Right] = field(default_factory=dict, init=False, repr=False, compare=False)

    def answer(self, basis: Basis) -> Answer:
        """Yes, no or needs facts on one basis; what `of` answers too."""
        return (self._ruled.get(basis) or self._ruling(basis)).answer

    def of(self, basis: Basis) -> Right:
        """The right on one basis (each is always there)."""
        right = self._read.get(basis)
        if right is None:
            ruling = self._ruled.get(basis) or self._ruling(basis)
            right = self._read[basis] = self.readers[basis].right(self.facts, self.today, ruling)
        return right

    def _ruling(self, basis: Basis) -> Ruling:
        ruling = self._ruled[basis] = self.readers[basis].ruling(self.facts, self.today)
        return ruling

    @property
    def each(self) -> tuple[Right, ...]:
        """All five, in the order of `Basis`."""
        return tuple([self.of(basis) for basis in self.readers])

    @property
    def left(self) -> tuple[Right, ...]:
        """Rights that are not excluded, those that need facts included."""
        return tuple(right for right in self.each if right.answer is not Answer.NO)


@dataclass(frozen=True, kw_only=True)
class Offer(_Terms):
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


Offer.__init__ = _only_known  # type: ignore[method-assign]  # same keywords


class Gap(NamedTuple):
    """Where an offer is below the law, and the article that says so."""

    component: Component
    article: str
