"""An export, row by row or order by order, as records of whole orders. Streaming: one order in memory."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import Any

from savoir.orders.intake.faults import Bad, ImportRefused
from savoir.orders.intake.mapping import Mapping
from savoir.orders.intake.shape import LINE_WORDS, Shape
from savoir.orders.intake.shops.cells import amount, plain
from savoir.orders.intake.shops.found import (
    lines_of_tree,
    packed_lines,
    places,
    refunded_in_tree,
    require_words,
    words_of_tree,
)
from savoir.orders.intake.shops.sold import BadWord, Document, Exported, Left, document_of

Outcome = tuple[int, str, Document | None, Bad | None]
"""(line, key, document, fault): neither document nor fault = left out on purpose."""


def shop_rows(reader: Any, shape: Shape, mapping: Mapping) -> Iterator[Outcome]:
    """Orders of a CSV export; rows of one order stand together, what they repeat may be blank."""
    header = _header(reader)
    require_words(header, shape)
    layout = _Layout(header, shape)
    closed: set[int] = set()
    for rows in _orders(reader, layout):
        number, key = rows[0][0], layout.key(rows[0][1])
        if hash(key) in closed:
            yield number, f"{shape.prefix}{key}", None, BadWord("not_together", "number")
            continue
        closed.add(hash(key))
        if any(len(row) != layout.width for _, row in rows):
            bad = next(n for n, row in rows if len(row) != layout.width)
            yield bad, f"{shape.prefix}{key}", None, Bad("column_count")
            continue
        yield _outcome(number, key, lambda rows=rows: layout.exported(rows), shape, mapping)


def shop_trees(trees: Iterator[tuple[int, Any]], shape: Shape, mapping: Mapping) -> Iterator[Outcome]:
    """Orders of a JSON or XML export."""
    for number, tree in trees:
        words = words_of_tree(tree, shape) if isinstance(tree, dict) else {}
        key = words.get("id", "") or words.get("number", "")
        yield _outcome(
            number, key, lambda tree=tree, words=words: _of_tree(tree, words, shape), shape, mapping
        )


def _of_tree(tree: Any, words: dict[str, str], shape: Shape) -> Exported:
    if not isinstance(tree, dict):
        raise Bad("not_an_order")
    refunds = [amount(text) or Decimal(0) for text in refunded_in_tree(tree, shape)]
    told = {"refunded": str(abs(sum(refunds)))} if any(refunds) else {}
    return Exported(words | told, lines_of_tree(tree, shape))


def _outcome(number: int, key: str, exported: Any, shape: Shape, mapping: Mapping) -> Outcome:
    key = f"{shape.prefix}{key}" if key else ""
    try:
        return number, key, document_of(exported(), shape, mapping.constants), None
    except Left:
        return number, key, None, None
    except Bad as bad:
        return number, key, None, bad


def _header(reader: Any) -> list[str]:
    header: list[str] = next(reader, [])
    if header and header[0].strip("\ufeff").casefold().startswith("sep="):  # Excel's own first line
        header = next(reader, [])
    return [plain(name) for name in header]


class _Layout:
    """The columns of one file."""

    def __init__(self, header: list[str], shape: Shape) -> None:
        self.width, self._shape = len(header), shape
        there = places(header, shape)
        self._order = {word: place for word, place in there.items() if word not in LINE_WORDS}
        self._line = {word: place for word, place in there.items() if word in LINE_WORDS}
        self._keys = [there[word][0] for word in ("id", "number") if word in there]
        self._packed = self._order.pop("lines", None)

    def key(self, row: list[str]) -> str:
        """What names the order of a row; "" when the row leaves it to the one before."""
        found = (plain(row[place]) for place in self._keys if place < len(row))
        return next((key for key in found if key), "")

    def names(self, row: list[str]) -> tuple[str, ...]:
        """Every name the row gives its order, blank where it gives none."""
        return tuple(plain(row[place]) if place < len(row) else "" for place in self._keys)

    def exported(self, rows: list[tuple[int, list[str]]]) -> Exported:
        """The order of some rows: its words from the first row that fills them, a line per row or packed."""
        order: dict[str, str] = {}
        for word, columns in self._order.items():
            order[word] = next((text for _, row in rows if (text := _filled(row, columns))), "")
        if self._packed is not None and (text := _filled(rows[0][1], self._packed)):
            return Exported(order, packed_lines(text, self._shape))
        lines = tuple({w: _filled(row, columns) for w, columns in self._line.items()} for _, row in rows)
        return Exported(order, tuple(line for line in lines if any(line.values())))


def _filled(row: list[str], columns: tuple[int, ...]) -> str:
    """The first of some cells that says something."""
    return next((text for place in columns if (text := plain(row[place]))), "")


def _orders(reader: Any, layout: _Layout) -> Iterator[list[tuple[int, list[str]]]]:
    """Rows in groups: a row belongs to the one before when it names no order, or the same."""
    waiting: list[tuple[int, list[str]]] = []
    known: tuple[str, ...] = ()
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        names = layout.names(row)
        if waiting and not _is_same(names, known):
            yield waiting
            waiting = []
        known = names if not waiting else tuple(a or b for a, b in zip(known, names, strict=True))
        waiting.append((reader.line_num, row))
    if waiting:
        yield waiting


def _is_same(names: tuple[str, ...], known: tuple[str, ...]) -> bool:
    return all(not name or not other or name == other for name, other in zip(names, known, strict=True))


def header_of(lines: Iterator[str], delimiter: str) -> list[str]:
    """The header of a CSV text. Raises ImportRefused when it can't be read."""
    try:
        return _header(csv.reader(chain(lines), delimiter=delimiter))
    except csv.Error as error:
        raise ImportRefused(code="broken_row", line=1) from error
