"""Files an install places: whole or not at all. What the operator changed stays; ours then lies beside it.

Beside the settings, `placed.json` keeps a digest of each file as we wrote it: a file that is still so is ours
to replace, any other one is the operator's.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

RECORD: Final = "etc/savoir/placed.json"


@dataclass
class Installed:
    """What was written, what was kept as it was, what is left to do by hand, and the key to write down."""

    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    key: str = ""


def place(root: Path, name: str, content: str, done: Installed, *, mode: int = 0o644) -> None:
    """Write `name` below `root`, or `name.new` beside one that somebody changed since we wrote it."""
    path, beside, record = root / name, root / f"{name}.new", _record(root)
    present = path.read_text(encoding="utf-8") if path.exists() else None
    if present not in (None, content) and _digest(present or "") != record.get(name):
        write_whole(beside, content, mode=mode)
        done.kept.append(f"/{name}")
        done.left.append(f"/{name} is yours: compare it with /{name}.new and take over what you want")
        return
    beside.unlink(missing_ok=True)
    if present == content:
        done.kept.append(f"/{name}")
    else:
        write_whole(path, content, mode=mode)
        done.written.append(f"/{name}")
    if record.get(name) != _digest(content):
        write_whole(root / RECORD, json.dumps(record | {name: _digest(content)}, indent=1), mode=0o644)


def _record(root: Path) -> dict[str, str]:
    try:
        kept = json.loads((root / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in kept.items()}


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def write_whole(path: Path, content: str, *, mode: int) -> None:
    """Whole or not at all, under its mode from the first byte on."""
    draft = path.with_name(f".{path.name}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    draft.chmod(mode)
    draft.rename(path)


def read_settings(content: str) -> dict[str, str]:
    """Names and values of a settings file; comments and empty values are left out."""
    pairs = (_pair(line) for line in content.splitlines())
    return {name: value for name, value in pairs if name and value}


def with_answers(content: str, answers: Mapping[str, str]) -> str:
    """The settings line by line as they are, the answers in their places, new ones behind. Comments stay."""
    lines, seen = [], set()
    for line in content.splitlines():
        name, value = _pair(line)
        seen.add(name)
        is_said = answers.get(name, value) == value
        lines.append(line if is_said else f"{name}='{answers[name]}'")
    lines += [f"{name}='{value}'" for name, value in answers.items() if name not in seen]
    return "".join(f"{line}\n" for line in lines)


def _pair(line: str) -> tuple[str, str]:
    name, equals, value = line.partition("=")
    if not equals or line.lstrip().startswith(("#", ";")):
        return "", ""
    return name.strip(), value.strip().strip("'\"")
