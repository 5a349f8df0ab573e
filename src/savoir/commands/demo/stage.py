"""The stage: a clock of its own, deeds in the order of their instants, jobs run as they fall due."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from savoir.kernel.jobs import drain, next_due
from savoir.kernel.tenancy import organization_block

MADE_ON_FIRST_CLICK = frozenset({"logistics.make_slip"})
Deed = Callable[[datetime], None]


@dataclass
class Stage:
    """Plays deeds up to `end`; every mail, refund and timer happens at its own instant on `clock`."""

    org_id: int
    end: datetime
    now: datetime
    queue: str = "demo"
    _waiting: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _count: int = 0

    def clock(self) -> datetime:
        """The present of the play, for what is outside."""
        return self.now

    def at(self, instant: datetime, deed: Deed) -> bool:
        """Put a deed on the program; False when it would lie after the end: then it has not happened yet."""
        if instant > self.end:
            return False
        self._count += 1
        heapq.heappush(self._waiting, (instant, self._count, deed))
        return True

    def play(self, reached: Callable[[datetime], None]) -> int:
        """Play everything; return how many deeds there were. `reached` hears the instant of each."""
        played = 0
        while self._waiting:
            instant, _, deed = heapq.heappop(self._waiting)
            self._run_timers(instant)
            self.now = instant
            with organization_block(self.org_id):
                deed(instant)
            drain(queue_name=self.queue, until=instant, leaving=MADE_ON_FIRST_CLICK)
            played += 1
            reached(instant)
        self._run_timers(self.end)
        return played

    def _run_timers(self, until: datetime) -> None:
        due = next_due(self.queue, leaving=MADE_ON_FIRST_CLICK)
        while due is not None and due <= until:
            self.now = due
            drain(queue_name=self.queue, until=due, leaving=MADE_ON_FIRST_CLICK)
            due = next_due(self.queue, leaving=MADE_ON_FIRST_CLICK)
        self.now = until
