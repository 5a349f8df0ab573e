"""The law's answer on a past case, from the facts it was decided on."""

from collections.abc import Mapping
from datetime import date

from savoir.insights.values import LawSaid
from savoir.law.readings import numbers_of
from savoir.law.rights import rights
from savoir.law.values import Basis, Facts, Right
from savoir.policies.facts import FACTS, PolicyFacts, Value
from savoir.policies.tables.offers import DEMANDS

_BAN_NAMES = tuple(DEMANDS.items())


def law_said(facts: Facts, basis: Basis, told: str, on: date) -> LawSaid:
    """What the law gives on `basis`, on its day. `told`: the answer the customer had; it stands."""
    right = rights(facts, on).of(basis)
    days = numbers_of(facts, on)["withdrawal_days"] if basis is Basis.WITHDRAWAL else None
    return LawSaid(
        answer=told or right.answer.value, remedies=tuple([one.value for one in right.remedies]),
        at_least=right.at_least, payer=right.return_paid_by.value, choice_by=right.choice_by.value,
        refund=right.refund.minor if right.refund else None, bans=_bans(right), withdrawal_days=days,
    )  # fmt: skip


def _bans(right: Right) -> tuple[str, ...]:
    papers = [name for name, ban in _BAN_NAMES if ban in right.merchant_may_not]
    named = {"send_to_the_brand": "referral", "impose_refurbished": "refurbished"}
    return (*papers, *[name for ban, name in named.items() if ban in right.merchant_may_not])


def known_facts(stored: Mapping[str, Value]) -> PolicyFacts:
    """Stored facts that the registry still knows, with values it still admits; the rest is unknown."""
    kept: dict[str, Value] = {}
    for name, value in stored.items():
        if name in FACTS and FACTS[name].admits(value):
            kept[name] = value
    return PolicyFacts.read(kept)
