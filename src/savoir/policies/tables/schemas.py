"""The form of a policy document as a JSON Schema (2020-12), from the registry, the points and the grammar.

It refuses nothing that the reader takes. What a schema can't say stays with the reader: ids that stand twice,
columns of `when` that its table lacks, bounds the wrong way round, days no calendar has, amounts above the
most, codes of signs that can't be printed, hierarchies that go in a circle, numbers written `30.0`, and
readable cells of more than 200 values.
"""

from typing import Any

from savoir.policies.facts import FACTS, FactSpec, FactType, Point
from savoir.policies.facts.specs import LONGEST_TEXT
from savoir.policies.tables import grammar, reading
from savoir.policies.tables.cells import MOST_VALUES, ORDERED, Op
from savoir.policies.tables.documents import FORMAT, Hit
from savoir.policies.tables.points import MONTH_DAY, NEEDED_POINTS, POINTS, OutputSpec, OutputType
from savoir.policies.tables.words import LONGEST_CELL

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_Schema = dict[str, Any]
_CONTROL = r"[\u0000-\u001f\u007f-\u009f]"
_YES_OR_NO: _Schema = {"type": "boolean"}
_ABOUT = (
    "A policy of Savoir: decision tables, one document a version. Made from the code by docs/generate.py; "
    "meaning and what a schema can't say: policy-document.md beside this file."
)


def schema() -> _Schema:
    """The schema of a document of today's format, as plain JSON values."""
    tables = [{"contains": _with("point", point), "type": "array"} for point in sorted(NEEDED_POINTS)]
    return {
        "$schema": DIALECT, "$id": f"urn:savoir:policy-document:{FORMAT}", "title": "Savoir policy document",
        "description": _ABOUT,
        **_object(
            {"format": {"const": FORMAT}, "name": _ref("text"),
             "tables": {"type": "array", "minItems": 1, "maxItems": reading.MOST_TABLES,
                        "items": _ref("table"), "allOf": tables}},
            better_of_today=_YES_OR_NO, hierarchies=_hierarchies(),
            examples={"type": "array", "maxItems": reading.MOST_EXAMPLES, "items": _ref("example")},
        ),
        "$defs": _definitions(),
    }  # fmt: skip


def _definitions() -> _Schema:
    found: _Schema = {
        "text": {"type": "string", "maxLength": reading.LONGEST_LABEL,
                 "pattern": r"\S",
                 "not": {"pattern": _CONTROL}},
        "id": {"type": "string", "pattern": f"^{reading.ID}$"},
        "code": {"type": "string", "maxLength": LONGEST_TEXT, "pattern": r"^[^,\s](?:(?:[^,\s]| )*[^,\s])?$",
                 "not": {"pattern": _CONTROL}},
        "table": _by_point("table"), "example": _by_point("example"),
        "cells": {"type": "object", "properties": {name: _cell(spec) for name, spec in FACTS.items()}},
        "facts": {"type": "object", "additionalProperties": False,
                  "properties": {name: _known(spec) for name, spec in FACTS.items()}},
    }  # fmt: skip
    for spec in FACTS.values():
        found.setdefault(f"cell.{_kind(spec)}", _cell_of_kind(spec))
    for point in Point:
        known = [name for name, spec in FACTS.items() if point in spec.points]
        found[f"facts.{point}"] = {"enum": known}
        found[f"table.{point}"], found[f"then.{point}"] = _table(point), _then(point)
        found[f"example.{point}"] = _example(point)
    return found


def _by_point(kind: str) -> _Schema:
    """The form that the part's own point asks for, so that a fault is told of that point alone."""
    cases = [{"if": _with("point", point), "then": _ref(f"{kind}.{point}")} for point in Point]
    return {"type": "object", "required": ["point"], "properties": {"point": {"enum": list(POINTS)}},
            "allOf": cases}  # fmt: skip


def _table(point: Point) -> _Schema:
    row = _object(
        {"id": _ref("id"), "label_fr": _ref("text"), "label_en": _ref("text"),
         "when": {**_ref("cells"), "propertyNames": _ref(f"facts.{point}")},
         "then": _ref(f"then.{point}")},
        priority={"type": "integer", "minimum": 0, "maximum": reading.HIGHEST_PRIORITY},
    )  # fmt: skip
    return _object({
        "id": _ref("id"), "point": {"const": point.value}, "hit": {"enum": list(Hit)},
        "columns": {"type": "array", "maxItems": reading.MOST_COLUMNS, "uniqueItems": True,
                    "items": _ref(f"facts.{point}")},
        "rows": {"type": "array", "minItems": 1, "maxItems": reading.MOST_ROWS, "items": row},
    })  # fmt: skip


def _then(point: Point) -> _Schema:
    given = {name: _output(spec) for name, spec in POINTS[point].outputs.items()}
    return {"type": "object", "additionalProperties": False, "properties": given}


def _output(spec: OutputSpec) -> _Schema:
    words = f"{spec.label_fr} / {spec.label_en}" + (f" ({spec.unit})" if spec.unit else "")
    form = _ref("code")  # a text
    match spec.type:
        case OutputType.BOOLEAN:
            form = _YES_OR_NO
        case OutputType.CODE:
            form = {"enum": list(spec.domain)}
        case OutputType.CODES:
            form = {"type": "array", "uniqueItems": True, "items": {"enum": list(spec.domain)}}
        case OutputType.NUMBER:
            form = {"type": "integer", "minimum": 0, "maximum": spec.most}
        case OutputType.MONTH_DAY:
            form = {"type": "string", "pattern": f"^{MONTH_DAY}$"}
    return {"description": words, **form}


