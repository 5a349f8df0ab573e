"""Every operation of every room, and the doors that reach it, read from imports and calls."""

import ast
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gates.tree import files_below, module_name, parsed, statements, walk

LIST = Path(__file__).with_name("operations.toml")
# A door is named by the modules one comes in through; `jobs` is the machine's own.
DOORS: dict[str, tuple[str, ...]] = {
    "web": ("savoir.web",),
    "api": ("savoir.api",),
    "commands": ("savoir.commands",),
    "connectors": ("savoir.connectors",),
    "reactions": ("savoir.config.reactions",),
    "jobs": (),
}
Node = tuple[str, str]
# They take an actor and the clock, and write nothing.
QUESTIONS: frozenset[Node] = frozenset({("savoir.kernel.health", "queue_health")})


@dataclass(frozen=True, slots=True)
class Operation:
    """A verb of a room. `direct` doors call it themselves, `through` doors by another operation."""

    room: str
    name: str
    says: str
    direct: frozenset[str]
    through: frozenset[str]

    @property
    def doors(self) -> frozenset[str]:
        """Every door that reaches it."""
        return self.direct | self.through


@dataclass
class _Module:
    """One file: its functions and classes, and what its names mean."""

    name: str
    tree: ast.Module
    package: str
    names: dict[str, Node] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)


class Source:
    """All modules below `src/savoir`, with who refers to whom."""

    def __init__(self, root: Path) -> None:
        self._modules: dict[str, _Module] = {}
        for path in files_below(root, ("src",), (".py",)):
            name = module_name(path, root / "src")
            if ".migrations." not in name:
                package = name if path.name == "__init__.py" else name.rpartition(".")[0]
                self._modules[name] = _Module(name, parsed(path), package)
        for module in self._modules.values():
            self._read_imports(module)

    def _read_imports(self, module: _Module) -> None:
        for node in statements(module.tree):
            if not isinstance(node, ast.ImportFrom) or node.level or not node.module:
                continue
            for alias in node.names:
                bound, whole = alias.asname or alias.name, f"{node.module}.{alias.name}"
                if whole in self._modules:
                    module.modules[bound] = whole
                elif node.module in self._modules:
                    module.names[bound] = (node.module, alias.name)

    def home_of(self, node: Node) -> Node:
        """Where a name is defined, packages that hand it on followed."""
        seen: set[Node] = set()
        while node not in seen:
            seen.add(node)
            module = self._modules.get(node[0])
            if module is None or node[1] not in module.names:
                return node
            node = module.names[node[1]]
        return node

    def definition(self, node: Node) -> ast.stmt | None:
        """The function or class of a node."""
        return self._definitions.get(self.home_of(node))

    @cached_property
    def _definitions(self) -> dict[Node, ast.stmt]:
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return {
            (module.name, node.name): node
            for module in self._modules.values() for node in module.tree.body if isinstance(node, kinds)
        }  # fmt: skip

    @cached_property
    def calls(self) -> dict[Node, frozenset[Node]]:
        """What each function or class refers to; "" stands for the module's own lines."""
        found: dict[Node, frozenset[Node]] = {}
        for module in self._modules.values():
            for statement in module.tree.body:
                name = getattr(statement, "name", "")
                node = (module.name, name)
                found[node] = found.get(node, frozenset()) | frozenset(self._referred(module, statement))
        return found

    def _referred(self, module: _Module, statement: ast.stmt) -> Iterator[Node]:
        for node in walk(statement):
            if isinstance(node, ast.Name):
                target = module.names.get(node.id, (module.name, node.id))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                target = (module.modules.get(node.value.id, ""), node.attr)
            else:
                continue
            home = self.home_of(target)
            if home in self._definitions:
                yield home

    def operations(self) -> Iterator[tuple[str, str, Node]]:
        """(room, name, node) of each verb: the functions in `__all__` of a room's `operations`, and those of
        the kernel that take an actor first and the clock last.
        """
        for name, module in sorted(self._modules.items()):
            parts = name.split(".")
            if parts[1:2] == ["kernel"]:
                yield from self._of_kernel(module)
            elif len(parts) == 3 and parts[2] == "operations":
                for word in _shown(module.tree):
                    node = self.home_of((name, word))
                    if _is_verb(self._definitions.get(node)):
                        yield parts[1], word, node

    def _of_kernel(self, module: _Module) -> Iterator[tuple[str, str, Node]]:
        """The kernel has no face called `operations`: its verbs stand beside what they change."""
        for found in module.tree.body:
            if isinstance(found, ast.FunctionDef) and not found.name.startswith("_"):
                node = (module.name, found.name)
                if _is_for_somebody(found) and node not in QUESTIONS:
                    yield "kernel", found.name, node

    def nodes_of(self, door: str) -> list[Node]:
        """Everything one comes in through at a door."""
        if door == "jobs":
            return [node for node in self.calls if _is_of_jobs(node[0])]
        return [node for node in self.calls if node[0].startswith(DOORS[door])]


def _is_of_jobs(module: str) -> bool:
    return module.endswith(".jobs") and (module.count(".") == 2 or module.startswith("savoir.kernel."))


def _is_verb(found: ast.stmt | None) -> bool:
    """A keyword-only function (house rule 1); what takes its values by place is no verb."""
    return isinstance(found, ast.FunctionDef) and bool(found.args.kwonlyargs) and not found.args.args


def _is_for_somebody(found: ast.FunctionDef) -> bool:
    named = [one.arg for one in found.args.kwonlyargs]
    return _is_verb(found) and (named[0], named[-1]) == ("actor", "now")


def _shown(tree: ast.Module) -> list[str]:
    """The names of `__all__`, else every public function."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    return [n.name for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


def _reached(starts: Iterable[Node], calls: Mapping[Node, frozenset[Node]]) -> set[Node]:
    waiting, seen = list(starts), set[Node]()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(calls.get(node, frozenset()) - seen)
    return seen


def operations_and_doors(root: Path) -> list[Operation]:
    """Every operation with the doors that reach it, by room and name."""
    source = Source(root)
    inside = {door: set(source.nodes_of(door)) for door in DOORS}
    direct = {d: {n for one in nodes for n in source.calls[one]} for d, nodes in inside.items()}
    reached = {door: _reached(nodes, source.calls) for door, nodes in inside.items()}
    found = []
    for room, name, node in source.operations():
        by_itself = frozenset(door for door in DOORS if node in direct[door])
        every = frozenset(door for door in DOORS if node in reached[door])
        says = _says(source.definition(node))
        found.append(Operation(room, name, says.partition("\n")[0], by_itself, every - by_itself))
    return sorted(found, key=lambda one: (one.room, one.name))


def _says(found: ast.stmt | None) -> str:
    return (ast.get_docstring(found) or "") if isinstance(found, ast.FunctionDef) else ""


def reasons(path: Path = LIST) -> dict[str, dict[str, str]]:
    """Why an operation has no door, or one of pages is not served by the API: `room.name` -> reason."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def page(root: Path) -> str:
    """The table of the reference."""
    rows = ["| Operation | What it does | " + " | ".join(DOORS) + " |", "| --- " * (2 + len(DOORS)) + "|"]
    for one in operations_and_doors(root):
        marks = ("yes" if d in one.direct else "through" if d in one.through else "" for d in DOORS)
        says = one.says.replace("|", "\\|")
        rows.append(f"| `{one.room}.{one.name}` | {says} | " + " | ".join(marks) + " |")
    why = [f"- `{name}`: {reason}" for part in reasons().values() for name, reason in sorted(part.items())]
    return "\n".join([*rows, "", "## Not by the API, or by no door", "", *why])
