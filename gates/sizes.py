"""File <= 300 lines, function <= 30 lines (docstring counted), <= 6 positional parameters."""

import ast
import math
from collections.abc import Iterator
from pathlib import Path

from gates.exceptions import Exceptions, exceptions_of
from gates.report import Report
from gates.tree import files_below, parsed, statements

MAX_FILE = 300
MAX_FUNCTION = 30
MAX_POSITIONAL = 6
AIM = 16
FOLDERS = ("src", "gates", "tests", "bench")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions_of(tree: ast.AST) -> Iterator[Function]:
    """Yield every function of a syntax tree, methods and nested ones included."""
    return (node for node in statements(tree) if isinstance(node, Function))


def length_of(function: Function) -> int:
    """Return the number of lines from `def` to the last one; decorators are not counted."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def positional_of(function: Function) -> int:
    """Return the number of parameters a caller may pass by place, without `self` and `cls`."""
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    return len(names[1:] if names[:1] in (["self"], ["cls"]) else names)


def _file_findings(path: Path, name: str, granted: Exceptions) -> Iterator[str]:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if lines > MAX_FILE and not granted.covers(name, "file"):
        yield f"{name}: {lines} lines, at most {MAX_FILE}"


def _function_findings(path: Path, name: str, granted: Exceptions) -> Iterator[str]:
    for function in functions_of(parsed(path)):
        where = f"{name}:{function.lineno} {function.name}"
        length, positional = length_of(function), positional_of(function)
        is_over = length > MAX_FUNCTION or positional > MAX_POSITIONAL
        if not is_over or granted.covers(name, function.name):
            continue
        if length > MAX_FUNCTION:
            yield f"{where}: {length} lines, at most {MAX_FUNCTION}"
        if positional > MAX_POSITIONAL:
            yield f"{where}: {positional} positional parameters, at most {MAX_POSITIONAL}"


def percentile_95(lengths: list[int]) -> int:
    """Return the length that 95 functions of a hundred don't pass (nearest rank); 0 when there are none."""
    return sorted(lengths)[math.ceil(0.95 * len(lengths)) - 1] if lengths else 0


def check(root: Path) -> Report:
    """Measure every Python file and template of the tree at `root`."""
    granted = exceptions_of(root, "sizes")
    findings: list[str] = []
    for path in files_below(root, FOLDERS, (".py", ".html")):
        name = path.relative_to(root).as_posix()
        findings += _file_findings(path, name, granted)
        if path.suffix == ".py":
            findings += _function_findings(path, name, granted)
    sources = files_below(root, ("src",), (".py",))
    lengths = [length_of(function) for path in sources for function in functions_of(parsed(path))]
    percentile = percentile_95(lengths)
    note = "" if percentile <= AIM else f", above the aim of {AIM}"
    summary = f"{len(lengths)} functions in src, 95th percentile {percentile} lines{note}"
    return Report((*findings, *granted.leftovers()), summary)
