"""A document's own examples: does it answer what its author wrote down? Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from savoir.policies.facts import PolicyFacts
from savoir.policies.tables.deciding import decide
from savoir.policies.tables.documents import Example
from savoir.policies.tables.masks import Compiled
from savoir.policies.tables.verdicts import RowHit


@dataclass(frozen=True, slots=True)
class FailedExample:
    """An example answered otherwise: the outputs that differ, as answered, and the rows that spoke."""

    example: Example
    answered: Mapping[str, Any]
    hits: tuple[RowHit, ...]


def failed_examples(compiled: Compiled) -> tuple[FailedExample, ...]:
    """The examples that do not hold. Only the outputs that an example names are compared."""
    found = (_failed(compiled, one) for one in compiled.document.examples)
    return tuple(one for one in found if one is not None)


def _failed(compiled: Compiled, example: Example) -> FailedExample | None:
    verdict = decide(compiled, example.point, PolicyFacts.read(example.facts))
    wrong = {
        name: verdict.outputs[name]
        for name, value in example.expected.items()
        if verdict.outputs[name] != value
    }
    return FailedExample(example, wrong, verdict.hits) if wrong else None
