"""The page of a version's life: who wrote, read and proved it, and the forms of what may be done now."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from savoir.kernel.errors import Refused
from savoir.organizations.queries import member_names
from savoir.policies.queries import life_of, missing_teams, proof_of, version_card
from savoir.web.console.policies.facing import told
from savoir.web.console.policies.forms import BeginForm, MotiveForm
from savoir.web.console.policies.steps import may_of, steps_of
from savoir.web.console.policies.words import STANDINGS
from savoir.web.console.shell import shell
from savoir.web.errors import sentence_for, status_of
from savoir.web.requests import StaffRequest


@require_safe
def show_life(request: StaffRequest, version_id: int) -> HttpResponse:
    """What happened to a version, what its proof found, and the next deed. Raises NotFound."""
    return draw_life(request, version_id)


def draw_life(
    request: StaffRequest, version_id: int, *, refusal: Refused | None = None, **forms: Any
) -> HttpResponse:
    """The page, with the refusal of a deed and what was typed for it."""
    card = version_card(actor=request.actor, version_id=version_id)
    life = life_of(actor=request.actor, version_id=version_id)
    proof = proof_of(actor=request.actor, version_id=version_id)
    names = member_names(actor=request.actor)
    words, level = STANDINGS[card.standing(request.now)]
    context = shell(request, page="policies") | {
        "card": card, "brand_id": life.brand_id, "standing": words, "level": level,
        "steps": list(steps_of(card, life, proof, names)),
        "missing_teams": missing_teams(actor=request.actor, compiled=card.compiled),
        "may": may_of(request.actor, card, life, proof, request.now),
        "begin": BeginForm(), "back": BeginForm(prefix="back"),
        "refuse": MotiveForm(prefix="refuse"), "settle": MotiveForm(prefix="settle"), **forms,
        **told(proof, card.compiled, is_settled=life.settled_by_id is not None),
        "refused": sentence_for(refusal) if refusal else None,
    }  # fmt: skip
    wrong = any(form.is_bound and not form.is_valid() for form in forms.values())
    status = status_of(refusal) if refusal else 422 if wrong else 200
    return render(request, "console/policy_life.html", context, status=status)
