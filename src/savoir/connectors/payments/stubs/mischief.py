"""Misbehavior by seed: which fault strikes the next call, and what becomes of an asynchronous refund."""

import random
import threading
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Self


class Fault(StrEnum):
    """What goes wrong with one call. BEFORE: nothing was done. AFTER: it was done all the same."""

    NONE = "none"
    ERROR_BEFORE = "error_before"  # 500 at the door, nothing stored
    ERROR_STORED = "error_stored"  # 500 once the run began, nothing done; the 500 is stored and replayed
    ERROR_AFTER = "error_after"  # done, then 500; the 500 is stored and replayed
    LOST_ANSWER = "lost_answer"  # done, then the connection closes
    SLOW_ANSWER = "slow_answer"  # done, answered after the client gave up; the key is in use meanwhile
    GARBAGE = "garbage"  # done, answered with half a JSON
    RESET = "reset"  # connection reset before anything was done
    WRONG_AMOUNT = "wrong_amount"  # done rightly, the answer names another amount


@dataclass(frozen=True, slots=True)
class Rates:
    """Share (0-1) of calls struck by each fault; `pending` and `failing` shares of refunds; seconds."""

    error_before: float = 0.0
    error_stored: float = 0.0
    error_after: float = 0.0
    lost_answer: float = 0.0
    slow_answer: float = 0.0
    garbage: float = 0.0
    reset: float = 0.0
    wrong_amount: float = 0.0
    pending: float = 0.0
    failing: float = 0.0
    pending_seconds: float = 2.0
    slow_seconds: float = 12.0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `none`, `all` (each fault 5 %) or `lost_answer=0.2,pending=0.5`.

        Raises ValueError for an unknown name or a value that is no number of zero or more.
        """
        if text in {"", "none"}:
            return cls()
        if text == "all":
            return cls(
                **{fault.value: 0.05 for fault in Fault if fault is not Fault.NONE}, pending=0.2, failing=0.1
            )
        known = {field.name for field in fields(cls)}
        given: dict[str, float] = {}
        for part in text.split(","):
            name, _, value = part.strip().partition("=")
            if name not in known:
                raise ValueError(f"unknown misbehavior {name!r}; known: {', '.join(sorted(known))}")
            given[name] = float(value)
            if not given[name] >= 0:
                raise ValueError(f"{name} is a share or a number of seconds, not {value!r}")
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a refund: settled at once, or pending for some seconds and then settled or failed."""

    pending_seconds: float | None
    fails: bool


class Mischief:
    """Draws faults and fates; one seed and one order of calls give one story. Safe among threads."""

    def __init__(self, *, seed: int = 0, rates: Rates | None = None) -> None:
        self.rates = rates or Rates()
        self._random = random.Random(seed)  # noqa: S311 - a story to replay, not a secret
        self._lock = threading.Lock()
        self._script: list[Fault] = []

    def script(self, *faults: Fault) -> None:
        """Let exactly these faults strike the next calls, before any draw: how a test tells its story."""
        with self._lock:
            self._script.extend(faults)

    def fault(self) -> Fault:
        """Return the fault of the next call."""
        with self._lock:
            if self._script:
                return self._script.pop(0)
            drawn = self._random.random()
        for fault in Fault:
            drawn -= 0.0 if fault is Fault.NONE else float(getattr(self.rates, fault.value))
            if drawn < 0:
                return fault
        return Fault.NONE

    def fate(self) -> Fate:
        """Return what becomes of the refund being made."""
        with self._lock:
            waits = self._random.random() < self.rates.pending
            fails = self._random.random() < self.rates.failing
        return Fate(self.rates.pending_seconds if waits else None, fails and waits)
