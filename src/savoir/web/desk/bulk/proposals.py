"""The rule's proposals on several cases: looked at together, applied one by one."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from savoir.cases.queries import case_card, current_decisions
from savoir.cases.states import DELIVERABLE, Remedy
from savoir.cases.values import CaseCard
from savoir.kernel.access import Permission, require
from savoir.kernel.errors import Invalid
from savoir.resolutions import operations as resolutions
from savoir.resolutions.values import AcceptedOffer
from savoir.web.components.words import money
from savoir.web.desk.bulk.picks import MOST, Result, keep_results, outcome, picked
from savoir.web.desk.cases.actions import UNDO_WINDOW
from savoir.web.desk.cases.choices import Choice, proposal_of
from savoir.web.desk.cases.page import is_undecided
from savoir.web.desk.queue.rows import Row, row_of
from savoir.web.desk.shell import shell, view_of
from savoir.web.errors import attempt
from savoir.web.requests import StaffRequest


class NotTheProposal(Invalid):
    """Only the rule's proposal is applied to several cases at once; anything else is decided in its case."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One case: what would be done, or why it is left out."""

    row: Row
    choice: Choice | None
    why_not: str | Promise = ""


@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: StaffRequest) -> HttpResponse:
    """GET what would be done on each checked case; POST to do it, each under its own lock."""
    require(request.actor, Permission.OFFER_ACCEPT)
    require(request.actor, Permission.CASE_DECIDE)
    if request.method == "POST":
        references = picked(request.POST)[:MOST]
        results = [_apply(request, reference) for reference in references]
        return keep_results(request, results, request.POST.get("vue", ""))
    asked = picked(request.GET)
    rows = [_planned(request, reference) for reference in asked[:MOST]]
    context = shell(request) | {
        "view": view_of(request), "rows": rows, "left_over": max(len(asked) - MOST, 0), "most": MOST,
        "ready": sum(1 for row in rows if row.choice),
    }  # fmt: skip
    return render(request, "desk/proposals.html", context)


def _planned(request: StaffRequest, reference: str) -> Planned:
    case = case_card(actor=request.actor, reference=reference)
    row = row_of(case)
    if not is_undecided(case, current_decisions(actor=request.actor, case_id=case.id)):
        return Planned(row, None, _("déjà décidé"))
    found = proposal_of(actor=request.actor, case=case, now=request.now, everything=False)
    choice = next((choice for choice in found.choices if choice.is_proposed and choice.is_granted), None)
    if choice is None or not case.proposal:
        return Planned(row, None, found.why.person or _("la règle ne propose rien : une personne décide"))
    return Planned(row, choice)


def _apply(request: StaffRequest, reference: str) -> Result:
    typed = request.POST
    accepted: AcceptedOffer | None = None
    with attempt() as tried:
        case = case_card(actor=request.actor, reference=reference)
        accepted = resolutions.answer_with_remedy(
            actor=request.actor, case_reference=reference, plan_digest=typed.get(f"plan-{reference}", ""),
            remedy=_proposed(case, typed.get(f"remedy-{reference}", "")), text="", now=request.now,
        )  # fmt: skip
    if accepted is None or tried.refusal:
        return outcome(request, reference, tried, "")
    leaves = bool(accepted.refund_references) and not accepted.ra_number
    return outcome(
        request, reference, tried, _said(request, accepted),
        refund=accepted.refund_references[0] if leaves else "",
        until=(request.now + UNDO_WINDOW).isoformat() if leaves else "",
    )  # fmt: skip


def _proposed(case: CaseCard, remedy: str) -> Remedy:
    if not remedy or case.proposal != remedy or remedy not in DELIVERABLE:
        raise NotTheProposal("remedy", code="not_proposed")
    return Remedy(remedy)


def _said(request: StaffRequest, accepted: AcceptedOffer) -> str:
    if accepted.refund_references:
        return _("%(amount)s à rembourser, le message part.") % {
            "amount": money(accepted.amount, request.language)
        }
    return _("C’est décidé, le message part.")
