"""One case: what is proposed, what was said, what happened."""

from functools import cache
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from savoir.cases.queries import attachments_of_case, case_card
from savoir.conversations.queries import preview_step
from savoir.conversations.states import Step
from savoir.kernel.errors import NotFound
from savoir.kernel.files import read_file
from savoir.web.desk.cases.forms import (
    CallOffForm,
    EndForm,
    PostageForm,
    QuestionForm,
    RefusalForm,
    ShipmentForm,
    WordsForm,
)
from savoir.web.desk.cases.page import case_page
from savoir.web.inert import inert
from savoir.web.requests import StaffRequest

_FORMS: Final = {
    "refusal": RefusalForm, "question": QuestionForm, "words": WordsForm, "end": EndForm,
    "shipment": ShipmentForm, "call_off": CallOffForm, "postage": PostageForm,
}  # fmt: skip
# What a page without a refused form has nothing of: Django searches long for a name that is not there.
_UNTOUCHED: Final = {
    "chosen": "", "kept_text": "", "open_dialog": "", "clash": None, "refusal": None, "refused_form": None,
}  # fmt: skip


@require_safe
def show_case(request: StaffRequest, reference: str) -> HttpResponse:
    """The three panes."""
    return draw_case(request, reference)


def draw_case(request: StaffRequest, reference: str, *, status: int = 200, **kept: object) -> HttpResponse:
    """The page with what was typed and why it was refused, if so."""
    language = get_language() or "fr"
    fields: dict[str, Any] = {
        f"{name}_fields": drawn_fields(kept[f"{name}_form"])
        if f"{name}_form" in kept
        else _untouched(name, language)
        for name in _FORMS
    }
    note = kept.get("note_form")
    fields["note_errors"] = note["text"].errors if isinstance(note, WordsForm) else ()
    context = case_page(request, reference, **{**_UNTOUCHED, **fields, **kept})
    return render(request, "desk/case.html", context, status=status)


def drawn_fields(form: Any) -> SafeString:
    """The fields of a form, one below the other."""
    return SafeString("".join(render_to_string("components/_field.html", {"field": field}) for field in form))


@cache
def _untouched(name: str, language: str) -> SafeString:
    """The fields of a form nobody typed in yet: the same on every case page of a language."""
    with override(language):
        return drawn_fields(_FORMS[name](auto_id=f"{name}_form_%s"))


@require_safe
def preview_refusal(request: StaffRequest, reference: str) -> HttpResponse:
    """The refusal's message as it would leave, for what is typed so far."""
    case = case_card(actor=request.actor, reference=reference)
    reason = request.GET.get("reason", "").strip()[:2000]
    words = {"reason": reason or "…"}
    if instead := request.GET.get("instead", "").strip()[:2000]:
        words["instead"] = instead
    subject, text = preview_step(
        actor=request.actor, case_id=case.id, step=Step.REFUSAL, words=words, now=request.now
    )
    context = {"subject": subject, "text": text, "reason": reason}
    return render(request, "desk/_refusal_preview.html", context)


@require_safe
def show_file(request: StaffRequest, reference: str, file_id: int) -> HttpResponse:
    """A photo or paper of this case, inert: no script, no sniffing, papers only as a download."""
    case = case_card(actor=request.actor, reference=reference)
    known = {card.file_id for card in attachments_of_case(actor=request.actor, case_id=case.id)}
    if file_id not in known:
        raise NotFound("file")
    content, media_type = read_file(actor=request.actor, file_id=file_id)
    return inert(content, media_type, f"{case.reference}-{file_id}")
