"""Life of a replay."""

from enum import StrEnum

from savoir.kernel.values.lifecycles import Lifecycle


class ReplayState(StrEnum):
    """Asked for or under way; done with its figures; stopped by a person; ended without an answer."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


REPLAY = Lifecycle(
    name="replay",
    states=ReplayState,
    initial=ReplayState.RUNNING,
    moves={
        ReplayState.RUNNING: frozenset({ReplayState.DONE, ReplayState.STOPPED, ReplayState.FAILED}),
        ReplayState.DONE: frozenset(),
        ReplayState.STOPPED: frozenset(),
        ReplayState.FAILED: frozenset(),
    },
    final=frozenset({ReplayState.DONE, ReplayState.STOPPED, ReplayState.FAILED}),
)
