"""Faces: what a room shows the others. And what import-linter leaves open about knots and empty roots."""

from collections.abc import Iterator

import grimp

from gates.graph import PACKAGE, edges, line_of, room_of
from gates.tree import is_within

FACES = frozenset({"operations", "queries", "events", "ports", "states", "values"})
EXTRA_FACES = {"policies": frozenset({"facts", "tables", "exchange", "proof"})}
# The kernel is everybody's; all of `law` is pure functions and has no other side, `refusals` are words.
OPEN_ROOMS = frozenset({"kernel", "law", "refusals"})
# `config` wires everything: it opens the doors, registers the jobs and reads app configurations.
DOORS = frozenset({"web", "api", "commands", "connectors"})
WIRING_FACES = frozenset({"jobs", "apps"})


def _is_shown(importer_room: str, imported: str) -> bool:
    room, *inside = imported.split(".")[1:]
    if room in OPEN_ROOMS or (importer_room == "config" and room in DOORS):
        return True
    shown = FACES | EXTRA_FACES.get(room, frozenset())
    if importer_room == "config":
        shown |= WIRING_FACES
    return bool(inside) and inside[0] in shown


def face_findings(graph: grimp.ImportGraph) -> Iterator[str]:
    """Yield each import that reaches another room elsewhere than through one of its faces."""
    for importer, imported in edges(graph):
        mine, theirs = room_of(importer), room_of(imported)
        if mine is None or theirs is None or mine == theirs or _is_shown(mine, imported):
            continue
        where = f"{importer}:{line_of(graph, importer, imported)}"
        yield f"Faces: {where} imports {imported}, which {theirs} does not show"


def root_findings(graph: grimp.ImportGraph) -> Iterator[str]:
    """Yield each room whose `__init__` imports something: it would come along with every other import."""
    for importer, imported in edges(graph):
        if importer.count(".") == 1 and graph.find_children(importer):
            yield f"Empty roots: {importer}/__init__.py imports {imported}"


def parent_knots(graph: grimp.ImportGraph) -> Iterator[str]:
    """Yield each module that imports its own package while the package imports it, directly or not."""
    for importer, imported in edges(graph):
        is_ancestor = imported not in (PACKAGE, importer) and is_within(importer, imported)
        if is_ancestor and graph.chain_exists(importer=imported, imported=importer):
            yield f"Knots: {importer} and its package {imported} import each other"
