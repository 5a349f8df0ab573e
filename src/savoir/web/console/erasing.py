"""A request for erasure: whom it means, what would go, what stays until when and why, and doing it."""

from typing import Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from savoir.law.personal_data import Kept
from savoir.orders.queries import customers_meant, known_as
from savoir.resolutions.operations import erase_customers
from savoir.resolutions.queries import erasure_plan
from savoir.resolutions.values import ErasurePlan, Gone
from savoir.web.components.forms import SpokenMixin
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.desk.replies import see_other, told
from savoir.web.errors import attempt, refusal_page
from savoir.web.requests import StaffRequest

GONE: Final[dict[Gone, Promise]] = {
    Gone.IDENTITY: gettext_lazy("Nom, e-mail, téléphone, adresse"),
    Gone.ORDER_ADDRESSES: gettext_lazy("Adresses et numéros de colis des commandes"),
    Gone.WORDS: gettext_lazy("Ses mots et les numéros de série qu’il a saisis"),
    Gone.FILES: gettext_lazy("Photos et documents"),
    Gone.NOTES: gettext_lazy("Notes sur les décisions"),
    Gone.DRAFTS: gettext_lazy("Demandes commencées"),
    Gone.MESSAGES: gettext_lazy("Messages et notes"),
}
KEPT: Final[dict[Kept, Promise]] = {
    Kept.ISSUED_INVOICES: gettext_lazy("Ventes, telles que la comptabilité les tient"),
    Kept.ONLINE_CONTRACT: gettext_lazy("Preuve des contrats conclus en ligne"),
    Kept.CLAIM_FILE: gettext_lazy("Dossiers clos, sans les mots"),
    Kept.REFUND_PROOF: gettext_lazy("Preuve des remboursements"),
}
GROUNDS: Final[dict[str, Promise]] = {
    "claim": gettext_lazy("Dossier"),
    "refund": gettext_lazy("Remboursement"),
}


class WhoForm(SpokenMixin, forms.Form):
    """Whom somebody means."""

    who = forms.CharField(
        label=gettext_lazy("E-mail, numéro de commande ou identifiant dans la boutique"), max_length=254,
        strip=True,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def look_for(request: StaffRequest) -> HttpResponse:
    """Whom it is about; asked by POST, so that no address of a customer stands in a log."""
    form = WhoForm(request.POST) if request.method == "POST" else WhoForm()
    if form.is_bound and form.is_valid():
        found = customers_meant(actor=request.actor, said=form.cleaned_data["who"])
        if found:
            return see_other("console:erasure_person", found[0])
        form.add_error("who", _("Personne n’est connu ainsi. Vérifiez la saisie."))
    context = shell(request, page="erasure") | {"form": form}
    return render(request, "console/erasure.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def show_person(request: StaffRequest, customer_id: int) -> HttpResponse:
    """What would go, what stays and what must end first; a confirmed POST erases. Raises NotFound."""
    ids = known_as(actor=request.actor, customer_id=customer_id)
    if request.method != "POST" or request.POST.get("sure") != "yes":
        plans = [erasure_plan(actor=request.actor, customer_id=one, now=request.now) for one in ids]
        return _page(request, plans, is_unsure=request.method == "POST")
    with attempt() as tried:
        erase_customers(actor=request.actor, customer_ids=ids, now=request.now)
    if tried.refusal:
        return refusal_page(request, tried.refusal)
    told(request, _("C’est effacé. Répondez à la personne en lui disant ce qui reste et pourquoi."))
    return see_other("console:erasure_person", customer_id)


def _page(request: StaffRequest, plans: list[ErasurePlan], *, is_unsure: bool) -> HttpResponse:
    people = [
        {
            "plan": plan,
            "gone": [(GONE[kind], count) for kind, count in plan.gone],
            "kept": [(KEPT[one.kind], one) for one in plan.kept],
            "waits": [(GROUNDS[one.ground], one) for one in plan.obstacles],
        }
        for plan in plans
    ]
    context = shell(request, page="erasure") | {
        "people": people, "is_unsure": is_unsure, "answer_by": plans[0].answer_by,
        "waits": any(plan.obstacles for plan in plans), "holds": any(plan.gone for plan in plans),
    }  # fmt: skip
    return render(request, "console/erasure_person.html", context, status=422 if is_unsure else 200)


urlpatterns = paths(
    "erasure",
    ("", look_for, "erasure"),
    ("<int:customer_id>/", show_person, "erasure_person"),
)
