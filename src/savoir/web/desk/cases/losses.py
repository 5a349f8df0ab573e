"""A loss of value the dock measured: what keeping it leaves of the refund, and a person's yes or no."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from savoir.cases.operations import BelowTheLaw
from savoir.cases.queries import case_card
from savoir.cases.values import CaseCard
from savoir.kernel.access import Permission, require
from savoir.kernel.errors import NotFound, Refused
from savoir.kernel.values.money import InvalidAmount, Money
from savoir.logistics.queries import LossCard, loss_card, losses_of_case
from savoir.logistics.states import LossState
from savoir.resolutions import operations as resolutions
from savoir.resolutions.operations import NothingToReduce
from savoir.resolutions.queries import preview_reduction
from savoir.resolutions.values import Reduction
from savoir.web.components.forms import SpokenMixin
from savoir.web.components.words import money
from savoir.web.desk import words
from savoir.web.desk.replies import see_other, told
from savoir.web.desk.shell import shell
from savoir.web.errors import attempt, sentence_for, status_of
from savoir.web.requests import StaffRequest
from savoir.web.rights.words import article_sentence


class KeepingForm(SpokenMixin, forms.Form):
    """What the customer will read, with the reduction that was shown."""

    reason = forms.CharField(
        label=gettext_lazy("Ce que le client lira"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Ce qui a été constaté. L’article, les sommes et les recours s’y ajoutent."),
    )  # fmt: skip
    kept = forms.IntegerField(min_value=1, max_value=10**12, widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


def waiting_losses(request: StaffRequest, case: CaseCard) -> tuple[LossCard, ...]:
    """Losses of the case on which nobody has decided yet."""
    found = losses_of_case(actor=request.actor, case_id=case.id)
    return tuple(loss for loss in found if loss.state is LossState.PROPOSED)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_loss(request: StaffRequest, reference: str, loss_id: int) -> HttpResponse:
    """GET what keeping `?somme=` (all of it without) would leave; POST keeps it and tells the customer."""
    require(request.actor, Permission.REFUND_REDUCE)
    case, loss = _found(request, reference, loss_id)
    if request.method != "POST":
        return _page(request, case, loss, *_asked(request, loss))
    form = KeepingForm(request.POST)
    if not form.is_valid():
        return _page(request, case, loss, None, form=form, status=422)
    kept = Money(form.cleaned_data["kept"], loss.amount.currency)
    with attempt() as tried:
        left = resolutions.reduce_refund(
            actor=request.actor, loss_id=loss.id, kept=kept, reason=form.cleaned_data["reason"],
            plan_digest=form.cleaned_data["digest"], now=request.now,
        )  # fmt: skip
    if tried.refusal is not None:
        return _page(request, case, loss, kept, form=form, refusal=tried.refusal,
                     status=status_of(tried.refusal))  # fmt: skip
    said = _("%(left)s remboursés, %(kept)s retenus : le client est prévenu, avec ses recours.")
    told(request, said % {"left": money(left, request.language), "kept": money(kept, request.language)})
    return see_other("desk:case", reference)


@require_POST
def decline_loss(request: StaffRequest, reference: str, loss_id: int) -> HttpResponse:
    """Keep nothing: the refund stays whole."""
    require(request.actor, Permission.REFUND_REDUCE)
    case, loss = _found(request, reference, loss_id)
    with attempt() as tried:
        resolutions.decline_reduction(actor=request.actor, loss_id=loss.id, now=request.now)
    if tried.refusal is not None:
        return _page(request, case, loss, None, refusal=tried.refusal, status=status_of(tried.refusal))
    told(request, _("Rien n’est retenu : le remboursement reste entier."))
    return see_other("desk:case", reference)


def _found(request: StaffRequest, reference: str, loss_id: int) -> tuple[CaseCard, LossCard]:
    case = case_card(actor=request.actor, reference=reference)
    loss = loss_card(actor=request.actor, loss_id=loss_id)
    if loss.case_id != case.id:
        raise NotFound("loss")
    return case, loss


def _asked(request: StaffRequest, loss: LossCard) -> tuple[Money | None, str]:
    """The sum of the address, and what is wrong with it."""
    typed = request.GET.get("somme", "").strip()
    if not typed:
        return None, ""
    try:
        kept = Money.parse(typed, loss.amount.currency)
    except InvalidAmount:
        kept = Money.zero(loss.amount.currency)
    if 0 < kept.minor <= loss.amount.minor:
        return kept, ""
    most = money(loss.amount, request.language)
    return None, _("Écrivez une somme jusqu’à %(most)s, par exemple 12,00.") % {"most": most}


def _page(
    request: StaffRequest, case: CaseCard, loss: LossCard, kept: Money | None, wrong: str = "", *,
    form: KeepingForm | None = None, refusal: Refused | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    seen = preview_reduction(actor=request.actor, loss_id=loss.id, kept=kept)
    stands = _against(seen) if loss.state is LossState.PROPOSED else None
    initial = {"reason": loss.beyond, "kept": seen.kept.minor, "digest": seen.digest}
    if form is not None and form.data.get("reason"):
        initial["reason"] = form.data["reason"]
    context: dict[str, Any] = shell(request) | {
        "case": case, "loss": loss, "seen": seen, "is_open": loss.state is LossState.PROPOSED,
        "finding": words.FINDINGS.get(loss.finding, ""), "said": article_sentence(seen.article),
        "stands": sentence_for(stands) if stands else None,
        "refusal": sentence_for(refusal) if refusal else None, "wrong": wrong,
        "form": form if form is not None and form.errors else KeepingForm(initial=initial),
        "share": loss.share_points / 100 if loss.share_points else None,
    }  # fmt: skip
    return render(request, "desk/loss.html", context, status=status)


def _against(seen: Reduction) -> Refused | None:
    """Why nothing, or not so much, may be kept; None when it may."""
    if seen.gap is not None:
        return BelowTheLaw.of(seen.gap, "kept")
    return NothingToReduce("refund") if seen.has_left or seen.after.minor <= 0 else None
