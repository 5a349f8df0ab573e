"""Recalls of a brand's products: which there are, declaring one, ending one."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from savoir.kernel.access import Actor
from savoir.orders.operations import declare_recall, end_recall
from savoir.orders.queries import RecallCard, count_open_recalls, recall_card, recalls
from savoir.orders.states import Possible
from savoir.organizations.queries import brands
from savoir.web.console.pages import Standing, standing_of
from savoir.web.console.recalls.buyers import export_buyers
from savoir.web.console.recalls.forms import EndForm, RecallForm
from savoir.web.console.recalls.words import STATES, WAYS_BACK
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.desk.replies import see_other, told
from savoir.web.errors import attempt, refusal_page, status_of
from savoir.web.requests import StaffRequest, row_id

PAGE = 50
Words = str | Promise


@dataclass(frozen=True, slots=True)
class RecallRow:
    """A recall with its words; `more`: how many products beyond those that are named."""

    card: RecallCard
    brand: str
    state: Words
    level: str
    offered: str
    way_back: Words
    more: int


@require_safe
def show_recalls(request: StaffRequest) -> HttpResponse:
    """Every recall, newest first."""
    before = row_id(request.GET.get("avant", ""))
    found = recalls(actor=request.actor, limit=PAGE + 1, before_id=before)
    names = _brand_names(request.actor)
    more = f"{reverse('console:recalls')}?avant={found[PAGE - 1].id}" if len(found) > PAGE else ""
    context = shell(request, page="recalls") | {
        "rows": [_row(card, names) for card in found[:PAGE]], "next_url": more,
    }  # fmt: skip
    return render(request, "console/recalls.html", context)


def _row(card: RecallCard, names: dict[int, str]) -> RecallRow:
    state, level = STATES[card.end]
    return RecallRow(
        card=card, brand=names.get(card.brand_id, ""), state=state, level=level, offered=_offered(card),
        way_back=WAYS_BACK[card.way_back], more=card.product_count - len(card.products),
    )  # fmt: skip


def _offered(card: RecallCard) -> str:
    """What may be asked; the money when nothing else can be given."""
    given = [
        (card.repair, _("réparation")),
        (card.replacement, _("remplacement")),
        (card.refund, _("remboursement")),
    ]
    words = [str(text) for possible, text in given if possible is Possible.POSSIBLE]
    return ", ".join(words) or _("remboursement")


def _brand_names(actor: Actor) -> dict[int, str]:
    return {brand.id: brand.name for brand in brands(actor=actor)}


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: StaffRequest) -> HttpResponse:
    """The form of a recall; declared, its sold lines have the right at once."""
    found = brands(actor=request.actor)
    if request.method != "POST":
        today = timezone.localdate(request.now)
        return _form(request, RecallForm(brands=found, initial={"began_on": today}))
    form = RecallForm(request.POST, brands=found)
    if not form.is_valid():
        return _form(request, form, status=422)
    with attempt() as tried:
        declare_recall(
            actor=request.actor, brand_id=form.cleaned_data["brand"], notice=form.notice, now=request.now
        )
    if tried.refusal:
        form.refuse(tried.refusal)
        return _form(request, form, status=status_of(tried.refusal))
    told(request, _("Le rappel est déclaré : il se lit dès maintenant dans « Vos droits »."))
    return see_other("console:recalls")


def _form(request: StaffRequest, form: RecallForm, *, status: int = 200) -> HttpResponse:
    context = shell(request, page="recalls") | {"form": form}
    return render(request, "console/recall_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: StaffRequest, recall_id: int) -> HttpResponse:
    """Ask why a recall ends, then end it. Raises NotFound."""
    card = recall_card(actor=request.actor, recall_id=recall_id)
    form = EndForm(request.POST) if request.method == "POST" else EndForm()
    if request.method != "POST" or not form.is_valid():
        row = _row(card, _brand_names(request.actor))
        context = shell(request, page="recalls") | {"row": row, "form": form}
        status = 422 if request.method == "POST" else 200
        return render(request, "console/recall_end.html", context, status=status)
    with attempt() as tried:
        end_recall(actor=request.actor, recall_id=recall_id, end=form.motive, now=request.now)
    if tried.refusal:
        return refusal_page(request, tried.refusal)
    told(request, _("C’est enregistré."))
    return see_other("console:recalls")


def _standing(actor: Actor) -> Standing | None:
    running = count_open_recalls(actor=actor)
    if not running:
        return None
    return Standing(
        ngettext("%(n)s rappel en cours", "%(n)s rappels en cours", running) % {"n": running}, "bad"
    )


standing_of("recalls", _standing)
urlpatterns = paths(
    "recalls",
    ("", show_recalls, "recalls"),
    ("nouveau/", declare, "recall_new"),
    ("<int:recall_id>/fin/", end, "recall_end"),
    ("<int:recall_id>/acheteurs.csv", export_buyers, "recall_buyers"),
)
