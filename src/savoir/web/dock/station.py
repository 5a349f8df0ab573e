"""The station between two parcels: one field that waits for a scan."""

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from savoir.kernel.errors import NotFound
from savoir.logistics.queries import is_quarantine_bin, ra_by_number, receipts_to_inspect
from savoir.logistics.values import ReceiptCard
from savoir.web.dock.forms import StationForm
from savoir.web.dock.post import SITE, STATION, dock_page, just_done, post_of
from savoir.web.redirects import SeeOther
from savoir.web.requests import StaffRequest

_WAITING_SHOWN = 5


@require_safe
def station(plain: HttpRequest) -> HttpResponse:
    """The scan field, what waits for inspection, and what was just put away (`?bac=S-07`)."""
    request = cast(StaffRequest, plain)
    post = post_of(request)
    waiting = receipts_to_inspect(actor=request.actor, site_id=post.site.id, limit=_WAITING_SHOWN)
    words = {
        "waiting": tuple((receipt, _first_open(receipt)) for receipt in waiting),
        "form": StationForm(post=post),
        "put_away": request.GET.get("bac", "")[:6],
        "undo_id": just_done(request),
    }
    return dock_page(request, "dock/station.html", words, post=post)


@require_safe
def scan(plain: HttpRequest) -> HttpResponse:
    """Where a scanned code leads: to its parcel, else to the form for what nobody announced."""
    request = cast(StaffRequest, plain)
    code = request.GET.get("code", "").strip()
    return HttpResponseRedirect(next_page(request, code) if code else reverse("dock:station"))


@require_POST
def name_station(plain: HttpRequest) -> HttpResponse:
    """Keep the station's name (and the site, for who has none) for this session."""
    request = cast(StaffRequest, plain)
    post = post_of(request)
    form = StationForm(request.POST, post=post)
    if not form.is_valid():
        words = {"form": form, "waiting": (), "put_away": ""}
        return dock_page(request, "dock/station.html", words, post=post, status=422)
    request.session[STATION] = form.cleaned_data["name"]
    if "site" in form.cleaned_data:
        request.session[SITE] = int(form.cleaned_data["site"])
    return SeeOther(reverse("dock:station"))


def parcel_of(request: StaffRequest, code: str) -> str:
    """The number of the slip a scan means in any spelling, "" when it is none."""
    try:
        return ra_by_number(actor=request.actor, ra_number=code).number
    except NotFound:
        return ""


def next_page(request: StaffRequest, code: str) -> str:
    """The address a scan leads to: a parcel, what lies in a bin of the quarantine, else an unknown one."""
    number = parcel_of(request, code)
    if number:
        return reverse("dock:parcel", args=[number])
    asked = QueryDict(mutable=True)
    asked["code"] = code[:80]
    page = "dock:quarantine" if is_quarantine_bin(code) else "dock:unknown_new"
    return f"{reverse(page)}?{asked.urlencode()}"


def _first_open(receipt: ReceiptCard) -> int:
    return next(line.id for line in receipt.lines if line.inspected_qty < line.quantity)
