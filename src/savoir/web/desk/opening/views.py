"""A case for somebody on the phone: his order, the line, what happened, the same answer as at the portal."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from savoir.cases.queries import cases_of_order, rights_of_order
from savoir.cases.states import Entry
from savoir.cases.values import CaseRequest, LineRights
from savoir.kernel.access import Permission, require
from savoir.kernel.errors import NotFound, Refused
from savoir.orders.queries import customer_card, find_orders, order_card
from savoir.orders.values import CustomerCard, OrderCard
from savoir.resolutions.operations import request_remedy
from savoir.resolutions.queries import offers_with_plans
from savoir.web.desk.opening.forms import CallForm, WantedForm
from savoir.web.desk.opening.offers import offered
from savoir.web.desk.queue.rows import row_of
from savoir.web.desk.replies import see_other, told
from savoir.web.desk.shell import shell
from savoir.web.errors import attempt, sentence_for, status_of
from savoir.web.requests import StaffRequest

MOST = 10


@require_safe
def find_order(request: StaffRequest) -> HttpResponse:
    """First: whose order is it?"""
    require(request.actor, Permission.CASE_OPEN)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:120]
    orders = find_orders(actor=request.actor, text=text, limit=MOST) if text else ()
    return render(request, "desk/new_find.html", shell(request) | {"text": text, "orders": orders})


@require_http_methods(["GET", "HEAD", "POST"])
def open_for_order(request: StaffRequest, order_id: int) -> HttpResponse:
    """Then the line and what happened; the answer with its choices; the case."""
    require(request.actor, Permission.CASE_OPEN)
    lines = rights_of_order(actor=request.actor, order_id=order_id, now=request.now)
    given = request.POST if request.method == "POST" else request.GET
    form = CallForm(
        given if "happened" in given else None, lines=[_choice(line) for line in lines],
        was_claimed=any(line.was_claimed for line in lines),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        return _opened(request, order_id, form, lines)
    status = 422 if request.method == "POST" else 200
    return _page(request, order_id, form, lines, status=status)


def _order_and_customer(request: StaffRequest, order_id: int) -> tuple[OrderCard, CustomerCard | None]:
    order = order_card(actor=request.actor, order_id=order_id)
    if order.customer_id is None:
        return order, None
    return order, customer_card(actor=request.actor, customer_id=order.customer_id)


def _choice(line: LineRights) -> tuple[int, str]:
    text = " · ".join(filter(None, [line.sale.name, line.sale.variant, line.open_case]))
    return line.sale.line_id, text


def _page(
    request: StaffRequest, order_id: int, form: CallForm, lines: tuple[LineRights, ...], *, status: int,
    **kept: Any,
) -> HttpResponse:  # fmt: skip
    order, customer = _order_and_customer(request, order_id)
    context = shell(request) | {
        "order": order, "customer": customer, "form": form, "lines": lines,
        "rows": [row_of(case) for case in cases_of_order(actor=request.actor, order_id=order_id)],
    }  # fmt: skip
    if form.is_bound and form.is_valid():
        context |= _answer(request, form)
    return render(request, "desk/new_case.html", context | kept, status=status)


def _answer(request: StaffRequest, form: CallForm) -> dict[str, Any]:
    with attempt() as tried:
        found = offers_with_plans(actor=request.actor, lines=(form.asked,), now=request.now)
    if tried.refusal:
        return {"refusal": sentence_for(tried.refusal)}
    return {"offer": offered(found)}


def _opened(
    request: StaffRequest, order_id: int, form: CallForm, lines: tuple[LineRights, ...]
) -> HttpResponse:
    wanted = WantedForm(request.POST)
    remedy = wanted.wanted if wanted.is_valid() else None
    _order, customer = _order_and_customer(request, order_id)
    asked = CaseRequest(
        order_id=order_id, entry=Entry.DESK, language=customer.language if customer else "fr",
        lines=(form.request_with(remedy),),
    )  # fmt: skip
    with attempt() as tried:
        case, _accepted = request_remedy(
            actor=request.actor, request=asked, remedy=remedy, now=request.now,
            plan_digest=request.POST.get(f"plan-{remedy}", "") if remedy else "",
        )  # fmt: skip
    if tried.refusal:
        return _refused(request, order_id, form, lines, tried.refusal)
    told(request, _("%(reference)s est ouvert.") % {"reference": case.reference})
    return see_other("desk:case", case.reference)


def _refused(
    request: StaffRequest, order_id: int, form: CallForm, lines: tuple[LineRights, ...], refusal: Refused
) -> HttpResponse:
    if isinstance(refusal, NotFound):
        raise refusal
    return _page(request, order_id, form, lines, status=status_of(refusal), refusal=sentence_for(refusal))
