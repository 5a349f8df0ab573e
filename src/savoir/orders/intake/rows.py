"""Rows of a file as records of raw texts, one shape for CSV and JSON Lines."""

import csv
import json
from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from typing import Any

from savoir.orders.intake.faults import ImportRefused
from savoir.orders.intake.fields import CONTENT, GROUPS, KEY, Column
from savoir.orders.intake.mapping import Mapping, Template
from savoir.orders.intake.shape import Shape
from savoir.orders.intake.shops.reading import Outcome, shop_rows, shop_trees
from savoir.orders.intake.shops.trees import orders_of as trees
from savoir.orders.intake.source import Source, opened

LONGEST_LINE = 2_000_000
_DEEPEST = 12
Texts = tuple[str, ...]


@dataclass(slots=True)
class Record:
    """What one row says: texts in the order of `GROUPS`; `code` when it can't be read at all."""

    row: int
    key: str
    groups: list[tuple[str, Texts]] = field(default_factory=list)
    code: str = ""
    field: str = ""
    is_skipped: bool = False


def records(source: Source, mapping: Mapping) -> Iterator[Record]:
    """Yield the rows in file order. Raises ImportRefused when the file can't be read on."""
    if mapping.shape is not None:
        yield from _shop_records(source, mapping.shape, mapping)
        return
    if source.kind in ("json", "xml"):
        raise ImportRefused(code="unrecognized", line=1)
    with opened(source) as text:
        is_json = source.kind == "jsonl"
        yield from (_json_records(text, mapping) if is_json else _csv_records(text, source, mapping))


def _shop_records(source: Source, shape: Shape, mapping: Mapping) -> Iterator[Record]:
    """Orders of a shop's standard export, in the shape of our own JSON Lines."""
    if (shape.kind == "tree") is (source.kind == "csv"):
        raise ImportRefused(code="other_kind", line=1)
    if shape.kind == "tree":
        for outcome in shop_trees(trees(source), shape, mapping):
            yield _shop_record(outcome, mapping)
        return
    csv.field_size_limit(LONGEST_LINE)
    with opened(source) as text:
        reader = csv.reader(text, delimiter=source.delimiter, strict=True)
        try:
            for outcome in shop_rows(reader, shape, mapping):
                yield _shop_record(outcome, mapping)
        except csv.Error as error:
            raise ImportRefused(code="broken_row", line=reader.line_num) from error


def _shop_record(outcome: Outcome, mapping: Mapping) -> Record:
    number, key, document, fault = outcome
    if fault is not None:
        return Record(number, key, code=fault.code, field=getattr(fault, "word", ""))
    if document is None:
        return Record(number, "", is_skipped=True)
    return json_record(number, document, replace(_AS_IT_IS, constants=mapping.constants))


def raw_rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) of each row after the header: what a reject file repeats."""
    with opened(source) as text:
        if source.kind in ("json", "xml"):
            return  # an order is no line there
        if source.kind == "jsonl":
            yield from ((number, [line.strip()]) for number, line in enumerate(text, 1))
            return
        reader = csv.reader(text, delimiter=source.delimiter)
        yield from ((reader.line_num, row) for row in reader)


def _csv_records(text: Any, source: Source, mapping: Mapping) -> Iterator[Record]:
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(text, delimiter=source.delimiter, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        layout = _Layout(header, mapping)
        yield from (layout.record(reader.line_num, row) for row in reader if row)
    except csv.Error as error:
        raise ImportRefused(code="broken_row", line=reader.line_num) from error


_Filled = tuple[Template, int]
_AS_IT_IS = Mapping()


class _Layout:
    """Where each of our columns stands in their rows."""

    def __init__(self, header: list[str], mapping: Mapping) -> None:
        doubled = sorted({name for name in header if name and header.count(name) > 1})
        if doubled:
            raise ImportRefused(doubled[0], code="duplicate_column", line=1)
        self.width = len(header)
        places = {name: index for index, name in enumerate(header)}
        self.groups = [(name, self._group(columns, places, mapping)) for name, columns in GROUPS.items()]
        self.groups = [(name, cells) for name, cells in self.groups if any(type(c) is int for c in cells)]
        keys = [places.get(mapping.source_of(name)) for name in (KEY, "order_number")]
        self.keys = [place for place in keys if place is not None]
        self.skips = [(places[skip.column], skip.pattern) for skip in mapping.skips if skip.column in places]
        missing = [skip.column for skip in mapping.skips if skip.column not in places]
        if missing:
            raise ImportRefused(missing[0], code="missing_column", line=1)

    @staticmethod
    def _group(
        columns: tuple[Column, ...], places: dict[str, int], mapping: Mapping
    ) -> list[int | str | _Filled]:
        """For each column its place in the row, its constant text, or its template and that one's place."""
        named = [mapping.columns[c.name] for c in columns if c.name in mapping.columns]
        named += [mapping.templates[c.name].column for c in columns if c.name in mapping.templates]
        for name in named:
            if name not in places:
                raise ImportRefused(name, code="missing_column", line=1)
        cells = [_cell(column.name, places, mapping) for column in columns]
        is_asked = any(type(cell) is int for cell in cells) or columns in (GROUPS["order"], GROUPS["line"])
        for column, cell in zip(columns, cells, strict=True):
            if is_asked and column.is_required and cell == "":
                raise ImportRefused(mapping.source_of(column.name), code="missing_column", line=1)
        return cells

    def record(self, number: int, row: list[str]) -> Record:
        """One row as a record."""
        if len(row) != self.width:
            return Record(number, self._key(row), code="column_count")
        if any(pattern.search(row[place]) for place, pattern in self.skips):
            return Record(number, "", is_skipped=True)
        groups = [
            (name, tuple([row[c].strip() if isinstance(c, int) else _text(c, row) for c in cells]))
            for name, cells in self.groups
        ]
        return Record(number, self._key(row), groups)

    def _key(self, row: list[str]) -> str:
        found = (row[place].strip() for place in self.keys if place < len(row))
        return next((key for key in found if key), "")


