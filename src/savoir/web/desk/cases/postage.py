"""An agent reads the customer's receipt: what posting a faulty thing cost him is noted, and owed to him."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from savoir.cases.queries import case_card
from savoir.kernel.files import check_upload, store_checked
from savoir.kernel.values.money import InvalidAmount, Money
from savoir.resolutions import operations as resolutions
from savoir.web.components.words import money
from savoir.web.desk.cases.actions import back, refused
from savoir.web.desk.cases.forms import PostageForm
from savoir.web.desk.cases.views import draw_case
from savoir.web.desk.replies import told
from savoir.web.errors import attempt
from savoir.web.requests import StaffRequest


@require_POST
def note_postage(request: StaffRequest, reference: str) -> HttpResponse:
    """Note the sum of the receipt; back to the case (422, 409 when refused)."""
    case = case_card(actor=request.actor, reference=reference)
    form = PostageForm(request.POST, request.FILES, auto_id="postage_form_%s")
    amount = _amount(form, case.value.currency)
    if amount is None:
        return draw_case(request, reference, status=422, refused_form=form, postage_form=form)
    with attempt() as tried:
        receipt_id = _receipt(request, form)
        resolutions.tell_postage(
            actor=request.actor,
            case_reference=reference,
            amount=amount,
            receipt_id=receipt_id,
            now=request.now,
        )
    if tried.refusal:
        return refused(request, reference, tried.refusal, "")
    told(request, _("%(sum)s de frais d’envoi à rendre : c’est noté.") % {
        "sum": money(amount, request.language),
    })  # fmt: skip
    return back(request, reference)


def _receipt(request: StaffRequest, form: PostageForm) -> int | None:
    """The paper, checked and stored; None without one. Raises what `check_upload` raises."""
    sent = form.cleaned_data["receipt"]
    if not sent:
        return None
    found = check_upload(actor=request.actor, sent=sent)
    return store_checked(actor=request.actor, found=[found], now=request.now)[0].id


def _amount(form: PostageForm, currency: str) -> Money | None:
    """The sum as typed; None when it is none, and the form says so."""
    if not form.is_valid():
        return None
    try:
        return Money.parse(form.cleaned_data["amount"].removesuffix("€"), currency)
    except InvalidAmount:
        form.add_error("amount", _("Écrivez la somme du reçu, par exemple 6,90."))
        return None
