"""A replay in a process of its own: a request comes in as JSON, progress and answer go out line by line."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import duckdb

from savoir.connectors.analytics.duck import DuckHistory
from savoir.insights.values import ReplayAnswer, ReplayRequest, StoredRules
from savoir.policies.tables import Compiled
from savoir.policies.tables import compile as compiled_of

BEAT_SECONDS = 0.5
TRIES = 3
_line = Lock()


def main() -> int:
    """Answer one request; 0 when an answer was written."""
    form = json.load(sys.stdin)
    history, asked = DuckHistory(Path(form["folder"])), ReplayRequest.read(form)
    began = time.monotonic()
    for _ in range(TRIES):
        generation = history.generation
        try:
            answer = _answered(history, asked, began)
            break
        except (duckdb.IOException, FileNotFoundError):
            if history.generation == generation:
                raise  # else the extract was written anew meanwhile: once more, on the new one
    else:
        return 1
    _say({"answer": answer.plain()})
    return 0


def _answered(history: DuckHistory, asked: ReplayRequest, began: float) -> ReplayAnswer:
    before, after = _compiled(asked.before), _compiled(asked.after)
    with _beats(history, "asking"):
        replayed = history.replay(before, after, asked.span)
    with _beats(history, "listing"):
        changed = history.changed(before, after, asked.span, effect="", page=0, size=asked.most)
    return ReplayAnswer(replayed, changed, round(time.monotonic() - began, 2))


def _compiled(stored: StoredRules) -> Compiled:
    return compiled_of(dict(stored.document), digest=stored.digest)


@contextmanager
def _beats(history: DuckHistory, step: str) -> Iterator[None]:
    """Say how far a step is twice a second while it runs."""
    is_over = Event()

    def beat() -> None:
        while True:
            _say({"step": step, "percent": history.progress()})
            if is_over.wait(BEAT_SECONDS):
                return

    teller = Thread(target=beat, daemon=True)
    teller.start()
    try:
        yield
    finally:
        is_over.set()
        teller.join()


def _say(line: dict[str, Any]) -> None:
    with _line:
        sys.stdout.write(f"{json.dumps(line)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