def _cell(spec: FactSpec) -> _Schema:
    words = f"{spec.label_fr} / {spec.label_en}: {spec.expected}"
    return {"description": words, **_ref(f"cell.{_kind(spec)}")}


def _kind(spec: FactSpec) -> str:
    """The name under which the cells of facts of one kind stand: a choice is a kind of its own."""
    if spec.type is FactType.CHOICE:
        return spec.name
    return f"{spec.type}.{spec.unit.replace(' ', '_')}" if spec.unit else spec.type.value


def _cell_of_kind(spec: FactSpec) -> _Schema:
    """One cell: as people write it, or typed."""
    return {"anyOf": [_readable(spec), *(_typed(spec, op) for op in Op if _asks(spec, op))]}


def _asks(spec: FactSpec, op: Op) -> bool:
    only = {Op.UNDER: FactType.TREE, Op.SEASON: FactType.DATE}
    return spec.is_ordered if op in ORDERED else only.get(op, spec.type) is spec.type


def _typed(spec: FactSpec, op: Op) -> _Schema:
    least, most = {
        Op.ANY: (0, 0), Op.IN: (1, MOST_VALUES), Op.NOT: (1, MOST_VALUES), Op.UNDER: (1, MOST_VALUES),
        Op.BETWEEN: (2, 2), Op.SEASON: (2, 2),
    }.get(op, (1, 1))  # fmt: skip
    one = {"type": "string", "pattern": f"^{MONTH_DAY}$"} if op is Op.SEASON else _value(spec)
    values: _Schema = {"type": "array", "minItems": least, "maxItems": most, "items": one}
    form: _Schema = {"op": {"const": op.value}}
    return _object(form, values=values) if op is Op.ANY else _object({**form, "values": values})


def _value(spec: FactSpec) -> _Schema:
    match spec.type:
        case FactType.BOOLEAN:
            return _YES_OR_NO
        case FactType.CHOICE:
            return {"enum": list(spec.domain)}
        case FactType.NUMBER:
            return {"type": "integer", "minimum": spec.least, "maximum": spec.most}
        case FactType.DATE:
            return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    return _ref("code")


def _readable(spec: FactSpec) -> _Schema:
    """The grammar of a readable cell, blanks as people scatter them."""
    ways = "|".join(f"(?:{way})" for way in (grammar.NOTHING, *_ways(spec)))
    pattern = ways.replace(" ?", r"\s*").replace(" ", r"\s+")
    return {"type": "string", "maxLength": LONGEST_CELL, "pattern": rf"^\s*(?:{pattern})\s*$"}


def _ways(spec: FactSpec) -> list[str]:
    match spec.type:
        case FactType.BOOLEAN:
            return _coded(grammar.YES_OR_NO)
        case FactType.CHOICE:
            return _coded("|".join(spec.domain))
        case FactType.NUMBER:
            kinds = [grammar.NUMBER] + [grammar.EUROS] * (spec.unit == "minor units")
            return [way for kind in kinds for way in _ranged(kind)]
        case FactType.DATE:
            return [*_ranged(grammar.DAY), grammar.pair(grammar.DAY_OF_YEAR)]
    return _free(spec)


def _coded(value: str) -> list[str]:
    return [f"(?:= ?)?(?:{value})", grammar.several(grammar.SETS, value)]


def _ranged(value: str) -> list[str]:
    return [*_coded(value), f"{grammar.SIGN} ?(?:{value})", grammar.pair(value)]


def _free(spec: FactSpec) -> list[str]:
    """Codes without a closed domain: whatever begins as another test is that test."""
    words = f"{grammar.SETS}|{grammar.BRANCHES}"
    sets = f"{grammar.SETS}|{grammar.BRANCHES}" if spec.type is FactType.TREE else grammar.SETS
    plain = f"(?!(?:[<>≤≥] ?\\S)|(?:= ?$)|(?:(?:{words}) \\S))(?:= ?)?(?:{grammar.CODE})"
    return [plain, grammar.several(sets, grammar.CODE)]


def _known(spec: FactSpec) -> _Schema:
    """A fact of an example; null and "" are unknown."""
    return {"anyOf": [_value(spec), {"enum": [None, ""]}]}


def _example(point: Point) -> _Schema:
    return _object({
        "name": _ref("text"), "point": {"const": point.value}, "facts": _ref("facts"),
        "expect": _ref(f"then.{point}"),
    })  # fmt: skip


def _hierarchies() -> _Schema:
    children = {"type": "object", "maxProperties": reading.MOST_CHILDREN, "propertyNames": _ref("code"),
                "additionalProperties": _ref("code")}  # fmt: skip
    trees = [name for name, spec in FACTS.items() if spec.type is FactType.TREE]
    return {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(trees, children)}


def _object(needed: _Schema, **optional: _Schema) -> _Schema:
    return {
        "type": "object", "additionalProperties": False, "required": list(needed),
        "properties": {**needed, **optional},
    }  # fmt: skip


def _with(key: str, value: str) -> _Schema:
    return {"type": "object", "required": [key], "properties": {key: {"const": str(value)}}}


def _ref(name: str) -> _Schema:
    return {"$ref": f"#/$defs/{name}"}
