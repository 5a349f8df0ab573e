"""Pages of the documentation, made on the server: no script, nothing loaded from elsewhere."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from savoir.api.documentation.document import document, text
from savoir.api.once import HEADER
from savoir.api.problems.catalogue import every_code
from savoir.api.problems.faults import Kind
from savoir.api.resources import DESCRIBED, Described

_FACT: Final = re.compile(r"%\(\w+\)s")


@dataclass(frozen=True, slots=True)
class Told:
    """One operation as the page shows it."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    scopes: tuple[str, ...]
    curl: str
    status: int
    answer: str
    refusals: tuple[tuple[str, str], ...]


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every operation with an example: curl, and what comes back."""
    groups: dict[str, list[Told]] = {}
    for path, methods in document()["paths"].items():
        for operation in methods.values():
            groups.setdefault(operation["tags"][0], []).append(_told(path, operation))
    return render(request, "api/overview.html", {"groups": groups.items()})


@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 file; Apache-2.0."""
    return HttpResponse(text(), content_type="application/json")


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """What one code means, and the way out: where `type` of a problem leads."""
    kind = every_code().get(code)
    if kind is None:
        raise Http404(code)
    return render(request, "api/problem.html", {"code": code, "kind": _shown(kind)})


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Every code."""
    kinds = [(code, _shown(kind)) for code, kind in every_code().items()]
    return render(request, "api/problems.html", {"kinds": kinds})


def _shown(kind: Kind) -> Kind:
    """Its words with an ellipsis where the problem itself has a value."""
    words = (_FACT.sub("…", str(one)) for one in (kind.title, kind.detail, kind.way_out))
    return Kind(kind.status, *words)


def _told(path: str, operation: dict[str, Any]) -> Told:
    described = DESCRIBED[operation["operationId"]]
    good = operation["responses"][str(described.status)]["content"]["application/json"]
    refused = {s: r["description"] for s, r in operation["responses"].items() if int(s) >= 400}
    return Told(
        name=described.name, method=described.method, path=path, summary=operation["summary"],
        description=operation["description"].partition("\n\nScopes:")[0],
        scopes=tuple(operation["x-scopes"]), curl=_curl(path, operation, described), status=described.status,
        answer=json.dumps(good.get("example"), ensure_ascii=False, indent=2),
        refusals=tuple((s, words.replace("`", "")) for s, words in sorted(refused.items())),
    )  # fmt: skip


def _curl(path: str, operation: dict[str, Any], described: Described) -> str:
    shown = operation.get("x-request", {"path": path.removeprefix("/api/v1"), "query": {}})
    query = f"?{urlencode(shown['query'], doseq=True)}" if shown["query"] else ""
    address = f"{str(settings.BASE_URL).rstrip('/')}/api/v1{shown['path']}{query}"
    lines = [f"curl -X {described.method} '{address}'", '  -H "Authorization: Bearer $SAVOIR_KEY"']
    if described.is_once:
        lines.append(f"  -H '{HEADER}: 0f9c1d52-6a3c-4d0e-9d3b-7a4f5a1c2b3e'")
    if "requestBody" in operation:
        body = operation["requestBody"]["content"]["application/json"].get("example", {})
        lines += ["  -H 'Content-Type: application/json'", f"  -d '{json.dumps(body, ensure_ascii=False)}'"]
    return " \\\n".join(lines)
