"""A gesture on a case: what the policy proposes with its row, what would be given, and who may give it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from savoir.cases.queries import case_card
from savoir.cases.values import CaseAnswer, CaseCard, FiredRow
from savoir.kernel.access import Permission, Role, require
from savoir.kernel.errors import Refused
from savoir.kernel.ledger import LedgerEntry
from savoir.kernel.values.money import InvalidAmount, Money
from savoir.policies.facts import SEVERITIES
from savoir.resolutions import operations as resolutions
from savoir.resolutions.queries import gesture_answers, gestures_of_case, preview_gesture
from savoir.resolutions.states import CARRIED, GestureKind, GestureState
from savoir.resolutions.values import GestureAnswer, GestureCard, GivenGesture
from savoir.web.components.forms import SpokenMixin
from savoir.web.components.stencils import stenciled
from savoir.web.components.words import money
from savoir.web.desk.addresses import address_of
from savoir.web.desk.replies import offer_undo, see_other, told
from savoir.web.desk.shell import shell
from savoir.web.errors import attempt, sentence_for, status_of
from savoir.web.requests import StaffRequest
from savoir.web.roles import ROLE_NAMES

UNDO_WINDOW = timedelta(seconds=10)
SEVERITY_WORDS: Final[Mapping[str, str | Promise]] = {
    "slight": gettext_lazy("Léger"), "annoying": gettext_lazy("Gênant"),
    "serious": gettext_lazy("Sérieux"), "grave": gettext_lazy("Grave"),
}  # fmt: skip
KIND_WORDS: Final[Mapping[GestureKind, str | Promise]] = {
    GestureKind.NONE: gettext_lazy("Des excuses suffisent"),
    GestureKind.STORE_CREDIT: gettext_lazy("Bon d’achat"),
    GestureKind.PRICE_REDUCTION: gettext_lazy("Remise sur le prix"),
    GestureKind.FREE_RETURN: gettext_lazy("Retour offert"),
}
STATE_WORDS: Final[Mapping[GestureState, tuple[str | Promise, str]]] = {
    GestureState.ASKED: (gettext_lazy("attend un accord"), "warn"),
    GestureState.GRANTED: (gettext_lazy("accordé"), "ok"),
    GestureState.REFUSED: (gettext_lazy("refusé"), "bad"),
    GestureState.CANCELED: (gettext_lazy("annulé"), ""),
}


class GrantForm(SpokenMixin, forms.Form):
    """The gesture that was shown, and why when it goes beyond the policy."""

    severity = forms.ChoiceField(choices=[(one, one) for one in SEVERITIES], widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        choices=[(one.value, one.value) for one in GestureKind], widget=forms.HiddenInput
    )
    amount = forms.IntegerField(min_value=0, max_value=10**12, widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    motive = forms.CharField(
        label=gettext_lazy("Pourquoi ce geste"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Gardé avec le geste ; le client ne le lit pas."),
    )  # fmt: skip


def gesture_panel(
    request: StaffRequest, case: CaseCard, answer: CaseAnswer | None, facts: tuple[LedgerEntry, ...]
) -> dict[str, Any]:
    """What the case page shows: the policy's answer for each severity, and the gestures there are."""
    if Permission.GESTURE_GRANT not in request.actor.permissions:
        return {"gestures": (), "given_gestures": ()}
    said = gesture_answers(actor=request.actor, case=case, answer=answer, now=request.now)
    is_any = any(fact.kind.startswith("gesture_") for fact in facts)
    may_read = Permission.REFUND_READ in request.actor.permissions
    there = gestures_of_case(actor=request.actor, case_id=case.id) if is_any and may_read else ()
    url = address_of("gesture", case.reference)
    return {
        "gestures": _offers_drawn(said, url, request.language),
        "given_gestures": [_drawn(card) for card in there], "gesture_url": url,
    }  # fmt: skip


def _offers_drawn(said: Iterable[GestureAnswer], url: str, language: str) -> SafeString:
    rows = (
        {
            "severity": SEVERITY_WORDS[one.severity], "given": _given(one, f"{url}?gravite={one.severity}"),
            "rule": _rule(one.row.number, _label(one.row), language) if _label(one.row) and one.row else "",
        }
        for one in said
    )  # fmt: skip
    return stenciled("desk/_gesture_offer.html", rows, language=language)


@lru_cache(maxsize=256)
def _rule(number: int, label: str, _language: str) -> SafeString:
    """The row that speaks, in the language of the moment."""
    return format_html(" · {}\u00a0: {}", _("Règle %(number)s") % {"number": number}, label)


def _given(answer: GestureAnswer, url: str) -> SafeString | str:
    """What is given, as a link to giving it; words alone for what is nothing."""
    kind = escape(str(KIND_WORDS[answer.kind]))
    if answer.kind is GestureKind.NONE:
        return kind
    amount = f", {money(answer.amount, get_language() or 'fr')}" if answer.amount else ""
    return SafeString(f'<a href="{escape(url)}">{kind}{amount}</a>')


