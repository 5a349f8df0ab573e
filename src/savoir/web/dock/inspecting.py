"""Somebody looks at units: five checks, a grade, a finding."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from savoir.cases.queries import case_by_id
from savoir.cases.states import Reason
from savoir.kernel.errors import NotFound, Refused
from savoir.kernel.idempotency import once
from savoir.kernel.values.digests import digest
from savoir.logistics import operations, queries
from savoir.logistics.values import ExpectedLine, RaCard, ReceiptCard, ReceiptLineCard, ReceiptWarning
from savoir.web.dock import losing
from savoir.web.dock.forms import InspectionForm, waits
from savoir.web.dock.parcels import next_of_parcel
from savoir.web.dock.post import dock_page, just_done, post_of
from savoir.web.dock.scanning import names_product, serial_in
from savoir.web.dock.station import parcel_of
from savoir.web.dock.words import CHECKS, GRADES, REASONS, WARNINGS
from savoir.web.errors import attempt, status_of
from savoir.web.redirects import SeeOther
from savoir.web.requests import StaffRequest

YES, NO, OPEN = "yes", "no", ""


@dataclass(frozen=True, slots=True)
class Bench:
    """What lies on the table: units of one line of one parcel."""

    card: RaCard
    receipt: ReceiptCard
    here: ReceiptLineCard
    line: ExpectedLine
    beside: tuple[ExpectedLine, ...]

    @property
    def said(self) -> str:
        """The customer's own words, for whoever has to look for the fault; "" when nobody has to.

        Of a change of mind the dock checks nothing that words could tell it: they stay at the desk.
        """
        return self.line.customer_words.strip() if self.line.says_fault else ""

    @property
    def left(self) -> int:
        """Units nobody has examined."""
        return waits(self.here)

    def answers(self) -> dict[str, str]:
        """The checks as the dates, the count and the slip answer them; what must be looked at stays open."""
        reason, warnings = self.line.reason, self.receipt.warnings
        is_short = ReceiptWarning.PARTIAL in warnings or ReceiptWarning.SURPLUS in warnings
        return {
            "right_item": OPEN if self.line.serials else YES,
            "right_quantity": NO if is_short else YES,
            "used_or_damaged": OPEN if reason == Reason.DAMAGED_ON_ARRIVAL else NO,
            "defect_proven": OPEN if reason in (Reason.DEFECTIVE, Reason.NOT_AS_DESCRIBED) else NO,
            "in_time": YES if self.is_in_time else NO,
        }

    @property
    def is_in_time(self) -> bool:
        """Whether it was posted, or at least arrived, by the courtesy date: the last check says enough."""
        if self.card.posted_on is not None:
            return self.card.posted_on <= self.card.send_back_by
        return ReceiptWarning.PAST_COURTESY_DATE not in self.receipt.warnings


@require_http_methods(["GET", "HEAD", "POST"])
def inspection(plain: HttpRequest, receipt_id: int, line_id: int) -> HttpResponse:
    """GET the five checks of units that wait; POST what was found (422, 409 when refused)."""
    request = cast(StaffRequest, plain)
    bench = _bench(request, receipt_id, line_id)
    if request.method == "POST":
        return _posted(request, bench)
    if not bench.left:
        address = next_of_parcel(request.actor, bench.card)
        return HttpResponseRedirect(address or reverse("dock:parcel", args=[bench.card.number]))
    form = InspectionForm(line=bench.line, left=bench.left, initial=bench.answers())
    return _page(request, bench, form)


def _bench(request: StaffRequest, receipt_id: int, line_id: int) -> Bench:
    receipt = queries.receipt_card(actor=request.actor, receipt_id=receipt_id)
    here = next((line for line in receipt.lines if line.id == line_id), None)
    if here is None:
        raise NotFound("line")
    card = queries.ra_by_number(actor=request.actor, ra_number=receipt.ra_number)
    lines = queries.expected_lines(actor=request.actor, ra_number=receipt.ra_number)
    line = next(line for line in lines if line.id == here.return_line_id)
    return Bench(card, receipt, here, line, tuple(other for other in lines if other is not line))


def _posted(request: StaffRequest, bench: Bench) -> HttpResponse:
    code = request.POST.get("code", "").strip()
    if code:
        return _scanned(request, bench, code)
    currency = case_by_id(actor=request.actor, case_id=bench.card.case_id).value.currency
    form = InspectionForm(request.POST, request.FILES, line=bench.line, left=bench.left, currency=currency)
    if not form.is_valid():
        return _page(request, bench, form, status=422)
    with attempt() as tried:
        address = reverse("dock:placement", args=[_inspect(request, bench, form.cleaned_data)])
    if tried.refusal is not None:
        return _page(request, bench, form, refusal=tried.refusal, status=status_of(tried.refusal))
    return SeeOther(address)


def _inspect(request: StaffRequest, bench: Bench, given: dict[str, Any]) -> int:
    """The inspection of this form: sent twice, it is the same one."""
    found = {
        "quantity": given["quantity"], "checks": given["checks"], "serial_seen": given["serial_seen"],
        "grade": given["grade"], "finding": given["finding"], "note": given["note"],
    }  # fmt: skip
    measured = [given.get(name, "") for name in ("loss", "beyond")]
    named = found | {"checks": repr(given["checks"]), "line": bench.here.id, "measured": measured}

    def work() -> int:
        photo_id = losing.stored_photo(request, given)
        made = operations.inspect(
            actor=request.actor, receipt_line_id=bench.here.id, now=request.now, **found
        )
        losing.propose(request.actor, made, given, photo_id, request.now)
        return made

    answer, _is_new = once(
        scope="dock.inspect", key=str(given["scan_id"]), request_digest=digest(named), work=work,
        now=request.now,
    )  # fmt: skip
    return int(answer)


def _scanned(request: StaffRequest, bench: Bench, code: str) -> HttpResponse:
    """A serial number, the product's code, or the next slip was scanned before Enter."""
    number = parcel_of(request, code)
    if number and number != bench.card.number:
        return HttpResponseRedirect(reverse("dock:parcel", args=[number]))
    typed = request.POST.dict() | {"scan_id": request.POST.get("scan_id") or str(uuid4())}
    state: dict[str, str | Promise] = {"level": "ok", "text": _("Reconnu")}
    serial = serial_in(code, bench.line)
    if serial:
        typed |= {"serial_seen": serial, "right_item": YES}
    elif names_product(code, bench.line):
        typed |= {"right_item": OPEN if bench.line.serials else YES}
    elif not number:
        typed |= {"serial_seen": code[:60]} | ({"right_item": NO} if bench.line.serials else {})
        is_other = bool(bench.line.serials)
        state = {"level": "warn", "text": _("Autre n° de série") if is_other else _("N° de série noté")}
    form = InspectionForm(line=bench.line, left=bench.left, initial=typed)
    return _page(request, bench, form, scan_state=state)


