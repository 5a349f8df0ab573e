"""`Idempotency-Key`: the same POST twice does its work once and gets the same answer twice."""

import re
from collections.abc import Callable
from hashlib import sha256
from json import dumps
from typing import Any, Final

from django.http import HttpResponse

from savoir.api.problems.faults import Fault
from savoir.api.requests import ApiRequest
from savoir.kernel.errors import Conflict
from savoir.kernel.idempotency import once

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
LONGEST: Final = 255
_VISIBLE: Final = re.compile(r"[!-~]{1,255}")
Answer = Callable[[], HttpResponse]


def once_only(request: ApiRequest, work: Answer) -> HttpResponse:
    """Answer by `work()` the first time a key comes, and from what was stored after that.

    The stored answer commits with the work; a refusal leaves the key unused. Each API key has its own.
    Raises Fault: no key, too long, or used for another request.
    """
    key = _key(request)
    kept, is_new = _stored(request, key, work)
    response = HttpResponse(kept["body"], status=kept["status"], content_type="application/json")
    response.headers[REPLAYED] = "false" if is_new else "true"
    return response


def _stored(request: ApiRequest, key: str, work: Answer) -> tuple[dict[str, Any], bool]:
    try:
        return once(
            scope=f"api {request.actor.id}", key=key, request_digest=_digest(request),
            work=lambda: _keep(work()), now=request.now,
        )  # fmt: skip
    except Conflict as used:
        if used.facts.get("code") != "other_request":
            raise
        raise Fault("idempotency_key_reused", HEADER) from None


def _keep(response: HttpResponse) -> dict[str, Any]:
    return {"status": response.status_code, "body": response.content.decode()}


def _key(request: ApiRequest) -> str:
    given = request.headers.get(HEADER, "")
    if not given:
        raise Fault("idempotency_key_missing", HEADER)
    if not _VISIBLE.fullmatch(given):
        raise Fault("idempotency_key_too_long", HEADER, most=LONGEST)
    return given


def _digest(request: ApiRequest) -> str:
    """Names address and body: the same values in another order or spacing are the same request."""
    body = dumps(request.json_body, sort_keys=True, separators=(",", ":"))
    return sha256(f"{request.method} {request.get_full_path()}\n{body}".encode()).hexdigest()
