"""A customer's rights for whoever answers him: articles, missing facts by name, and what being late costs."""

from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from savoir.cases.queries import DECLARABLE, LineLaw, case_card, law_of_case, law_of_sold_line
from savoir.kernel.access import Permission
from savoir.kernel.values.days import local_day
from savoir.law.late import Surcharge, Tier
from savoir.resolutions.queries import legal_dates_of_case
from savoir.resolutions.values import RefundDue
from savoir.web.desk.shell import shell
from savoir.web.requests import StaffRequest
from savoir.web.rights.dates import dates_of_line, said_day, steps_of_case
from savoir.web.rights.fact_names import fact_name
from savoir.web.rights.recalled import recall_shown
from savoir.web.rights.shown import RightShown, drawn, rights_shown
from savoir.web.rights.used import policy_adds, protected_until
from savoir.web.rights.words import article_name

_ORDER: Final = {"ok": 0, "info": 1, "quiet": 2}
_TIERS: Final = {
    Tier.IN_TIME: gettext_lazy("à temps"),
    Tier.LEGAL_INTEREST: gettext_lazy("intérêt légal"),
    Tier.CAPPED: gettext_lazy("plafond, puis intérêt légal"),
}


@require_safe
def show_line(request: StaffRequest, line_id: int) -> HttpResponse:
    """Every right on one bought thing. Raises NotFound."""
    line = law_of_sold_line(actor=request.actor, line_id=line_id, now=request.now)
    rights = rights_shown(line)
    context = _page(request, line.today) | _line(line, rights) | {
        "line": line, "steps": dates_of_line(line, rights), "until": protected_until(line),
        "lacking": _lacking(request, rights),
    }  # fmt: skip
    return render(request, "desk/line_rights.html", context)


@require_safe
def show_case(request: StaffRequest, reference: str) -> HttpResponse:
    """The law's dates of a case, every right on its things, and what a late refund costs. Raises NotFound."""
    case, today = case_card(actor=request.actor, reference=reference), local_day(request.now, request.zone)
    dates = legal_dates_of_case(actor=request.actor, case_id=case.id, today=today)
    lines = law_of_case(actor=request.actor, case_id=case.id, now=request.now)
    shown = [_line(line, rights_shown(line)) for line in lines]
    context = _page(request, today) | {
        "case": case, "lines": shown, "steps": steps_of_case(dates, lines, today),
        "late": [_late(due, today) for due in dates.refunds if due.surcharge],
        "lacking": _lacking(request, tuple(right for one in shown for right in one["rights"])),
    }  # fmt: skip
    return render(request, "desk/case_rights.html", context)


def _page(request: StaffRequest, today: date) -> dict[str, Any]:
    return shell(request) | {"today": today, "written": said_day(today, date.min)}


def _line(line: LineLaw, rights: tuple[RightShown, ...]) -> dict[str, Any]:
    first = sorted(rights, key=lambda right: (right.code != line.basis, _ORDER[right.level]))
    return {
        "sale": line.sale, "recall": recall_shown(line.recall), "chart": drawn(line), "rights": first,
        "policy_until": policy_adds(line), "basis": line.basis,
    }  # fmt: skip


def _lacking(request: StaffRequest, rights: tuple[RightShown, ...]) -> list[dict[str, str]]:
    """Facts that keep an answer open, by name; where the brand can say one once, the way there."""
    may = {Permission.CONSOLE_ENTER, Permission.SALE_IMPORT} <= request.actor.permissions
    names = dict.fromkeys(fact for right in rights for fact in right.facts)
    return [
        {"fact": fact, "words": fact_name(fact), "declared": DECLARABLE.get(fact, ""),
         "url": reverse("console:import") if may and fact in DECLARABLE else ""}
        for fact in names
    ]  # fmt: skip


def _late(due: RefundDue, today: date) -> dict[str, Any]:
    now = due.surcharge
    return {
        "due": due, "now": now if now and now.days_late else None,
        "article": article_name(due.steps[0][1].article) if due.steps else "",
        "steps": [
            {"day": day, "step": step, "share": share_of(step), "is_past": day <= today}
            for day, step in due.steps
        ],
    }  # fmt: skip


def share_of(step: Surcharge) -> str:
    """The share of a step in words: `10 %`, or the interest's yearly rate."""
    if step.tier is Tier.SHARE:
        return _("%(percent)s %%") % {"percent": step.basis_points // 100}
    rate = f"{step.interest_basis_points // 100}{_(',')}{step.interest_basis_points % 100:02}"
    return _("%(tier)s, %(rate)s %% par an") % {"tier": _TIERS[step.tier], "rate": rate}