def _page(
    request: StaffRequest, bench: Bench, form: InspectionForm, *, refusal: Refused | None = None,
    status: int = 200, scan_state: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    told = request.GET.get("bac", "")[:6] or (_("Contrôle annulé") if "annule" in request.GET else "")
    serial = str(form["serial_seen"].value() or "")
    is_sold = bool(serial_in(serial, bench.line))
    words = {
        "bench": bench, "line": bench.line, "card": bench.card, "form": form,
        "checks": [_check(form, index, is_scanned=is_sold) for index in range(len(CHECKS))],
        "grades": _grades(form),
        "reason": REASONS.get(bench.line.reason, ""),
        "serial": serial, "serial_is_sold": is_sold,
        "warnings": [WARNINGS[warning] for warning in bench.receipt.warnings],
        "scan_state": scan_state or ({"level": "ok", "text": told} if told else None),
        "undo_id": just_done(request) if request.method != "POST" else 0,
        "is_more": any(name in form.errors for name in ("finding", "note", "serial_seen")),
        "is_lost": any(name in form.errors or form.data.get(name) for name in losing.NAMES),
    }  # fmt: skip
    return dock_page(
        request, "dock/inspection.html", words, post=post_of(request), refusal=refusal, status=status
    )


def _grades(form: InspectionForm) -> list[dict[str, Any]]:
    chosen = form["grade"].value()
    return [
        {"value": grade.value, "title": title, "text": text, "is_checked": chosen == grade.value}
        for grade, (title, text) in GRADES.items()
    ]


def _check(form: InspectionForm, index: int, *, is_scanned: bool) -> dict[str, Any]:
    """One row of the five: its key, its name, and the two answers with the color each one has."""
    name, label, good = CHECKS[index]
    answer = form[name].value()
    yes = _("Oui, au scan") if is_scanned and name == "right_item" and answer == YES else _("Oui")
    options = [
        {"value": value, "text": text, "is_checked": answer == value, "level": level_of(means == good)}
        for value, text, means in ((YES, yes, True), (NO, _("Non"), False))
    ]
    errors = form.errors.get(name)
    return {"key": index + 1, "name": name, "label": label, "options": options, "errors": errors}


def level_of(is_usual: bool) -> str:
    """The color of an answer: what needs a second look is amber."""
    return "ok" if is_usual else "warn"
