"""Addresses of the tests of the doorkeeper: views that look around, write, and fail."""

from typing import Any

from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.utils import timezone, translation

from savoir.kernel import jobs
from savoir.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from savoir.organizations.models import Team
from savoir.organizations.operations.resets import SEND_RESET
from savoir.web.errors import attempt, sentence_for
from savoir.web.requests import actor_for_order, forget_orders, prove_order

FAILURES: dict[str, BaseException] = {
    "not-found": NotFound("case"),
    "not-allowed": NotAllowed(permission="cases:case:refuse"),
    "conflict": Conflict(),
    "invalid": Invalid("quantity"),
    "missing": Http404("case"),
    "fault": ValueError("secret words of the program"),
    "away": OperationalError("connection to 10.1.2.3 lost"),
}


def look(request: Any, **_: str) -> JsonResponse:
    """What the doorkeeper put on the request, and what the database believes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.org_id', true)")
        (setting,) = cursor.fetchone()
    actor = request.actor
    return JsonResponse({
        "setting": setting, "org_id": request.org_id, "brand_id": request.brand_id,
        "actor": None if actor is None else {
            "kind": actor.kind, "role": actor.role, "orders": sorted(actor.order_ids),
            "sites": sorted(actor.site_ids), "verified": actor.verified,
        },
        "zone": timezone.get_current_timezone_name(), "language": translation.get_language(),
    })  # fmt: skip


def fail(request: Any, how: str, **_: str) -> HttpResponse:
    """Write a row, promise a job, then fail."""
    Team.objects.create(org_id=request.org_id, name="écrit à tort", calendar_id=int(request.GET["calendar"]))
    jobs.enqueue(SEND_RESET, org_id=request.org_id, user_id=0)
    raise FAILURES[how]


def tried(request: Any, **_: str) -> HttpResponse:
    """Try something that writes and refuses, then keep a row of one's own."""
    calendar_id = int(request.GET["calendar"])
    with attempt() as tried:
        Team.objects.create(org_id=request.org_id, name="défait", calendar_id=calendar_id)
        raise Conflict
    Team.objects.create(org_id=request.org_id, name="gardé", calendar_id=calendar_id)
    assert tried.refusal is not None
    return HttpResponse(sentence_for(tried.refusal).title)


def prove(request: Any, order_id: int, **_: str) -> HttpResponse:
    """Prove an order; `?verified=1` through the address on file."""
    prove_order(request, order_id=order_id, verified="verified" in request.GET)
    return look(request)


def one(request: Any, order_id: int, **_: str) -> HttpResponse:
    """Look as the customer of one order."""
    request.actor = actor_for_order(request, order_id)
    return look(request)


def forget(request: HttpRequest, **_: str) -> HttpResponse:
    """Leave the portal."""
    forget_orders(request)  # type: ignore[arg-type]  # the doorkeeper made it one
    return look(request)


_PROBES = [
    path("look/", look),
    path("fail/<slug:how>/", fail),
    path("tried/", tried),
    path("prove/<int:order_id>/", prove),
    path("one/<int:order_id>/", one),
    path("forget/", forget),
]
handler500 = "savoir.web.errors.server_error"
urlpatterns = [
    path("entree/", include("savoir.web.entrance.urls")),
    path("sav/<slug:brand_slug>/", include(_PROBES)),
    path("sav/", include("savoir.web.portal.urls")),
    path("desk/", include(_PROBES)),
    path("dock/", include(_PROBES)),
    path("console/", include(_PROBES)),
    path("public/", include(_PROBES)),
]
