"""What posting a faulty thing cost the customer: he says it, with his receipt if he has it; it is owed."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor
from savoir.kernel.errors import NotFound
from savoir.kernel.files import store_checked
from savoir.kernel.values.days import local_day
from savoir.logistics.states import ReturnMethod
from savoir.logistics.values import RaCard
from savoir.resolutions.operations import tell_postage
from savoir.resolutions.queries import PostageCard, postage_of_case
from savoir.web.components import words as speech
from savoir.web.errors import status_of
from savoir.web.portal.forms import PostageForm
from savoir.web.portal.pages import go, own_case, page, proved
from savoir.web.portal.refusals import named
from savoir.web.portal.sending import attempt_with_files, checked_files
from savoir.web.portal.wording import day, language
from savoir.web.requests import PortalRequest


def postage_shown(
    request: PortalRequest, actor: Actor, case: CaseCard, returns: tuple[RaCard, ...]
) -> PostageCard | None:
    """The postage that comes back to the customer of a case; None where he pays his way back himself."""
    if not any(ra.method is ReturnMethod.OWN_POST and not ra.customer_pays for ra in returns):
        return None
    return postage_of_case(actor=actor, case_id=case.id, now=request.now)


@require_http_methods(["GET", "HEAD", "POST"])
@proved
def postage(request: PortalRequest, reference: str) -> HttpResponse:
    """GET the two fields; POST what the posting cost (422, 409 when refused)."""
    case, actor = own_case(request, reference)
    card = postage_of_case(actor=actor, case_id=case.id, now=request.now)
    if card is None:
        raise NotFound("postage")
    if card.is_repaid:
        return go(request, "tracking", reference)
    form = PostageForm(request.POST or None, currency=card.currency)
    if request.method != "POST":
        return _page(request, case, card, form)
    if not form.is_valid():
        return _page(request, case, card, form, status=422)
    sent = request.FILES.getlist("photo")[-1:]
    with attempt_with_files(request, case.order_id or 0) as tried:
        found = checked_files(request, actor, case.order_id or 0, sent)
        kept = store_checked(actor=actor, found=found, now=request.now)
        tell_postage(
            actor=actor, case_reference=reference, amount=form.cleaned_data["amount"],
            receipt_id=kept[0].id if kept else None, now=request.now,
        )  # fmt: skip
    if tried.refusal:
        form.add_error(_field(tried.refusal.field), named(tried.refusal, gettext("Photo du reçu")))
        return _page(request, case, card, form, status=status_of(tried.refusal))
    messages.success(request, _told(request, actor, case))
    return go(request, "tracking", reference)


def _field(name: str) -> str | None:
    return name if name == "amount" else None


def _told(request: PortalRequest, actor: Actor, case: CaseCard) -> str:
    card = postage_of_case(actor=actor, case_id=case.id, now=request.now)
    assert card is not None
    assert card.amount is not None
    amount = speech.money(card.amount, language())
    if card.due_on is None:
        return gettext("C’est noté\u00a0: %(amount)s vous sont rendus dans les quatorze jours.") % {
            "amount": amount
        }
    by = day(card.due_on, local_day(request.now, request.zone))
    return gettext("C’est noté\u00a0: %(amount)s vous sont rendus au plus tard %(day)s.") % {
        "amount": amount, "day": by,
    }  # fmt: skip


def _page(
    request: PortalRequest, case: CaseCard, card: PostageCard, form: PostageForm, *, status: int = 200
) -> HttpResponse:
    words = {
        "case": case, "postage": card, "form": form, "today": local_day(request.now, request.zone),
        "where": gettext("Suivi"),
    }  # fmt: skip
    return page(request, "postage.html", words, status=status)
