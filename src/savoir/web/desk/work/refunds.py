"""What a person does with a refund that waits for him: each address is a noun, each POST one operation."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from savoir.kernel.errors import Invalid
from savoir.resolutions import operations as resolutions
from savoir.web.desk.replies import see_other, told
from savoir.web.requests import StaffRequest


@require_POST
def retry(request: StaffRequest, refund: str) -> HttpResponse:
    """Try a refund again, with the same key."""
    resolutions.retry_refund(actor=request.actor, reference=refund, now=request.now)
    told(request, _("Nouvel essai lancé, avec la même clé : l’argent ne peut pas partir deux fois."))
    return see_other("desk:tasks")


@require_POST
def settle(request: StaffRequest, refund: str) -> HttpResponse:
    """A person saw the money leave at the provider's."""
    seen = request.POST.get("provider_reference", "").strip()
    if not seen or len(seen) > 120:
        raise Invalid("provider_reference", code="required")
    resolutions.settle_by_hand(
        actor=request.actor, reference=refund, provider_reference=seen, now=request.now
    )
    told(request, _("Remboursement noté comme parti."))
    return see_other("desk:tasks")


@require_POST
def resume(request: StaffRequest, refund: str) -> HttpResponse:
    """A paused refund is owed all the same."""
    resolutions.resume_refund(actor=request.actor, reference=refund, now=request.now)
    told(request, _("Le remboursement reprend son cours."))
    return see_other("desk:tasks")


@require_POST
def match(request: StaffRequest, refund: str) -> HttpResponse:
    """The money that went elsewhere was this refund."""
    resolutions.settle_by_return_elsewhere(actor=request.actor, reference=refund, now=request.now)
    told(request, _("L’argent parti par ailleurs est noté comme ce remboursement."))
    return see_other("desk:tasks")


@require_POST
def give_up(request: StaffRequest, refund: str) -> HttpResponse:
    """It will not leave; its case is decided anew."""
    resolutions.cancel_refund(actor=request.actor, reference=refund, now=request.now)
    told(request, _("Remboursement annulé : le dossier attend une nouvelle décision."))
    return see_other("desk:tasks")
