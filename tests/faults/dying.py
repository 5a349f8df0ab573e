"""A child that dies by kill -9 at a named place: forked from the test, with connections of its own."""

import json
import os
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connections

from savoir.kernel import failpoints
from savoir.kernel.jobs import drain, recover
from tests.faults.outside import Outside

Deed = Callable[[], None]


@dataclass
class Ward:
    """Runs deeds in children and heals what their deaths left."""

    outside: Outside
    folder: Path

    def passes(self, deed: Deed) -> Counter[str]:
        """Do the deed once to its end; how often each place was passed."""
        counts: Counter[str] = Counter()

        def count_and_tell() -> None:
            failpoints.watch(lambda name: counts.update([name]))
            deed()
            (self.folder / "passes").write_text(json.dumps(counts))

        assert self._in_child(count_and_tell) == 0, (self.folder / "trace").read_text()
        return Counter(json.loads((self.folder / "passes").read_text()))

    def dies(self, deed: Deed, place: str) -> bool:
        """Do the deed in a child that dies at `place`; whether it did."""

        def until_it_dies() -> None:
            failpoints.arm(place)
            deed()

        status = self._in_child(until_it_dies)
        assert status in (0, -signal.SIGKILL), (self.folder / "trace").read_text()
        return status == -signal.SIGKILL

    def heals(self, deed: Deed, until: Callable[[], object]) -> float:
        """What follows a death: the client tries again, the queue gives the job to another; seconds."""
        began = time.monotonic()
        recover("default")
        deed()
        until()
        return time.monotonic() - began

    def _in_child(self, work: Deed) -> int:
        connections.close_all()
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            self._live(work)
        _, status = os.waitpid(pid, 0)
        return os.waitstatus_to_exitcode(status)

    def _live(self, work: Deed) -> None:
        """The child's whole life; it never returns into the test."""
        try:
            self.outside.connect()
            work()
        except BaseException:  # noqa: BLE001 - it is written down, and the parent fails by the status
            (self.folder / "trace").write_text(traceback.format_exc())
            os._exit(1)
        os._exit(0)


def work_off(until: object) -> None:
    """Every job due by then."""
    drain(until=until)  # type: ignore[arg-type]  # a datetime of the flow
