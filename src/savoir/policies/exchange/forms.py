"""What a model of the DMN standard holds, once read: decisions, their tables, the types of values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from savoir.policies.exchange.feel import BeyondScope, Feel, Simple, Tests


class Kind(StrEnum):
    """The kinds of values a column may have; the words are those of FEEL."""

    TEXT = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"


def kind_of(value: Feel) -> Kind | None:
    """The kind of a value; None for null, a list or a context."""
    match value:
        case bool():
            return Kind.BOOLEAN
        case Decimal():
            return Kind.NUMBER
        case str():
            return Kind.TEXT
        case date():
            return Kind.DATE
    return None


@dataclass(frozen=True, slots=True)
class Type:
    """A type of the model: its kind (None = any value, or one with parts), the types of its parts, the values
    it allows, and whether it is a list.
    """

    kind: Kind | None = None
    parts: Mapping[str, "Type"] | None = None
    allowed: tuple[Simple, ...] = ()
    is_list: bool = False


ANY_TYPE = Type()


class HitPolicy(StrEnum):
    """DMN's hit policies."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


LISTING = frozenset({HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER})


class Aggregation(StrEnum):
    """What `collect` makes of the outputs of the rules that fire."""

    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True, slots=True)
class Input:
    """A column: the way to its value (a name, then parts of it), its kind, one cell for each rule, and the
    values it allows (`Tests` that hold for anything when it says nothing).
    """

    path: tuple[str, ...]
    kind: Kind
    cells: tuple[Tests, ...]
    allowed: Tests

    @property
    def has_tests(self) -> bool:
        """Whether some rule tests its value."""
        return not all(tests.is_any for tests in self.cells)


@dataclass(frozen=True, slots=True)
class Output:
    """An output: its name ("" for the only one of a table), its values in falling order of priority, and
    the value when no rule fires.
    """

    name: str
    order: tuple[Simple, ...]
    default: Simple = None
    has_default: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table; `rules[i][k]` is what rule i says of output k. Without inputs every rule fires."""

    hit: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[tuple[Simple, ...], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision, the decisions it needs (by name), and its table, or why it is out of scope."""

    name: str
    needs: tuple[str, ...]
    body: Table | BeyondScope
    type: Type = ANY_TYPE


@dataclass(frozen=True, slots=True)
class Model:
    """A whole model: its decisions by name, and the names and types of its inputs."""

    name: str
    decisions: Mapping[str, Decision]
    inputs: Mapping[str, Type]
