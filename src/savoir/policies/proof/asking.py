"""One solver for all questions of a verification: a budget of time, and the plainest person of an answer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import z3

from savoir.policies.facts import FACTS, FactType, Value
from savoir.policies.proof.space import Space
from savoir.policies.proof.speaking import Said

Clock = Callable[[], float]
LONGEST_QUESTION_MS = 10_000
# A person is told with the most ordinary facts that still show the gap, looked for in this order.
_ORDINARY: Mapping[str, Value] = {
    "country": "FR", "channel": "web", "buyer_kind": "consumer", "seller": "us", "contract": "goods",
    "withdrawal_information_given": True, "return_cost_announced": True, "currency": "EUR",
}  # fmt: skip
_AN_ORDINARY_PRICE = 1_000
_STATED = frozenset({"intent", "reason", "delivered", "withdrawal_open", "guarantee_open"})
_MIND, _FAULT = ("changed_mind", "too_small", "too_large"), ("defective", "damaged_on_arrival")
_USUAL = (
    ("withdrawal", _MIND), ("return", _MIND), ("exchange", _MIND), ("cancellation", _MIND), ("claim", _FAULT),
    ("repair", _FAULT), ("claim", ("never_arrived", "late")),
)  # fmt: skip


class Unsettled(Exception):  # noqa: N818 - not an error: an answer the solver owes
    """The solver could not answer in time."""


class OutOfTime(Unsettled):
    """The whole verification has used up its time."""


class Stopped(Exception):  # noqa: N818 - somebody asked for it
    """Somebody stopped the verification."""


@dataclass
class Asker:
    """Asks whether facts exist. `law`: what ties facts together. `deadline`: by the `clock`, in seconds."""

    said: Said
    law: list[z3.BoolRef]
    clock: Clock
    deadline: float
    is_stopped: Callable[[], bool] = lambda: False
    questions: int = 0
    _solver: z3.Solver = field(default_factory=z3.Solver)
    _taken: list[int] = field(default_factory=lambda: [0, 0, 0])

    def model(self, *terms: z3.BoolRef) -> z3.ModelRef | None:
        """Facts under which all terms hold; None when there are none. Raises Unsettled, Stopped."""
        self._take_in()
        self._solver.push()
        try:
            self._solver.add(*terms)
            return self._checked()
        finally:
            self._solver.pop()

    def plainest(self, *terms: z3.BoolRef) -> dict[str, Value] | None:
        """The facts of the most ordinary person under which all terms hold; None when there is nobody."""
        self._take_in()
        self._solver.push()
        try:
            self._solver.add(*terms)
            found = self._checked()
            if found is None:
                return None
            for wish in self._wishes():
                self._solver.push()
                self._solver.add(wish)
                better = self._tried()
                if better is None:
                    self._solver.pop()
                else:
                    found = better
            return self.said.space.read(found)
        finally:
            self._solver.pop(self._solver.num_scopes())

    def _take_in(self) -> None:
        """Terms made since the last question: domains, definitions, ties."""
        lists = (self.said.space.constraints, self.said.definitions, self.law)
        for n, terms in enumerate(lists):
            if fresh := terms[self._taken[n] :]:
                self._solver.add(*fresh)
                self._taken[n] = len(terms)

    def _checked(self) -> z3.ModelRef | None:
        self.questions += 1
        if self.is_stopped():
            raise Stopped
        left = int((self.deadline - self.clock()) * 1000)
        if left <= 0:
            raise OutOfTime
        self._solver.set("timeout", min(left, LONGEST_QUESTION_MS))
        answer = self._solver.check()
        if answer == z3.unknown:
            raise Unsettled(self._solver.reason_unknown())
        return self._solver.model() if answer == z3.sat else None

    def _tried(self) -> z3.ModelRef | None:
        self._solver.set("timeout", 500)
        return self._solver.model() if self._solver.check() == z3.sat else None

    def _wishes(self) -> Iterable[z3.BoolRef]:
        """What one would expect of a person, most telling first: ordinary codes, all that is not stated a
        plain no or unknown, small numbers.
        """
        space = self.said.space
        names = space.names
        yield z3.Or(
            [
                z3.And(space.is_code("intent", intent), z3.Or([space.is_code("reason", one) for one in why]))
                for intent, why in _USUAL
            ]
        )
        for name, value in _ORDINARY.items():
            if name in names:
                yield space.equals(name, value)
                yield z3.Not(space.equals(name, not value)) if isinstance(value, bool) else z3.BoolVal(True)
        yield space.equals("delivered", True)
        for name in names:
            if name not in _ORDINARY and name not in _STATED:
                yield from _plain(space, name)
        for name, steps in _STEPS.items():
            if name in names:
                yield from (z3.And(space.known(name), space.value(name) <= most) for most in steps)
        if "line_value" in names:
            yield space.value("line_value") >= _AN_ORDINARY_PRICE


_STEPS: Mapping[str, tuple[int, ...]] = {
    "days_since_delivery": (800, 200, 60, 30, 14, 9), "days_since_contract": (900, 210, 70, 35, 20, 12),
    "line_value": (100_000, 10_000),
}  # fmt: skip


def _plain(space: Space, name: str) -> Iterable[z3.BoolRef]:
    """A fact one would not mention: a yes or no that is no, a code that nobody told."""
    spec = FACTS[name]
    if spec.type is FactType.BOOLEAN:
        yield space.equals(name, False)
    elif not spec.is_ordered:
        yield z3.Not(space.known(name))
