"""What the form of a basis comes to: the answer, and the terms `law.covers` compares when it is yes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic

from savoir.law.values import Ban, Basis, Remedy
from savoir.policies.proof.algebra import Algebra, B, Day, N


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Generic[B, N]):
    """The law on one basis as terms; neither yes nor no = facts are missing.

    Everything but the answer holds where the answer is yes; elsewhere it says nothing. `remedies` and `bans`
    name what may be due or forbidden, each with when it is; `at_least`: how many of the remedies due must be
    offered, None = all. `last_day` as `law.Right` promises it, counted from the day of the request.
    `has_refund`: an amount is owed that a fee would lower. `refund_days`, `remedy_days`: the seller's days
    from the statement or the claim, 0 = the law names none.
    """

    basis: Basis
    is_yes: B
    is_no: B
    remedies: Mapping[Remedy, B]
    at_least: N | None
    consumer_chooses: B
    seller_pays_return: B
    bans: Mapping[Ban, B]
    needs_person: B
    last_day: Day[B, N]
    has_refund: B
    refund_days: N
    remedy_days: N


@dataclass(frozen=True, slots=True)
class Ruled(Generic[B]):
    """One question as terms: yes, no, or neither."""

    yes: B
    no: B


def every(algebra: Algebra[B, N], is_unread: B, *rulings: Ruled[B]) -> Ruled[B]:
    """All of them, in Kleene's logic; neither where the law of a country is not read."""
    is_read = algebra.negation(is_unread)
    return Ruled(
        algebra.both(is_read, *[one.yes for one in rulings]),
        algebra.both(is_read, algebra.either(*[one.no for one in rulings])),
    )
