"""The license of every locked package, read from its metadata, against the list of those allowed."""

import re
import tomllib
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from gates.report import Report

LOCKS = ("requirements.lock", "requirements-dev.lock")
RULES = Path("gates") / "licenses.toml"
LONGEST_NAME = 60
PREFIX = "License :: "


def locked_names(root: Path) -> list[str]:
    """Return the normalized names pinned by the lock files that this machine and Python install."""
    names: set[str] = set()
    for lock in LOCKS:
        for line in (root / lock).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith((" ", "#", "-")):
                pin = Requirement(line.rstrip("\\ "))
                if pin.marker is None or pin.marker.evaluate():
                    names.add(normalized(pin.name))
    return sorted(names)


def normalized(name: str) -> str:
    """Return a package name as the registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@dataclass(frozen=True, slots=True)
class Rules:
    """What `gates/licenses.toml` says."""

    allowed: frozenset[str]
    aliases: dict[str, str]
    overrides: dict[str, dict[str, str]]

    def allows(self, expression: str) -> bool:
        """Tell whether an SPDX expression is allowed: each part of an AND, one part of an OR."""
        inner = re.search(r"\(([^()]*)\)", expression)
        if inner:
            verdict = "MIT" if self.allows(inner.group(1)) else "refused"
            return self.allows(expression[: inner.start()] + verdict + expression[inner.end() :])
        choices = (choice.split(" AND ") for choice in expression.split(" OR "))
        return any(
            all(part.split(" WITH ")[0].strip() in self.allowed for part in parts) for parts in choices
        )


def rules_of(root: Path) -> Rules:
    """Read the rules of the tree at `root`."""
    read: dict[str, Any] = tomllib.loads((root / RULES).read_text(encoding="utf-8"))
    return Rules(frozenset(read["allowed"]), read.get("aliases", {}), read.get("override", {}))


def declared_license(package: Distribution, rules: Rules) -> str:
    """Return what a package says of its license as an SPDX expression; "" when it says nothing usable."""
    metadata = package.metadata.json
    if expression := metadata.get("license_expression"):
        return str(expression)
    classifiers = [str(c).rsplit(" :: ", 1)[-1] for c in metadata.get("classifier", ()) if PREFIX in str(c)]
    short = str(metadata.get("license") or "").strip()
    if short in rules.allowed or short in rules.aliases:
        return rules.aliases.get(short, short)
    found = [rules.aliases.get(name, name) for name in classifiers if name != "OSI Approved"]
    return " AND ".join(found) or (short if len(short) <= LONGEST_NAME else "")


def _license_and_finding(name: str, package: Distribution | None, rules: Rules) -> tuple[str, str]:
    if override := rules.overrides.get(name):
        license_name = override["license"]
        if not override.get("reason", "").strip():
            return license_name, f"{name}: the override in {RULES} has no reason"
    elif package is None:
        return "", f"{name} is locked but not installed: install the locks first"
    else:
        license_name = declared_license(package, rules)
    if rules.allows(license_name):
        return license_name, ""
    return (
        license_name,
        f"{name}: license {license_name or 'not declared'} is not in the allowed list of {RULES}",
    )


def check(root: Path, search: list[str] | None = None) -> Report:
    """Check the locks of the tree at `root` against the packages installed (on the path `search`)."""
    found = distributions(path=search) if search is not None else distributions()
    installed = {normalized(str(package.metadata["Name"])): package for package in found}
    rules, names = rules_of(root), locked_names(root)
    findings, table = [], []
    for name in names:
        license_name, finding = _license_and_finding(name, installed.get(name), rules)
        table.append(f"  {name:<26}{license_name or '?'}")
        findings += [finding] if finding else []
    stale = sorted(set(rules.overrides) - set(names))
    findings += [f"{RULES}: the override for {name} is no longer needed, remove it" for name in stale]
    return Report(tuple(findings), f"{len(names)} locked packages", tuple(table))
