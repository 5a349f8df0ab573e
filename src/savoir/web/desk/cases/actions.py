"""What an agent does to a case: each address is a noun, each POST one operation."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from savoir.cases import operations as cases
from savoir.cases.queries import case_card
from savoir.cases.states import EndMotive
from savoir.conversations import operations as conversations
from savoir.kernel.errors import Conflict, NotFound, Refused
from savoir.kernel.values.lifecycles import IllegalMove
from savoir.resolutions import operations as resolutions
from savoir.resolutions.queries import refund_card
from savoir.resolutions.states import CallOff
from savoir.resolutions.values import AcceptedOffer, AskedRemedyCard
from savoir.web.components.words import money
from savoir.web.desk.cases.asked import role_word
from savoir.web.desk.cases.conflicts import clash_of
from savoir.web.desk.cases.forms import (
    CallOffForm,
    DecisionForm,
    EndForm,
    QuestionForm,
    RefusalForm,
    ShipmentForm,
    WordsForm,
)
from savoir.web.desk.cases.views import draw_case
from savoir.web.desk.replies import offer_undo, see_other, told
from savoir.web.errors import attempt, sentence_for, status_of
from savoir.web.requests import StaffRequest, row_id

_REFERENCE = re.compile(r"[A-Z0-9-]{3,20}")
UNDO_WINDOW = timedelta(seconds=10)


@require_POST
def decide(request: StaffRequest, reference: str) -> HttpResponse:
    """Accept one solution and send its message, or ask whoever must let it; on to the next case."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _again(request, reference, form, form.letter)
    said: dict[str, Any] = {
        "case_reference": reference, "remedy": form.chosen, "plan_digest": form.digest, "text": form.letter,
        "motive": form.cleaned_data["motive"], "note": form.cleaned_data["note"], "now": request.now,
    }  # fmt: skip
    with attempt() as tried:
        if form.asks:
            _tell_asked(request, resolutions.ask_for_remedy(actor=request.actor, **said))
        else:
            _said(request, resolutions.answer_with_remedy(actor=request.actor, **said))
    if tried.refusal:
        return refused(request, reference, tried.refusal, form.letter, chosen=form.chosen.value)
    return following(request, reference)


def _tell_asked(request: StaffRequest, card: AskedRemedyCard) -> None:
    said = _("Accord demandé (%(role)s) : le client n’en sait rien tant que personne n’a répondu.")
    told(request, said % {"role": role_word(card.approver)})


def _said(request: StaffRequest, accepted: AcceptedOffer) -> None:
    if accepted.ra_number or not accepted.refund_references:
        said = _("%(reference)s : c’est décidé, le message part.")
        told(request, said % {"reference": accepted.case_reference})
        return
    text = _("%(amount)s à rembourser (%(reference)s).") % {
        "amount": money(accepted.amount, request.language), "reference": accepted.case_reference,
    }  # fmt: skip
    offer_undo(request, text=text, reference=accepted.refund_references[0], until=request.now + UNDO_WINDOW)


@require_POST
def refuse(request: StaffRequest, reference: str) -> HttpResponse:
    """Refuse with a motive, the solution said first."""
    form = RefusalForm(request.POST, auto_id="refusal_form_%s")
    if not form.is_valid():
        return _again(request, reference, form, "", refusal_form=form, open_dialog="refuse")
    with attempt() as tried:
        resolutions.answer_with_refusal(
            actor=request.actor, case_reference=reference, now=request.now, **form.cleaned_data
        )
    if tried.refusal:
        kept = "\n\n".join(filter(None, [form.cleaned_data["instead"], form.cleaned_data["reason"]]))
        return refused(request, reference, tried.refusal, kept)
    told(request, _("%(reference)s : refus envoyé, avec les recours.") % {"reference": reference})
    return following(request, reference)