def _said(answer: GestureAnswer) -> dict[str, Any]:
    return {
        "severity": SEVERITY_WORDS[answer.severity], "kind": KIND_WORDS[answer.kind], "amount": answer.amount,
        "row": answer.row, "rule": _label(answer.row), "gives": answer.kind is not GestureKind.NONE,
    }  # fmt: skip


def _label(row: FiredRow | None) -> str:
    if row is None:
        return ""
    return row.label_en if (get_language() or "fr").startswith("en") else row.label_fr


def _drawn(card: GestureCard) -> dict[str, Any]:
    word, level = STATE_WORDS[card.state]
    return {
        "card": card, "state": word, "level": level, "kind": KIND_WORDS[card.kind],
        "severity": SEVERITY_WORDS[card.severity], "approver": _role(card.approver),
        "waits": card.state is GestureState.ASKED,
    }  # fmt: skip


def _role(approver: str) -> str | Promise:
    return ROLE_NAMES.get(Role(approver), "") if approver else ""


@require_http_methods(["GET", "HEAD", "POST"])
def grant_gesture(request: StaffRequest, reference: str) -> HttpResponse:
    """GET what `?gravite=` and `?somme=` would give and who may; POST grants it, or asks who may."""
    require(request.actor, Permission.GESTURE_GRANT)
    case = case_card(actor=request.actor, reference=reference)
    if request.method != "POST":
        return _page(request, case, request.GET.get("gravite", ""), *_asked(request, case))
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _page(request, case, "", None, form=form, status=422)
    given, amount = form.cleaned_data, Money(form.cleaned_data["amount"], case.value.currency)
    with attempt() as tried:
        done = resolutions.grant_gesture(
            actor=request.actor, case_reference=reference, severity=given["severity"], amount=amount,
            kind=GestureKind(given["kind"]), plan_digest=given["digest"], motive=given["motive"],
            now=request.now,
        )  # fmt: skip
    if tried.refusal is not None:
        return _page(request, case, given["severity"], amount, form=form, refusal=tried.refusal,
                     status=status_of(tried.refusal))  # fmt: skip
    _tell(request, done)
    return see_other("desk:case", reference)


def _tell(request: StaffRequest, done: GivenGesture) -> None:
    amount = money(done.amount, request.language)
    if done.state is GestureState.ASKED:
        said = _("Geste de %(amount)s demandé : une seconde personne répond dans Accords.")
        told(request, said % {"amount": amount})
        return
    text = _("Geste de %(amount)s accordé (%(reference)s).") % {
        "amount": amount, "reference": done.case_reference,
    }  # fmt: skip
    offer_undo(request, text=text, reference=done.refund_references[0], until=request.now + UNDO_WINDOW)


def _asked(request: StaffRequest, case: CaseCard) -> tuple[Money | None, str]:
    """The sum of the address, and what is wrong with it."""
    typed = request.GET.get("somme", "").strip()
    if not typed:
        return None, ""
    try:
        amount = Money.parse(typed.removesuffix("€"), case.value.currency)
    except InvalidAmount:
        amount = Money.zero(case.value.currency)
    return (amount, "") if amount.minor > 0 else (None, _("Écrivez une somme, par exemple 12,00."))


def _page(
    request: StaffRequest, case: CaseCard, severity: str, amount: Money | None, wrong: str = "", *,
    form: GrantForm | None = None, refusal: Refused | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    chosen, shown = severity if severity in SEVERITIES else "", dict[str, Any]()
    with attempt() as tried:
        shown = _shown(request, case, chosen, amount, form) if chosen else {}
    refusal = refusal or tried.refusal
    context: dict[str, Any] = shell(request) | {
        "case": case, "severities": SEVERITY_WORDS.items(), "chosen": chosen, "wrong": wrong,
        "refusal": sentence_for(refusal) if refusal else None, "typed": request.GET.get("somme", ""),
    }  # fmt: skip
    return render(request, "desk/gesture.html", context | shown, status=status)


def _form(refused: GrantForm | None, initial: dict[str, Any], *, is_own: bool) -> GrantForm:
    """The form as typed when it is at fault; a word is wanted for what the rule does not give by itself."""
    form = refused if refused is not None and refused.errors else GrantForm(initial=initial)
    form.fields["motive"].required = not is_own
    return form


def _shown(
    request: StaffRequest, case: CaseCard, severity: str, amount: Money | None, form: GrantForm | None
) -> dict[str, Any]:
    plan = preview_gesture(
        actor=request.actor, case_id=case.id, severity=severity, amount=amount, now=request.now
    )
    initial = {
        "severity": plan.proposed.severity, "kind": plan.kind.value, "amount": plan.amount.minor,
        "digest": plan.digest, "motive": form.data.get("motive", "") if form else "",
    }  # fmt: skip
    return {
        "plan": plan, "said": _said(plan.proposed), "kind": KIND_WORDS[plan.kind],
        "is_carried": plan.kind in CARRIED, "rule_of_leeway": _label(plan.leeway.row),
        "approver": _role(plan.leeway.approver),
        "is_nobodys": not plan.leeway.alone and not plan.leeway.approver,
        "form": _form(form, initial, is_own=plan.leeway.is_own),
        "instead": f"{plan.proposed.amount.decimal}",
    }  # fmt: skip
