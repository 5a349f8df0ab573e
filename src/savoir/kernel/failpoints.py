"""Named places where a process may be made to die by kill -9, so that a test can kill it at each of them.

Off unless the operator of a test machine sets `SAVOIR_FAILPOINT=name` (or `name:3`: the third time the place
is passed); refused in production. Switched off, a place costs the call and one comparison.
"""

import os
import signal
from collections.abc import Callable

POINTS = {
    "block.before_commit": "an organization's transaction has written everything and not committed",
    "block.after_commit": "it has committed, and nobody was told",
    "jobs.promised": "the jobs of a transaction stand in the queue, not committed",
    "job.begun": "a job was taken and has done nothing",
    "job.handled": "a job has done its work and is still in hand",
    "job.before_task": "a job failed at its last try, and no person knows",
    "job.after_task": "a person has the task of a job that is still in hand",
    "ledger.recorded": "a fact is written, what follows from it at once is not",
    "delivery.before_reaction": "a fact is about to be passed on",
    "delivery.after_reaction": "a fact was passed on, and not yet counted as delivered",
    "refund.before_call": "the attempt is written down, the provider was not asked",
    "refund.after_call": "the provider has answered, nothing of it is written",
    "rail.before_look": "about to look a doubtful refund up",
    "rail.after_look": "the look-up has answered, nothing of it is written",
    "rail.before_read": "about to read what a payment gave back",
    "rail.after_read": "it was read, nothing of it is written",
    "rail.before_list": "about to list what the account gave back",
    "rail.after_list": "a part of the list was read",
    "mail.before_send": "a message is made, the mail server was not asked",
    "mail.after_send": "the mail server took it, and it still counts as waiting",
    "letter.before_send": "a letter to somebody who signs in is made and not sent",
    "letter.after_send": "it was sent, and its job is still in hand",
    "carrier.before_call": "the carrier was not asked how a return travels",
    "carrier.after_call": "the carrier has answered, nothing of it is written",
    "paper.before_made": "a slip is about to be made",
    "paper.after_made": "it is made and not stored",
    "file.before_write": "bytes are about to be stored",
    "file.after_write": "bytes are stored, and no row names them",
    "inbox.put": "a letter of another system is stored, not committed",
    "inbox.applied": "what a letter spoke of is done, not committed",
    "webhook.owed": "what the next facts owe to addresses is written, how far they were read is not",
    "webhook.before_send": "an event is claimed and made, the other side has heard nothing",
    "webhook.after_send": "the other side has answered, nothing of it is written",
    "webhook.settled": "what became of a round is written, not committed",
    "idempotency.recorded": "a request's key is taken, its work is not begun",
    "idempotency.answered": "its work is done and its answer stored, not committed",
}
_watch: Callable[[str], None] | None = None


def failpoint(name: str) -> None:
    """Pass the place `name`: nothing happens, unless this process was told to die here."""
    if _watch is not None:
        _watch(name)


def watch(watcher: Callable[[str], None] | None) -> None:
    """Let `watcher(name)` see every place that is passed; None: nobody watches any more."""
    global _watch  # noqa: PLW0603 - one switch for the process, compared at every place
    _watch = watcher


def arm(wish: str) -> None:
    """Die at `name`, or at its n-th passing (`name:n`). Raises ValueError for an undeclared place."""
    name, _, times = wish.partition(":")
    if name not in POINTS or (times and not times.isdecimal()):
        raise ValueError(f"SAVOIR_FAILPOINT names no place to die at: {wish!r}")
    left = int(times or 1)

    def die(passed: str) -> None:
        nonlocal left
        if passed == name:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    watch(die)
