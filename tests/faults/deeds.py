"""Jobs that only tests have, loaded by a warmed parent: one that is stopped, one that fails, one that kills.

What they were told stands in the environment: FAULTS_FOLDER, where they leave marks; FAULTS_STOP_AT, the
place (`tests.write` or a failpoint) at which the first worker that passes is stopped; FAULTS_OFF, which
guards of the worker are switched off ("pulse", "token").
"""

import os
import signal
import threading
from datetime import datetime
from pathlib import Path

from savoir.kernel import failpoints, jobs, tenancy
from savoir.kernel.jobs import worker
from savoir.kernel.tasks import open_task
from savoir.kernel.tenancy import organization_block

STOP_AT, OFF = os.environ.get("FAULTS_STOP_AT", ""), os.environ.get("FAULTS_OFF", "")
FOLDER = Path(os.environ["FAULTS_FOLDER"])


def _stopped(place: str) -> None:
    """Stop this process with SIGSTOP, the first of all workers that passes the place; it leaves its id.

    The signal is for the very thread: sent to the process, another may take it, and this one goes on for
    milliseconds, into or past the transaction that it was to be stopped before.
    """
    if place == STOP_AT:
        try:
            mark = os.open(FOLDER / "stopped", os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            return
        os.write(mark, str(os.getpid()).encode())
        os.close(mark)
        signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)


@jobs.job("tests.write")
def write(*, org_id: int, now: datetime, number: int) -> None:
    """Write a row whose writing nothing else guards: each writer under a name of its own."""
    _stopped("tests.write")
    with organization_block(org_id):
        open_task(
            code=f"written by {os.getpid()}", subject_kind="deed", subject_id=number, detail={}, due_at=None,
            now=now,
        )  # fmt: skip


@jobs.job("tests.poison")
def poison(*, org_id: int, now: datetime, number: int) -> None:
    """Always fails."""
    raise ValueError(f"job {number} of organization {org_id} is poison at {now}")


@jobs.job("tests.kill")
def kill(*, org_id: int, now: datetime, number: int) -> None:
    """Kills its worker."""
    with (FOLDER / "killed").open("a") as marks:
        marks.write(f"{os.getpid()}\n")
    os.kill(os.getpid(), signal.SIGKILL)


def _feel_nothing() -> None:
    """Instead of the pulse."""


if STOP_AT:
    failpoints.watch(_stopped)
if "pulse" in OFF:
    worker._feel_pulse = _feel_nothing
if "token" in OFF:
    tenancy.lease = lambda: None
