"""What a person does with a refund that waits for him: each address is a noun, each POST one operation."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from savoir.resolutions import operations as resolutions
from savoir.web.components.forms import SpokenMixin
from savoir.web.desk.replies import to_tasks
from savoir.web.desk.work.tasks import draw_tasks
from savoir.web.requests import StaffRequest


class SettlementForm(SpokenMixin, forms.Form):
    """Where the money is found at the provider's."""

    provider_reference = forms.CharField(label=gettext_lazy("Référence chez le prestataire"), max_length=120)


@require_POST
def retry(request: StaffRequest, refund: str) -> HttpResponse:
    """Try a refund again, with the same key."""
    done = _("Nouvel essai lancé, avec la même clé : l’argent ne peut pas partir deux fois.")
    return _do(request, refund, resolutions.retry_refund, done)


@require_POST
def settle(request: StaffRequest, refund: str) -> HttpResponse:
    """A person saw the money leave at the provider's."""
    form = SettlementForm(request.POST)
    if not form.is_valid():
        return draw_tasks(request, status=422, form=form, refused_refund=refund)
    deed = partial(resolutions.settle_by_hand, **form.cleaned_data)
    return _do(request, refund, deed, _("Remboursement noté comme parti."))


@require_POST
def resume(request: StaffRequest, refund: str) -> HttpResponse:
    """A paused refund is owed all the same."""
    return _do(request, refund, resolutions.resume_refund, _("Le remboursement reprend son cours."))


@require_POST
def match(request: StaffRequest, refund: str) -> HttpResponse:
    """The money that went elsewhere was this refund."""
    done = _("L’argent parti par ailleurs est noté comme ce remboursement.")
    return _do(request, refund, resolutions.settle_by_return_elsewhere, done)


@require_POST
def give_up(request: StaffRequest, refund: str) -> HttpResponse:
    """It will not leave; its case is decided anew."""
    done = _("Remboursement annulé : le dossier attend une nouvelle décision.")
    return _do(request, refund, resolutions.cancel_refund, done)


def _do(request: StaffRequest, refund: str, deed: Callable[..., None], done: str) -> HttpResponse:
    """One operation on a refund, then the list with one sentence."""
    deed(actor=request.actor, reference=refund, now=request.now)
    return to_tasks(request, done)
