"""Every contract on imports: import-linter's from `.importlinter`, and ours on the same tree."""

from pathlib import Path

from gates.faces import face_findings, parent_knots, root_findings
from gates.graph import edges, graph_of, linter_findings
from gates.purity import clock_findings, purity_findings
from gates.report import Report
from gates.vendors import vendor_findings

CONFIG = Path(__file__).resolve().parent.parent / ".importlinter"


def check(root: Path, config: Path = CONFIG) -> Report:
    """Check the tree at `root` against the contracts of the house."""
    graph = graph_of(root)
    findings = [
        *linter_findings(root, config),
        *face_findings(graph),
        *root_findings(graph),
        *parent_knots(graph),
        *purity_findings(graph),
        *clock_findings(root),
        *vendor_findings(root),
    ]
    imports = sum(1 for _ in edges(graph))
    return Report(tuple(findings), f"{len(graph.modules)} modules, {imports} imports")
