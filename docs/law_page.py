"""Reference page of the law: each article with the functions that apply it, its numbers and its tests."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from gates.tree import walk

from savoir.commands.law.asking import BASES, ask
from savoir.commands.law.worked import read_cases

ROOT = Path(__file__).resolve().parent.parent
LAW, TESTED = ROOT / "src" / "savoir" / "law", ROOT / "tests" / "rules" / "law"
CASES = TESTED / "own_cases.yaml"
FILES = {
    "fr": "France", "eu": "European Union", "be": "Belgium", "de": "Germany", "es": "Spain",
    "it": "Italy",    "elsewhere": "Elsewhere in the Union",
}  # fmt: skip
INTRO = """# The law, article by article

What `src/savoir/law` applies: each article with its sentence, the functions that read it, the dated numbers
it gives and the tests that try it; a foreign one with those of the French one it stands in for. What no text
settles stands at the end, for a lawyer. What is not covered at all: [the law as code](
../explanation/why-the-law-is-code.md#what-is-not-covered). Not legal advice.
"""
UNSETTLED = """Where no text settles a number the branch better for the consumer was taken. What was *not
read in the text* is known and to be checked there."""
Table = Callable[[Iterable[str], Iterable[Iterable[str]]], str]
Places = Mapping[str, set[str]]


@cache
def _document(name: str) -> Mapping[str, object]:
    return tomllib.loads((LAW / "parameters" / f"{name}.toml").read_text(encoding="utf-8"))


def articles(name: str) -> Mapping[str, Mapping[str, str]]:
    """The articles of one file, in its order."""
    return _document(name).get("articles", {})  # type: ignore[return-value]  # a table of tables


def stands_for(name: str) -> Mapping[str, str]:
    """French article -> national one, as a country's file says."""
    return _document(name).get("stands_for", {})  # type: ignore[return-value]  # a table of texts


def _strings(tree: ast.AST) -> set[str]:
    return {
        node.value for node in walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in walk(tree) if isinstance(node, ast.Name)}


@cache
def known_codes() -> frozenset[str]:
    """Every article of every file."""
    return frozenset(code for name in FILES for code in articles(name))


@cache
def _by_text(text: str) -> frozenset[str]:
    """Articles that a text of the code names: itself, in a docstring, or by the name of a number it gives."""
    named = {code for code, given in numbers().items() if f"`{text}`" in given}
    return frozenset(named | {code for code in known_codes() if _mentions(text, code)})


def _told_in(tree: ast.AST) -> set[str]:
    return set().union(*(_by_text(text) for text in _strings(tree)))


@cache
def _pattern(code: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(code)}(?![\w-]|\s\d+°)")


def _mentions(text: str, code: str) -> bool:
    return code in text and _pattern(code).search(text) is not None


@cache
def functions() -> Places:
    """Article -> functions of the room that apply it: named in them, in a constant or a number they read."""
    found: dict[str, set[str]] = defaultdict(set)
    for place, told, _ in _defined():
        for code in told:
            found[code].add(f"`{place}`")
    return found


@cache
def _defined() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """(module.function, articles it applies, names it uses) of the whole room."""
    found = []
    for path in sorted(LAW.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = _constants(tree)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                used = _names(node)
                told = _told_in(node).union(*(constants.get(name, set()) for name in used))
                found.append((f"{path.stem}.{node.name}", frozenset(told), frozenset(used)))
    return tuple(found)


@cache
def _reached() -> Places:
    """Function -> articles it applies, itself or through functions it calls, by its bare name."""
    known = {place.partition(".")[2]: set(told) for place, told, _ in _defined()}
    before = -1
    while before != (before := sum(map(len, known.values()))):
        for place, _, used in _defined():
            known[place.partition(".")[2]] |= set().union(*(known.get(name, set()) for name in used))
    return known


def _constants(tree: ast.Module) -> Mapping[str, set[str]]:
    """Name of the module -> articles it holds, through other names of the module too."""
    known: dict[str, set[str]] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            known[node.name] = _told_in(node)
        value = getattr(node, "value", None)
        if isinstance(node, ast.Assign | ast.AnnAssign) and value is not None:
            told = _told_in(value).union(*(known.get(name, set()) for name in _names(value)))
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for name in set().union(*(_names(target) for target in targets)):
                known[name] = told
    return known


@cache
def numbers() -> Places:
    """Article -> the dated numbers, scales and rates that it gives."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in FILES:
        document = _document(file)
        tables = [document, *(document.get(key, {}) for key in ("scales", "rates"))]
        for table in tables:
            for name, rows in table.items():  # type: ignore[attr-defined]  # tables of rows
                for row in rows if isinstance(rows, list) else ():
                    found[str(row["article"])].add(f"`{name}`")
    return found


@cache
def tests() -> Places:
    """Article -> tests that name it: worked cases by their ids, test functions by their names."""
    found: dict[str, set[str]] = defaultdict(set)
    for where, told in _tried():
        for code in told:
            found[code].add(where)
    return found


def _tried() -> Iterator[tuple[str, set[str]]]:
    """Each worked case with the articles its answer names; each test with those it or its functions name."""
    today = date(2026, 11, 22)
    for case in read_cases(CASES):
        asked = ask(case, today=today)
        why = re.sub(r"\b(\d+)o\b", r"\1°", case.why)
        answered = set(asked.right.articles) if case.area in BASES else set()
        yield f"case {case.id}", answered | set(_by_text(why))
    for path in sorted(TESTED.glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            told = _told_in(node).union(*(_reached().get(name, set()) for name in _names(node)))
            yield f"`{path.stem}`", told


def concept(file: str, code: str) -> tuple[str, ...]:
    """The French articles that a national one stands for."""
    return tuple(french for french, national in stands_for(file).items() if national == code)


def row(file: str, code: str) -> tuple[str, str, str, str, str]:
    """One article: itself, its sentence, functions, numbers, tests."""
    same = (code, *concept(file, code))
    applied = sorted(set().union(*(functions().get(one, set()) for one in same)))
    given = sorted(numbers().get(code, set()))
    tried = sorted(set().union(*(tests().get(one, set()) for one in same)))
    return code, articles(file)[code]["en"], _few(applied), _few(given), _few(tried)


def _few(words: list[str]) -> str:
    most = 6
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")


def _open(file: str) -> Iterator[tuple[str, str, str, str]]:
    document = _document(file)
    tables = [("", document), *((f"{key}: ", document.get(key, {})) for key in ("scales", "rates"))]
    for _, table in tables:
        for name, rows in table.items():  # type: ignore[attr-defined]  # tables of rows
            for one in rows if isinstance(rows, list) else ():
                if one.get("open"):
                    value = one.get("value", one.get("basis_points"))
                    yield f"`{name}` from {one['since']}", str(value), str(one["article"]), str(one["source"])


def page(table: Table) -> str:
    """Every file as a table, then what is open."""
    parts = []
    for file, title in FILES.items():
        rows = [row(file, code) for code in articles(file)]
        if rows:
            head = ("Article", "In a sentence", "Applied by", "Numbers", "Tried by")
            parts.append(f"## {title}\n\n{table(head, rows)}")
    unsettled = [(FILES[file], *found) for file in FILES for found in _open(file)]
    head = ("Where", "Number", "Value taken", "Article", "Why it is open")
    parts.append(f"## Open points\n\n{UNSETTLED}\n\n{table(head, unsettled)}")
    return "\n\n".join(parts)
