"""A job is somebody's only while the queue says so: whoever slept over that writes nothing any more.

A worker that was stopped for a minute wakes up in the middle of its job; by then the queue holds it for dead
and another has begun the job again. So every transaction of a job begins by asking, in that transaction,
whether the job is still ours, and keeps its row from being given away until it ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

# A transaction in which nothing happens for so long is ended by the database: its worker sleeps or is gone.
IDLE = "60s"
# That clock starts only where a statement's end was asked for. A worker stopped in the middle of what it
# sends together (`kernel.waiting`) has not asked: this one, from the transaction's beginning, ends it.
LONGEST = "30min"
HELD = """SELECT set_config(%s, %s, true), set_config('idle_in_transaction_session_timeout', %s, true),
    set_config('transaction_timeout', %s, true),
    (SELECT j.id FROM procrastinate_jobs j WHERE j.id = %s AND j.status = 'doing' AND j.worker_id = %s
     AND j.attempts = %s FOR KEY SHARE),
    (SELECT mark FROM kernel_settingsmark WHERE org_id = %s)"""


@dataclass(frozen=True, slots=True)
class Lease:
    """The fencing token: this job, in the hands of this worker, at this try. Requeuing changes the try."""

    job_id: int
    worker_id: int | None
    attempts: int


class LeaseLost(RuntimeError):  # noqa: N818 - names the fact
    """The job is another worker's by now: what was about to be written comes too late."""


_held: ContextVar[Lease | None] = ContextVar("lease", default=None)


def lease() -> Lease | None:
    """What this thread holds; None outside of a worker."""
    return _held.get()


@contextmanager
def hold(token: Lease) -> Iterator[None]:
    """Let every transaction of the context ask for `token` first."""
    former = _held.set(token)
    try:
        yield
    finally:
        _held.reset(former)
