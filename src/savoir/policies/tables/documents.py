"""A policy document: the decision tables of one version, read from JSON with precise faults.

`read` takes cells in readable or typed form; `canonical` gives back the one stored form, whose digest does
not depend on spelling. Shape: docs/reference/policy-document.md.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from savoir.policies.facts import FACTS, FactSpec, Point
from savoir.policies.tables.cells import ANY, Cell, Op, WrongCell, from_typed, to_typed
from savoir.policies.tables.points import POINTS
from savoir.policies.tables.words import parse

FORMAT = 1
MOST_TABLES, MOST_ROWS, MOST_COLUMNS, LONGEST_LABEL = 20, 2000, 40, 200
HIGHEST_PRIORITY = 1_000_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_ID_EXPECTED = "a name of 1 to 40 letters, digits, - or _"


class Hit(StrEnum):
    """Which of the rows that fire speak: the first, all in order, or the one of highest priority."""

    FIRST = "first"
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
    """Rows over the same columns, which are names of facts, for one decision point."""

    id: str
    point: Point
    hit: Hit
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole policy. Tables of one point are asked in order; the first to give an output keeps it."""

    name: str
    tables: tuple[Table, ...]


def read(document: object) -> Document:
    """Read and check a document. Raises WrongDocument with every fault found."""
    reader = _Reader()
    whole = reader.document(document)
    if reader.faults:
        raise WrongDocument(tuple(reader.faults))
    return whole


def canonical(document: Document) -> dict[str, Any]:
    """The stored form: typed cells, `any` left out. `read` of it gives an equal document."""
    return {"format": FORMAT, "name": document.name, "tables": [_table_form(one) for one in document.tables]}


def _table_form(table: Table) -> dict[str, Any]:
    head = {"id": table.id, "point": table.point.value, "hit": table.hit.value}
    rows = [_row_form(table, row) for row in table.rows]
    return {**head, "columns": list(table.columns), "rows": rows}


def _row_form(table: Table, row: Row) -> dict[str, Any]:
    pairs = zip(table.columns, row.cells, strict=True)
    when = {name: to_typed(one) for name, one in pairs if one.op is not Op.ANY}
    then = {name: list(value) if isinstance(value, tuple) else value for name, value in row.outputs.items()}
    form = {"id": row.id, "label_fr": row.label_fr, "label_en": row.label_en, "when": when, "then": then}
    return {**form, "priority": row.priority} if row.priority else form


def _is_clean(text: str) -> bool:
    """No control characters and no lone surrogates: PostgreSQL stores neither."""
    return not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)


