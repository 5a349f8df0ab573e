"""One true request and answer of each operation: what the documentation shows."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from savoir.api.resources import DESCRIBED
from tests.api.programs import Program

_HOLE = re.compile(r"\{\w+\}")


@dataclass
class Recorder:
    """A program that keeps what it asked first of each operation, and what came back."""

    program: Program
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        return self._kept("GET", path, query, None, self.program.get(path, **query))

    def post(self, path: str, body: Any = None) -> Any:
        """Do."""
        return self._kept("POST", path, {}, body, self.program.post(path, body))

    def delete(self, path: str) -> Any:
        """Undo."""
        return self._kept("DELETE", path, {}, None, self.program.delete(path))

    def _kept(self, method: str, path: str, query: dict[str, Any], body: Any, response: Any) -> Any:
        answer = json.loads(response.content)
        name = operation_of(method, path)
        assert response.status_code == DESCRIBED[name].status, answer
        self.kept.setdefault(name, {"path": path, "query": query, "body": body, "answer": answer})
        return answer


def operation_of(method: str, path: str) -> str:
    """The operation behind an address; the most literal one."""
    fitting = [
        (one.path.count("{"), one.name)
        for one in DESCRIBED.values()
        if one.method == method and re.fullmatch(_HOLE.sub("[^/]+", one.path), path)
    ]
    return min(fitting)[1]


def shape(value: Any) -> Any:
    """The names and kinds of a JSON value, without its values."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in sorted(value.items())}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__ if value is not None else "null"
