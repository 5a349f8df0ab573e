"""How far the building of the shop is, said in the terminal."""

import sys
import time
from datetime import datetime
from typing import Final, TextIO

TENTH: Final = 0.1
_FIRST: Final = "brands, policies, people, sales"


class Teller:
    """One line that grows in a terminal, a line for each tenth elsewhere (a log, a pipe)."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._began = time.monotonic()
        self._said = -1.0
        self._width = 0

    def __call__(self, done: float, at: datetime | None) -> None:
        """`done` from 0 to 1; `at` is the day the customers have reached, None before the first one."""
        words = f"{done:4.0%}  {_made(at)}{self._left(done)}"
        if self._out.isatty():
            self._out.write(f"\r{words:<{self._width}}")
            self._width = len(words)
        elif done - self._said >= TENTH or self._said < 0:
            self._out.write(f"{words}\n")
            self._said = done
        self._out.flush()

    def end(self) -> None:
        """The next words begin on a line of their own."""
        if self._out.isatty():
            self._out.write("\n")
            self._out.flush()

    def _left(self, done: float) -> str:
        """How long it still takes, once that can be told."""
        if done < 2 * TENTH or done >= 1:
            return ""
        left = (time.monotonic() - self._began) * (1 - done) / done
        return f", about {max(1, round(left))} s left"


def _made(at: datetime | None) -> str:
    if at is None:
        return _FIRST
    return f"{at:%d %B}: customers ask, parcels travel, money goes back"
