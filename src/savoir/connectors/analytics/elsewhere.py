"""`insights.ports.ReplayEngine` by a process of its own: what dies or hangs takes nothing with it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from savoir.insights.ports import ReplayBroken, ReplayStopped
from savoir.insights.values import ReplayAnswer, ReplayRequest, Still

COMMAND = (sys.executable, "-m", "savoir.connectors.analytics")
LONGEST = timedelta(minutes=30)
BEAT_SECONDS = 1.0
Lines = SimpleQueue[str | None]


class ReplaysElsewhere:
    """Replays on the extract below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, asked: ReplayRequest, still: Still) -> ReplayAnswer:
        """See the port. Whatever ends this, the process is gone when it returns."""
        wanted = json.dumps(asked.plain() | {"folder": str(self._folder)})
        with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
            lines: Lines = SimpleQueue()
            reader = Thread(target=_pump, args=(child.stdout, lines), daemon=True)
            reader.start()
            try:
                _send(child, wanted)
                return _heard(lines, still)
            finally:
                child.kill()
                reader.join()


def _send(child: "subprocess.Popen[str]", wanted: str) -> None:
    assert child.stdin is not None
    try:
        child.stdin.write(wanted)
        child.stdin.close()
    except OSError as gone:
        raise ReplayBroken("it ended before it was asked") from gone


def _pump(stream: Iterable[str], lines: Lines) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _heard(lines: Lines, still: Still) -> ReplayAnswer:
    ends, step, percent = time.monotonic() + LONGEST.total_seconds(), "asking", 0
    while time.monotonic() < ends:
        try:
            line = lines.get(timeout=BEAT_SECONDS)
        except Empty:
            line = "{}"
        if line is None:
            raise ReplayBroken("it ended without an answer")
        told = _read(line)
        if "answer" in told:
            return ReplayAnswer.read(told["answer"])
        step, percent = told.get("step", step), told.get("percent", percent)
        if not still(step, percent):
            raise ReplayStopped
    raise ReplayBroken("its time was over")


def _read(line: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(line)
    except ValueError as torn:
        raise ReplayBroken("a torn line") from torn
    return told
