"""Events and jobs that only tests declare; each name stands once in a run."""

from collections.abc import Iterator
from contextlib import contextmanager

from savoir.kernel.ledger import Event, event, reactions
from savoir.kernel.ledger.reactions import Reaction, react_later, react_now


@event("kettle_boiled", subject="kettle")
class KettleBoiled(Event):
    """The water is hot."""

    cups: int


@event("tea_served", subject="kettle")
class TeaServed(Event):
    """Nobody waits for anything."""

    cups: int


@contextmanager
def wired(*, now: tuple[Reaction, ...] = (), later: tuple[Reaction, ...] = ()) -> Iterator[None]:
    """React to a boiling kettle for the time of a test; the product's own reactions stay."""
    react_now(KettleBoiled, *now)
    react_later(KettleBoiled, *later)
    try:
        yield
    finally:
        for lists, ours in ((reactions.reactions_now, now), (reactions.reactions_later, later)):
            for reaction in ours:
                lists(KettleBoiled.kind).remove(reaction)
