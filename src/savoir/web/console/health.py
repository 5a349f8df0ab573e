"""The health of the house: what must always be true, the queue, and what nobody tries any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from savoir.kernel import health
from savoir.kernel.access import Actor, Permission
from savoir.kernel.health import GivenUp
from savoir.resolutions.operations import ask_for_check
from savoir.resolutions.queries import CheckCard, last_checks
from savoir.web.console.health_words import ADVICE_WORDS, INVARIANT_WORDS, JOB_WORDS, PROMISE_WORDS
from savoir.web.console.pages import Standing, standing_of
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.desk.replies import see_other, told
from savoir.web.desk.work.tasks import OTHER, SENTENCES
from savoir.web.errors import attempt, sentence_for
from savoir.web.requests import StaffRequest, row_id

PAGE = 25


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A job that was given up, in words."""

    found: GivenUp
    title: str | Promise
    advice: str | Promise
    about: str


@require_safe
def show_health(request: StaffRequest) -> HttpResponse:
    """Every invariant with its last answer, the queue, the jobs that were given up."""
    return _drawn(request)


def _drawn(request: StaffRequest, *, status: int = 200, **kept: object) -> HttpResponse:
    after_id = row_id(request.GET.get("apres", ""))
    found = health.given_up(actor=request.actor, limit=PAGE + 1, after_id=after_id)
    checks = last_checks(actor=request.actor)
    context = shell(request, page="health") | {
        "groups": _groups(checks), "broken": sum(card.violations > 0 for card in checks),
        "rules": len(checks), "held": sum(_holds(card) for card in checks),
        "checked_at": _checked_at(checks), "letters_shown": len(found[:PAGE]),
        "queue": health.queue_health(actor=request.actor, now=request.now),
        "letters": [_letter(one) for one in found[:PAGE]],
        "next": found[PAGE - 1].task_id if len(found) > PAGE else "",
        "may_retry": Permission.JOB_RETRY in request.actor.permissions,
    }  # fmt: skip
    return render(request, "console/health.html", context | kept, status=status)


def _groups(checks: tuple[CheckCard, ...]) -> list[dict[str, Any]]:
    """The promises, those that are broken first; each with its rules, and what to do where one fails."""
    groups = [
        _group(code, list(found)) for code, found in groupby(checks, key=lambda card: card.invariant.group)
    ]
    return sorted(groups, key=lambda group: not group["broken"])


def _group(code: str, cards: list[CheckCard]) -> dict[str, Any]:
    rows = [{"check": card, "sentence": INVARIANT_WORDS[card.invariant.code]} for card in cards]
    return {
        "code": code, "title": PROMISE_WORDS[code], "advice": ADVICE_WORDS[code], "rows": rows,
        "held": sum(_holds(card) for card in cards), "broken": sum(card.violations > 0 for card in cards),
        "checked_at": _checked_at(cards),
    }  # fmt: skip


def _holds(card: CheckCard) -> bool:
    return card.checked_at is not None and not card.violations


def _checked_at(cards: Iterable[CheckCard]) -> datetime | None:
    """When the one that was asked longest ago was asked; None before the first check."""
    return min((card.checked_at for card in cards if card.checked_at), default=None)


def _letter(found: GivenUp) -> LetterRow:
    title, advice = SENTENCES.get(found.task_code, OTHER)
    about = " ".join(f"{key}={value}" for key, value in found.arguments.items() if key.endswith("_id"))
    return LetterRow(found, JOB_WORDS.get(found.job, title), advice, about)


@require_POST
def check_now(request: StaffRequest) -> HttpResponse:
    """Let the check run now."""
    ask_for_check(actor=request.actor, now=request.now)
    told(request, _("La vérification est lancée : rechargez la page dans un instant."))
    return see_other("console:health")


@require_POST
def retry(request: StaffRequest, task_id: int) -> HttpResponse:
    """Let a job that was given up run again."""
    with attempt() as tried:
        health.retry_given_up(actor=request.actor, task_id=task_id, now=request.now)
    if tried.refusal:
        return _drawn(request, status=422, refused=sentence_for(tried.refusal))
    told(request, _("Le travail est relancé, avec tous ses essais."))
    return see_other("console:health")


def _standing(actor: Actor) -> Standing | None:
    if Permission.HEALTH_READ not in actor.permissions:
        return None
    checks = last_checks(actor=actor)
    if not any(card.checked_at for card in checks):
        return Standing(_("pas encore vérifié"))
    broken = sum(card.violations > 0 for card in checks)
    return Standing(_("tout est vrai"), "ok") if not broken else Standing(_("à regarder"), "bad")


standing_of("health", _standing)
urlpatterns = paths(
    "health", ("", show_health, "health"), ("verification/", check_now, "health_check"),
    ("travaux/<int:task_id>/essai/", retry, "health_retry"),
)  # fmt: skip
