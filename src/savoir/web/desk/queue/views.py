"""The queue: what is promised first, first."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from savoir.cases.operations import assign_cases
from savoir.cases.queries import QueueView, broken_answers, figures_asked, queue, queue_asked
from savoir.cases.values import CaseCard
from savoir.kernel.ahead import ask_ahead
from savoir.web.desk.clock import bounds_of
from savoir.web.desk.lists import View
from savoir.web.desk.queue.cursors import read, written
from savoir.web.desk.queue.drawing import drawn
from savoir.web.desk.replies import see_other, told
from savoir.web.desk.shell import shell, view_of
from savoir.web.requests import StaffRequest


@require_safe
def show_queue(request: StaffRequest) -> HttpResponse:
    """One page of a view with the counts of all; as a fragment for the poll."""
    view, after = view_of(request), read(request.GET.get("apres", ""))
    bounds = bounds_of(request.now, request.zone)
    if after is None:
        first = queue_asked(actor=request.actor, view=view.view, bounds=bounds, only=view.only)
        ask_ahead([first, figures_asked(actor=request.actor, bounds=bounds)])
    page = queue(actor=request.actor, view=view.view, bounds=bounds, after=after, only=view.only)
    context = shell(request, view=view) | {
        "rows": drawn(
            page.rows, slug=view.slug, now=request.now, owed_since=_owed_since(request, view, page.rows)
        ),
        "next": written(page.after), "after": written(after),
    }  # fmt: skip
    is_poll = bool(request.headers.get("HX-Request"))
    return render(request, "desk/_queue.html" if is_poll else "desk/queue.html", context)


def _owed_since(request: StaffRequest, view: View, cases: tuple[CaseCard, ...]) -> Mapping[int, datetime]:
    """Asked only for what is late: a new date was told since, and the row still says which one was missed."""
    if view.view is not QueueView.LATE or not cases:
        return {}
    return broken_answers(actor=request.actor, case_ids=[case.id for case in cases])


@require_POST
def take(request: StaffRequest) -> HttpResponse:
    """Give the checked cases to the member himself."""
    references = request.POST.getlist("dossier")[:100]
    taken = assign_cases(
        actor=request.actor, references=references, member_id=request.actor.id, now=request.now
    )
    said = ngettext("%(n)s dossier est à vous.", "%(n)s dossiers sont à vous.", len(taken))
    told(request, said % {"n": len(taken)})
    return see_other("desk:queue", query={"vue": view_of_form(request)})


def view_of_form(request: HttpRequest) -> str:
    """The view a form stood in."""
    return str(request.POST.get("vue", ""))
