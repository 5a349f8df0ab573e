"""The page that gives a case to another team, or to whoever handles it elsewhere."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from savoir.cases.operations import route_case
from savoir.cases.queries import case_card, routed_case
from savoir.cases.states import Handler
from savoir.kernel.access import Permission, require
from savoir.organizations.queries import teams
from savoir.web.components.forms import SpokenMixin
from savoir.web.desk.cases.actions import back, refused
from savoir.web.desk.cases.routed import routed_shown
from savoir.web.desk.people import HANDLERS
from savoir.web.desk.replies import told
from savoir.web.desk.shell import shell, view_of
from savoir.web.errors import attempt
from savoir.web.requests import StaffRequest


class RoutingForm(SpokenMixin, forms.Form):
    """A team of the house, or none, and who handles the case."""

    team = forms.TypedChoiceField(label=gettext_lazy("Équipe"), required=False, coerce=int, empty_value=None)
    handled_by = forms.ChoiceField(
        label=gettext_lazy("Traité par"), choices=list(HANDLERS.items()),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choisissez qui traite le dossier.")
        ),
    )  # fmt: skip

    def __init__(self, request: StaffRequest, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        ours = [(str(team.id), team.name) for team in teams(actor=request.actor)]
        self.offer("team", [("", gettext_lazy("Aucune équipe")), *ours])
        self.fields["team"].error_messages["invalid_choice"] = _("Cette équipe n’existe pas, ou plus.")


@require_http_methods(["GET", "HEAD", "POST"])
def route(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the form; give the case to another team or to whoever handles it elsewhere."""
    require(request.actor, Permission.CASE_ASSIGN)
    if request.method != "POST":
        return _page(request, reference, None)
    form = RoutingForm(request, request.POST)
    if not form.is_valid():
        return _page(request, reference, form, status=422)
    by = Handler(form.cleaned_data["handled_by"])
    with attempt() as tried:
        route_case(
            actor=request.actor, reference=reference, team_id=form.cleaned_data["team"], handled_by=by,
            now=request.now,
        )  # fmt: skip
    if tried.refusal:
        return refused(request, reference, tried.refusal, "")
    told(request, _("%(reference)s : confié.") % {"reference": reference})
    return back(request, reference)


def _page(
    request: StaffRequest, reference: str, form: RoutingForm | None, *, status: int = 200
) -> HttpResponse:
    case = case_card(actor=request.actor, reference=reference)
    found = routed_shown(routed_case(actor=request.actor, case_id=case.id), request.language)
    now = {"team": found.card.team_id or "", "handled_by": found.card.handled_by.value}
    context = shell(request) | {
        "case": case, "routed": found, "view": view_of(request),
        "form": form or RoutingForm(request, initial=now),
    }  # fmt: skip
    return render(request, "desk/routing.html", context, status=status)
