"""The proof in a process of its own: a request as JSON comes in, progress and the report go out line by line.

A solver that runs away, fills the memory or dies takes nothing else with it: who asked sees no report, and a
version without one is not proved.
"""

import json
import sys
import time
from typing import Any

from savoir.policies.proof.promises import impossible_promises
from savoir.policies.proof.reports import Found
from savoir.policies.proof.requests import Request
from savoir.policies.proof.verifying import verify
from savoir.policies.tables import compile as compiled_of


def main() -> int:
    """Answer one request; 0 when a report was written."""
    asked = Request.read(json.load(sys.stdin))
    compiled = compiled_of(asked.document, digest=asked.digest)
    beside: tuple[Found, ...] = ()
    if asked.calendar is not None:
        beside = tuple(impossible_promises(
            compiled, asked.calendar, asked.begins_at, is_business_clock=asked.is_business_clock
        ))  # fmt: skip
    report = verify(
        compiled, today=asked.begins_at.date(), clock=time.monotonic, seconds=asked.seconds,
        progress=lambda done, of: _say({"done": done, "of": of}), beside=beside,
    )  # fmt: skip
    _say({"report": report.plain(), "seconds": round(report.seconds, 2)})
    return 0


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(line)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
