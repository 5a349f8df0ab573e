"""What went wrong as an answer: `application/problem+json`, in the caller's language."""

import json
import logging
import secrets
from dataclasses import asdict, dataclass
from dataclasses import field as made_by
from typing import Any, Final

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from ninja.errors import HttpError, ValidationError

from savoir.api.problems.catalogue import kind_of
from savoir.api.problems.faults import FAULTS, Fault, Kind
from savoir.api.problems.fields import field_errors
from savoir.kernel.errors import Refused
from savoir.kernel.values.lifecycles import IllegalMove

log = logging.getLogger("savoir.api")
MEDIA_TYPE: Final = "application/problem+json"
_HEADERS: Final = {
    401: {"WWW-Authenticate": 'Bearer realm="Savoir"'},
    429: {"Retry-After": "60"}, 503: {"Retry-After": "10"},
}  # fmt: skip
_PLAIN = (str, int, bool, type(None))


@dataclass(frozen=True, slots=True)
class Problem:
    """RFC 9457 with a code for programs, the field at fault, the way out; `reason` is finer than `code`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str
    way_out: str
    reason: str = ""
    facts: dict[str, Any] = made_by(default_factory=dict)
    errors: list[dict[str, str]] = made_by(default_factory=list)


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def problem_address(code: str) -> str:
    """Where a person reads what a code means, on this instance."""
    return f"{str(settings.BASE_URL).rstrip('/')}/api/v1/problems/{code}"


def _problem(code: str, kind: Kind, at: str, facts: dict[str, Any], **more: Any) -> Problem:
    title, detail, way_out = (str(words) % _Blank(facts) for words in (kind.title, kind.detail, kind.way_out))
    plain = {name: _plain(value) for name, value in facts.items() if name != "code"}
    return Problem(
        type=problem_address(code), title=title, status=kind.status, detail=detail, code=code, field=at,
        way_out=way_out, facts=plain, **more,
    )  # fmt: skip


def _plain(value: object) -> object:
    if isinstance(value, _PLAIN):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def problem_of(failure: BaseException) -> Problem:
    """The problem of whatever stopped a request; an unknown failure is a fault of ours, logged."""
    match failure:
        case Fault():
            return _problem(failure.code, FAULTS[failure.code], failure.field, failure.facts)
        case ValidationError():
            return _invalid(failure)
        case Refused():
            code, kind = kind_of(type(failure))
            reason = str(failure.facts.get("code", ""))
            return _problem(code, kind, failure.field, failure.facts, reason=reason)
        case IllegalMove():
            facts = {"lifecycle": failure.lifecycle, "from": failure.source, "to": failure.target}
            return _problem("move_impossible", FAULTS["move_impossible"], "", facts)
        case Http404():
            return _problem("address_unknown", FAULTS["address_unknown"], "", {})
    return _fault(failure)


def _invalid(failure: ValidationError) -> Problem:
    errors = field_errors(failure.errors, parameter="body")
    at = errors[0]["field"] if errors else ""
    return _problem("request_invalid", FAULTS["request_invalid"], at, {}, errors=errors)


def _fault(failure: BaseException) -> Problem:
    if isinstance(failure, OperationalError | InterfaceError):
        log.error("the database does not answer: %s", type(failure).__name__)
        return _problem("unavailable", FAULTS["unavailable"], "", {})
    if isinstance(failure, HttpError):  # ninja's own word for a body that does not parse
        return _problem("body_unreadable", FAULTS["body_unreadable"], "", {})
    reference = secrets.token_hex(4)
    log.error("fault %s", reference, exc_info=failure)
    return _problem("server_fault", FAULTS["server_fault"], "", {"reference": reference})


_ALWAYS: Final = {"type", "title", "status", "detail", "code", "field", "way_out"}


def problem_answer(failure: BaseException) -> HttpResponse:
    """The problem as a response, with the headers its status asks for."""
    problem = problem_of(failure)
    body = {name: value for name, value in asdict(problem).items() if value or name in _ALWAYS}
    text = json.dumps(body, ensure_ascii=False)
    own = failure.headers if isinstance(failure, Fault) else {}
    headers = {**_HEADERS.get(problem.status, {}), **own}
    return HttpResponse(text, status=problem.status, content_type=MEDIA_TYPE, headers=headers)
