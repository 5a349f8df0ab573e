"""What a decision table may know: the registry of facts, and the frozen facts of one decision.

A fact that is not known is absent: it is never guessed, and a row that tests it does not fire.
"""

from savoir.policies.facts.imported import COLUMNS, DECLARED_AS
from savoir.policies.facts.known import PolicyFacts
from savoir.policies.facts.registry import (
    FACTS,
    INTENTS,
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
    "COLUMNS", "DECLARED_AS", "FACTS", "INTENTS", "LARGEST_NUMBER", "REASONS", "REMEDIES", "RETURN_METHODS",
    "ROLES", "SEVERITIES", "STATUTORY_POINTS", "About", "FactSpec", "FactType", "Point", "PolicyFacts",
    "Source", "StatutoryPointReadsCustomer", "Value", "Wanted", "WrongFact", "in_french",
]  # fmt: skip
