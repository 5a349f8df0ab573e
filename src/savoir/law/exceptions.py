"""The closed list of what carries no right of withdrawal, Code de la consommation L221-2 and L221-28."""

from functools import lru_cache
from operator import attrgetter

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES
from savoir.law.values import Contract, Facts, Finding

_DIGITAL, _SERVICE = Contract.DIGITAL_CONTENT, Contract.SERVICE
DATED = frozenset(
    {
        Contract.LEISURE_SERVICE_DATED, Contract.LODGING_DATED, Contract.GOODS_TRANSPORT_DATED,
        Contract.CAR_RENTAL_DATED, Contract.CATERING_DATED,
    }
)  # fmt: skip
# Kinds of contract outside the chapter, and those with a withdrawal of their own, which a person reads.
_OUTSIDE = frozenset(
    {
        Contract.HEALTH, Contract.SOCIAL_SERVICE, Contract.GAMBLING, Contract.PACKAGE_TRAVEL,
        Contract.NOTARIAL, Contract.DAILY_GOODS_ROUND, Contract.PASSENGER_TRANSPORT, Contract.VENDING_MACHINE,
        Contract.PAYPHONE, Contract.REAL_ESTATE,
    }
)  # fmt: skip
OWN_RULES = {Contract.FINANCIAL_SERVICE: "L222-7", Contract.TIMESHARE: "L224-79"}
_ACCEPTED = ("express_consent", "acknowledged_loss")
# Each exception and the facts the trader must all prove, what it is first (none covers a mere category).
_OF_ANYTHING = (
    ("L221-28 2°", ("price_follows_markets",)),
    ("L221-28 3°", ("made_to_spec",)),
    ("L221-28 4°", ("perishable",)),
    ("L221-28 5°", ("sealed_for_hygiene", "unsealed")),
    ("L221-28 6°", ("inseparably_mixed",)),
    ("L221-28 7°", ("alcohol", "delivery_after_thirty_days", "speculative_value")),
    ("L221-28 8°", ("urgent_home_repair", "visit_requested", "strictly_necessary")),
    ("L221-28 9°", ("audio_video_software", "unsealed")),
    ("L221-28 10°", ("newspaper", "single_issue")),
    ("L221-28 11°", ("public_auction",)),
)
_CONSENTED = ("started", *_ACCEPTED, "confirmed_durably")
CONDITIONS = (
    *dict.fromkeys(name for _, names in _OF_ANYTHING for name in names), *_CONSENTED, "fully_performed",
)  # fmt: skip
_shown = attrgetter(*CONDITIONS)
_STANDS = Finding(YES, "L221-18")


def exception(facts: Facts) -> Finding:
    """Whether an exception of L221-28 holds, as "no exception": yes = the right stands.

    The trader proves each condition: none known = no exception; some met, others unknown = needs facts.
    """
    return _excluded(facts.contract, facts.paid_content, _shown(facts))


@lru_cache(maxsize=4096)  # the closed list is read once per combination of what the trader shows
def _excluded(kind: Contract | None, paid: bool | None, shown: tuple[bool | None, ...]) -> Finding:
    if kind in _OUTSIDE:
        return Finding(NO, "L221-2")
    if kind in OWN_RULES:
        return Finding(NEEDS_FACTS, OWN_RULES[kind], ("contract",))
    states, doubt = dict(zip(CONDITIONS, shown, strict=True)), _STANDS
    for code, conditions in _exceptions_for(kind, paid):
        known = [states[name] for name in conditions]
        if known and not known[0] and not any(known):
            continue
        if all(known):
            return Finding(NO, code)
        if False not in known:
            lacking = tuple([name for name in conditions if states[name] is None])
            doubt = Finding(NEEDS_FACTS, code, lacking)
    return doubt


def _exceptions_for(kind: Contract | None, paid: bool | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Those that can hold for a kind of contract; what costs nothing asks for no consent (1°, 13°)."""
    if kind in DATED:
        return (("L221-28 12°", ()),)
    if kind is _DIGITAL:
        return (("L221-28 13°", ("started",) if paid is False else _CONSENTED),)
    if kind is _SERVICE:
        done = ("fully_performed",) if paid is False else ("fully_performed", *_ACCEPTED)
        return (("L221-28 1°", done), *_OF_ANYTHING)
    return _OF_ANYTHING
