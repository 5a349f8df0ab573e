"""A table of a version as a page shows it: rows in words, the rows that fire, those that nearly do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from savoir.policies.facts import FACTS, FactSpec, FactType, PolicyFacts, Value, in_french
from savoir.policies.queries import Proof
from savoir.policies.tables import POINTS as TABLE_POINTS
from savoir.policies.tables import (
    Cell,
    Compiled,
    Example,
    NearMiss,
    Op,
    OutputSpec,
    OutputType,
    Row,
    Table,
    Verdict,
    WrongCell,
    explain,
    parse,
    write,
    write_output,
    write_value,
)
from savoir.web.console.policies.codes import in_words
from savoir.web.console.policies.facing import Face, face_of
from savoir.web.console.policies.words import POINTS

PAGE = 50
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Said:
    """A label and what stands under it; `parts`: each of several codes. `is_remedy`: they are remedies."""

    label: str
    text: str
    parts: tuple[str, ...] = ()
    is_remedy: bool = False


@dataclass(frozen=True, slots=True)
class RowView:
    """A row: what it asks, what it gives; `says` is "fired", "near" or "", `why` the cell it failed by,
    `face` how it stands before the law.
    """

    number: int
    name: str
    label: str
    tests: tuple[Said, ...]
    outputs: tuple[Said, ...]
    says: str
    why: str
    face: Face | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A fact to fill in; `choices` empty = typed. `error` says what would be right."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]
    error: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """The facts of a case as typed or taken over, and what the tables of the point answer on them."""

    fields: tuple[Field, ...]
    verdict: Verdict | None
    answer: tuple[Said, ...] = ()


def language() -> str:
    """The language that tables are read in."""
    return "en" if (get_language() or "").startswith("en") else "fr"


def label_of(part: Any) -> str:
    """The label of a fact, an output, a row or a row that fired."""
    return str(getattr(part, f"label_{language()}"))


def name_of(tables: tuple[Table, ...], table: Table) -> str:
    """A table as people call it, by what it decides; of several that decide the same, with its place."""
    same = [one for one in tables if one.point == table.point]
    label = str(POINTS[table.point])
    return f"{label} {same.index(table) + 1}" if len(same) > 1 else label


def try_facts(
    compiled: Compiled, table: Table, typed: Mapping[str, str], taken: Mapping[str, Value]
) -> Trial:
    """Ask the tables of the point; what was typed goes before what was taken from a case."""
    known: dict[str, Value] = {name: value for name, value in taken.items() if name in FACTS}
    fields = []
    for spec in table.facts:
        words, error = typed.get(spec.name, "").strip()[:LONGEST], ""
        if words:
            known.pop(spec.name, None)
            value, error = _read(spec, words)
            if value is not None:
                known[spec.name] = value
        shown = words if error else _shown(spec, known.get(spec.name))
        fields.append(Field(spec.name, label_of(spec), shown, _choices(spec), error))
    if not known:
        return Trial(tuple(fields), None)
    verdict = explain(compiled, table.point, PolicyFacts.read(known))
    specs = table.says.outputs
    told = {name: value for name, value in verdict.outputs.items() if value != specs[name].default}
    return Trial(tuple(fields), verdict, _outputs(table, told))


def _read(spec: FactSpec, words: str) -> tuple[Value | None, str]:
    try:
        one = parse(spec, words)
    except WrongCell as wrong:
        return None, _said(wrong.expected)
    return (one.values[0], "") if one.op is Op.EQUALS else (None, _said(spec.expected))


def _said(expected: str) -> str:
    """What would be right, in the reader's language."""
    return str(in_french(expected)) if language() == "fr" else str(expected)


def _shown(spec: FactSpec, value: Value | None) -> str:
    return "" if value is None else write_value(spec, value, language())


