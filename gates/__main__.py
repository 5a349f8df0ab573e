"""Run every gate, or those named: `python -m gates [name ...]`."""

import importlib
import sys
import time
import tokenize
from collections.abc import Callable
from pathlib import Path

from grimp.exceptions import SourceSyntaxError

from gates.report import Report

ROOT = Path(__file__).resolve().parent.parent
GATES = ("imports", "sizes", "texts", "registry", "licenses", "translations", "migrations")

MOST_SHOWN = 12


def run(name: str, root: Path = ROOT) -> Report:
    """Run the gate `name` on the tree at `root`. Raises KeyError when no gate has this name."""
    if name not in GATES:
        raise KeyError(name)
    check: Callable[[Path], Report] = importlib.import_module(f"gates.{name}").check
    try:
        return check(root)
    except (SyntaxError, SourceSyntaxError, tokenize.TokenError) as error:
        return Report((f"A file can't be read as Python: {error}",), "not checked")


def line_of(name: str, report: Report, seconds: float) -> str:
    """Return the one line that tells how a gate ended."""
    verdict = "kept  " if report.is_kept else "BROKEN"
    count = "" if report.is_kept else f"{len(report.findings)} found; "
    return f"{verdict}  {name:<13}{seconds:5.1f} s  {count}{report.summary}"


def shown_of(name: str, report: Report, *, is_alone: bool) -> list[str]:
    """Return the lines below a gate's own: everything when it runs alone, else its first findings."""
    findings = [f"  - {finding}" for finding in report.findings]
    if is_alone:
        return [*report.table, *findings]
    rest = len(findings) - MOST_SHOWN
    more = [f"  - and {rest} more: python -m gates {name}"] if rest > 0 else []
    return findings[:MOST_SHOWN] + more


def main(names: list[str]) -> int:
    """Run the named gates (all when none is named); return the exit code, 1 when one is broken."""
    unknown = sorted(set(names) - set(GATES))
    if unknown:
        sys.stderr.write(f"No gate named {', '.join(unknown)}. There are: {', '.join(GATES)}.\n")
        return 2
    broken = 0
    for name in names or GATES:
        began = time.perf_counter()
        report = run(name)
        sys.stdout.write(line_of(name, report, time.perf_counter() - began) + "\n")
        sys.stdout.writelines(f"{text}\n" for text in shown_of(name, report, is_alone=bool(names)))
        broken += not report.is_kept
    if broken:
        sys.stderr.write(f"\n{broken} gate{'s are' if broken > 1 else ' is'} broken.\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
