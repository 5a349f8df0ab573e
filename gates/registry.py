"""No registry address and no path of one machine in any file git keeps."""

import re
from collections.abc import Iterator
from pathlib import Path

from gates.report import Report
from gates.tree import kept_files

# Written in pieces, so that this file passes its own gate.
REGISTRY_WORDS = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry" + ".npmjs",
    "registry" + ".yarnpkg",
    "npmmirror" + ".com",
    "deb.debian" + ".org",
    "archive.ubuntu" + ".com",
    "proxy.golang" + ".org",
    "index" + "-url",
    "index" + "_url",
    "find" + "-links",
    '"resolved": "' + "http",
)
MACHINE_PATHS = re.compile(r"(?<![\w.$}~-])/(?:work|root|Users/\w+|home/\w+)/")
LOCKS_KEPT_OUT = ("uv.lock", "pylock.toml")
IS_BINARY = b"\0"


def _findings(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        for word in REGISTRY_WORDS:
            if word in line.lower():
                yield f"{name}:{number} names a registry ({word})"
        if found := MACHINE_PATHS.search(line):
            yield f"{name}:{number} holds a path of one machine ({found.group()})"


def check(root: Path) -> Report:
    """Read every file git keeps in the tree at `root`."""
    findings: list[str] = []
    paths = kept_files(root)
    for path in paths:
        name = path.relative_to(root).as_posix()
        if path.name in LOCKS_KEPT_OUT:
            findings.append(f"{name} holds a registry address on every line: let git ignore it")
            continue
        content = path.read_bytes()
        if IS_BINARY not in content:
            findings += _findings(name, content.decode("utf-8", errors="replace"))
    return Report(tuple(findings), f"{len(paths)} files")
