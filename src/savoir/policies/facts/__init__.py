"""What a decision table may know: the registry of facts, and the frozen facts of one decision.

A fact that is not known is absent: it is never guessed, and a row that tests it does not fire.
"""

from savoir.policies.facts.imported import COLUMNS, DECLARED_AS
from savoir.policies.facts.known import FROM_OUTSIDE, PolicyFacts, Reckoned
from savoir.policies.facts.registry import (
    FACTS,
    INTENTS,
    OF_THE_LAW,
    REASONS,
    REMEDIES,
    RETURN_METHODS,
    ROLES,
    SEVERITIES,
)
from savoir.policies.facts.specs import (
    LARGEST_NUMBER,
    STATUTORY_POINTS,
    About,
    FactSpec,
    FactType,
    Point,
    Source,
    StatutoryPointReadsCustomer,
    Value,
    WrongFact,
)
from savoir.policies.facts.wanted import Wanted, in_french

__all__ = [
    "COLUMNS", "DECLARED_AS", "FACTS", "FROM_OUTSIDE", "INTENTS", "LARGEST_NUMBER", "OF_THE_LAW",
    "REASONS", "REMEDIES", "RETURN_METHODS", "ROLES", "SEVERITIES", "STATUTORY_POINTS", "About",
    "FactSpec", "FactType", "Point", "PolicyFacts", "Reckoned", "Source", "StatutoryPointReadsCustomer",
    "Value", "Wanted", "WrongFact", "in_french",
]  # fmt: skip
