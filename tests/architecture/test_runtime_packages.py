"""What Savoir imports while it runs is installed where it runs: the packages of tests are not there."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from gates.__main__ import ROOT

SOURCE = ROOT / "src" / "savoir"
# A compiled module at the top of its wheel, which the metadata does not tell as a package.
BROUGHT_BY = {"zint": "zint-bindings"}


def locked(name: str) -> frozenset[str]:
    """Distributions of a lock file, by their normal names."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return frozenset(normal(found) for found in re.findall(r"^([A-Za-z0-9][\w.\-]*)==", text, re.MULTILINE))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(path: Path) -> Iterator[str]:
    """The packages that a file imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def missing_from(known: frozenset[str]) -> dict[str, str]:
    """Package -> a file that imports it, for each that no distribution of `known` brings."""
    brings, found = packages_distributions(), dict[str, str]()
    for path in sorted(SOURCE.rglob("*.py")):
        for name in imported(path):
            if name == "savoir" or name in sys.stdlib_module_names:
                continue
            if not known & {normal(one) for one in brings.get(name, [BROUGHT_BY.get(name, name)])}:
                found[name] = str(path.relative_to(ROOT))
    return found


def test_every_import_of_the_program_is_in_the_lock_it_runs_with() -> None:
    assert not missing_from(locked("requirements.lock"))


@pytest.mark.long
def test_a_package_of_the_tests_alone_would_be_seen() -> None:
    """The twin: without one of them the first file that imports it is named."""
    assert "yaml" in missing_from(locked("requirements.lock") - {"pyyaml"})
