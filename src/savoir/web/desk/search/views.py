"""Finding a case by whatever the caller has at hand."""

from time import perf_counter

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from savoir.cases.queries import find_cases
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor
from savoir.kernel.values.references import is_valid, normalize
from savoir.logistics.queries import cases_of_parcel
from savoir.orders.queries import orders_of_matches, sale_matches
from savoir.orders.values import OrderCard
from savoir.web.desk.queue.cursors import read, written
from savoir.web.desk.queue.rows import Row, row_of
from savoir.web.desk.search.mentions import mentions_of
from savoir.web.desk.shell import shell
from savoir.web.requests import StaffRequest

MOST = 8
LONGEST = 120


@require_safe
def search(request: StaffRequest) -> HttpResponse:
    """The page of results; the pages behind it hold messages alone."""
    text, after = _asked(request), read(request.GET.get("apres", ""))
    rows, orders = found(request.actor, text) if after is None else ([], ())
    said = mentions_of(request.actor, text, after=after, is_answered=bool(rows or orders))
    context = shell(request) | {
        "text": text, "rows": rows, "orders": orders, "said": said, "after": written(after),
        "is_nothing": bool(text) and not (rows or orders or said.rows),
    }  # fmt: skip
    return render(request, "desk/search.html", context)


@require_safe
def palette(request: StaffRequest) -> HttpResponse:
    """The same as rows of the palette, with the time it took."""
    began, text = perf_counter(), _asked(request)
    rows, orders = found(request.actor, text)
    context = {
        "text": text, "rows": rows, "orders": orders, "now": request.now, "count": len(rows) + len(orders),
        "ms": max(round((perf_counter() - began) * 1000), 1),
    }  # fmt: skip
    return render(request, "desk/_palette_rows.html", context)


def _asked(request: StaffRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]


def _named(actor: Actor, text: str) -> tuple[CaseCard, ...]:
    """The case that a whole number of ours names: with its sign of control it is nothing else, not a name."""
    number = normalize(text)
    if not (number.startswith("SAV-") and is_valid(number)):
        return ()
    return find_cases(actor=actor, text=number, limit=MOST)


def found(actor: Actor, text: str) -> tuple[list[Row], tuple[OrderCard, ...]]:
    """Cases and orders for a case's, order's, tracking, return or serial number, an e-mail address, a phone
    number or a name.
    """
    if not text:
        return [], ()
    if named := _named(actor, text):
        return [row_of(case) for case in named], ()
    matches = sale_matches(actor=actor, text=text)
    parcels = cases_of_parcel(actor=actor, text=text)
    orders = orders_of_matches(actor=actor, matches=matches, limit=MOST)
    cases = find_cases(
        actor=actor, text=text, order_ids=matches.order_ids, customer_ids=matches.customer_ids, ids=parcels,
        limit=MOST,
    )  # fmt: skip
    return [row_of(case) for case in cases], orders
