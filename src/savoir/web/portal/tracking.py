"""One case: what was promised, what is done, and whose turn it is."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from savoir.cases.queries import case_lines, promises_of_case
from savoir.cases.states import CaseState, Reception
from savoir.cases.values import CaseCard, CaseLineCard
from savoir.conversations.operations import receive_from_customer
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.errors import NotFound
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money, total
from savoir.logistics.queries import returns_of_case
from savoir.logistics.values import RaCard
from savoir.orders.queries import order_card, sale_line
from savoir.organizations.queries import member_card
from savoir.organizations.values import MemberCard
from savoir.resolutions.queries import journey_of_case, kept_of_case, refunds_of_case
from savoir.resolutions.states import RefundState
from savoir.resolutions.values import RefundCard
from savoir.web.components import words as speech
from savoir.web.errors import status_of
from savoir.web.portal.forms import MessageForm
from savoir.web.portal.journeys import position, promise_of, steps_shown
from savoir.web.portal.pages import go, own_case, page, proved
from savoir.web.portal.postage import postage_shown
from savoir.web.portal.refusals import named
from savoir.web.portal.sending import attempt_with_files, checked_files
from savoir.web.portal.talk import said_of
from savoir.web.portal.wording import language, means_of
from savoir.web.requests import PortalRequest

_HERE: Final = frozenset({Reception.RECEIVED})


@dataclass(frozen=True, slots=True)
class MoneyShown:
    """The money of a case, for somebody who may see it."""

    rows: tuple[dict[str, str], ...]
    total: dict[str, str]
    means: str


def awaited_return(returns: tuple[RaCard, ...], lines: tuple[CaseLineCard, ...]) -> RaCard | None:
    """The authorization of a parcel still to be sent; None when the customer has nothing to do."""
    alive = [ra for ra in returns if ra.canceled_at is None]
    if not alive or alive[-1].posted_on is not None or all(line.reception in _HERE for line in lines):
        return None
    return alive[-1] if any(line.reception is Reception.AWAITING for line in lines) else None


@require_safe
@proved
def tracking(request: PortalRequest, reference: str) -> HttpResponse:
    """The page of a case; money, messages and names only for who came through the address on file."""
    return tracking_page(request, reference, MessageForm())


def tracking_page(
    request: PortalRequest, reference: str, form: MessageForm, *, status: int = 200
) -> HttpResponse:
    """The page with a message form as typed."""
    case, actor = own_case(request, reference)
    today = local_day(request.now, request.zone)
    lines = case_lines(actor=actor, case_id=case.id)
    steps = journey_of_case(actor=actor, case_id=case.id, today=today)
    refused = any(step.code == "refused" for step in steps)
    returns = returns_of_case(actor=actor, case_id=case.id)
    ra = None if refused else awaited_return(returns, lines)
    shown: dict[str, Any] = {
        "case": case,
        "case_lines": lines,
        "today": today,
        "promise": promise_of(case, steps, today=today),
        "steps": steps_shown(steps, today=today, verified=actor.verified),
        **position(steps),
        "ra": ra,
        "postage": postage_shown(request, actor, case, returns),
        "is_asked": case.state is CaseState.WAITING_ON_CUSTOMER,
        "is_verified": actor.verified,
        "width": "",
        "back_url": reverse("portal:items", args=[request.brand.slug]),
        "form": form,
        "order": order_card(actor=actor, order_id=case.order_id or 0),
        "first_line_id": next((line.order_line_id for line in lines if line.order_line_id), None),
        **(_private(actor, case, lines) if actor.verified else {}),
    }
    return page(request, "tracking.html", shown, status=status)


def _private(actor: Actor, case: CaseCard, lines: tuple[CaseLineCard, ...]) -> dict[str, Any]:
    found = refunds_of_case(actor=actor, case_id=case.id)
    refunds = tuple(one for one in found if one.state is not RefundState.CANCELED)
    return {
        "money": _money(actor, case, lines, refunds) if refunds else None,
        "said": said_of(actor, case),
        "owner": _owner(actor, case),
        "answer_by": _answer_by(actor, case),
    }


def _money(
    actor: Actor, case: CaseCard, lines: tuple[CaseLineCard, ...], refunds: tuple[RefundCard, ...]
) -> MoneyShown:
    amount = total([refund.amount for refund in refunds], case.value.currency)
    kept = kept_of_case(actor=actor, case_id=case.id, currency=case.value.currency)
    goods = _goods(actor, lines, amount + kept)
    goods += (
        [(gettext("Retenue pour perte de valeur"), Money.zero(kept.currency) - kept)] if kept.minor else []
    )
    rows = [{"label": name, "value": speech.money(value, language())} for name, value in goods]
    ra = next(iter(returns_of_case(actor=actor, case_id=case.id)), None)
    if ra is not None:
        cost = gettext("à votre charge") if ra.customer_pays else gettext("offerts")
        rows.append({"label": gettext("Frais de retour"), "value": cost})
    first = refunds[0]
    return MoneyShown(
        rows=tuple(rows),
        total={"label": gettext("Vous recevez"), "value": speech.money(amount, language())},
        means=means_of(first.tender, first.last4),
    )


def _goods(actor: Actor, lines: tuple[CaseLineCard, ...], amount: Money) -> list[tuple[str, Money]]:
    """One line names its thing and its delivery apart; several are one sum, whose parts were told before."""
    if len(lines) > 1 or lines[0].order_line_id is None:
        return [(gettext("Vos %(n)s articles") % {"n": len(lines)}, amount)]
    sale = sale_line(actor=actor, line_id=lines[0].order_line_id)
    worth = min(sale.paid, amount) if lines[0].quantity == sale.quantity else amount
    rest = amount - worth
    return [(lines[0].product_name, worth), *([(gettext("Livraison"), rest)] if rest.minor else [])]


def _owner(actor: Actor, case: CaseCard) -> MemberCard | None:
    if case.owner_id is None:
        return None
    return member_card(actor=system_actor(actor.org_id), member_id=case.owner_id)


def _answer_by(actor: Actor, case: CaseCard) -> Any:
    running = [
        p.due_at
        for p in promises_of_case(actor=actor, case_id=case.id)
        if p.state == "running" and p.kind in ("first_answer", "answer")
    ]
    return min(running, default=None)


@require_POST
@proved
def write(request: PortalRequest, reference: str) -> HttpResponse:
    """The customer writes about his case. Only through the address on file."""
    case, actor = own_case(request, reference)
    if not actor.verified:
        raise NotFound("case")
    sent = request.FILES.getlist("photos")
    form = MessageForm(request.POST, photos=len(sent))
    if not form.is_valid():
        return tracking_page(request, reference, form, status=422)
    with attempt_with_files(request, case.order_id or 0) as tried:
        found = checked_files(request, actor, case.order_id or 0, sent)
        text = form.cleaned_data["text"] or _photos_alone(len(sent))
        receive_from_customer(actor=actor, case_reference=reference, text=text, found=found, now=request.now)
    if tried.refusal:
        form.add_error("text", named(tried.refusal, gettext("Photos")))
        return tracking_page(request, reference, form, status=status_of(tried.refusal))
    messages.success(request, gettext("Votre message est bien arrivé. Une personne le lit et vous répond."))
    return go(request, "tracking", reference)


def _photos_alone(count: int) -> str:
    return ngettext("%(n)s photo ajoutée.", "%(n)s photos ajoutées.", count) % {"n": count}
