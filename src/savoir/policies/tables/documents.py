"""A policy document: the decision tables of one version, and the one stored form of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from savoir.policies.facts import FactSpec, Value
from savoir.policies.facts.wanted import in_french
from savoir.policies.tables.cells import Cell, Op, to_typed
from savoir.policies.tables.points import PointSpec

FORMAT = 2


class Hit(StrEnum):
    """Which of the rows that fire speak: the only one, the first, any of those that agree, all in order, or
    the one of highest priority. `unique` and `any` are promises: a row too many is a contradiction, and a
    person answers.
    """

    UNIQUE = "unique"
    FIRST = "first"
    ANY = "any"
    COLLECT = "collect"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a document, where it stands, and what would be right. "" = the level above."""

    table: str
    row: str
    column: str
    code: str
    found: str
    expected: str

    def __str__(self) -> str:
        places = zip(("table", "row", "column"), (self.table, self.row, self.column), strict=True)
        where = ", ".join(f"{word} {name}" for word, name in places if name) or "document"
        return f"{where}: found {self.found}, expected {self.expected}"

    def said(self, language: str) -> str:
        """The same sentence in "fr" or "en"."""
        if language == "en":
            return str(self)
        places = zip(("table", "ligne", "colonne"), (self.table, self.row, self.column), strict=True)
        where = ", ".join(f"{word} {name}" for word, name in places if name) or "document"
        return f"{where}\u00a0: lu {self.found}, attendu {in_french(self.expected)}"


class WrongDocument(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A document is no policy; `faults` are all of them, in reading order, never empty."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults[:5]))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: a cell for each column of its table, and the outputs it gives. `number` counts from 1."""

    id: str
    number: int
    label_fr: str
    label_en: str
    cells: tuple[Cell, ...]
    outputs: Mapping[str, Any]
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows over the same facts, for one decision point."""

    id: str
    says: PointSpec
    hit: Hit
    facts: tuple[FactSpec, ...]
    rows: tuple[Row, ...]

    @property
    def point(self) -> str:
        """The name of the point it decides."""
        return self.says.point

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its facts."""
        return tuple(spec.name for spec in self.facts)


@dataclass(frozen=True, slots=True)
class Example:
    """A case the author wrote down with the answer he wants: facts by name, and outputs by name."""

    name: str
    point: str
    facts: Mapping[str, Value]
    expected: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole policy. Tables of one point are asked in order; the first to give an output keeps it.

    `hierarchies`: fact -> child -> parent, for codes that have no branches of their own. `better_of_today`:
    the customer gets the better of the version of his purchase and of today's.
    """

    name: str
    tables: tuple[Table, ...]
    hierarchies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    better_of_today: bool = False
    examples: tuple[Example, ...] = ()


def canonical(document: Document) -> dict[str, Any]:
    """The stored form: typed cells, `any` and what is silent left out. `read` of it gives an equal one."""
    form: dict[str, Any] = {"format": FORMAT, "name": document.name}
    if document.better_of_today:
        form["better_of_today"] = True
    if document.hierarchies:
        form["hierarchies"] = {
            fact: dict(sorted(parents.items())) for fact, parents in sorted(document.hierarchies.items())
        }
    form["tables"] = [_table_form(one) for one in document.tables]
    if document.examples:
        form["examples"] = [_example_form(one) for one in document.examples]
    return form


def _table_form(table: Table) -> dict[str, Any]:
    head = {"id": table.id, "point": str(table.point), "hit": table.hit.value}
    rows = [_row_form(table, row) for row in table.rows]
    return {**head, "columns": list(table.columns), "rows": rows}


def _row_form(table: Table, row: Row) -> dict[str, Any]:
    pairs = zip(table.columns, row.cells, strict=True)
    when = {name: to_typed(one) for name, one in pairs if one.op is not Op.ANY}
    form = {
        "id": row.id, "label_fr": row.label_fr, "label_en": row.label_en, "when": when,
        "then": _plain(row.outputs),
    }  # fmt: skip
    return {**form, "priority": row.priority} if row.priority else form


def _example_form(one: Example) -> dict[str, Any]:
    return {"name": one.name, "point": one.point, "facts": dict(one.facts), "expect": _plain(one.expected)}


def _plain(outputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in outputs.items()}
