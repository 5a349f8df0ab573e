"""What nobody announced: written down at once, given to its case when somebody knows."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from savoir.cases.queries import case_by_id, find_cases
from savoir.cases.values import CaseCard
from savoir.kernel.errors import NotFound, Refused
from savoir.logistics import operations, queries
from savoir.logistics.values import UnknownCard
from savoir.orders.queries import find_orders
from savoir.web.dock.forms import IdentifyForm, UnknownForm
from savoir.web.dock.post import dock_page, post_of
from savoir.web.dock.station import parcel_of
from savoir.web.errors import attempt, status_of
from savoir.web.redirects import SeeOther
from savoir.web.requests import StaffRequest

_SHOWN, _CANDIDATES = 50, 6


@require_safe
def unknown_list(plain: HttpRequest) -> HttpResponse:
    """What waits for a name at this site, oldest first; `?nouveau=` and `?identifie=` tell what was done."""
    request = cast(StaffRequest, plain)
    post = post_of(request)
    rows = queries.unknown_parcels(actor=request.actor, site_id=post.site.id, limit=_SHOWN)
    words = {
        "rows": rows,
        "new": request.GET.get("nouveau", "")[:20],
        "done": request.GET.get("identifie", "")[:20],
    }
    return dock_page(request, "dock/unknown_list.html", words, post=post)


@require_http_methods(["GET", "HEAD", "POST"])
def unknown_new(plain: HttpRequest) -> HttpResponse:
    """GET the form for a code nobody knows; POST what was seen (422 when nothing was)."""
    request = cast(StaffRequest, plain)
    post = post_of(request)
    if request.method != "POST":
        code = request.GET.get("code", "").strip()[:80]
        form = UnknownForm(initial={"label_code": code})
        return dock_page(request, "dock/unknown_new.html", {"form": form, "code": code}, post=post)
    scanned = request.POST.get("code", "").strip()
    number = parcel_of(request, scanned) if scanned else ""
    if number:
        return HttpResponseRedirect(reverse("dock:parcel", args=[number]))
    form, refusal, status = UnknownForm(request.POST), None, 422
    if form.is_valid():
        given = form.cleaned_data
        with attempt() as tried:
            reference = operations.record_unknown(
                actor=request.actor, scan_id=given["scan_id"], site_id=post.site.id,
                code=given["label_code"] or scanned, description=given["description"],
                quantity=given["quantity"], now=request.now,
            )  # fmt: skip
        if tried.refusal is None:
            return SeeOther(f"{reverse('dock:unknown_list')}?nouveau={reference}")
        refusal, status = tried.refusal, status_of(tried.refusal)
    words = {"form": form, "code": form["label_code"].value()}
    return dock_page(request, "dock/unknown_new.html", words, post=post, refusal=refusal, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def unknown_one(plain: HttpRequest, reference: str) -> HttpResponse:
    """GET one of them with the cases a number names (`?q=`); POST the case it belongs to."""
    request = cast(StaffRequest, plain)
    row = queries.unknown_parcel(actor=request.actor, reference=reference)
    if request.method != "POST":
        return _one_page(request, row)
    form = IdentifyForm(request.POST)
    with attempt() as tried:
        if not form.is_valid():
            raise NotFound("case_reference")
        operations.identify_unknown(
            actor=request.actor, reference=row.reference, case_reference=form.cleaned_data["case_reference"],
            now=request.now,
        )  # fmt: skip
    if tried.refusal is not None:
        return _one_page(request, row, refusal=tried.refusal, status=status_of(tried.refusal))
    return SeeOther(f"{reverse('dock:unknown_list')}?identifie={row.reference}")


def _one_page(
    request: StaffRequest, row: UnknownCard, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:300]
    words: dict[str, Any] = {"row": row, "text": text, "cases": _candidates(request, text) if text else ()}
    return dock_page(
        request, "dock/unknown_one.html", words, post=post_of(request), refusal=refusal, status=status
    )


def _candidates(request: StaffRequest, text: str) -> tuple[CaseCard, ...]:
    """Cases a slip's number, a case's, an order's or a tracking number names."""
    number = parcel_of(request, text)
    if number:
        card = queries.ra_by_number(actor=request.actor, ra_number=number)
        return (case_by_id(actor=request.actor, case_id=card.case_id),)
    orders = find_orders(actor=request.actor, text=text, limit=_CANDIDATES)
    order_ids = [order.id for order in orders]
    return find_cases(actor=request.actor, text=text, order_ids=order_ids, limit=_CANDIDATES)
