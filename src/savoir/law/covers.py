"""What "not below the law" means, part by part; the run-time floor and the proof of a policy ask here."""

from collections.abc import Iterator

from savoir.kernel.values.answers import Answer
from savoir.law.values import Basis, Component, Gap, Offer, Party, Remedy, Right, Rights

MACHINE_REFUSAL = "RGPD 22"
_PAYER = {Basis.WITHDRAWAL: "L221-23", Basis.CONFORMITY: "L217-11"}
_MEANS = {Basis.WITHDRAWAL: "L221-24", Basis.CONFORMITY: "L217-17", Basis.DELIVERY: "L216-7"}
_CHOICE = {Basis.CONFORMITY: "L217-9", Basis.HIDDEN_DEFECTS: "C. civ. 1644"}


def covers(offer: Offer, rights: Rights) -> tuple[Gap, ...]:
    """Every part of an offer that lies below the right on its basis; () = lawful.

    An answer other than yes asks one thing: that a refusal comes from a person.
    """
    right = rights.of(offer.basis)
    refuses = not offer.remedies
    if right.answer is not Answer.YES or (right.needs_person and not right.remedies):
        return (Gap(Component.PERSON, MACHINE_REFUSAL),) if refuses and not offer.by_person else ()
    return (*_what(offer, right), *_when(offer, right), *_how(offer, right))


def _what(offer: Offer, right: Right) -> Iterator[Gap]:
    granted = _granted(offer)
    if any(remedy not in granted for remedy in right.remedies):
        yield Gap(Component.REMEDIES, right.articles[0])
    if right.choice_by is Party.CONSUMER and offer.choice_by is Party.SELLER:
        yield Gap(Component.CHOICE, _CHOICE.get(right.basis, right.articles[0]))
    if right.refund is not None and offer.refund is not None and offer.refund < right.refund:
        yield Gap(Component.REFUND, _means(right))


def _granted(offer: Offer) -> list[Remedy]:
    """Remedies of an offer; a refund without sending back is a refund."""
    return [Remedy.REFUND if remedy is Remedy.RETURNLESS_REFUND else remedy for remedy in offer.remedies]


def _when(offer: Offer, right: Right) -> Iterator[Gap]:
    is_bound = right.basis is not Basis.DELIVERY  # there the day is the seller's, not the customer's
    if is_bound and right.last_day and offer.last_day and offer.last_day < right.last_day:
        yield Gap(Component.LAST_DAY, right.articles[0])
    if right.refund_due_on and offer.refund_due_on and offer.refund_due_on > right.refund_due_on:
        yield Gap(Component.REFUND_DATE, _means(right))


def _how(offer: Offer, right: Right) -> Iterator[Gap]:
    if right.return_paid_by is Party.SELLER and offer.return_paid_by is Party.CONSUMER:
        yield Gap(Component.PAYER, _PAYER.get(right.basis, right.articles[0]))
    if Remedy.REFUND in right.remedies and not (offer.same_means or offer.means_consented):
        yield Gap(Component.MEANS, _means(right))
    if offer.demands & right.merchant_may_not:
        yield Gap(Component.DEMANDS, "L221-29" if right.basis is Basis.WITHDRAWAL else right.articles[0])


def _means(right: Right) -> str:
    return _MEANS.get(right.basis, right.articles[0])
