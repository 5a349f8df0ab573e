"""The facts of one decision: what is known of it, checked against the registry, and nothing personal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from savoir.kernel.values.digests import digest
from savoir.policies.facts.registry import FACTS
from savoir.policies.facts.specs import LARGEST_NUMBER, FactType, Value, WrongFact, is_code
from savoir.policies.facts.wanted import wanted

_YES_NO = frozenset(name for name, spec in FACTS.items() if spec.type is FactType.BOOLEAN)
FROM_OUTSIDE = tuple(name for name, spec in FACTS.items() if spec.type in (FactType.TEXT, FactType.TREE))
_NUMBERS = frozenset(
    name for name, spec in FACTS.items() if spec.type is FactType.NUMBER and spec.most == LARGEST_NUMBER
)


class Reckoned(dict[str, Value | None]):
    """Facts of which some are reckoned when somebody asks for them by `[]`; `get` asks for none."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class PolicyFacts(Mapping[str, Value]):
    """The known facts of one decision, made by `PolicyFacts.of(...)`: codes and numbers, nothing personal.

    `plain` is for the tables, which look dozens of them up a decision: what is None or "" there is unknown.
    """

    plain: Mapping[str, Value | None] = field(default_factory=dict[str, Value | None])

    @classmethod
    def of(cls, **facts: Value | None) -> "PolicyFacts":
        """Keep the facts that are known: None and "" are unknown and left out.

        Raises WrongFact for a name the registry lacks, or a value its type does not admit.
        """
        return cls.read(facts)

    @classmethod
    def read(cls, facts: Mapping[str, Value | None]) -> "PolicyFacts":
        """The same from a mapping."""
        known: dict[str, Value] = {}
        for name, value in facts.items():
            if type(value) is bool:
                known[name] = value if name in _YES_NO else _checked(name, value)
            elif type(value) is int and 0 <= value <= LARGEST_NUMBER and name in _NUMBERS:
                known[name] = value
            elif value is not None and value != "":
                known[name] = _checked(name, value) if isinstance(value, str | int) else _refuse(name, value)
        return cls(known)

    @classmethod
    def told(cls, facts: dict[str, Value | None], outside: tuple[str, ...] = FROM_OUTSIDE) -> "PolicyFacts":
        """The same from our own code, whose names and types hold, and which gives this mapping away: codes
        that came from outside are looked at, `outside` being those among its names. Raises WrongFact for one.
        """
        given = facts.get
        for name in outside:
            value = given(name)
            if value and not (type(value) is str and is_code(value)):
                facts[name] = _checked(name, value)
        return cls(facts)

    def __getitem__(self, name: str) -> Value:
        value = self.plain[name]
        if value is None or value == "":
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __hash__(self) -> int:
        return hash(frozenset(self._known.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PolicyFacts) and self._known == other._known

    @property
    def digest(self) -> str:
        """Stable fingerprint of names and values, whatever order they were given in."""
        return digest(self._known)

    @property
    def known(self) -> Mapping[str, Value]:
        """The facts as a read-only mapping; what a case stores."""
        return MappingProxyType(self._known)

    @property
    def _known(self) -> dict[str, Value]:
        return {name: value for name, value in self.plain.items() if value is not None and value != ""}


def _refuse(name: str, value: object) -> Value:
    """Neither a text nor a whole number: lists, objects and fractions of a file somebody wrote."""
    raise WrongFact(name, value, FACTS[name].expected if name in FACTS else wanted("registered"))


@lru_cache(maxsize=8192, typed=True)  # True is not the number 1
def _checked(name: str, value: Value) -> Value:
    spec = FACTS.get(name)
    if spec is None:
        raise WrongFact(name, value, "a fact of the registry")
    if not spec.admits(value):
        raise WrongFact(name, value, spec.expected)
    return str(value) if isinstance(value, StrEnum) else value
