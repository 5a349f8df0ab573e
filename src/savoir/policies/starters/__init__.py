"""Documents a brand may begin with; each is a file of this folder."""

import json
from importlib.resources import files
from typing import Any

from savoir.kernel.errors import NotFound


def names() -> tuple[str, ...]:
    """The starters, in alphabetical order."""
    found = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in found if name.endswith(".json")))


def load(name: str) -> dict[str, Any]:
    """One document in readable form. Raises NotFound("starter")."""
    if name not in names():
        raise NotFound("starter", name=name)
    document: dict[str, Any] = json.loads(files(__name__).joinpath(f"{name}.json").read_text("utf-8"))
    return document
