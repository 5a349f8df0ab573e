"""A lifecycle is one enum and one table of moves; the docs draw it from the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)


class IllegalMove(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A lifecycle has no move between two states."""

    def __init__(self, lifecycle: str, source: str, target: str) -> None:
        super().__init__(f"{lifecycle}: {source} -> {target}")
        self.lifecycle, self.source, self.target = lifecycle, source, target


@dataclass(frozen=True)
class Lifecycle(Generic[S]):
    """Allowed moves between the states of one truth.

    Every state must be reachable from `initial`, and every state without a way out must be named in `final`
    (a final state may still be reopened); else ValueError when the table is made.
    """

    name: str
    states: type[S]
    initial: S
    moves: Mapping[S, frozenset[S]]
    final: frozenset[S]

    def __post_init__(self) -> None:
        reached, frontier = {self.initial}, [self.initial]
        while frontier:
            new = self.after(frontier.pop()) - reached
            reached |= new
            frontier.extend(new)
        if lost := set(self.states) - reached:
            raise ValueError(f"{self.name}: never reached: {', '.join(sorted(lost))}")
        if stuck := {state for state in self.states if not self.after(state)} - self.final:
            raise ValueError(f"{self.name}: no way out of: {', '.join(sorted(stuck))}")

    def after(self, state: S) -> frozenset[S]:
        """States that may follow `state`."""
        return self.moves.get(state, frozenset())

    def may(self, source: S, target: S) -> bool:
        """Whether the move exists in the table."""
        return target in self.after(source)

    def check(self, source: S, target: S) -> None:
        """Raise `IllegalMove` unless the move exists in the table."""
        if not self.may(source, target):
            raise IllegalMove(self.name, source, target)

    def is_final(self, state: S) -> bool:
        """Whether nothing is owed any more in this state."""
        return state in self.final

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, in the order of the enum."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for source in self.states:
            lines += [f"    {source} --> {target}" for target in self.states if self.may(source, target)]
        lines += [f"    {state} --> [*]" for state in self.states if self.is_final(state)]
        return "\n".join(lines) + "\n"
