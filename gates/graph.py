"""Who imports whom: the graph all import contracts are checked on."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import grimp
from importlinter import configuration
from importlinter.application import output, use_cases

from gates.tree import is_within

PACKAGE = "savoir"


@contextmanager
def _found_at(source: Path) -> Iterator[None]:
    """Let `savoir` be found below `source`, whatever copy of it is already loaded."""
    loaded: ModuleType | None = sys.modules.pop(PACKAGE, None)
    sys.path.insert(0, str(source))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(source))
        if loaded is not None:
            sys.modules[PACKAGE] = loaded


def graph_of(root: Path) -> grimp.ImportGraph:
    """Build the graph of `src/savoir` in the tree at `root`, outside packages included."""
    with _found_at(root / "src"):
        return grimp.build_graph(PACKAGE, include_external_packages=True, cache_dir=None)


def linter_findings(root: Path, config: Path) -> list[str]:
    """Check the contracts written in `config`; return what import-linter says of each broken one."""
    configuration.configure()
    options = use_cases.read_user_options(str(config))
    use_cases._register_contract_types(options)
    try:
        with _found_at(root / "src"), output.console.capture():
            report = use_cases.create_report(options, cache_dir=None)
    except ValueError as error:  # a room or an ancestor named in `config` is gone
        return [str(error)]
    findings = [f"{name}: {error}" for name, error in report.invalid_contract_options.items()]
    for contract, verdict in report.get_contracts_and_checks():
        if not verdict.kept:
            with output.console.capture() as captured:
                contract.render_broken_contract(verdict)
            findings.append(f"{contract.name}\n{_indented(captured.get())}")
    return findings


def _indented(text: str) -> str:
    return "\n".join(f"      {line.strip()}" for line in text.splitlines() if line.strip())


def room_of(module: str) -> str | None:
    """Return the room a module lies in; None for the package itself and for anything outside."""
    parts = module.split(".")
    return parts[1] if parts[0] == PACKAGE and len(parts) > 1 else None


def edges(graph: grimp.ImportGraph) -> Iterator[tuple[str, str]]:
    """Yield every import as (importer, imported), sorted."""
    for importer in sorted(graph.modules):
        if is_within(importer, PACKAGE):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                yield importer, imported


def line_of(graph: grimp.ImportGraph, importer: str, imported: str) -> int:
    """Return the first line where `importer` imports `imported`."""
    details = graph.get_import_details(importer=importer, imported=imported)
    return min((detail["line_number"] for detail in details), default=0)
