"""The OpenAPI 3.1 file: what ninja reads from the views, and every other answer, scope and example."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from ninja.openapi.schema import get_schema

from savoir.api.once import HEADER, LONGEST, REPLAYED
from savoir.api.problems.faults import FAULTS
from savoir.api.resources import DESCRIBED, Described
from savoir.api.v1.root import api
from savoir.kernel.access import KEY_PERMISSIONS

PREFIX: Final = "/api/v1/"
EXAMPLES: Final = Path(__file__).parent / "examples.json"
_ABOUT: Final = """After-sales and returns for programs: the same operations, rules and dates as the pages.

**Coming in.** `Authorization: Bearer sav_…`, a key made by `savoir apikey create`. A key has scopes, named at
each operation, and may be limited to one brand. Requests beyond its limit get 429 with `Retry-After`.

**Once.** Every POST that writes carries `Idempotency-Key`, a unique text of yours. The same request with the
same key is done once and answered alike for 30 days (`Idempotency-Replayed: true`); another request with a
used key is refused with 422; a refused request leaves its key unused.

**Problems.** Everything else than success is `application/problem+json` (RFC 9457) with `code`, `field` and
`way_out`, in French or English by `Accept-Language`. `type` leads to a page about the code.

**Lists** give `next`: send it as `after` for the next page. Amounts are minor units: `5900` EUR is 59.00 €.
"""
_ALWAYS: Final = ("text_unreadable", "key_missing", "key_unknown", "not_acceptable", "query_unknown",
                  "request_invalid", "too_many_requests", "server_fault", "unavailable")  # fmt: skip
_OF_BODY: Final = (
    "body_too_large", "media_type_not_supported", "body_unreadable", "body_too_deep", "name_twice",
    "number_out_of_range",
)  # fmt: skip
_OF_ONCE: Final = ("idempotency_key_missing", "idempotency_key_too_long", "idempotency_key_reused")
_PROBLEM: Final = {
    "type": "object",
    "description": "RFC 9457, with a code for programs, the field at fault and the way out.",
    "required": ["type", "title", "status", "detail", "code", "field", "way_out"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "A page about the code."},
        "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"},
        "code": {"type": "string", "description": "Stable: what a program looks at."},
        "reason": {"type": "string", "description": "Finer than the code, when there is one."},
        "field": {"type": "string", "description": "`lines.0.quantity`, a header's name, or empty."},
        "way_out": {"type": "string"},
        "facts": {"type": "object", "description": "Values behind the sentence."},
        "errors": {"type": "array", "items": {
            "type": "object", "required": ["field", "code", "detail"],
            "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
        }},
    },
}  # fmt: skip


@cache
def document() -> dict[str, Any]:
    """The whole file as a value; made once in a process."""
    made: dict[str, Any] = json.loads(json.dumps(get_schema(api, PREFIX)))
    made["info"] |= {
        "title": "Savoir API", "description": _ABOUT,
        "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
    }  # fmt: skip
    made["servers"] = [{"url": "/"}]
    made["components"]["schemas"]["Problem"] = _PROBLEM
    key = next(iter(made["components"]["securitySchemes"].values()))
    key["description"] = f"Scopes: {', '.join(sorted(scope.value for scope in KEY_PERMISSIONS))}."
    examples = recorded()
    for methods in made["paths"].values():
        for operation in methods.values():
            _complete(operation, DESCRIBED[operation["operationId"]], examples)
    return made


def text() -> str:
    """The file as it is served and committed."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def recorded() -> dict[str, dict[str, Any]]:
    """One request and answer of each operation, from a real run (`tests/api/test_examples.py`)."""
    found: dict[str, dict[str, Any]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return found


def _complete(operation: dict[str, Any], told: Described, examples: dict[str, dict[str, Any]]) -> None:
    operation["summary"] = operation["summary"].capitalize()
    operation["x-scopes"] = [scope.value for scope in told.scopes]
    scopes = ", ".join(f"`{scope.value}`" for scope in told.scopes)
    operation["description"] = f"{operation['description']}\n\nScopes: {scopes}."
    for parameter in operation["parameters"]:
        parameter["schema"] = _without_null(parameter["schema"])
    if told.is_once:
        operation["parameters"].append(_ONCE)
        operation["responses"][str(told.status)]["headers"] = {REPLAYED: _REPLAYED}
    for status, codes in sorted(_codes(operation, told).items()):
        operation["responses"][str(status)] = _answer(status, codes)
    _show(operation, told, examples.get(told.name))


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not there is left out; there is no way to send null."""
    kinds = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(kinds) != 1:
        return schema
    return {name: value for name, value in schema.items() if name != "anyOf"} | dict(kinds[0])


def _codes(operation: dict[str, Any], told: Described) -> dict[int, list[str]]:
    has_body = "requestBody" in operation
    own = [
        *_ALWAYS,
        *(_OF_BODY if has_body or told.method == "POST" else ()),
        *(_OF_ONCE if told.is_once else ()),
    ]
    found: dict[int, list[str]] = {403: ["not_allowed"]}
    for code in own:
        found.setdefault(FAULTS[code].status, []).append(code)
    for status, code in told.refusals:
        found.setdefault(status, []).append(code)
    if told.method == "DELETE":
        found.setdefault(409, []).append("move_impossible")
    if any(parameter["name"] == "after" for parameter in operation["parameters"]):
        found[422].append("cursor_unreadable")
    return {status: sorted(set(codes)) for status, codes in found.items()}


def _answer(status: int, codes: list[str]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": "One of " + ", ".join(f"`{code}`" for code in codes) + ".",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    return answer


def _show(operation: dict[str, Any], told: Described, example: dict[str, Any] | None) -> None:
    if example is None:
        return
    operation["x-request"] = {name: example[name] for name in ("path", "query")}
    operation["responses"][str(told.status)]["content"]["application/json"]["example"] = example["answer"]
    if "requestBody" in operation:
        operation["requestBody"]["content"]["application/json"]["example"] = example["body"]


_ONCE: Final = {
    "name": HEADER, "in": "header", "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
    "description": "A unique text of yours, the same at each new try of this request.",
    "example": "0f9c1d52-6a3c-4d0e-9d3b-7a4f5a1c2b3e",
}  # fmt: skip
_REPLAYED: Final = {
    "schema": {"type": "string", "enum": ["true", "false"]},
    "description": "Whether this is the stored answer of an earlier try.",
}
