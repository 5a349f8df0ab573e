"""A slip was scanned: what its parcel may hold, and how much of it is here."""

from datetime import date
from typing import Any, cast
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from savoir.kernel.access import Actor
from savoir.kernel.errors import Refused
from savoir.logistics import operations, queries
from savoir.logistics.values import ExpectedLine, RaCard, ReceiptCard, ReceiptWarning
from savoir.web.dock.forms import ReceiveForm, waits
from savoir.web.dock.post import Post, dock_page, post_of
from savoir.web.dock.scanning import names_product, serial_in
from savoir.web.dock.station import parcel_of
from savoir.web.dock.words import REASONS, WARNINGS
from savoir.web.errors import attempt, status_of
from savoir.web.redirects import SeeOther
from savoir.web.requests import StaffRequest

Words = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
def parcel(plain: HttpRequest, number: str) -> HttpResponse:
    """GET what is awaited under a number; POST the units that are here (422, 409 when refused)."""
    request = cast(StaffRequest, plain)
    card = queries.ra_by_number(actor=request.actor, ra_number=number)
    lines = queries.expected_lines(actor=request.actor, ra_number=card.number)
    if request.method == "POST":
        return _posted(request, card, lines)
    if any(line.awaited for line in lines):
        return _page(request, card, lines, ReceiveForm(lines=lines))
    address = next_of_parcel(request.actor, card)
    if address is not None:
        return HttpResponseRedirect(address)
    receipts = receipts_of(request.actor, card)
    words = {"card": card, "lines": lines, "last": receipts[-1] if receipts else None}
    return dock_page(request, "dock/parcel_done.html", words, post=post_of(request))


def receipts_of(actor: Actor, card: RaCard) -> tuple[ReceiptCard, ...]:
    """Parcels that came under one number, oldest first."""
    everything = queries.receipts_of_case(actor=actor, case_id=card.case_id)
    return tuple(receipt for receipt in everything if receipt.ra_number == card.number)


def next_of_parcel(actor: Actor, card: RaCard) -> str | None:
    """Where work on a parcel goes on: units without a bin first, then units nobody examined; else None."""
    receipts = receipts_of(actor, card)
    ours = {line.id for receipt in receipts for line in receipt.lines}
    for found in queries.inspections_of_case(actor=actor, case_id=card.case_id):
        if found.disposition is None and found.receipt_line_id in ours:
            return reverse("dock:placement", args=[found.id])
    for receipt in receipts:
        for line in receipt.lines:
            if waits(line):
                return reverse("dock:inspection", args=[receipt.id, line.id])
    return None


def _posted(request: StaffRequest, card: RaCard, lines: tuple[ExpectedLine, ...]) -> HttpResponse:
    code = request.POST.get("code", "").strip()
    if code:
        return _scanned(request, card, lines, code)
    form = ReceiveForm(request.POST, lines=lines)
    if not form.is_valid():
        return _page(request, card, lines, form, status=422)
    quantities, surplus = form.counted()
    post = post_of(request)
    with attempt() as tried:
        receipt = operations.receive(
            actor=request.actor, scan_id=form.cleaned_data["scan_id"], ra_number=card.number,
            quantities=quantities, surplus=surplus, station=post.station, site_id=post.site.id,
            now=request.now,
        )  # fmt: skip
    if tried.refusal is not None:
        return _page(request, card, lines, form, refusal=tried.refusal, status=status_of(tried.refusal))
    return SeeOther(_after(receipt))


def _after(receipt: ReceiptCard) -> str:
    waiting = next((line for line in receipt.lines if waits(line)), None)
    if waiting is not None:
        return reverse("dock:inspection", args=[receipt.id, waiting.id])
    if receipt.unknown:
        return f"{reverse('dock:unknown_list')}?nouveau={receipt.unknown[0]}"
    return reverse("dock:parcel", args=[receipt.ra_number])


def _scanned(request: StaffRequest, card: RaCard, lines: tuple[ExpectedLine, ...], code: str) -> HttpResponse:
    """Something was scanned before Enter: another slip, one of the things, or what the slip does not name."""
    number = parcel_of(request, code)
    if number and number != card.number:
        return HttpResponseRedirect(reverse("dock:parcel", args=[number]))
    typed = request.POST.dict() | {"scan_id": request.POST.get("scan_id") or str(uuid4())}
    seen = next((line for line in lines if serial_in(code, line) or names_product(code, line)), None)
    state: dict[str, str | Promise] = {"level": "ok", "text": _("Reconnu")}
    if seen is not None:
        state["text"] = seen.product_name
    elif not number:
        typed |= {"other_code": code[:80], "other_quantity": typed.get("other_quantity") or "1"}
        state = {"level": "warn", "text": _("Pas sur ce bon")}
    return _page(request, card, lines, ReceiveForm(initial=typed, lines=lines), scan_state=state)


def _page(
    request: StaffRequest, card: RaCard, lines: tuple[ExpectedLine, ...], form: ReceiveForm, *,
    refusal: Refused | None = None, status: int = 200, scan_state: Words | None = None,
) -> HttpResponse:  # fmt: skip
    post = post_of(request)
    rows = [
        {"line": line, "field": form[f"line_{line.id}"], "reason": REASONS.get(line.reason, "")}
        for line in lines
    ]
    words = {
        "card": card, "rows": rows, "form": form,
        "scan_state": scan_state or {"level": "ok", "text": _("Reconnu")},
        "warnings": [WARNINGS[warning] for warning in _foreseen(card, post, timezone.localdate(request.now))],
        "is_more": any(form[name].value() for name in ("other_quantity", "other_code", "other_words")),
        "replaced_by": refusal.facts.get("ra_number", "") if refusal else "",
    }  # fmt: skip
    return dock_page(request, "dock/parcel.html", words, post=post, refusal=refusal, status=status)


def _foreseen(card: RaCard, post: Post, today: date) -> list[ReceiptWarning]:
    applies = {
        ReceiptWarning.OTHER_SITE: card.site_id != post.site.id,
        ReceiptWarning.CANCELED: card.canceled_at is not None,
        ReceiptWarning.PAST_COURTESY_DATE: today > card.send_back_by,
    }
    return [warning for warning, holds in applies.items() if holds]