def _cell(name: str, places: dict[str, int], mapping: Mapping) -> int | str | _Filled:
    if name in mapping.templates:
        template = mapping.templates[name]
        return template, places[template.column]
    return places.get(mapping.source_of(name), mapping.constants.get(name, ""))


def _text(cell: str | _Filled, row: list[str]) -> str:
    if isinstance(cell, str):
        return cell
    template, place = cell
    return template.around(row[place].strip())


def _json_records(text: Any, mapping: Mapping) -> Iterator[Record]:
    for number, line in enumerate(text, 1):
        if not line.strip():
            continue
        if len(line) > LONGEST_LINE:
            yield Record(number, "", code="too_long")
            continue
        try:
            document = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
        except (ValueError, RecursionError):
            yield Record(number, "", code="not_json")
            continue
        yield json_record(number, document, mapping)


def json_record(number: int, document: Any, mapping: Mapping) -> Record:
    """One order document as a record; `number` is what its faults are named by."""
    if not isinstance(document, dict) or _is_deeper(document, _DEEPEST):
        return Record(number, "", code="not_an_order")
    flat = _flat(document, "customer")
    key = _text_of(flat, KEY, "", mapping) or _text_of(flat, "order_number", "", mapping)
    record = Record(number, key)
    try:
        record.groups = list(_json_groups(flat, mapping))
    except TypeError as error:
        record.code, record.field = "not_a_value", str(error)
    return record


def _json_groups(document: dict[str, Any], mapping: Mapping) -> Iterator[tuple[str, Texts]]:
    yield "order", _texts(document, GROUPS["order"], "", mapping)
    for line in _nested(document, "lines"):
        product = line.get("product")
        whole = {**product, **_flat(line, "product")} if isinstance(product, dict) else line
        yield "product", _texts(whole, GROUPS["product"], "", mapping)
        yield "line", _texts(_flat(whole, "cover"), GROUPS["line"], "line_", mapping)
    for payment in _nested(document, "payments"):
        yield "payment", _texts(payment, GROUPS["payment"], "payment_", mapping)
    for delivery in _nested(document, "deliveries"):
        texts = _texts(delivery, GROUPS["delivery"], "delivery_", mapping)
        yield "delivery", texts
        for content in _nested(delivery, "lines"):
            yield "content", (texts[0], *_texts(content, CONTENT, "line_", mapping))


def _nested(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = document.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TypeError(name)
    return rows


def _flat(document: dict[str, Any], part: str) -> dict[str, Any]:
    """`{"customer": {"email": ..}}` as `{"customer_email": ..}`; unknown entries stay where they are."""
    inner = document.get(part)
    if not isinstance(inner, dict):
        return document
    return {**document, **{f"{part}_{name}": value for name, value in inner.items()}}


def _texts(document: dict[str, Any], columns: tuple[Column, ...], prefix: str, mapping: Mapping) -> Texts:
    return tuple(_text_of(document, column.name, prefix, mapping) for column in columns)


def _text_of(document: AnyMapping[str, Any], name: str, prefix: str, mapping: Mapping) -> str:
    if name in mapping.templates:
        template = mapping.templates[name]
        return template.around(_text_of(document, template.column, "", _AS_IT_IS))
    value = document.get(mapping.source_of(name), document.get(name.removeprefix(prefix) if prefix else name))
    if value is None:
        return mapping.constants.get(name, "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return "|".join(value)
    if not isinstance(value, str):
        raise TypeError(name)
    return value.strip()


def _is_deeper(value: Any, levels: int) -> bool:
    if levels == 0:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_is_deeper(item, levels - 1) for item in inner)


def product_record(number: int, document: dict[str, Any], mapping: Mapping) -> Record:
    """A product without a sale as a record of one group."""
    record = Record(number, text_in(document, "product_id", "product_"))
    try:
        record.groups = [("product", _texts(document, GROUPS["product"], "product_", mapping))]
    except TypeError as error:
        record.code, record.field = "not_a_value", str(error)
    return record


def text_in(document: dict[str, Any], name: str, prefix: str) -> str:
    """The text of our column in a document, where the prefix may be left out; "" for what is no text."""
    try:
        return _text_of(document, name, prefix, _AS_IT_IS)
    except TypeError:
        return ""
