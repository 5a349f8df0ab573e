"""The end of a wish beyond the rule, by who wished."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from savoir.resolutions import operations as resolutions
from savoir.web.desk.cases.actions import back, refused
from savoir.web.desk.replies import told
from savoir.web.errors import attempt
from savoir.web.requests import StaffRequest


@require_POST
def take_back(request: StaffRequest, reference: str) -> HttpResponse:
    """Take one's own wish back; back to the case (403, 409 when refused)."""
    with attempt() as tried:
        resolutions.take_back_asked_remedy(actor=request.actor, case_reference=reference, now=request.now)
    if tried.refusal:
        return refused(request, reference, tried.refusal, "")
    told(request, _("Demande d’accord retirée : le client n’en a rien su."))
    return back(request, reference)
