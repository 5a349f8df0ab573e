"""Deeds at the same moment, each on a connection of its own."""

import os
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models.query import QuerySet

from savoir.kernel.errors import Refused
from savoir.kernel.prepared import Prepared

# Long enough for the second one to have read, were it not kept waiting by something that is no lock of ours.
MEETING_SECONDS = 1.5
_KEPT_BY_US = """SELECT EXISTS (SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"""


def await_other(comes: Callable[[float], bool]) -> bool:
    """Wait until the other one comes, waits for a lock of ours, or the time runs out; whether he came.

    `comes`: waits so many seconds for him and says whether he did.
    """
    deadline = time.monotonic() + MEETING_SECONDS
    while not comes(0.02):
        if _keeps_him_waiting() or time.monotonic() > deadline:
            return False
    return True


def _keeps_him_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # our transaction would see the same for ever
        cursor.execute(_KEPT_BY_US)
        return bool(cursor.fetchone()[0])


class Meeting:
    """Where some wait for each other; whoever is kept from it by a lock lets the others go on without him."""

    def __init__(self, people: int) -> None:
        self._awaited, self._lock, self._all_here = people, threading.Lock(), threading.Event()

    def come(self) -> bool:
        """Wait for the others; whether all came."""
        with self._lock:
            self._awaited -= 1
            if self._awaited <= 0:
                self._all_here.set()
        return await_other(self._all_here.wait)


def at_once(*deeds: Callable[[], str]) -> list[str]:
    """Run the deeds in threads of their own, started together; return what each came to, sorted."""
    start, outcomes = threading.Barrier(len(deeds)), list[str]()

    def run(deed: Callable[[], str]) -> None:
        try:
            start.wait(timeout=30)
            _dawdle()
            outcomes.append(deed())
        except Refused as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


def _dawdle() -> None:
    """With SAVOIR_EXPLORE=1 nobody knows who is first: what is told by luck is found so."""
    if os.environ.get("SAVOIR_EXPLORE"):
        time.sleep(random.choice([0, 0, 0.02, 0.1, 0.3]))


def meet_in(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Two callers of `module.name` wait for each other after it."""
    meet_after_reading(monkeypatch, (module, name), people=2)


def meet_after_reading(
    monkeypatch: pytest.MonkeyPatch, *places: tuple[Any, str], people: int | None = None
) -> None:
    """Callers of these wait for each other after reading: one for each place, or so many `people`."""
    meeting = Meeting(people or len(places))
    for module, name in places:
        monkeypatch.setattr(module, name, _then_wait(getattr(module, name), meeting))


def goes_on_after(
    monkeypatch: pytest.MonkeyPatch, place: tuple[Any, str], deed: Callable[[], str]
) -> Callable[[], str]:
    """Who calls `place` goes on when `deed`, begun after it, is over or waits for a lock of his; the deed."""
    module, name = place
    has_read, is_over = threading.Event(), threading.Event()
    read = getattr(module, name)

    def read_then_wait(*given: Any, **named: Any) -> Any:
        found = read(*given, **named)
        has_read.set()
        await_other(is_over.wait)
        return found

    def deed_after_reading() -> str:
        assert has_read.wait(timeout=30)
        try:
            return deed()
        finally:
            is_over.set()

    monkeypatch.setattr(module, name, read_then_wait)
    return deed_after_reading


def _then_wait(read: Callable[..., Any], meeting: Meeting) -> Callable[..., Any]:
    def read_then_wait(*given: Any, **named: Any) -> Any:
        found = read(*given, **named)
        meeting.come()
        _dawdle()
        return found

    return read_then_wait


def without_row_locks(monkeypatch: pytest.MonkeyPatch, *, meets: bool = True) -> None:
    """The guard off: rows are read, not locked. Who `meets` waits long: nothing keeps the other one back."""
    if meets:
        monkeypatch.setattr("tests.concurrency.races.MEETING_SECONDS", 20)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, *_given, **_named: rows.all())
    monkeypatch.setattr(Prepared, "_form_to_use", lambda question: question._compiled())
