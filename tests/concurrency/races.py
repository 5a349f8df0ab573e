"""Deeds at the same moment, each on a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models.query import QuerySet

from savoir.kernel.errors import Refused
from savoir.kernel.prepared import Prepared, form_of

# Long enough for the second one to have read, were it not kept waiting by the lock.
MEETING_SECONDS = 1.5


def at_once(*deeds: Callable[[], str]) -> list[str]:
    """Run the deeds in threads of their own, started together; return what each came to, sorted."""
    start, outcomes = threading.Barrier(len(deeds)), list[str]()

    def run(deed: Callable[[], str]) -> None:
        try:
            start.wait(timeout=30)
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


def meet_in(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, seconds: float = MEETING_SECONDS
) -> None:
    """Two callers of `module.name` wait for each other after it; a lock lets the wait run out."""
    meeting, allowed = threading.Barrier(2), getattr(module, name)

    def run_then_wait(*given: Any, **named: Any) -> Any:
        found = allowed(*given, **named)
        try:
            meeting.wait(seconds)
        except threading.BrokenBarrierError:
            assert meeting.broken
        return found

    monkeypatch.setattr(module, name, run_then_wait)


def meet_after_reading(monkeypatch: pytest.MonkeyPatch, *places: tuple[Any, str]) -> None:
    """Callers of these wait for each other after reading; a lock lets the wait run out."""
    meeting = threading.Barrier(len(places))
    for module, name in places:
        monkeypatch.setattr(module, name, _then_wait(getattr(module, name), meeting))


def _then_wait(read: Callable[..., Any], meeting: threading.Barrier) -> Callable[..., Any]:
    def read_then_wait(*given: Any, **named: Any) -> Any:
        found = read(*given, **named)
        try:
            meeting.wait(MEETING_SECONDS)
        except threading.BrokenBarrierError:
            assert meeting.broken
        return found

    return read_then_wait


def without_row_locks(monkeypatch: pytest.MonkeyPatch, *, meets: bool = True) -> None:
    """The guard off: rows are read, not locked. Who `meets` waits long: nothing keeps the other one back."""
    if meets:
        monkeypatch.setattr("tests.concurrency.races.MEETING_SECONDS", 20)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, *_given, **_named: rows.all())
    monkeypatch.setattr(Prepared, "_form_to_use", lambda question: form_of(question._build))
