"""What the shop owes, and what waits for a second person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from savoir.kernel import approvals
from savoir.kernel.values.money import Money
from savoir.organizations.queries import members
from savoir.resolutions.queries import owed
from savoir.web.desk import words
from savoir.web.desk.replies import see_other, told
from savoir.web.desk.shell import shell
from savoir.web.requests import StaffRequest

MOST = 100


@require_safe
def show_money(request: StaffRequest) -> HttpResponse:
    """Refunds that are dated and not gone, the law's nearest day first."""
    cards = owed(actor=request.actor, limit=MOST)
    totals: dict[str, Money] = {}
    for card in cards:
        currency = card.amount.currency
        totals[currency] = totals.get(currency, Money.zero(currency)) + card.amount
    context = shell(request, section="desk:money") | {
        "totals": list(totals.values()),
        "refunds": [
            {"card": card, "state": words.REFUND_STATES[card.state], "trigger": words.TRIGGERS[card.trigger],
             "tender": words.TENDERS.get(card.tender, card.tender)}
            for card in cards
        ],
    }  # fmt: skip
    return render(request, "desk/money.html", context)


@require_safe
def show_approvals(request: StaffRequest) -> HttpResponse:
    """Requests beyond a ceiling, oldest first; nobody grants his own."""
    names = {card.id: card.name for card in members(actor=request.actor)}
    waiting = [
        {"approval": card, "asked_by": names.get(card.asked_by, ""),
         "is_own": card.asked_by == request.actor.id, "is_late": card.expires_at <= request.now}
        for card in approvals.open_approvals(actor=request.actor, limit=MOST)
    ]  # fmt: skip
    context = shell(request, section="desk:approvals") | {"waiting": waiting}
    return render(request, "desk/approvals.html", context)


@require_POST
def decide(request: StaffRequest, approval_id: int) -> HttpResponse:
    """Say yes or no to the very plan that was shown."""
    granted = request.POST.get("answer") == "yes"
    approvals.decide(
        actor=request.actor, approval_id=approval_id, granted=granted, now=request.now,
        plan_digest=request.POST.get("plan", ""), motive=request.POST.get("motive", "")[:500],
    )  # fmt: skip
    told(request, _("Accord donné.") if granted else _("Accord refusé."))
    return see_other("desk:approvals")
