"""What must not be written: styles and scripts in pages, unmarked HTML, vague names, silent exemptions."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from gates.exceptions import Exceptions, exceptions_of
from gates.report import Report
from gates.tree import files_below, parsed, statements, walk

MAIL_FOLDERS = {"mail", "mails"}
PAGE_RULES = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on(?::[\w:-]+)?)\s*=", re.IGNORECASE),
    "script address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
    "outside address": re.compile(
        r"<(?:script|img|source|iframe|video|audio)\b[^>]*\ssrc=[\"']?(?:https?:)?//|<link\b[^>]*\shref=[\"']?(?:https?:)?//",
        re.IGNORECASE,
    ),
}
SAFE = re.compile(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off")
COMMENTED = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.DOTALL)
BANNED_WORDS = {"manager", "managers", "helper", "helpers", "util", "utils"}
BANNED_VERBS = {"info", "process"}
# Names Django and httpcore look methods up by; nobody here chose them.
DJANGO_HOOKS = {
    "process_request",
    "process_view",
    "process_response",
    "process_exception",
    "process_template_response",
    "get_extra_info",
}
UNDONE = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
EXEMPTION = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[\w\s,-]*\])?)"
)
REASON = re.compile(r"[A-Za-z]{3,}.*[A-Za-z]{3,}")
UNDONE_SUFFIXES = (".py", ".html", ".txt", ".css", ".js", ".toml", ".typ")


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _blanked(text: str) -> str:
    return COMMENTED.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def page_findings(path: Path, name: str, granted: Exceptions) -> Iterator[str]:
    """Yield what a template holds against the content policy, and values it does not escape."""
    text = _blanked(path.read_text(encoding="utf-8"))
    is_mail = bool(MAIL_FOLDERS & set(Path(name).parts)) or path.name.lstrip("_").startswith("mail_")
    for rule, pattern in {} if is_mail else PAGE_RULES.items():
        for found in pattern.finditer(text):
            yield f"{name}:{_line(text, found.end())} {rule}"
    for found in SAFE.finditer(text):
        if not granted.covers(name, "safe"):
            yield f"{name}:{_line(text, found.start())} {found.group()} outside the listed set"


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def _is_banned(node: ast.AST) -> bool:
    match node:
        case ast.ClassDef(name=name):
            return bool(_words(name) & BANNED_WORDS)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            words = _words(name)
            is_vague = bool(words & (BANNED_WORDS | BANNED_VERBS)) or name == "handle_data"
            return is_vague and name not in DJANGO_HOOKS
    return False


def name_findings(path: Path, name: str, granted: Exceptions) -> Iterator[str]:
    """Yield the vague names of a Python file: its own, its classes' and its functions'."""
    if _words(path.stem) & BANNED_WORDS:
        yield f"{name} is a vague name for a module"
    tree = parsed(path)
    for found in statements(tree):
        if not isinstance(found, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if _is_banned(found) and not granted.covers(name, found.name):
            yield f"{name}:{found.lineno} {found.name} is a vague name"
    for node in walk(tree) if "mark_safe" in path.read_text(encoding="utf-8") else ():
        match node:
            case ast.Name(id="mark_safe") | ast.Attribute(attr="mark_safe") | ast.alias(name="mark_safe"):
                if not granted.covers(name, "safe"):
                    yield f"{name}:{node.lineno} mark_safe outside the listed set"


def exemption_findings(path: Path, name: str) -> Iterator[str]:
    """Yield each exemption from ruff or mypy that gives no reason on its line."""
    text = path.read_text(encoding="utf-8")
    if not EXEMPTION.search(text):
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and (found := EXEMPTION.search(token.string)):
            rest = EXEMPTION.sub("", token.string)
            if not REASON.search(rest):
                yield f"{name}:{token.start[0]} «{found.group()}» without a reason"


def undone_findings(path: Path, name: str) -> Iterator[str]:
    """Yield each mark of work put off."""
    text = path.read_text(encoding="utf-8")
    for found in UNDONE.finditer(text):
        yield f"{name}:{_line(text, found.start())} {found.group()}: do it now or file it as an issue"


def check(root: Path) -> Report:
    """Read every page and every Python file of the tree at `root`."""
    granted, pages, modules = exceptions_of(root, "texts"), 0, 0
    findings: list[str] = []
    for path in files_below(root, ("src", "gates", "tests", "bench"), UNDONE_SUFFIXES):
        name = path.relative_to(root).as_posix()
        findings += undone_findings(path, name)
        if path.suffix == ".html":
            pages += 1
            findings += page_findings(path, name, granted)
        elif path.suffix == ".py":
            modules += 1
            findings += [*name_findings(path, name, granted), *exemption_findings(path, name)]
    return Report((*findings, *granted.leftovers()), f"{pages} pages, {modules} Python files")