@require_POST
def ask(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask the customer for something; the clock stops until he answers."""
    form = QuestionForm(request.POST, auto_id="question_form_%s")
    if not form.is_valid():
        return _again(request, reference, form, "", question_form=form, open_dialog="ask")
    with attempt() as tried:
        resolutions.answer_with_question(
            actor=request.actor, case_reference=reference, now=request.now, **form.cleaned_data
        )
    if tried.refusal:
        return refused(request, reference, tried.refusal, form.cleaned_data["text"])
    said = _("%(reference)s : question envoyée, l’horloge attend le client.")
    told(request, said % {"reference": reference})
    return following(request, reference)


@require_POST
def assign(request: StaffRequest, reference: str) -> HttpResponse:
    """Give the case to a colleague, to oneself, or back to nobody."""
    given = request.POST.get("member", "").strip()
    member_id = row_id(given) if given else None  # 0 is nobody's id: refused, not "nobody"
    cases.assign_case(actor=request.actor, reference=reference, member_id=member_id, now=request.now)
    return back(request, reference)


@require_POST
def note(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep a note for colleagues."""
    form = WordsForm(request.POST, auto_id="note_form_%s")
    if not form.is_valid():
        return _again(request, reference, form, "", note_form=form)
    conversations.add_note(
        actor=request.actor, case_reference=reference, text=form.cleaned_data["text"], now=request.now
    )
    return back(request, reference)


@require_POST
def write(request: StaffRequest, reference: str) -> HttpResponse:
    """Write to the customer."""
    form = WordsForm(request.POST, auto_id="words_form_%s")
    if not form.is_valid():
        return _again(request, reference, form, "", words_form=form, open_dialog="write")
    with attempt() as tried:
        conversations.write_to_customer(
            actor=request.actor, case_reference=reference, text=form.cleaned_data["text"], now=request.now
        )
    if tried.refusal:
        return _refused_in(request, reference, tried.refusal, words_form=form, open_dialog="write")
    told(request, _("Message confié à l’envoi."))
    return back(request, reference)


@require_POST
def settle_question(request: StaffRequest, reference: str) -> HttpResponse:
    """What the customer wrote needs no answer: the case leaves the queue."""
    if cases.settle_question(actor=request.actor, reference=reference, now=request.now):
        told(request, _("%(reference)s : rien à répondre, c’est noté.") % {"reference": reference})
        return following(request, reference)
    told(request, _("%(reference)s : aucune question n’attendait.") % {"reference": reference})
    return back(request, reference)


@require_POST
def close(request: StaffRequest, reference: str) -> HttpResponse:
    """Close a resolved case."""
    case = case_card(actor=request.actor, reference=reference)
    if cases.close_case(actor=request.actor, case_id=case.id, now=request.now):
        told(request, _("%(reference)s est clos.") % {"reference": reference})
    return back(request, reference)


@require_POST
def end(request: StaffRequest, reference: str) -> HttpResponse:
    """No further action on an answered case, with its motive."""
    form = EndForm(request.POST, auto_id="end_form_%s")
    if not form.is_valid():
        return _again(request, reference, form, "", end_form=form, open_dialog="end")
    with attempt() as tried:
        resolutions.close_without_action(
            actor=request.actor, case_reference=reference, note=form.cleaned_data["note"], now=request.now,
            motive=EndMotive(form.cleaned_data["motive"]),
        )  # fmt: skip
    if tried.refusal:
        return _refused_in(request, reference, tried.refusal)
    told(request, _("%(reference)s est clos sans suite.") % {"reference": reference})
    return back(request, reference)


@require_POST
def reopen(request: StaffRequest, reference: str) -> HttpResponse:
    """Open a resolved or closed case again."""
    try:
        with transaction.atomic():
            cases.reopen_case(actor=request.actor, reference=reference, now=request.now)
    except IllegalMove:  # a colleague was faster: it is open
        return back(request, reference)
    told(request, _("%(reference)s est rouvert : une réponse est promise.") % {"reference": reference})
    return back(request, reference)


@require_POST
def ship(request: StaffRequest, reference: str) -> HttpResponse:
    """The replaced or repaired thing left."""
    form = ShipmentForm(request.POST, auto_id="shipment_form_%s")
    if not form.is_valid():
        return _again(request, reference, form, "", shipment_form=form)
    with attempt() as tried:
        resolutions.fulfil_goods(
            actor=request.actor, case_reference=reference,
            order_reference=form.cleaned_data["order_reference"], now=request.now,
        )  # fmt: skip
    if tried.refusal:
        return refused(request, reference, tried.refusal, form.cleaned_data["order_reference"])
    told(request, _("Envoi noté, le client est prévenu."))
    return back(request, reference)


@require_POST
def call_off(request: StaffRequest, reference: str) -> HttpResponse:
    """What was agreed can't leave: the case is decided anew."""
    form = CallOffForm(request.POST, auto_id="call_off_form_%s")
    if not form.is_valid():
        return _again(request, reference, form, "", call_off_form=form)
    with attempt() as tried:
        resolutions.call_off_goods(
            actor=request.actor, case_reference=reference, why=CallOff(form.cleaned_data["why"]),
            now=request.now,
        )  # fmt: skip
    if tried.refusal:
        return refused(request, reference, tried.refusal, "")
    told(request, _("Rien ne part. Le dossier attend une nouvelle décision."))
    return back(request, reference)


@require_POST
def undo(request: StaffRequest, refund: str) -> HttpResponse:
    """Hold back money that was about to leave."""
    card = refund_card(actor=request.actor, reference=refund)
    case_id = resolutions.undo_refund(actor=request.actor, reference=refund, now=request.now)
    if card.is_gesture:
        told(request, _("Le geste n’est pas parti."))
    else:
        told(request, _("Le remboursement n’est pas parti. Le dossier attend une personne."))
    return see_other("desk:case_by_id", case_id)


def _again(request: StaffRequest, reference: str, form: forms.Form, typed: str, **kept: Any) -> HttpResponse:
    """The page with the form's errors on top, what was typed kept."""
    return draw_case(request, reference, status=422, refused_form=form, kept_text=typed, **kept)


def _refused_in(request: StaffRequest, reference: str, refusal: Refused, **kept: Any) -> HttpResponse:
    """The page with why a dialog's deed did not happen."""
    if isinstance(refusal, NotFound):
        raise refusal
    return draw_case(request, reference, status=status_of(refusal), refusal=sentence_for(refusal), **kept)


def refused(
    request: StaffRequest, reference: str, refusal: Refused, typed: str, *, chosen: str = ""
) -> HttpResponse:
    """Why the operation did not happen; for a conflict who was first."""
    if isinstance(refusal, NotFound):
        raise refusal
    if isinstance(refusal, Conflict):
        return draw_case(request, reference, status=409, clash=clash_of(request, refusal, typed))
    return draw_case(
        request, reference, status=status_of(refusal), refusal=sentence_for(refusal), kept_text=typed,
        chosen=chosen,
    )  # fmt: skip


def back(request: StaffRequest, reference: str) -> HttpResponse:
    """The same case."""
    return see_other("desk:case", reference, query={"vue": request.POST.get("vue", "")})


def following(request: StaffRequest, reference: str) -> HttpResponse:
    """The next case of the view the agent came from, else the queue."""
    view, wanted = request.POST.get("vue", ""), request.POST.get("suivant", "")
    if wanted != reference and _REFERENCE.fullmatch(wanted):
        return see_other("desk:case", wanted, query={"vue": view})
    return see_other("desk:queue", query={"vue": view})
