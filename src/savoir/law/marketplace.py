"""Who owes what on a marketplace: the seller owes the goods, the operator owes the truth about the seller."""

from typing import NamedTuple

from savoir.kernel.values.answers import NEEDS_FACTS, YES, Answer
from savoir.law.values import Seller


class Marketplace(NamedTuple):
    """`debtor`: "seller", "operator" when he sells himself; `tell`: what the operator states first."""

    answer: Answer
    debtor: str
    articles: tuple[str, ...]
    tell: tuple[str, ...]
    missing: tuple[str, ...]


def marketplace(seller: Seller | None, *, sold_by_operator: bool = False) -> Marketplace:
    """Against whom the rights run. The operator never owes them for another's sale (L221-18, L217-3).

    A seller whose quality nobody stated is no private one: the customer keeps asking, a person looks it up.
    """
    if sold_by_operator:
        return Marketplace(YES, "operator", ("L111-7",), ("seller_is_trader",), ())
    if seller is None:
        return Marketplace(NEEDS_FACTS, "seller", ("L111-7",), ("seller_quality_owed",), ("seller",))
    if seller is Seller.PRIVATE_INDIVIDUAL:
        return Marketplace(YES, "seller", ("L111-7", "C. civ. 1641"), ("seller_is_private",), ())
    return Marketplace(YES, "seller", ("L111-7", "L217-3"), ("seller_is_trader",), ())
