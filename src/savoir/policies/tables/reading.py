"""Reading a policy document from JSON, with precise faults: every one found, each with its place.

Cells come in readable or typed form. Shape: docs/reference/policy-document.md.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from savoir.policies.facts import FACTS, FactSpec, PolicyFacts, WrongFact
from savoir.policies.facts.wanted import wanted
from savoir.policies.tables.cells import ANY, Cell, WrongCell, from_typed
from savoir.policies.tables.documents import FORMAT, Document, Example, Fault, Hit, Row, Table, WrongDocument
from savoir.policies.tables.formats import is_of_yesterday, upgraded
from savoir.policies.tables.grammar import BLANKS
from savoir.policies.tables.hierarchies import beneath, cycle_in
from savoir.policies.tables.points import NEEDED_POINTS, POINTS, PointSpec
from savoir.policies.tables.words import parse

MOST_TABLES, MOST_ROWS, MOST_COLUMNS, LONGEST_LABEL = 40, 2000, 40, 200
MOST_EXAMPLES, MOST_CHILDREN = 500, 5000
HIGHEST_PRIORITY = 1_000_000
ID = "[A-Za-z0-9][A-Za-z0-9_-]{0,39}"
_SIGN = re.compile(f"[^{BLANKS}]")
_OPTIONAL = frozenset({"hierarchies", "better_of_today", "examples"})


def read(document: object) -> Document:
    """Read and check a document. Raises WrongDocument with every fault found."""
    reader = _Reader()
    whole = reader.document(upgraded(document) if isinstance(document, Mapping) else document)
    if reader.faults:
        raise WrongDocument(tuple(_told_once(reader.faults) if is_of_yesterday(document) else reader.faults))
    return whole


def _told_once(faults: list[Fault]) -> list[Fault]:
    """A fault of a row that fills several tables, told of the first alone."""
    first: dict[tuple[str, ...], Fault] = {}
    for one in faults:
        first.setdefault((one.row, one.column, one.code, one.found), one)
    return list(first.values())


def _is_clean(text: str) -> bool:
    """Something to read, no control characters and no lone surrogates: PostgreSQL stores neither."""
    return bool(_SIGN.search(text)) and not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)


def _name_of(form: object, otherwise: object = "?") -> str:
    return str(form.get("id", otherwise))[:40] if isinstance(form, Mapping) else str(otherwise)


class _Reader:
    """Walks a document, remembers where it stands, and gathers faults instead of stopping at the first."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.table = self.row = ""
        self.hierarchies: Mapping[str, Mapping[str, str]] = {}

    def fail(self, code: str, found: object, expected: str, column: str = "") -> None:
        text = repr(found)
        self.faults.append(
            Fault(self.table, self.row, column, code, text if len(text) <= 80 else f"{text[:79]}…", expected)
        )

    def part(self, form: object, needed: set[str], optional: frozenset[str] = frozenset()) -> dict[str, Any]:
        """The object with exactly the keys it may have; {} after a fault."""
        if not isinstance(form, Mapping):
            self.fail("object", form, wanted("object", keys=", ".join(sorted(needed))))
            return {}
        missing, strange = needed - set(form), set(map(str, form)) - needed - optional
        if missing:
            self.fail("missing", sorted(map(str, form)), wanted("also", keys=", ".join(sorted(missing))))
        if strange:
            self.fail("strange", sorted(strange), wanted("only", keys=", ".join(sorted(needed | optional))))
        return {} if missing or strange else dict(form)

    def items(self, value: object, most: int, what: str, least: int = 1) -> list[Any]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            found = len(value) if isinstance(value, list) else value
            self.fail("count", found, wanted(f"list_{what}", least=least, most=most))
            return []
        return value

    def text(self, value: object, code: str, column: str = "") -> str:
        if isinstance(value, str) and len(value) <= LONGEST_LABEL and _is_clean(value):
            return value
        self.fail(code, value, wanted("text", most=LONGEST_LABEL), column)
        return ""

    def identity(self, value: object, taken: set[str]) -> str:
        if not isinstance(value, str) or not re.fullmatch(ID, value):
            self.fail("id", value, wanted("name"))
            return ""
        if value in taken:
            self.fail("twice", value, wanted("own_id"))
        taken.add(value)
        return value

    def document(self, form: object) -> Document:
        body = self.part(form, {"format", "name", "tables"}, _OPTIONAL)
        if not body:
            return Document("", ())
        if body["format"] != FORMAT or isinstance(body["format"], bool):
            self.fail("format", body["format"], wanted("format", format=FORMAT))
        taken: set[str] = set()
        name = self.text(body["name"], "name")
        self.hierarchies = self.every_hierarchy(body.get("hierarchies", {}))
        better = body.get("better_of_today", False)
        if not isinstance(better, bool):
            self.fail("better_of_today", better, wanted("true_false"))
        found = [self.one_table(one, taken) for one in self.items(body["tables"], MOST_TABLES, "tables")]
        self.table = self.row = ""
        tables = tuple(table for table in found if table is not None)
        missing = NEEDED_POINTS - {table.point for table in tables}
        if missing and not self.faults:
            self.fail("point", sorted(missing), wanted("needed_points"))
        forms = self.items(body.get("examples", []), MOST_EXAMPLES, "examples", least=0)
        examples = tuple(self.one_example(one) for one in forms)
        return Document(name, tables, self.hierarchies, better is True, examples)

    def every_hierarchy(self, form: object) -> Mapping[str, Mapping[str, str]]:
        if not isinstance(form, Mapping):
            self.fail("hierarchies", form, wanted("hierarchies"))
            return {}
        return {str(fact): self.one_hierarchy(str(fact), parents) for fact, parents in form.items()}

    def one_hierarchy(self, fact: str, form: object) -> Mapping[str, str]:
        spec = FACTS.get(fact)
        if spec is None or spec.type != "tree":
            trees = [name for name, one in FACTS.items() if one.type == "tree"]
            self.fail("fact", fact, wanted("tree_facts", facts=", ".join(trees)), fact[:40])
            return {}
        if not isinstance(form, Mapping) or len(form) > MOST_CHILDREN:
            self.fail("hierarchies", form, wanted("children", most=MOST_CHILDREN), fact)
            return {}
        wrong = [code for pair in form.items() for code in pair if not spec.admits(code)]
        if wrong:
            self.fail("hierarchies", wrong[0], spec.expected, fact)
            return {}
        if loop := cycle_in(form):
            self.fail("cycle", " > ".join(loop), wanted("no_cycle"), fact)
            return {}
        return dict(form)

    def one_table(self, form: object, taken: set[str]) -> Table | None:
        self.table, self.row = _name_of(form), ""
        body = self.part(form, {"id", "point", "hit", "columns", "rows"})
        if not body:
            return None
        name = self.identity(body["id"], taken)
        if body["hit"] not in list(Hit):
            self.fail("hit", body["hit"], wanted("one_of", codes=", ".join(Hit)))
        says = POINTS.get(body["point"]) if isinstance(body["point"], str) else None
        if says is None:
            self.fail("point", body["point"], wanted("one_of", codes=", ".join(POINTS)))
        if body["hit"] not in list(Hit) or says is None:
            return None
        facts, ids = self.columns(body["columns"], says), set[str]()
        forms = self.items(body["rows"], MOST_ROWS, "rows")
        rows = [self.one_row(one, n, facts, says, ids) for n, one in enumerate(forms, 1)]
        return Table(name, says, Hit(body["hit"]), tuple(facts), tuple(row for row in rows if row))

    def columns(self, form: object, says: PointSpec) -> list[FactSpec]:
        known: list[FactSpec] = []
        for name in self.items(form, MOST_COLUMNS, "facts", least=0):
            spec = FACTS.get(name) if isinstance(name, str) else None
            if spec is None:
                self.fail("fact", name, wanted("fact_name"), str(name)[:40])
            elif says.point not in spec.points:
                here = ", ".join(sorted(spec.points))
                self.fail(
                    "point", name, wanted("readable_fact", point=says.point, name=name, here=here), name
                )
            elif spec in known:
                self.fail("twice", name, wanted("fact_once"), name)
            else:
                known.append(spec)
        return known

    def one_row(
        self, form: object, number: int, facts: list[FactSpec], says: PointSpec, ids: set[str]
    ) -> Row | None:
        self.row = _name_of(form, number)
        body = self.part(form, {"id", "label_fr", "label_en", "when", "then"}, frozenset({"priority"}))
        if not body:
            return None
        labels = [self.text(body[name], "label", name) for name in ("label_fr", "label_en")]
        cells = self.cells(body["when"], facts)
        return Row(
            self.identity(body["id"], ids), number, labels[0], labels[1], cells,
            self.outputs(body["then"], says), self.priority(body.get("priority", 0)),
        )  # fmt: skip

    def priority(self, value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= HIGHEST_PRIORITY:
            return value
        self.fail("priority", value, wanted("number_plain", most=HIGHEST_PRIORITY), "priority")
        return 0

    def cells(self, form: object, facts: list[FactSpec]) -> tuple[Cell, ...]:
        if not isinstance(form, Mapping):
            self.fail("object", form, wanted("cells"), "when")
            return ()
        names = [spec.name for spec in facts]
        for name in form:
            if name not in names:
                self.fail("column", name, wanted("columns", names=", ".join(names)), str(name)[:40])
        return tuple(self.one_cell(spec, form.get(spec.name, "-")) for spec in facts)

    def one_cell(self, spec: FactSpec, form: object) -> Cell:
        try:
            if isinstance(form, str):
                return beneath(parse(spec, form), self.hierarchies.get(spec.name))
            if isinstance(form, Mapping):
                return beneath(from_typed(spec, form), self.hierarchies.get(spec.name))
            raise WrongCell("form", form, wanted("cell"))
        except WrongCell as wrong:
            self.fail(wrong.code, wrong.found, wrong.expected, spec.name)
            return ANY

    def outputs(self, form: object, says: PointSpec) -> Mapping[str, Any]:
        specs = says.outputs
        if not isinstance(form, Mapping):
            self.fail("object", form, wanted("outputs", names=", ".join(specs)), "then")
            return MappingProxyType({})
        given: dict[str, Any] = {}
        for name, value in form.items():
            if name not in specs:
                self.fail("output", name, wanted("one_of", codes=", ".join(specs)), str(name)[:40])
                continue
            try:
                given[name] = specs[name].read(value)
            except ValueError:
                self.fail("output", value, specs[name].expected, name)
        return MappingProxyType({name: given[name] for name in specs if name in given})

    def one_example(self, form: object) -> Example:
        body = self.part(form, {"name", "point", "facts", "expect"})
        says = POINTS.get(str(body.get("point"))) if body else None
        if says is None or not isinstance(body["facts"], Mapping):
            self.fail("example", body, wanted("example", points=", ".join(POINTS)))
            return Example("", "", {}, {})
        try:
            facts = PolicyFacts.read(body["facts"]).known
        except WrongFact as wrong:
            self.fail("example", wrong.value, wrong.expected, wrong.name[:40])
            facts = {}
        name = self.text(body["name"], "example")
        return Example(name, says.point, facts, self.outputs(body["expect"], says))
