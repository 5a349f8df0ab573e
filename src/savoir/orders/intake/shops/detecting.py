"""Which standard export a file is: by its columns or fields, never by its name."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from savoir.orders.intake.faults import ImportRefused
from savoir.orders.intake.mapping import Mapping, parse_mapping
from savoir.orders.intake.shops.found import at_path, loose, missing_words
from savoir.orders.intake.shops.reading import header_of
from savoir.orders.intake.shops.trees import orders_of
from savoir.orders.intake.source import Source, opened

OURS = "savoir"
_OURS = ("order_number", "contract_at", "product_id", "quantity", "unit_price")
_OUR_JSON = ("order_number", "lines")


@dataclass(frozen=True, slots=True)
class Recognized:
    """What a file turned out to be: the mapping's name, its title for people, and the mapping."""

    name: str
    title: str
    mapping: Mapping


@cache
def shipped_shapes() -> tuple[tuple[str, Mapping], ...]:
    """Every mapping with a shape that comes with Savoir, by name."""
    folder = resources.files("savoir.orders.intake") / "mappings"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda f: f.name)
    found = [(file.name.removesuffix(".toml"), parse_mapping(file.read_bytes())) for file in files]
    return tuple((name, mapping) for name, mapping in found if mapping.shape is not None)


def recognize(source: Source) -> Recognized:
    """Say which export a file is.

    Raises ImportRefused: `unrecognized`, `ambiguous` (`facts["names"]`), or why the export can't serve.
    """
    if source.kind in ("json", "xml"):
        return _chosen(_tree_matches(source))
    if source.kind == "jsonl":
        return _jsonl(source)
    with opened(source) as text:
        header = header_of(iter(text.readline, ""), source.delimiter)
    if {loose(name) for name in header} >= {loose(name) for name in _OURS}:
        return Recognized(OURS, "Savoir", Mapping())
    return _chosen(_matches(header, "rows"), header)


def _matches(names: list[str], kind: str) -> list[Recognized]:
    there = {loose(name) for name in names}
    return [
        Recognized(name, shape.title, mapping)
        for name, mapping in shipped_shapes()
        if (shape := mapping.shape) is not None and shape.kind == kind
        and all(loose(mark) in there for mark in shape.marks)
        and (shape.useless or not missing_words(names, shape))
    ]  # fmt: skip


def _tree_matches(source: Source) -> list[Recognized]:
    tree = _first_order(source)
    return [
        Recognized(name, shape.title, mapping)
        for name, mapping in shipped_shapes()
        if (shape := mapping.shape) is not None and shape.kind == "tree"
        and isinstance(tree, dict) and all(at_path(tree, mark) is not None for mark in shape.marks)
    ]  # fmt: skip


def _first_order(source: Source) -> Any:
    return next((tree for _, tree in orders_of(source)), None)


def _jsonl(source: Source) -> Recognized:
    with opened(source) as text:
        first = next((line for line in text if line.strip()), "")
    try:
        document = json.loads(first)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict) and all(name in document for name in _OUR_JSON):
        return Recognized(OURS, "Savoir", Mapping())
    return _chosen(_tree_matches(source))


def _chosen(found: list[Recognized], header: list[str] | None = None) -> Recognized:
    """The only one; one with lines goes before one that is known to have none."""
    useful = [one for one in found if one.mapping.shape and not one.mapping.shape.useless] or found
    if not useful:
        raise ImportRefused(_nearest(header or []), code="unrecognized", line=1)
    if len(useful) > 1:
        raise ImportRefused(code="ambiguous", line=1, names=", ".join(one.name for one in useful))
    chosen = useful[0]
    if chosen.mapping.shape and chosen.mapping.shape.useless:
        raise ImportRefused(code=chosen.mapping.shape.useless, line=1)
    return chosen


def _nearest(header: list[str]) -> str:
    """What the export that comes nearest would still need: the way out of an unknown header."""
    there = {loose(name) for name in header}
    near: list[tuple[str, ...]] = [
        lacking
        for _, mapping in shipped_shapes()
        if (shape := mapping.shape) is not None and shape.kind == "rows" and not shape.useless
        and any(loose(mark) in there for mark in shape.marks) and (lacking := missing_words(header, shape))
    ]  # fmt: skip
    return ", ".join(sorted(near, key=len)[0]) if near else ""
