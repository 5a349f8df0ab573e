"""The doorkeeper: says who stands at which door, and keeps one organization open around the whole request."""

import errno
import logging
from collections.abc import Callable
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from savoir.kernel import tenancy
from savoir.kernel.access import system_actor
from savoir.kernel.ahead import Asked
from savoir.kernel.errors import NotFound, Refused
from savoir.kernel.jobs.queue import forget_waiting
from savoir.organizations import operations, queries
from savoir.web import doors, errors
from savoir.web.redirects import to_entrance
from savoir.web.requests import PortalRequest, SavoirRequest, StaffRequest, portal_actor

log = logging.getLogger("savoir.web")
Next = Callable[[HttpRequest], HttpResponse]
DATABASE_AWAY = (OperationalError, InterfaceError)


def _is_away(failure: BaseException | None) -> bool:
    """The database does not answer, or a disk is full: it passes, and nothing was kept by halves."""
    if isinstance(failure, OSError):
        return failure.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(failure, DATABASE_AWAY)


class _Undone(Exception):  # noqa: N818 - says what happens, not what broke
    """Leaves the block without keeping what a failed view wrote."""


def organization_block(get_response: Next) -> "Doorkeeper":
    """The middleware of the settings."""
    return Doorkeeper(get_response)


class Doorkeeper:
    """Opens the organization of portal and staff pages; turns refusals and a lost database into pages."""

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponse:
        """Serve one request; the block spans view and rendering, and ends before the session is saved."""
        request = _arrived(plain)
        forget_waiting()
        try:
            return self._through_door(request)
        except DATABASE_AWAY as away:
            log.error("the database does not answer: %s", type(away).__name__)
            return errors.unavailable(request)

    def process_exception(self, plain: HttpRequest, failure: BaseException) -> HttpResponse | None:
        """Remember why a view failed, so that nothing it wrote is kept; refusals become pages later."""
        request = cast(SavoirRequest, plain)
        request.failure = failure
        if isinstance(failure, Refused):
            return HttpResponse(status=errors.status_of(failure))
        if _is_away(failure):
            return HttpResponse(status=503)
        return None

    def _through_door(self, request: SavoirRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404("no address has this sign")  # and no text of the database either
        first, _, rest = request.path_info.strip("/").partition("/")
        if first == doors.PORTAL:
            return self._portal(cast(PortalRequest, request), rest.partition("/")[0])
        door = doors.staff_door(request.path_info)
        if door is not None:
            return self._staff(cast(StaffRequest, request), door)
        response = _answered(request, self._get_response(request))
        return _private(request, response) if first == doors.ENTRANCE else response

    def _portal(self, request: PortalRequest, slug: str) -> HttpResponse:
        org_id = queries.organization_of_address(slug)
        if org_id is None:
            raise Http404("brand")

        def enter() -> None:
            request.brand = queries.brand_of_address(actor=system_actor(org_id), slug=slug)
            request.brand_id, request.zone = request.brand.id, request.brand.zone
            if request.language not in request.brand.languages:
                request.language = request.brand.default_language
            request.actor = portal_actor(request, org_id)

        return self._within(request, org_id, enter)

    def _staff(self, request: StaffRequest, door: doors.Door) -> HttpResponse:
        session: Any = request.session
        session.is_of_staff = True  # who signed in is read along with it
        user = request.user
        key = session.session_key or ""
        if not user.is_authenticated:
            return _private(request, to_entrance(request))
        if not operations.keep_session(
            user_id=user.id, session_key=key, now=request.now, visit=session.visit
        ):
            request.session.flush()
            return _private(request, to_entrance(request))
        request.language = user.language
        org_id = _chosen_organization(request, user.id)
        if org_id is None:
            return _private(request, errors.refusal_page(request, doors.WorksNowhere()))

        def enter() -> None:
            actor = queries.actor_of(user.id, org_id)
            if actor is None:
                request.session.pop("org_id", None)
                raise doors.WorksNowhere
            request.actor, request.zone = actor, queries.zone_of(actor=actor)
            if not door.opens_for(actor):
                raise doors.DoorClosed(permission=str(door.permission))

        return self._within(request, org_id, enter, queries.actor_asked(user.id, org_id))

    def _within(
        self, request: SavoirRequest, org_id: int, enter: Callable[[], None], *along: Asked
    ) -> HttpResponse:
        request.org_id = org_id
        try:
            with tenancy.organization_block(org_id, along):
                enter()
                response = self._spoken(request, lambda: self._get_response(request))
                if request.failure is not None:
                    raise _Undone
                return _private(request, response)
        except NotFound as absent:
            raise Http404(absent.field) from None
        except Refused as refusal:
            request.failure, response = refusal, HttpResponse()
        except _Undone:
            forget_waiting()
        with tenancy.organization_block(org_id):  # what the view wrote is gone; its page may read again
            return _private(request, self._spoken(request, lambda: _answered(request, response)))

    def _spoken(self, request: SavoirRequest, serve: Callable[[], HttpResponse]) -> HttpResponse:
        with translation.override(request.language), timezone.override(ZoneInfo(request.zone)):
            return serve()


def _arrived(plain: HttpRequest) -> SavoirRequest:
    request = cast(SavoirRequest, plain)
    request.now, request.org_id, request.brand_id = timezone.now(), 0, 0
    request.brand = request.actor = request.failure = None
    request.language = translation.get_language() or "fr"
    request.zone = timezone.get_default_timezone_name()
    return request


def _chosen_organization(request: SavoirRequest, user_id: int) -> int | None:
    chosen = request.session.get("org_id")
    if chosen is None:
        chosen = next((card.org_id for card in queries.memberships_of(user_id)), None)
        if chosen is not None:
            request.session["org_id"] = chosen
    return chosen


def _answered(request: SavoirRequest, response: HttpResponse) -> HttpResponse:
    """The page of what went wrong in the view, else the view's own."""
    if isinstance(request.failure, Refused):
        return errors.refusal_page(request, request.failure)
    if _is_away(request.failure):
        log.error("the database does not answer, or a disk is full: %s", type(request.failure).__name__)
        return errors.unavailable(request)
    return response


def _private(request: SavoirRequest, response: HttpResponse) -> HttpResponse:
    """Nobody's cache keeps the page, the Back button of the next person at this computer included."""
    response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Content-Language", request.language)
    return response
