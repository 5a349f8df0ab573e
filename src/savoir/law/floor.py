"""The floor: an offer joined with the law. A policy may only add."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from savoir.kernel.values.money import Money
from savoir.law.covers import covers
from savoir.law.values import Component, Gap, Offer, Party, Remedy, Right, Rights


class Moved(NamedTuple):
    """One part of an offer that the law raised: what the policy said, what holds, and the article.

    Values are codes, ISO dates or minor units with their currency; several in order, "" = nothing.
    """

    component: Component
    article: str
    before: str
    after: str


class Floored(NamedTuple):
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


def moves(offer: Offer, floored: Floored) -> tuple[Moved, ...]:
    """Where the floor moved an offer, part by part, for a trace that people read; () = nowhere."""
    lawful = floored.offer
    return tuple(
        [Moved(gap.component, gap.article, _shown(offer, gap), _shown(lawful, gap)) for gap in floored.gaps]
    )


def _shown(offer: Offer, gap: Gap) -> str:
    value = getattr(offer, _FIELDS[gap.component])
    match value:
        case bool():
            return "yes" if value else "no"
        case Money():
            return f"{value.minor} {value.currency}"
        case date():
            return value.isoformat()
        case tuple():
            return ", ".join(value)
        case frozenset():
            return ", ".join(sorted(value))
    return str(value)


def floor(offer: Offer, rights: Rights) -> Floored:
    """The offer, raised part by part where it lies below the law; `covers` of the answer is always ()."""
    gaps = covers(offer, rights)
    if not gaps:
        return Floored(offer, (), needs_person=False)
    right = rights.of(offer.basis)
    raised = {name: value for gap in gaps for name, value in _RAISES[gap.component](offer, right).items()}
    lawful = Offer.named(vars(offer) | raised)
    return Floored(lawful, gaps, any([gap.component is Component.PERSON for gap in gaps]))


@lru_cache(maxsize=4096)
def _joined(due: tuple[Remedy, ...], at_least: int | None, offered: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
    """The law's remedies in its order, then what the policy adds; of a choice only as many as are due."""
    kept = [remedy for remedy in due if remedy in offered]
    least = tuple(dict.fromkeys([*kept, *due]))[:at_least]
    return tuple(dict.fromkeys([*[remedy for remedy in due if remedy in least], *offered]))


_FIELDS: Mapping[Component, str] = {
    Component.REMEDIES: "remedies", Component.CHOICE: "choice_by", Component.LAST_DAY: "last_day",
    Component.PAYER: "return_paid_by", Component.REFUND: "refund", Component.REFUND_DATE: "refund_due_on",
    Component.MEANS: "same_means", Component.DEMANDS: "demands", Component.PERSON: "by_person",
}  # fmt: skip
_RAISES: Mapping[Component, Callable[[Offer, Right], dict[str, Any]]] = {
    Component.REMEDIES: lambda offer, right: {
        "remedies": _joined(right.remedies, right.at_least, offer.remedies)
    },
    Component.CHOICE: lambda _, right: {"choice_by": right.choice_by},
    Component.LAST_DAY: lambda _, right: {"last_day": right.last_day},
    Component.PAYER: lambda *_: {"return_paid_by": Party.SELLER},
    Component.REFUND: lambda _, right: {"refund": right.refund},
    Component.REFUND_DATE: lambda _, right: {"refund_due_on": right.refund_due_on},
    Component.MEANS: lambda *_: {"same_means": True},
    Component.DEMANDS: lambda offer, right: {"demands": offer.demands - right.merchant_may_not},
    Component.PERSON: lambda *_: {"by_person": True},
}
