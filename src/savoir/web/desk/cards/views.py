"""A customer, an order: what they are and what hangs on them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from savoir.cases.queries import case_by_id, cases_of_customer, cases_of_order, rights_of_order
from savoir.orders.queries import customer_card, order_card, orders_of_customer, payments
from savoir.web.desk import words
from savoir.web.desk.queue.rows import row_of
from savoir.web.desk.replies import see_other
from savoir.web.desk.shell import shell
from savoir.web.requests import StaffRequest

MOST = 20


@require_safe
def show_customer(request: StaffRequest, customer_id: int) -> HttpResponse:
    """A person who bought: how to reach him, his orders, his cases."""
    actor = request.actor
    context = shell(request) | {
        "customer": customer_card(actor=actor, customer_id=customer_id),
        "orders": orders_of_customer(actor=actor, customer_id=customer_id, limit=MOST),
        "rows": [row_of(case) for case in cases_of_customer(actor=actor, customer_id=customer_id)],
    }
    return render(request, "desk/customer.html", context)


@require_safe
def show_order(request: StaffRequest, order_id: int) -> HttpResponse:
    """An order: its lines with what is still possible, its payments, its cases."""
    actor = request.actor
    order = order_card(actor=actor, order_id=order_id)
    context = shell(request) | {
        "order": order,
        "customer": customer_card(actor=actor, customer_id=order.customer_id) if order.customer_id else None,
        "lines": rights_of_order(actor=actor, order_id=order_id, now=request.now),
        "payments": [
            {"card": card, "tender": words.TENDERS.get(card.tender, card.tender)}
            for card in payments(actor=actor, order_id=order_id)
        ],
        "rows": [row_of(case) for case in cases_of_order(actor=actor, order_id=order_id)],
    }  # fmt: skip
    return render(request, "desk/order.html", context)


@require_safe
def show_case_by_id(request: StaffRequest, case_id: int) -> HttpResponse:
    """The way from an id (tasks, undo) to the case's own address."""
    case = case_by_id(actor=request.actor, case_id=case_id)
    return see_other("desk:case", case.reference)
