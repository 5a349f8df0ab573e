"""What is done to checked cases: taken next, set aside, sent up; and what became of each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from savoir.cases import operations as cases
from savoir.cases.queries import case_card, ranks_above
from savoir.cases.states import Rank, SnoozeReason
from savoir.cases.values import CaseCard
from savoir.conversations import operations as conversations
from savoir.kernel.access import Permission, require
from savoir.web.desk.bulk.forms import EscalationForm, SnoozeForm, tomorrow
from savoir.web.desk.bulk.picks import (
    MOST,
    Result,
    address,
    keep_results,
    kept_results,
    outcome,
    picked,
    promise_shown,
)
from savoir.web.desk.queue.rows import row_of
from savoir.web.desk.replies import see_other, told, told_refused
from savoir.web.desk.shell import shell, view_of
from savoir.web.errors import attempt
from savoir.web.redirects import SeeOther
from savoir.web.requests import StaffRequest

TARGETS = {"propositions": "desk:proposals", "report": "desk:snooze", "montee": "desk:escalation"}


@require_POST
def take_next(request: StaffRequest) -> HttpResponse:
    """« Me donner le suivant »: the case promised first that nobody has, now the member's own."""
    case = cases.take_next(actor=request.actor, now=request.now)
    view = request.POST.get("vue", "")
    if case is None:
        told(request, _("Rien d’autre n’attend : chaque dossier a quelqu’un."))
        return see_other("desk:queue", query={"vue": view})
    return see_other("desk:case", case.reference, query={"vue": view})


@require_POST
def choose(request: StaffRequest) -> HttpResponse:
    """From the checked rows to the page that does something with them."""
    references, view = picked(request.POST), request.POST.get("vue", "")
    if not references:
        told_refused(request, _("Cochez d’abord un ou plusieurs dossiers."))
        return see_other("desk:queue", query={"vue": view})
    return SeeOther(address(TARGETS.get(request.POST.get("vers", ""), "desk:queue"), references, view))


@require_http_methods(["GET", "HEAD", "POST"])
def snooze(request: StaffRequest) -> HttpResponse:
    """Set cases aside until a day."""
    require(request.actor, Permission.CASE_ASSIGN)
    if request.method != "POST":
        form = SnoozeForm(initial={"day": tomorrow(request.now, request.zone)})
        return _page(request, "desk/snooze.html", form, picked(request.GET))
    form, references = SnoozeForm(request.POST), picked(request.POST)
    if not form.is_valid():
        return _page(request, "desk/snooze.html", form, references, status=422)

    def deed(case: CaseCard) -> None:
        conversations.snooze_with_note(
            actor=request.actor, case_reference=case.reference, until=form.until(request.zone),
            reason=SnoozeReason(form.cleaned_data["reason"]), note=form.cleaned_data["note"],
            past_promise=promise_shown(request.POST, case.reference) if form.cleaned_data["past"] else None,
            now=request.now,
        )  # fmt: skip

    done = _("Reporté, et de retour à 9 h ce jour-là.")
    return _each(request, references, deed, done, "desk/snooze.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def escalate(request: StaffRequest) -> HttpResponse:
    """Send cases up, with a note."""
    require(request.actor, Permission.CASE_ASSIGN)
    above = ranks_above(request.actor)
    if request.method != "POST":
        form = EscalationForm(above=above, initial={"to": next(iter(above), None)})
        return _page(request, "desk/escalation.html", form, picked(request.GET))
    form, references = EscalationForm(request.POST, above=above), picked(request.POST)
    if not form.is_valid():
        return _page(request, "desk/escalation.html", form, references, status=422)

    def deed(case: CaseCard) -> None:
        conversations.escalate_with_note(
            actor=request.actor, case_reference=case.reference, to=Rank(form.cleaned_data["to"]),
            note=form.cleaned_data["note"], now=request.now,
        )  # fmt: skip

    return _each(request, references, deed, _("Monté, votre note est dans le dossier."),
                 "desk/escalation.html", form)  # fmt: skip


def _each(
    request: StaffRequest, references: list[str], deed: Callable[[CaseCard], None], done: str, template: str,
    form: forms.Form,
) -> HttpResponse:  # fmt: skip
    """Each case by its own operation. One alone that is refused keeps the form; several get a line each."""
    results = [_one(request, reference, deed, done) for reference in references[:MOST]]
    if len(results) == 1 and not results[0].is_done:
        return _page(request, template, form, references, status=409, refused=results[0].text)
    if len(results) == 1:
        told(request, f"{results[0].reference} : {results[0].text}")
        return see_other("desk:queue", query={"vue": request.POST.get("vue", "")})
    return keep_results(request, results, request.POST.get("vue", ""))


def _one(request: StaffRequest, reference: str, deed: Callable[[CaseCard], None], done: str) -> Result:
    with attempt() as tried:
        deed(case_card(actor=request.actor, reference=reference))
    return outcome(request, reference, tried, done)


def _page(
    request: StaffRequest, template: str, form: forms.Form, references: list[str], *, status: int = 200,
    **kept: Any,
) -> HttpResponse:  # fmt: skip
    rows = [row_of(case_card(actor=request.actor, reference=one)) for one in references[:MOST]]
    context = shell(request) | {
        "view": view_of(request), "rows": rows, "form": form, "left_over": max(len(references) - MOST, 0),
        "most": MOST, "refused": "",
    }  # fmt: skip
    return render(request, template, context | kept, status=status)


@require_safe
def show_results(request: StaffRequest) -> HttpResponse:
    """What became of each case of the last deed."""
    rows = kept_results(request, request.now)
    done = sum(1 for row in rows if row["is_done"])
    context = shell(request) | {
        "view": view_of(request), "rows": rows, "done": done, "left": len(rows) - done,
    }  # fmt: skip
    return render(request, "desk/results.html", context)
