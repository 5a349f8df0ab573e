"""Moving in: a sheet of open cases goes through a trial, then its cases come in by a person's word."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from savoir.kernel.access import Actor
from savoir.organizations.queries import brands
from savoir.resolutions import operations
from savoir.resolutions.queries import MoveInRow, move_in_report, move_ins
from savoir.resolutions.states import MoveInState
from savoir.web.components.forms import SpokenMixin
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.desk.replies import see_other, told, told_refused
from savoir.web.errors import attempt, sentence_for
from savoir.web.requests import StaffRequest, row_id

OUTCOMES = {
    "open": (gettext_lazy("Ouvert, à traiter"), "ok"),
    "waiting_for_parcel": (gettext_lazy("Attend son colis"), "ok"),
    "received": (gettext_lazy("Reçu, à contrôler"), "ok"),
    "moved": (gettext_lazy("Repris"), "ok"),
    "already": (gettext_lazy("Déjà là"), "info"),
    "refused": (gettext_lazy("Refusé"), "bad"),
}
STATES = {
    MoveInState.CHECKING: (gettext_lazy("Essai en cours"), "info"),
    MoveInState.READY: (gettext_lazy("Prêt à reprendre"), "ok"),
    MoveInState.MOVING: (gettext_lazy("Reprise en cours"), "info"),
    MoveInState.DONE: (gettext_lazy("Terminé"), "ok"),
    MoveInState.DROPPED: (gettext_lazy("Abandonné"), "info"),
}
RUNNING = frozenset({MoveInState.CHECKING, MoveInState.MOVING})


class SheetForm(SpokenMixin, forms.Form):
    """Which brand, which file."""

    brand = forms.TypedChoiceField(label=gettext_lazy("Marque"), coerce=int)
    sheet = forms.FileField(
        label=gettext_lazy("Fichier CSV"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"})
    )

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        known = [(brand.id, brand.name) for brand in brands(actor=actor)]
        self.offer("brand", known)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: StaffRequest) -> HttpResponse:
    """The form and the sheets of before; a sheet that is handed in is looked at."""
    if request.method != "POST":
        return _draw(request, SheetForm(actor=request.actor))
    form = SheetForm(request.POST, request.FILES, actor=request.actor)
    if not form.is_valid():
        return _draw(request, form, status=422)
    sheet, move_in_id = form.cleaned_data["sheet"], 0
    with attempt() as tried:
        move_in_id = operations.begin_move_in(
            actor=request.actor, brand_id=form.cleaned_data["brand"], file_name=sheet.name,
            content=sheet.read(), now=request.now,
        )  # fmt: skip
    if isinstance(tried.refusal, operations.SheetUnreadable):
        form.add_error("sheet", _reason(str(tried.refusal.facts["code"]), tried.refusal.facts))
        return _draw(request, form, status=422)
    if tried.refusal:
        raise tried.refusal
    return see_other("console:move_in_report", move_in_id)


def _reason(code: str, facts: dict[str, object]) -> str:
    column = operations.move_in_column(str(facts.get("column", "")), get_language() or "fr")
    words = operations.move_in_sentence(code)
    return f"{words} ({column})" if column else words


def _draw(request: StaffRequest, form: SheetForm, *, status: int = 200) -> HttpResponse:
    rows = [{"card": card, "state": STATES[card.state]} for card in move_ins(actor=request.actor)]
    context = shell(request, page="move_in") | {"form": form, "rows": rows}
    return render(request, "console/move_in.html", context, status=status)


@require_safe
def template(request: StaffRequest) -> HttpResponse:
    """The sheet to begin with."""
    answer = HttpResponse(operations.move_in_template(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="dossiers-en-cours.csv"'
    return answer


@require_safe
def report(request: StaffRequest, move_in_id: int) -> HttpResponse:
    """What would become of each case, or became of it."""
    after, outcome = row_id(request.GET.get("apres", "")), request.GET.get("issue", "")
    outcome = outcome if outcome in OUTCOMES else ""
    card, rows, following = move_in_report(
        actor=request.actor, move_in_id=move_in_id, outcome=outcome, after=after
    )
    context = shell(request, page="move_in") | {
        "card": card, "state": STATES[card.state], "rows": [_row(row) for row in rows], "next": following,
        "outcome": outcome, "is_running": card.state in RUNNING, "is_ready": card.state is MoveInState.READY,
        "tags": [(name, OUTCOMES[name][0], n) for name, n in sorted(card.counts.items())],
    }  # fmt: skip
    return render(request, "console/move_in_report.html", context)


def _row(row: MoveInRow) -> dict[str, Any]:
    words, level = OUTCOMES[row.outcome]
    return {
        "row": row, "words": words, "level": level,
        "column": operations.move_in_column(row.field, get_language() or "fr"),
        "reason": operations.move_in_sentence(row.code, row.below) if row.code else "",
    }  # fmt: skip


@require_POST
def carry_out(request: StaffRequest, move_in_id: int) -> HttpResponse:
    """Bring the cases in, by the plan that was shown."""
    return _decided(request, move_in_id, _("La reprise a commencé."), move=True)


@require_POST
def drop(request: StaffRequest, move_in_id: int) -> HttpResponse:
    """Give the sheet up."""
    return _decided(request, move_in_id, _("Fichier abandonné : rien n’a été repris."), move=False)


def _decided(request: StaffRequest, move_in_id: int, done: str, *, move: bool) -> HttpResponse:
    with attempt() as tried:
        if move:
            operations.carry_out_move_in(
                actor=request.actor, move_in_id=move_in_id, plan_digest=request.POST.get("plan", ""),
                now=request.now,
            )  # fmt: skip
        else:
            operations.drop_move_in(actor=request.actor, move_in_id=move_in_id, now=request.now)
    if isinstance(tried.refusal, operations.PlanMoved):
        told_refused(request, sentence_for(tried.refusal).title)
    elif tried.refusal:
        raise tried.refusal
    else:
        told(request, done)
    return see_other("console:move_in_report", move_in_id)


urlpatterns = paths(
    "move_in",
    ("", begin, "move_in"),
    ("modele.csv", template, "move_in_template"),
    ("<int:move_in_id>/", report, "move_in_report"),
    ("<int:move_in_id>/reprise/", carry_out, "move_in_start"),
    ("<int:move_in_id>/abandon/", drop, "move_in_drop"),
)
