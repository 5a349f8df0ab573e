"""A version replayed on all past cases: asked for here, followed while its job works, then read."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from savoir.insights.operations import ReplayOver, SameRules, ask_replay, stop_replay
from savoir.insights.queries import ReplayCard, replay_card, replays_of_brand
from savoir.insights.states import ReplayState
from savoir.kernel.values.days import months
from savoir.organizations.queries import brand_card, member_names
from savoir.policies.queries import VersionCard, brand_id_of_version, version_at, version_card, versions
from savoir.web.console.policies.words import PROOFS
from savoir.web.console.replays.amounts import count
from savoir.web.console.replays.finding import of_version
from savoir.web.console.replays.shown import shown
from savoir.web.console.replays.words import FAILURES, SPANS, STATES, STEPS
from savoir.web.console.shell import shell
from savoir.web.desk.replies import see_other, told, told_refused
from savoir.web.errors import attempt, sentence_for
from savoir.web.requests import StaffRequest, row_id

PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def replays(request: StaffRequest, version_id: int) -> HttpResponse:
    """The form of a replay and those of before; a request leads to the replay that works at it."""
    if request.method != "POST":
        return _draw(request, version_id)
    span, refused = request.POST.get("dossiers", ""), ""
    with attempt() as tried:
        run_id = ask_replay(
            actor=request.actor, version_id=version_id, against_id=row_id(request.POST.get("face", "")),
            since=_since(request, span), now=request.now,
        )  # fmt: skip
    if isinstance(tried.refusal, SameRules):
        refused = sentence_for(tried.refusal).text
        return _draw(request, version_id, refused=refused, status=422)
    if tried.refusal:
        raise tried.refusal
    card = replay_card(actor=request.actor, run_id=run_id)
    return see_other("console:replay", card.after_id, card.id)


def _since(request: StaffRequest, span: str) -> date | None:
    back, _words = SPANS.get(span, SPANS["12"])
    return months(timezone.localdate(request.now), -back) if back else None


def _draw(
    request: StaffRequest, version_id: int, *, refused: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    card = version_card(actor=request.actor, version_id=version_id)
    brand_id = brand_id_of_version(actor=request.actor, version_id=version_id)
    others = [one for one in versions(actor=request.actor, brand_id=brand_id) if one.id != card.id]
    names = member_names(actor=request.actor)
    rows = replays_of_brand(actor=request.actor, brand_id=brand_id, limit=PAGE)
    context = shell(request, page="policies") | {
        "card": card, "others": others, "chosen": _against(request, card, others, brand_id), "spans": SPANS,
        "brand_name": brand_card(actor=request.actor, brand_id=brand_id).name, "refused": refused,
        "rows": [{"run": run, "state": STATES[run.state], "by": names.get(run.asked_by_id, ""),
                  "changed": count(run.changed)} for run in rows],
    }  # fmt: skip
    return render(request, "console/replays.html", context, status=status)


def _against(request: StaffRequest, card: VersionCard, others: list[VersionCard], brand_id: int) -> int:
    """The version in force; for that one itself the one before it."""
    current = version_at(actor=request.actor, brand_id=brand_id, at=request.now)
    if current is not None and current.id != card.id:
        return current.id
    return next((one.id for one in others if one.number < card.number), 0)


@require_safe
def show_replay(request: StaffRequest, version_id: int, run_id: int) -> HttpResponse:
    """Where a replay stands; done, what it found. A page that followed one to its end is drawn anew."""
    run = of_version(request, version_id, run_id)
    is_running = run.state is ReplayState.RUNNING
    if request.headers.get("HX-Request") and not is_running:
        return HttpResponse(headers={"HX-Refresh": "true"})
    card = version_card(actor=request.actor, version_id=version_id)
    names = member_names(actor=request.actor)
    context = shell(request, page="policies") | {
        "run": run, "card": card, "state": STATES[run.state], "is_running": is_running,
        "by": names.get(run.asked_by_id, ""), "proof": PROOFS[card.proof],
        "brand_name": brand_card(actor=request.actor, brand_id=run.brand_id).name,
        "step": STEPS.get(run.step, STEPS[""]), "failure": FAILURES.get(run.failure, FAILURES["fault"]),
        **_found(request, run),
    }  # fmt: skip
    return render(request, "console/replay.html", context)


def _found(request: StaffRequest, run: ReplayCard) -> dict[str, Any]:
    return shown(request, run, run.report) if run.report and run.report.cases else {}


@require_POST
def stop(request: StaffRequest, version_id: int, run_id: int) -> HttpResponse:
    """End a replay that works; one that ended meanwhile is shown as it is."""
    run = of_version(request, version_id, run_id)
    with attempt() as tried:
        stop_replay(actor=request.actor, run_id=run.id, now=request.now)
    if tried.refusal is None:
        told(request, _("Le rejeu est arrêté. Rien n’en a été gardé."))
    elif isinstance(tried.refusal, ReplayOver):
        told_refused(request, sentence_for(tried.refusal).title)
    else:
        raise tried.refusal
    return see_other("console:replay", version_id, run_id)
