"""Bringing sales in: a file is dropped, looked at, imported; then what its answers lack is said once."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from savoir.kernel.access import Actor
from savoir.kernel.uploads import EmptyFile, TooLarge
from savoir.orders import operations
from savoir.orders.queries import DropCard, drop_card, drops, newest_order, rejects_of_drop
from savoir.orders.states import DropState
from savoir.organizations.queries import brand_card, brands
from savoir.web.components.forms import SpokenMixin
from savoir.web.console.lacking import lacking_of, say
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.desk.replies import see_other, told, told_refused
from savoir.web.errors import attempt, sentence_for
from savoir.web.requests import StaffRequest, row_id

PAGE = 20
MEGABYTES = operations.MOST_DROPPED_BYTES // (1024 * 1024)
STATES = {
    DropState.CHECKING: (gettext_lazy("Lecture en cours"), "info"),
    DropState.READY: (gettext_lazy("Prêt à importer"), "ok"),
    DropState.IMPORTING: (gettext_lazy("Import en cours"), "info"),
    DropState.DONE: (gettext_lazy("Importé"), "ok"),
    DropState.FAILED: (gettext_lazy("Rien n’a été importé"), "bad"),
}
RUNNING = frozenset({DropState.CHECKING, DropState.IMPORTING})
EXPORTS = (
    ("", gettext_lazy("Reconnaître tout seul")),
    ("shopify-orders", "Shopify (CSV)"),
    ("woocommerce-rest-v3", "WooCommerce (JSON, API v3)"),
    ("woocommerce-order-export", "WooCommerce (CSV, extension)"),
    ("prestashop-sql", "PrestaShop (CSV, SQL)"),
    ("prestashop-webservice", "PrestaShop (webservice)"),
)


class DropForm(SpokenMixin, forms.Form):
    """Which brand, which file, and what the file does not say of itself."""

    brand = forms.TypedChoiceField(label=gettext_lazy("Marque"), coerce=int)
    file = forms.FileField(label=gettext_lazy("Export de vos commandes"))
    mapping = forms.ChoiceField(label=gettext_lazy("Type d’export"), choices=EXPORTS, required=False)
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=gettext_lazy("Devise, si le fichier ne la dit pas"),
        required=False,
        error_messages={"invalid": gettext_lazy("La devise s’écrit en trois lettres : EUR, par exemple.")},
    )

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        known = [(brand.id, brand.name) for brand in brands(actor=actor)]
        self.offer("brand", known)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: StaffRequest) -> HttpResponse:
    """The form and the files of before; a dropped file is kept and looked at."""
    if request.method != "POST":
        return _draw(request, DropForm(actor=request.actor))
    form = DropForm(request.POST, request.FILES, actor=request.actor)
    if not form.is_valid():
        return _draw(request, form, status=422)
    given, drop_id = form.cleaned_data, 0
    with attempt() as tried:
        drop_id = operations.drop_file(
            actor=request.actor, brand_id=given["brand"], file_name=given["file"].name,
            chunks=given["file"].chunks(), mapping=given["mapping"], currency=given["currency"].upper(),
            now=request.now,
        )  # fmt: skip
    if isinstance(tried.refusal, TooLarge | EmptyFile):
        words = _("Ce fichier est vide ou dépasse %(n)s Mo. Compressez-le avec gzip.")
        form.add_error("file", words % {"n": MEGABYTES})
        return _draw(request, form, status=422)
    if tried.refusal:
        raise tried.refusal
    return see_other("console:import_file", drop_id)


def _draw(request: StaffRequest, form: DropForm, *, status: int = 200) -> HttpResponse:
    before = row_id(request.GET.get("avant", ""))
    found = drops(actor=request.actor, before=before, limit=PAGE + 1)
    context = shell(request, page="import") | {
        "form": form, "megabytes": MEGABYTES,
        "rows": [{"card": card, "state": STATES[card.state]} for card in found[:PAGE]],
        "next": found[PAGE - 1].id if len(found) > PAGE else "",
        "lacking": [lacking_of(request.actor, brand) for brand in brands(actor=request.actor)],
    }  # fmt: skip
    return render(request, "console/import.html", context, status=status)


@require_safe
def show(request: StaffRequest, drop_id: int) -> HttpResponse:
    """What a file would do, is doing, or has done."""
    card = drop_card(actor=request.actor, drop_id=drop_id)
    brand = brand_card(actor=request.actor, brand_id=card.brand_id)
    is_done = card.state is DropState.DONE
    number, email = newest_order(actor=request.actor, brand_id=brand.id) if is_done else ("", "")
    context = shell(request, page="import") | {
        "card": card, "brand_name": brand.name, "state": STATES[card.state],
        "is_running": card.state in RUNNING, "is_ready": card.state is DropState.READY, "is_done": is_done,
        "refused": _refusal(card), "rejected": _rejections(card), "number": number,
        "email": email, "portal_url": reverse("portal:find", args=[brand.slug]),
        "lacking": lacking_of(request.actor, brand) if is_done else None,
    }  # fmt: skip
    return render(request, "console/import_file.html", context)


def _refusal(card: DropCard) -> str:
    if not card.failure:
        return ""
    said = card.failure
    words = operations.sentence(said["code"], said.get("field", ""), int(said.get("line", "0")))
    return f"{words} ({said['names']})" if said.get("names") else words


def _rejections(card: DropCard) -> list[str]:
    return [operations.sentence(code, field, line) for line, code, field in card.report.get("rejected", ())]


@require_POST
def start(request: StaffRequest, drop_id: int) -> HttpResponse:
    """Import what was looked at."""
    with attempt() as tried:
        operations.import_dropped(actor=request.actor, drop_id=drop_id, now=request.now)
    if isinstance(tried.refusal, operations.NotReadyToImport):
        told_refused(request, sentence_for(tried.refusal).title)
    elif tried.refusal:
        raise tried.refusal
    else:
        told(request, _("L’import a commencé."))
    return see_other("console:import_file", drop_id)


@require_safe
def rejects(request: StaffRequest, drop_id: int) -> HttpResponse:
    """The rows that stay outside, with their reasons."""
    content = rejects_of_drop(actor=request.actor, drop_id=drop_id)
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejets-{drop_id}.csv"'
    return answer


urlpatterns = paths(
    "import",
    ("", begin, "import"),
    ("declarations/", say, "import_declare"),
    ("<int:drop_id>/", show, "import_file"),
    ("<int:drop_id>/import/", start, "import_start"),
    ("<int:drop_id>/rejets.csv", rejects, "import_rejects"),
)
