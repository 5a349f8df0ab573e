"""The floor: an offer joined with the law. A policy may only add."""

from dataclasses import dataclass, replace
from typing import Any

from savoir.law.covers import covers
from savoir.law.values import Component, Gap, Offer, Party, Remedy, Right, Rights


@dataclass(frozen=True, slots=True)
class Floored:
    """The lawful offer and the gaps that were closed to reach it; no gap = the offer as it was.

    `needs_person`: the machine may show it, but a refusal waits in a person's queue.
    """

    offer: Offer
    gaps: tuple[Gap, ...]
    needs_person: bool

    @property
    def articles(self) -> tuple[str, ...]:
        """Articles that moved the offer, in order, each once."""
        return tuple(dict.fromkeys(gap.article for gap in self.gaps))


def floor(offer: Offer, rights: Rights) -> Floored:
    """The offer, raised part by part where it lies below the law; `covers` of the answer is always ()."""
    gaps = covers(offer, rights)
    if not gaps:
        return Floored(offer, (), needs_person=False)
    right = rights.of(offer.basis)
    lawful = replace(offer, **_raised(offer, right, {gap.component for gap in gaps}))
    return Floored(lawful, gaps, any(gap.component is Component.PERSON for gap in gaps))


def _raised(offer: Offer, right: Right, below: set[Component]) -> dict[str, Any]:
    lawful: dict[Component, dict[str, Any]] = {
        Component.REMEDIES: {"remedies": _joined(right.remedies, offer.remedies)},
        Component.CHOICE: {"choice_by": right.choice_by},
        Component.LAST_DAY: {"last_day": right.last_day},
        Component.PAYER: {"return_paid_by": Party.SELLER},
        Component.REFUND: {"refund": right.refund},
        Component.REFUND_DATE: {"refund_due_on": right.refund_due_on},
        Component.MEANS: {"same_means": True},
        Component.DEMANDS: {"demands": offer.demands - right.merchant_may_not},
        Component.PERSON: {"by_person": True},
    }
    return {name: value for part in below for name, value in lawful[part].items()}


def _joined(due: tuple[Remedy, ...], offered: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
    """The law's remedies in its order, then what the policy adds."""
    return tuple(dict.fromkeys([*due, *offered]))
