"""Where the words of a shape stand: in the columns of a header, or in the tree of a JSON or XML order."""

import re
from collections.abc import Iterable
from typing import Any

from savoir.orders.intake.faults import ImportRefused
from savoir.orders.intake.shape import LINE_WORDS, Shape
from savoir.orders.intake.shops.cells import plain
from savoir.orders.intake.shops.packed import lines_in, simple

_LOOSE = re.compile(r"[\s_\-\u00a0]+")


def loose(name: str) -> str:
    """A column's name without case, hyphens and spaces too many: `Lineitem compare-at price`."""
    return _LOOSE.sub(" ", name.strip().strip("\ufeff").strip()).casefold()


def places(header: Iterable[str], shape: Shape) -> dict[str, tuple[int, ...]]:
    """Our words and the columns they stand in, in the order of their names; the first filled one counts."""
    columns: dict[str, int] = {}
    for index, name in enumerate(header):
        columns.setdefault(loose(name), index)
    return {
        word: tuple(columns[loose(name)] for name in names if loose(name) in columns)
        for word, names in shape.fields.items()
        if any(loose(name) in columns for name in names)
    }


def missing_words(header: Iterable[str], shape: Shape) -> tuple[str, ...]:
    """The names of the needed columns that the header lacks, as the export usually calls them."""
    there = places(tuple(header), shape)
    if "lines" in there:
        there = {**there, **dict.fromkeys(LINE_WORDS, (0,))}
    return tuple(shape.fields.get(word, (word,))[0] for word in shape.needs if word not in there)


def require_words(header: Iterable[str], shape: Shape) -> None:
    """Raise ImportRefused naming the first needed column that is not there."""
    lacking = missing_words(header, shape)
    if lacking:
        raise ImportRefused(lacking[0], code="missing_column", line=1)


def at_path(tree: Any, path: str) -> Any:
    """What stands at `billing.email` in a tree; None for nothing."""
    for name in path.split("."):
        if not isinstance(tree, dict):
            return None
        tree = tree.get(name)
    return tree


def words_of_tree(tree: Any, shape: Shape) -> dict[str, str]:
    """The order's own words."""
    return {
        word: text
        for word, paths in shape.fields.items()
        if word not in LINE_WORDS and word not in ("lines", "refunds")
        if (text := next((t for path in paths if (t := plain(simple(at_path(tree, path))))), ""))
    }


def words_of_line(line: dict[str, Any], shape: Shape) -> dict[str, str]:
    """One line's words."""
    return {
        word: text
        for word in LINE_WORDS
        if (text := next(
            (t for path in shape.fields.get(word, ()) if (t := plain(simple(at_path(line, path))))), ""
        ))
    }  # fmt: skip


def lines_of_tree(tree: Any, shape: Shape) -> tuple[dict[str, str], ...]:
    """The lines, a list at one of the named places; an only line may stand there without a list."""
    for path in shape.fields.get("lines", ()):
        rows = at_path(tree, path)
        if isinstance(rows, dict):
            rows = [rows]
        if isinstance(rows, list) and rows:
            return tuple(words_of_line(row, shape) for row in rows if isinstance(row, dict))
    return ()


def packed_lines(text: str, shape: Shape) -> tuple[dict[str, str], ...]:
    """The lines that one cell packs. Raises Bad."""
    return tuple(words_of_line(dict(row), shape) for row in lines_in(text))


def refunded_in_tree(tree: Any, shape: Shape) -> list[str]:
    """Amounts of the refunds an order lists."""
    return [
        simple(row.get("total"))
        for path in shape.fields.get("refunds", ())
        if isinstance(rows := at_path(tree, path), list)
        for row in rows
        if isinstance(row, dict)
    ]
