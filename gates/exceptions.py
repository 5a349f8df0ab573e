"""Exceptions from the gates: one list, each with its reason, each still needed."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path("gates") / "exceptions.toml"


@dataclass
class Exceptions:
    """The exceptions of one gate; remembers which of them were used."""

    gate: str
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)

    def covers(self, path: str, name: str) -> bool:
        """Tell whether `name` (a function, or a rule of the gate) of the file `path` is excepted."""
        key = (path, name)
        if key in self.reasons:
            self.used.add(key)
        return key in self.reasons

    def leftovers(self) -> list[str]:
        """Return one finding for each exception without a reason and each that nothing needs any more."""
        found = [
            f"{FILE}: {path} [{name}] has no reason" for (path, name), why in self.reasons.items() if not why
        ]
        unused = sorted(set(self.reasons) - self.used)
        return found + [f"{FILE}: {path} [{name}] is no longer needed, remove it" for path, name in unused]


def exceptions_of(root: Path, gate: str) -> Exceptions:
    """Read the exceptions that `gate` grants in the tree at `root`."""
    file = root / FILE
    entries = tomllib.loads(file.read_text(encoding="utf-8")).get("exception", []) if file.exists() else []
    mine = [entry for entry in entries if entry["gate"] == gate]
    return Exceptions(gate, {(e["path"], e["name"]): e.get("reason", "").strip() for e in mine})
