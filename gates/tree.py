"""The files of the house as the gates see them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SKIPPED_FOLDERS = {"__pycache__", ".git", ".venv", "node_modules"}
# They say nothing and have nothing below: a third of all nodes.
_LEAVES = (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop)


def kept_files(root: Path) -> list[Path]:
    """Return every file git keeps or would keep (ignored files left out), sorted; all files without git."""
    if not (root / ".git").exists():
        return sorted(p for p in root.rglob("*") if p.is_file() and not SKIPPED_FOLDERS & set(p.parts))
    listing = subprocess.run(  # noqa: S603 - a fixed command on our own clone
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git is looked up on PATH on purpose
        capture_output=True,
        check=True,
        text=True,
    )
    paths = (root / name for name in listing.stdout.split("\0") if name)
    return sorted({path for path in paths if path.is_file()})


def files_below(root: Path, folders: tuple[str, ...], suffixes: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files with one of `suffixes` below the named folders of `root`, migrations left out."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            inside = set(path.relative_to(root).parts)
            if path.suffix in suffixes and not inside & (SKIPPED_FOLDERS | {"migrations"}):
                yield path


@cache
def _parsed(path: Path, stamp: int) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file; the same version is parsed once for all gates."""
    return _parsed(path, path.stat().st_mtime_ns)


def walk(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield every node of a tree, in no order: a third of the time that `ast.walk` takes."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for value in vars(node).values():
            if type(value) is list:
                waiting += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, _LEAVES):
                waiting.append(value)


def statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """Yield every statement of a tree, nested ones included, in no order; nothing inside expressions."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            waiting += getattr(node, name, ())


def module_name(path: Path, source: Path) -> str:
    """Return the dotted name of the module in `path`, seen from the folder `source`."""
    parts = path.relative_to(source).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_within(module: str, *packages: str) -> bool:
    """Tell whether `module` is one of `packages` or lies inside one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)
