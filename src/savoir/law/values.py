"""What the law answers: findings, rights, and where an offer lies below them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from savoir.kernel.values.answers import Answer
from savoir.kernel.values.money import Money
from savoir.law.codes import (
    BASIS_OF_INTENT,
    Ban,
    Basis,
    Buyer,
    Claimant,
    Component,
    Condition,
    Contract,
    Cost,
    Party,
    Peril,
    Remedy,
    Sale,
    Seller,
)
from savoir.law.facts import Facts, Terms, only_known

__all__ = [
    "BASIS_OF_INTENT",
    "Ban",
    "Basis",
    "Buyer",
    "Claimant",
    "Component",
    "Condition",
    "Contract",
    "Cost",
    "Facts",
    "Finding",
    "Gap",
    "Offer",
    "Party",
    "Peril",
    "Reader",
    "Remedy",
    "Right",
    "Rights",
    "Ruling",
    "Sale",
    "Seller",
]


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
class Right(Terms):
    """The law's answer on one basis.

    `last_day` is the earliest safe promise, whole day included: it may turn out later, never sooner. None =
    the period has not begun or has no known end. `needs_person`: only a person may refuse on this basis.
    `refund_due_on` is the seller's last day and is never rolled; None until a fact starts it.
    `at_least`: how many of the `remedies` must be offered; None = all. `yields_to`: the basis that must serve
    the customer first, at no cost, before this one is used.
    `exception`: the article that takes the right away. `seller_collects`: he fetches the goods at his cost.
    `may_withhold_price`: what is unpaid may wait until he has done his part. `whole_order`: all may go back
    though some is in order. `ends_linked_contracts`: insurance, extension and credit end with the sale.
    """

    basis: Basis
    answer: Answer
    articles: tuple[str, ...]
    debtor: Party = Party.SELLER
    exception: str = ""
    first_day: date | None = None
    last_day: date | None = None
    remedies: tuple[Remedy, ...] = ()
    at_least: int | None = None
    yields_to: Basis | None = None
    choice_by: Party = Party.CONSUMER
    return_paid_by: Party = Party.SELLER
    seller_collects: bool = False
    costs: tuple[tuple[Cost, Party], ...] = ()
    proof_on: Party | None = None
    refund: Money | None = None
    refund_due_on: date | None = None
    send_back_last_day: date | None = None
    remedy_due_on: date | None = None
    may_withhold_price: bool = False
    whole_order: bool = False
    ends_linked_contracts: bool = False
    merchant_may_not: frozenset[Ban] = frozenset()
    needs_person: bool = False
    missing: tuple[str, ...] = ()


Right.__init__ = only_known  # type: ignore[method-assign]  # same keywords


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
        ruling = self._ruled.get(basis)
        if ruling is None:
            ruling = self._ruled[basis] = self.readers[basis].ruling(self.facts, self.today)
        return ruling.answer

    def is_ruled(self, basis: Basis) -> bool:
        """Whether somebody has asked for the answer on this basis: asking again costs nothing."""
        return basis in self._ruled

    def of(self, basis: Basis) -> Right:
        """The right on one basis (each is always there)."""
        right = self._read.get(basis)
        if right is None:
            reader, ruling = self.readers[basis], self._ruled.get(basis)
            if ruling is None:
                ruling = self._ruled[basis] = reader.ruling(self.facts, self.today)
            right = self._read[basis] = reader.right(self.facts, self.today, ruling)
        return right

    @property
    def each(self) -> tuple[Right, ...]:
        """All of them, in the order of `Basis`."""
        return tuple([self.of(basis) for basis in self.readers])

    @property
    def left(self) -> tuple[Right, ...]:
        """Rights that are not excluded, those that need facts included."""
        return tuple(right for right in self.each if right.answer is not Answer.NO)


@dataclass(frozen=True, kw_only=True)
class Offer(Terms):
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


Offer.__init__ = only_known  # type: ignore[method-assign]  # same keywords


class Gap(NamedTuple):
    """Where an offer is below the law, and the article that says so."""

    component: Component
    article: str
