"""Questions about the past, always for an actor."""

from savoir.insights.queries.past import PAGE, changed_cases, replay
from savoir.insights.queries.replays import (
    MOST_LISTED,
    ReplayCard,
    ReplayedLine,
    replay_card,
    replay_to_run,
    replayed_lines,
    replays_of_brand,
)

__all__ = [
    "MOST_LISTED", "PAGE", "ReplayCard", "ReplayedLine", "changed_cases", "replay", "replay_card",
    "replay_to_run", "replayed_lines", "replays_of_brand",
]  # fmt: skip
