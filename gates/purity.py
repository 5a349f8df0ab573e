"""Purity: rules, states, facts, tables, values and all of law answer from what they are given."""

import ast
from collections.abc import Iterator
from pathlib import Path

import grimp

from gates.graph import PACKAGE, room_of
from gates.tree import files_below, is_within, module_name, parsed, walk

PURE_MODULES = frozenset({"rules", "states", "facts", "tables", "values"})
IMPURE_OUTSIDE = frozenset({"django", "psycopg", "procrastinate", "random", "secrets", "time"})
KERNEL_VALUES = f"{PACKAGE}.kernel.values"
# Below the doors `now` is a parameter; the kernel hands it to jobs, the wiring and the doors read it.
MAY_READ_CLOCK = frozenset({"config", "web", "api", "commands", "connectors", "kernel"})
CLOCK_WORDS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "timezone": {"now", "localdate", "localtime"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "localtime", "gmtime"},
}
CLOCK_NAMES = {word for words in CLOCK_WORDS.values() for word in words} - {"time"}
CLOCK_OPTIONS = {"auto_now", "auto_now_add"}


def is_pure(module: str) -> bool:
    """Tell whether the house asks of `module` that it be pure."""
    room = room_of(module)
    if room in (None, "kernel", "config"):
        return is_within(module, KERNEL_VALUES)
    inside = module.split(".")[2:3]
    return room == "law" or (bool(inside) and inside[0] in PURE_MODULES)


def _is_forbidden(module: str) -> bool:
    if room_of(module) == "kernel":
        return not is_within(module, KERNEL_VALUES) and module != f"{PACKAGE}.kernel"
    return is_within(module, *IMPURE_OUTSIDE) or module.split(".")[2:3] == ["models"]


def purity_findings(graph: grimp.ImportGraph) -> Iterator[str]:
    """Yield, for each pure module, the shortest way by which it reaches each thing it must not see."""
    for module in sorted(m for m in graph.modules if is_pure(m)):
        for reached in sorted(filter(_is_forbidden, graph.find_upstream_modules(module))):
            chain = graph.find_shortest_chain(importer=module, imported=reached) or (module, reached)
            yield f"Purity: {' -> '.join(chain)}"


def _must_not_read_clock(module: str) -> bool:
    room = room_of(module)
    if module.endswith(".__main__"):  # where a process of its own begins is a door
        return False
    return is_pure(module) or (room is not None and room not in MAY_READ_CLOCK)


def _clock_words(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=word):
                if word in CLOCK_WORDS.get(owner, ()):
                    yield node.lineno, f"{owner}.{word}"
            case ast.ImportFrom(module="time" | "django.utils.timezone" as source):
                names = (alias.name for alias in node.names)
                yield from (
                    (node.lineno, f"{source}.{name}") for name in names if name in CLOCK_NAMES | {"time"}
                )
            case ast.keyword(arg=str(option), value=ast.Constant(value=True)) if option in CLOCK_OPTIONS:
                yield node.value.lineno, option


def clock_findings(root: Path) -> Iterator[str]:
    """Yield each place below the doors, and each pure module, that reads the clock itself."""
    for path in files_below(root, ("src",), (".py",)):
        if _must_not_read_clock(module_name(path, root / "src")):
            name = path.relative_to(root).as_posix()
            for line, word in _clock_words(parsed(path)):
                yield f"Clock: {name}:{line} reads {word}; take `now` as a parameter"