class _Reader:
    """Walks a document, remembers where it stands, and gathers faults instead of stopping at the first."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.table = self.row = ""

    def fail(self, code: str, found: object, expected: str, column: str = "") -> None:
        text = repr(found)
        self.faults.append(
            Fault(self.table, self.row, column, code, text if len(text) <= 80 else f"{text[:79]}…", expected)
        )

    def part(self, form: object, needed: set[str], optional: frozenset[str] = frozenset()) -> dict[str, Any]:
        """The object with exactly the keys it may have; {} after a fault."""
        if not isinstance(form, Mapping):
            self.fail("object", form, f"an object with {', '.join(sorted(needed))}")
            return {}
        missing, strange = needed - set(form), set(map(str, form)) - needed - optional
        if missing:
            self.fail("missing", sorted(map(str, form)), f"also {', '.join(sorted(missing))}")
        if strange:
            self.fail("strange", sorted(strange), f"only {', '.join(sorted(needed | optional))}")
        return {} if missing or strange else dict(form)

    def items(self, value: object, most: int, what: str) -> list[Any]:
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            self.fail("count", value, f"a list of 1 to {most} {what}")
            return []
        return value

    def text(self, value: object, code: str, column: str = "") -> str:
        if isinstance(value, str) and value.strip() and len(value) <= LONGEST_LABEL and _is_clean(value):
            return value
        self.fail(code, value, f"a text of 1 to {LONGEST_LABEL} characters", column)
        return ""

    def identity(self, value: object, taken: set[str]) -> str:
        if not isinstance(value, str) or not _ID.fullmatch(value):
            self.fail("id", value, _ID_EXPECTED)
            return ""
        if value in taken:
            self.fail("twice", value, "an id that no other has here")
        taken.add(value)
        return value

    def document(self, form: object) -> Document:
        body = self.part(form, {"format", "name", "tables"})
        if not body:
            return Document("", ())
        if body["format"] != FORMAT or isinstance(body["format"], bool):
            self.fail("format", body["format"], str(FORMAT))
        taken: set[str] = set()
        name = self.text(body["name"], "name")
        tables = [self.one_table(one, taken) for one in self.items(body["tables"], MOST_TABLES, "tables")]
        self.table = self.row = ""
        missing = set(Point) - {table.point for table in tables if table is not None}
        if missing and not self.faults:
            self.fail("point", sorted(missing), "at least one table for each decision point")
        return Document(name, tuple(table for table in tables if table is not None))

    def one_table(self, form: object, taken: set[str]) -> Table | None:
        self.table = str(form.get("id", "?"))[:40] if isinstance(form, Mapping) else "?"
        self.row = ""
        body = self.part(form, {"id", "point", "hit", "columns", "rows"})
        if not body:
            return None
        name = self.identity(body["id"], taken)
        if body["hit"] not in list(Hit):
            self.fail("hit", body["hit"], f"one of {', '.join(Hit)}")
        if body["point"] not in list(Point):
            self.fail("point", body["point"], f"one of {', '.join(Point)}")
        if body["hit"] not in list(Hit) or body["point"] not in list(Point):
            return None
        point, ids = Point(body["point"]), set[str]()
        columns = self.columns(body["columns"], point)
        forms = self.items(body["rows"], MOST_ROWS, "rows")
        rows = [self.one_row(one, n, columns, point, ids) for n, one in enumerate(forms, 1)]
        return Table(name, point, Hit(body["hit"]), tuple(columns), tuple(row for row in rows if row))

    def columns(self, form: object, point: Point) -> list[str]:
        known: list[str] = []
        for name in self.items(form, MOST_COLUMNS, "names of facts"):
            spec = FACTS.get(name) if isinstance(name, str) else None
            if spec is None:
                self.fail("fact", name, "the name of a fact of the registry", str(name)[:40])
            elif point not in spec.points:
                here = ", ".join(sorted(spec.points))
                self.fail("point", name, f"a fact that {point} may read ({name}: only {here})", name)
            elif name in known:
                self.fail("twice", name, "each fact once", name)
            else:
                known.append(name)
        return known

    def one_row(
        self, form: object, number: int, columns: list[str], point: Point, ids: set[str]
    ) -> Row | None:
        self.row = str(form.get("id", number))[:40] if isinstance(form, Mapping) else str(number)
        body = self.part(form, {"id", "label_fr", "label_en", "when", "then"}, frozenset({"priority"}))
        if not body:
            return None
        labels = [self.text(body[name], "label", name) for name in ("label_fr", "label_en")]
        cells = self.cells(body["when"], columns)
        return Row(
            self.identity(body["id"], ids), number, labels[0], labels[1], cells,
            self.outputs(body["then"], point), self.priority(body.get("priority", 0)),
        )  # fmt: skip

    def priority(self, value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= HIGHEST_PRIORITY:
            return value
        self.fail("priority", value, f"a whole number, 0 to {HIGHEST_PRIORITY}", "priority")
        return 0

    def cells(self, form: object, columns: list[str]) -> tuple[Cell, ...]:
        if not isinstance(form, Mapping):
            self.fail("object", form, "an object: column -> cell", "when")
            return ()
        for name in form:
            if name not in columns:
                self.fail("column", name, f"one of the columns {', '.join(columns)}", str(name)[:40])
        return tuple(self.one_cell(FACTS[name], form.get(name, "-")) for name in columns)

    def one_cell(self, spec: FactSpec, form: object) -> Cell:
        try:
            if isinstance(form, str):
                return parse(spec, form)
            if isinstance(form, Mapping):
                return from_typed(spec, form)
            raise WrongCell("form", form, "a text such as <= 30, or {op, values}")
        except WrongCell as wrong:
            self.fail(wrong.code, wrong.found, wrong.expected, spec.name)
            return ANY

    def outputs(self, form: object, point: Point) -> Mapping[str, Any]:
        specs = POINTS[point].outputs
        if not isinstance(form, Mapping) or not form:
            self.fail("object", form, f"an object with some of {', '.join(specs)}", "then")
            return MappingProxyType({})
        given: dict[str, Any] = {}
        for name, value in form.items():
            if name not in specs:
                self.fail("output", name, f"one of {', '.join(specs)}", str(name)[:40])
                continue
            try:
                given[name] = specs[name].read(value)
            except ValueError as wrong:
                self.fail("output", value, str(wrong), name)
        return MappingProxyType({name: given[name] for name in specs if name in given})
