"""Codes that stand under others because the document says so."""

from collections.abc import Mapping
from dataclasses import replace

from savoir.policies.tables.cells import Cell, Op


def cycle_in(parents: Mapping[str, str]) -> tuple[str, ...]:
    """A code that comes to stand above itself, with the way there: ("a", "b", "a"); () without one."""
    settled: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        code: str | None = start
        while code is not None and code not in settled:
            if code in path:
                return (*list(path)[list(path).index(code) :], code)
            path[code] = None
            code = parents.get(code)
        settled |= set(path)
    return ()


def beneath(one: Cell, parents: Mapping[str, str] | None) -> Cell:
    """The cell of a branch with all the codes that the document places under it; other cells as they are."""
    if one.op is not Op.UNDER or not parents:
        return one
    children: dict[str, list[str]] = {}
    for child, parent in parents.items():
        children.setdefault(parent, []).append(child)
    found, frontier = set[str](), list(map(str, one.values))
    while frontier:
        for child in children.get(frontier.pop(), ()):
            if child not in found:
                found.add(child)
                frontier.append(child)
    return replace(one, below=tuple(sorted(found)))
