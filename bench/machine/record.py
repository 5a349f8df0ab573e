"""What the walk did, how long it took, what it found: a line each at once, all of it in a file at the end."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Record:
    """Steps with seconds, checks with their answer."""

    steps: list[dict[str, object]] = field(default_factory=list)
    checks: list[dict[str, object]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what the block does; a SystemExit ends the walk and is noted."""
        began = time.monotonic()
        yield
        seconds = round(time.monotonic() - began, 1)
        self.steps.append({"step": name, "seconds": seconds})
        print(f"{seconds / 60:6.1f} min  {name}", flush=True)

    def check(self, name: str, holds: bool, words: str = "") -> bool:
        """Note an answer; the walk goes on when it is no."""
        self.checks.append({"check": name, "holds": holds, "words": words})
        print(f"{'ok    ' if holds else 'BROKEN'}     {name}{f': {words}' if words else ''}", flush=True)
        return holds

    def keep(self, file: Path) -> int:
        """Write all of it; 1 when a check did not hold."""
        file.write_text(json.dumps({"steps": self.steps, "checks": self.checks}, indent=1))
        broken = sum(not one["holds"] for one in self.checks)
        print(f"{len(self.checks)} checks, {broken} broken. All of it: {file}")
        return 1 if broken else 0
