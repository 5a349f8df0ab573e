"""Verbs of the room: the extract is written anew; a replay is asked for, followed, ended, forgotten."""

from savoir.insights.operations.extract import REWRITE, ask_rewrite, rewrite_extract
from savoir.insights.operations.replays import (
    REPLAY,
    ReplayOver,
    SameRules,
    ask_replay,
    fail_replay,
    finish_replay,
    forget_replays,
    stop_replay,
    tell_replay,
)

__all__ = [
    "REPLAY", "REWRITE", "ReplayOver", "SameRules", "ask_replay", "ask_rewrite", "fail_replay",
    "finish_replay", "forget_replays", "rewrite_extract", "stop_replay", "tell_replay",
]  # fmt: skip
