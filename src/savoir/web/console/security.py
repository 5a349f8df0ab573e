"""Who protects his account with a second factor: the house's rule, its people, a colleague's fresh start."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from savoir.kernel.access import Role
from savoir.organizations import operations, queries
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.requests import StaffRequest, row_id
from savoir.web.roles import ROLE_NAMES

PAGE = 50


@require_safe
def show_security(request: StaffRequest) -> HttpResponse:
    """The rule, and each colleague with what he has."""
    after = row_id(request.GET.get("apres", ""))
    found = queries.factor_rows(actor=request.actor, after_id=after, limit=PAGE + 1)
    rows = found[:PAGE]
    more = f"{reverse('console:security')}?apres={rows[-1].member_id}" if len(found) > PAGE else ""
    protected, everybody = queries.protected_counts(actor=request.actor)
    context = shell(request, page="security") | {
        "is_required": queries.second_factor_required(actor=request.actor),
        "rows": [(row, ROLE_NAMES[Role(row.role)]) for row in rows],
        "protected": protected, "everybody": everybody, "next_url": more,
    }  # fmt: skip
    return render(request, "console/security.html", context)


@require_POST
def rule(request: StaffRequest) -> HttpResponse:
    """Ask every member for a second factor from his next login on, or no longer."""
    required = request.POST.get("required") == "yes"
    operations.require_second_factor(actor=request.actor, required=required, now=request.now)
    told = (
        gettext("Chacun montrera une double vérification à sa prochaine connexion.")
        if required
        else gettext("La double vérification devient un choix de chacun.")
    )
    return _back(request, told)


@require_POST
def reset(request: StaffRequest, member_id: int) -> HttpResponse:
    """A colleague lost everything: his second factors go, his sessions end, a letter tells him."""
    operations.reset_factors(actor=request.actor, member_id=member_id, now=request.now)
    return _back(request, gettext("C’est remis à zéro. La personne est déconnectée et prévenue par e-mail."))


def _back(request: HttpRequest, told: str) -> HttpResponse:
    messages.success(request, told)
    return HttpResponseRedirect(reverse("console:security"), status=303)


urlpatterns = paths(
    "security", ("", show_security, "security"), ("regle/", rule, "security_rule"),
    ("<int:member_id>/remise-a-zero/", reset, "security_reset"),
)  # fmt: skip
