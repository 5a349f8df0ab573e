"""Reactions: what follows from a fact. `config/wiring.py` lists them; rooms never see each other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from savoir.kernel.access import Actor
from savoir.kernel.ledger.events import Event


@dataclass(frozen=True, slots=True)
class Recorded:
    """The circumstances of a fact: organization, who did it, when."""

    org_id: int
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivered(Recorded):
    """Those of a fact that is delivered: its number in its stream, too, which names the occasion."""

    seq: int


Reaction = Callable[[Any, Any], None]  # hears a fact and its circumstances
_now: dict[str, list[Reaction]] = {}
_later: dict[str, list[Reaction]] = {}
_holds: dict[str, Callable[[int, int], None]] = {}


def held_first(subject_kind: str, hold: Callable[[int, int], None]) -> None:
    """A delivery calls `hold(org_id, subject_id)` before it locks the stream of such a subject.

    Verbs lock their subject and then, with their fact, its stream: in another order they and the delivery
    wait for each other in a circle.
    """
    _holds[subject_kind] = hold


def hold_subject(subject_kind: str, org_id: int, subject_id: int) -> None:
    """Lock a subject as its verbs do; a kind that nobody locks stays free."""
    hold = _holds.get(subject_kind)
    if hold is not None:
        hold(org_id, subject_id)


def react_now(event_type: type[Event], *reactions: Reaction) -> None:
    """Call `reactions` in the recording transaction, in the given order."""
    _now.setdefault(event_type.kind, []).extend(reactions)


def react_later(event_type: type[Event], *reactions: Reaction) -> None:
    """Call `reactions` from the delivery job of the stream, in order, at least once."""
    _later.setdefault(event_type.kind, []).extend(reactions)


def forget_all() -> None:
    """Drop every reaction: a test that wires its own."""
    _now.clear()
    _later.clear()
    _holds.clear()


def reactions_now(kind: str) -> list[Reaction]:
    """What must be true together with this fact."""
    return _now.get(kind, [])


def reactions_later(kind: str) -> list[Reaction]:
    """What follows from this fact."""
    return _later.get(kind, [])
