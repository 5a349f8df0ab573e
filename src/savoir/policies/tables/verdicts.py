"""What a table says: the answer, the rows that made it, the rows that nearly did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from savoir.policies.facts import Value


@dataclass(frozen=True, slots=True)
class RowHit:
    """A row that fired. `number` is its place in the table, from 1."""

    table: str
    row_id: str
    number: int
    label_fr: str
    label_en: str


class NearMiss(NamedTuple):
    """A row of which exactly one cell failed: the cell as people write it, the fact's value (None = unknown)
    and the smallest change: `needed` holds the closest number or the codes that would do, () = any other.
    """

    hit: RowHit
    fact: str
    cell: str
    value: Value | None
    needed: tuple[Value, ...]


class Verdict(NamedTuple):
    """What a policy answers at one point: every output of the point, and the rows that say so.

    `near` is empty unless asked for by `explain`. `contradicts`: rows of a table that promised one answer
    give several; the hits are these rows, nothing they say counts, and a person answers.
    """

    outputs: Mapping[str, Any]
    hits: tuple[RowHit, ...]
    near: tuple[NearMiss, ...] = ()
    contradicts: bool = False
