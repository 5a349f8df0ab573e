"""The door of programs, everything below /api/v1/: no cookie, no session; one organization, by its key."""

import logging
from collections.abc import Callable
from typing import cast

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, resolve
from django.utils import timezone, translation

from savoir.api.bodies import MOST_BYTES, check_text, parsed
from savoir.api.keys import Shown, Turnstile, shown_key
from savoir.api.problems.answers import problem_answer
from savoir.api.problems.faults import Fault
from savoir.api.requests import ApiRequest, accepts_json, language_of
from savoir.kernel.jobs.queue import forget_waiting
from savoir.kernel.tenancy import organization_block
from savoir.kernel.visitors import address_of
from savoir.organizations import operations, queries

log = logging.getLogger("savoir.api")
PREFIX = "/api/v1/"
PAPERS = (
    "/api/v1/problems/",
    "/api/v1/openapi.json",
)  # read without a key, like the page at the prefix itself
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
Next = Callable[[HttpRequest], HttpResponse]


class _Unknown(Exception):  # noqa: N818 - leaves the block, becomes a fault outside it
    """The key opens nothing."""


def api_door(get_response: Next) -> Next:
    """The middleware of the settings: serves the API itself, hands everything else on."""
    turnstile = Turnstile()

    def serve(request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if not path.startswith(PREFIX) or path == PREFIX or path.startswith(PAPERS):
            return get_response(request)
        return _served(cast(ApiRequest, request), turnstile)

    return serve


def _served(request: ApiRequest, turnstile: Turnstile) -> HttpResponse:
    """Always an answer, never an exception: what goes wrong becomes a problem, after its block was undone."""
    request.now, request.holder = timezone.now(), None
    request.language = language_of(request.headers.get("Accept-Language", ""))
    with translation.override(request.language):
        try:
            response = _let_in(request, turnstile)
        except Exception as failure:  # noqa: BLE001 - the outermost place: the caller always gets a problem
            response = problem_answer(failure)
        _note_use(request)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = request.language
    response.headers["Content-Length"] = str(len(response.content))
    return response


def _let_in(request: ApiRequest, turnstile: Turnstile) -> HttpResponse:
    check_text(request.path_info)
    match = resolve(request.path_info)
    if not accepts_json(request.headers.get("Accept", "")):
        raise Fault("not_acceptable", "Accept")
    shown = shown_key(request.headers.get("Authorization", ""))
    address = address_of(request)
    turnstile.check(shown, address=address, now=request.now)
    org_id = queries.organization_of_key(shown.prefix)
    try:
        if org_id is None:
            raise _Unknown
        if not turnstile.knows(shown):
            _introduce(request, org_id, shown)
            turnstile.welcome(shown, now=request.now)
        request.json_body = _body(request) if request.method in WITH_BODY else None
        return _within(request, org_id, shown, match)
    except _Unknown:
        turnstile.refuse(shown, address=address, now=request.now)
        raise Fault("key_unknown", "Authorization") from None


def _introduce(request: ApiRequest, org_id: int, shown: Shown) -> None:
    """Look whether a key this process has not seen opens anything, before it costs or does more."""
    with organization_block(org_id):
        _open(request, shown)


def _open(request: ApiRequest, shown: Shown) -> None:
    request.holder = queries.actor_of_key(prefix=shown.prefix, secret=shown.secret, now=request.now)
    if request.holder is None:
        raise _Unknown
    request.actor = request.holder.actor


def _within(request: ApiRequest, org_id: int, shown: Shown, match: ResolverMatch) -> HttpResponse:
    """The view in the organization of the key; whatever it raises undoes what it wrote."""
    forget_waiting()
    try:
        with organization_block(org_id, [queries.key_asked(shown.prefix, org_id)]):
            _open(request, shown)
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    finally:
        forget_waiting()
    if response.status_code == 405:
        raise Fault("method_not_allowed", headers={"Allow": response.headers.get("Allow", "")})
    return response


def _note_use(request: ApiRequest) -> None:
    """Write down that the key was used, whatever became of the request; in a block of its own.

    The answer stands already: a database that fails here changes nothing in it.
    """
    holder = request.holder
    seen = holder.last_used_at if holder else request.now
    if holder is None or (seen is not None and request.now - seen < operations.USE_WRITTEN_EVERY):
        return
    try:
        with organization_block(holder.actor.org_id):
            operations.note_key_use(actor=holder.actor, now=request.now)
    except DatabaseError as failure:
        log.warning("the use of key %s was not written down: %s", holder.actor.id, type(failure).__name__)


def _body(request: HttpRequest) -> object:
    """What was sent, read strictly. Raises Fault: too large, not announced as JSON, or not JSON."""
    announced = str(request.META.get("CONTENT_LENGTH") or "0")
    if len(announced) > 9 or int(announced) > MOST_BYTES or len(request.body) > MOST_BYTES:
        raise Fault("body_too_large", most=MOST_BYTES)
    if not request.body:
        return None
    if (request.content_type or "").lower() != "application/json":
        raise Fault("media_type_not_supported", "Content-Type")
    return parsed(request.body)
