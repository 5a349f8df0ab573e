"""Past cases, what is asked of a replay, and what it answers."""

from savoir.insights.values.asking import ReplayAnswer, ReplayRequest, Still, StoredRules
from savoir.insights.values.figures import (
    ChangedCase,
    Figures,
    Replayed,
    SideAnswer,
    Span,
    Unknown,
    Workload,
)
from savoir.insights.values.past import LawSaid, PastCase

__all__ = [
    "ChangedCase", "Figures", "LawSaid", "PastCase", "ReplayAnswer", "ReplayRequest", "Replayed",
    "SideAnswer", "Span", "Still", "StoredRules", "Unknown", "Workload",
]  # fmt: skip
