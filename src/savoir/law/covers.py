"""What "not below the law" means, part by part; the run-time floor and the proof of a policy ask here."""

from functools import lru_cache

from savoir.kernel.values.answers import YES
from savoir.law.parameters import FRANCE, national
from savoir.law.readings import country_of
from savoir.law.values import Basis, Component, Gap, Offer, Party, Remedy, Right, Rights

MACHINE_REFUSAL = "RGPD 22"
_CONSUMER, _SELLER = Party.CONSUMER, Party.SELLER
_REMEDIES, _REFUND, _WITHDRAWAL = Component.REMEDIES, Remedy.REFUND, Basis.WITHDRAWAL
_PAYER = {Basis.WITHDRAWAL: "L221-23", Basis.CONFORMITY: "L217-11"}
_MEANS = {Basis.WITHDRAWAL: "L221-24", Basis.CONFORMITY: "L217-17", Basis.DELIVERY: "L216-7"}
_CHOICE = {Basis.CONFORMITY: "L217-9", Basis.HIDDEN_DEFECTS: "C. civ. 1644"}


def covers(offer: Offer, rights: Rights) -> tuple[Gap, ...]:
    """Every part of an offer that lies below the right on its basis; () = lawful.

    An answer other than yes asks one thing: that a refusal comes from a person. A yes whose terms
    a person names asks for nothing that the merchant may not ask.
    """
    right = rights.of(offer.basis)
    if right.answer is not YES or (right.needs_person and not right.remedies):
        refuses = not offer.remedies and not offer.by_person
        told = (Gap(Component.PERSON, MACHINE_REFUSAL),) if refuses else ()
        return (*told, *_asks(offer, right)) if right.answer is YES and offer.demands else told
    gaps: list[Gap] = []
    _what(offer, right, gaps)
    if offer.last_day or offer.refund_due_on:
        _when(offer, right, gaps)
    if offer.demands or not offer.same_means or offer.return_paid_by is _CONSUMER:
        _how(offer, right, gaps)
    if not gaps or (country := country_of(rights.facts)) == FRANCE:
        return tuple(gaps)
    return tuple([Gap(gap.component, national(gap.article, country)) for gap in gaps])


def _what(offer: Offer, right: Right, gaps: list[Gap]) -> None:
    if _falls_short(offer.remedies, right.remedies, right.at_least):
        gaps.append(Gap(_REMEDIES, right.articles[0]))
    if offer.choice_by is _SELLER and right.choice_by is _CONSUMER:
        gaps.append(Gap(Component.CHOICE, _CHOICE.get(right.basis, right.articles[0])))
    if offer.refund is not None and right.refund is not None and offer.refund < right.refund:
        gaps.append(Gap(Component.REFUND, _means(right)))


@lru_cache(maxsize=4096)  # lists of remedies are few
def _falls_short(offered: tuple[Remedy, ...], due: tuple[Remedy, ...], at_least: int | None) -> bool:
    """Whether remedies lack that are due; a refund without sending back is a refund."""
    granted = (*offered, _REFUND) if Remedy.RETURNLESS_REFUND in offered else offered
    lacking = [remedy for remedy in due if remedy not in granted]
    return bool(lacking) and (at_least is None or len(due) - len(lacking) < at_least)


def _when(offer: Offer, right: Right, gaps: list[Gap]) -> None:
    last_day, refund_due_on = offer.last_day, offer.refund_due_on
    is_bound = right.basis is not Basis.DELIVERY  # there the day is the seller's, not the customer's
    if last_day and is_bound and right.last_day and last_day < right.last_day:
        gaps.append(Gap(Component.LAST_DAY, right.articles[0]))
    if refund_due_on and right.refund_due_on and refund_due_on > right.refund_due_on:
        gaps.append(Gap(Component.REFUND_DATE, _means(right)))


def _how(offer: Offer, right: Right, gaps: list[Gap]) -> None:
    if offer.return_paid_by is _CONSUMER and right.return_paid_by is _SELLER:
        gaps.append(Gap(Component.PAYER, _PAYER.get(right.basis, right.articles[0])))
    if not (offer.same_means or offer.means_consented) and _REFUND in right.remedies:
        gaps.append(Gap(Component.MEANS, _means(right)))
    if offer.demands:
        gaps += _asks(offer, right)


def _asks(offer: Offer, right: Right) -> tuple[Gap, ...]:
    """What the offer demands and may not; of a cover used before the guarantee, the article on that."""
    if not offer.demands & right.merchant_may_not:
        return ()
    code = right.articles[-1] if right.yields_to else right.articles[0]
    return (Gap(Component.DEMANDS, "L221-29" if right.basis is _WITHDRAWAL else code),)


def money_article(basis: Basis) -> str:
    """The article that says by when and by which means money goes back on a basis."""
    return _MEANS.get(basis, "L221-24")


def _means(right: Right) -> str:
    return _MEANS.get(right.basis, right.articles[0])