def _choices(spec: FactSpec) -> tuple[tuple[str, str], ...]:
    unknown = ("", _("inconnu"))
    if spec.type is FactType.BOOLEAN:
        answers = [write_value(spec, value, language()) for value in (True, False)]
        return (unknown, *((one, one) for one in answers))
    if spec.type is FactType.CHOICE:
        return (unknown, *((one, in_words(one, spec.name)) for one in spec.domain))
    return ()


def rows_of(
    table: Table, verdict: Verdict | None, start: int, proof: Proof | None = None
) -> tuple[RowView, ...]:
    """Rows of a table from place `start` on, a page of them."""
    fired = {hit.row_id for hit in verdict.hits if hit.table == table.id} if verdict else set()
    near = {miss.hit.row_id: miss for miss in verdict.near if miss.hit.table == table.id} if verdict else {}
    return tuple(
        replace(
            _row(table, row, is_fired=row.id in fired, miss=near.get(row.id)),
            face=face_of(proof, table, row) if proof else None,
        )
        for row in table.rows[start : start + PAGE]
    )


def _row(table: Table, row: Row, *, is_fired: bool, miss: NearMiss | None) -> RowView:
    pairs = zip(table.facts, row.cells, strict=True)
    tests = tuple(Said(label_of(spec), _tested(spec, one)) for spec, one in pairs if one.op is not Op.ANY)
    says = "fired" if is_fired else "near" if miss else ""
    return RowView(row.number, row.id, label_of(row), tests, _outputs(table, row.outputs), says, _why(miss))


def _outputs(table: Table, outputs: Mapping[str, Any]) -> tuple[Said, ...]:
    specs = table.says.outputs
    return tuple(_output(specs[name], value) for name, value in outputs.items())


def _output(spec: OutputSpec, value: Any) -> Said:
    several = spec.type is OutputType.CODES
    parts = tuple(in_words(one, spec.name) for one in value) if several else (_given(spec, value),)
    return Said(label_of(spec) or spec.name, _given(spec, value), parts or ("-",), spec.name == "remedies")


def _tested(spec: FactSpec, one: Cell) -> str:
    """A cell as people read it: codes in the words of the desk, the rest as it is written."""
    written = write(spec, one, language())
    if spec.type is not FactType.CHOICE:
        return written
    sign = written.split(" ", 1)[0]
    return f"{sign} {', '.join(in_words(str(value), spec.name) for value in one.values)}"


def said_cell(spec: FactSpec, written: str) -> str:
    """A cell that is at hand as it is written, in words."""
    return _tested(spec, parse(spec, written))


def example_said(one: Example) -> str:
    """An example in words: its case, then what is expected of the rules."""
    case = [f"{label_of(FACTS[fact])} {in_words(_shown(FACTS[fact], value), fact)}"
            for fact, value in one.facts.items()]  # fmt: skip
    specs = TABLE_POINTS[one.point].outputs
    wanted = [f"{label_of(specs[name]) or name} {_given(specs[name], value)}"
              for name, value in one.expected.items()]  # fmt: skip
    return _("%(case)s ; attendu : %(wanted)s") % {"case": ", ".join(case), "wanted": ", ".join(wanted)}


def said_output(spec: OutputSpec, written: str) -> str:
    """An output that is at hand as it is written, in words."""
    if spec.type is OutputType.CODES:
        return ", ".join(in_words(one, spec.name) for one in written.split(", "))
    return in_words(written, spec.name)


def _given(spec: OutputSpec, value: Any) -> str:
    """An output as people read it."""
    if spec.type is OutputType.CODES:
        return ", ".join(in_words(one, spec.name) for one in value) or "-"
    return in_words(write_output(spec, value, language()), spec.name)


def _why(miss: NearMiss | None) -> str:
    if miss is None:
        return ""
    spec = FACTS[miss.fact]
    value = (
        _("inconnu") if miss.value is None else in_words(write_value(spec, miss.value, language()), spec.name)
    )
    cell = _tested(spec, parse(spec, miss.cell))
    told = {"fact": label_of(spec), "value": value, "cell": cell}
    return _("%(fact)s : %(value)s, il faut %(cell)s") % told
