"""What the shop owes, and what waits for a second person."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from savoir.cases.queries import case_names
from savoir.kernel import approvals
from savoir.kernel.access import Permission, Role
from savoir.kernel.approvals import OpenApproval
from savoir.kernel.values.days import local_day
from savoir.kernel.values.money import Money
from savoir.organizations.queries import members
from savoir.policies import operations as policies
from savoir.policies.values import REVIEW
from savoir.resolutions import operations as resolutions
from savoir.resolutions.queries import Owed, OwedSum, asked_gestures, owed, owed_sums
from savoir.resolutions.values import GESTURE, GestureCard, RefundCard
from savoir.web.components.words import money
from savoir.web.desk import words
from savoir.web.desk.cases.gestures import KIND_WORDS, SEVERITY_WORDS, UNDO_WINDOW
from savoir.web.desk.replies import offer_undo, see_other, told
from savoir.web.desk.shell import shell
from savoir.web.requests import StaffRequest
from savoir.web.roles import ROLE_NAMES

MOST = 100
PAGE = 50
NEAR_DAYS = timedelta(days=7)
APPROVALS: Final = {
    "logistics.destroy": gettext_lazy("Détruire un article revenu"),
    "policies.review": gettext_lazy("Relire une version des règles"),
    GESTURE: gettext_lazy("Accorder un geste commercial"),
}
CEILINGS: Final = {
    "destruction": gettext_lazy("Une destruction ne se décide pas seul"),
    "policy_review": gettext_lazy("Les règles se publient à deux"),
}
KINDS: Final = {
    "passee": (Owed.LATE, gettext_lazy("Date légale passée"), "bad"),
    "proche": (Owed.NEAR, gettext_lazy("Dus sous 7 jours"), "warn"),
    "ensuite": (Owed.LATER, gettext_lazy("Dus ensuite"), ""),
    "colis": (Owed.WAITING, gettext_lazy("Promis, colis attendu"), ""),
}


@require_safe
def show_money(request: StaffRequest) -> HttpResponse:
    """Refunds that are not gone, the law's nearest day first: all dated ones, or those of one kind."""
    today = local_day(request.now, request.zone)
    soon, chosen = today + NEAR_DAYS, request.GET.get("echeance", "")
    kind = KINDS[chosen][0] if chosen in KINDS else None
    sums = owed_sums(actor=request.actor, today=today, soon=soon)
    found = owed(
        actor=request.actor, kind=kind, today=today, soon=soon, limit=PAGE + 1,
        after=_cursor(request.GET.get("apres", "")),
    )  # fmt: skip
    last = found[PAGE - 1] if len(found) > PAGE else None
    context = shell(request, section="desk:money") | {
        "totals": _totals(sums, kind), "count": sum(one.count for one in _of(sums, kind)),
        "kinds": _kinds(sums), "chosen": chosen if kind else "",
        "refunds": _rows(request, found[:PAGE]),
        "next": f"{last.legal_due_on or ''}~{last.id}" if last else "", "after": request.GET.get("apres", ""),
    }  # fmt: skip
    return render(request, "desk/money.html", context)


def _answer_gesture(request: StaffRequest, case_id: int, *, granted: bool) -> HttpResponse:
    """Grant a gesture that waits, or refuse it with words for who asked."""
    done = resolutions.answer_gesture(
        actor=request.actor, case_id=case_id, granted=granted, plan_digest=request.POST.get("plan", ""),
        motive=request.POST.get("motive", "")[:500], now=request.now,
    )  # fmt: skip
    if done.refund_references:
        text = _("Geste de %(amount)s accordé (%(reference)s).") % {
            "amount": money(done.amount, request.language), "reference": done.case_reference,
        }  # fmt: skip
        until = request.now + UNDO_WINDOW
        offer_undo(request, text=text, reference=done.refund_references[0], until=until)
        return see_other("desk:case", done.case_reference)
    told(request, _("Geste refusé : qui l’a demandé lit votre motif."))
    return see_other("desk:approvals")


def _rows(request: StaffRequest, cards: Sequence[RefundCard]) -> list[dict[str, object]]:
    names = case_names(actor=request.actor, case_ids=[card.case_id for card in cards])
    return [_row(card, names.get(card.case_id, ("", 0))[0]) for card in cards]


def _row(card: RefundCard, case: str) -> dict[str, object]:
    return {
        "card": card, "case": case, "state": words.REFUND_STATES[card.state],
        "trigger": words.TRIGGERS[card.trigger], "tender": words.TENDERS.get(card.tender, card.tender),
    }  # fmt: skip


def _of(sums: tuple[OwedSum, ...], kind: Owed | None) -> list[OwedSum]:
    """The sums of a kind; of none: of every dated one."""
    return [one for one in sums if one.kind == kind or (kind is None and one.kind is not Owed.WAITING)]


def _totals(sums: tuple[OwedSum, ...], kind: Owed | None) -> list[Money]:
    totals: dict[str, Money] = {}
    for one in _of(sums, kind):
        currency = one.amount.currency
        totals[currency] = totals.get(currency, Money.zero(currency)) + one.amount
    return list(totals.values())


def _kinds(sums: tuple[OwedSum, ...]) -> list[dict[str, object]]:
    """The lists that hold something, with their numbers."""
    counted = {
        slug: sum(one.count for one in sums if one.kind is kind) for slug, (kind, _l, _v) in KINDS.items()
    }
    return [
        {"slug": slug, "label": label, "count": counted[slug]}
        for slug, (_kind, label, _level) in KINDS.items() if counted[slug]
    ]  # fmt: skip


def _cursor(text: str) -> tuple[date, int] | None:
    """The last row of the page before, as it stands in an address; None for none and for what is bent."""
    day, _, last_id = text.rpartition("~")
    if not last_id.isascii() or not last_id.isdigit() or len(last_id) > 18:
        return None
    try:
        return (date.fromisoformat(day) if day else date.min), int(last_id)
    except ValueError:
        return None


@require_safe
def show_approvals(request: StaffRequest) -> HttpResponse:
    """Requests beyond a ceiling, oldest first; nobody grants his own."""
    names = {card.id: card.name for card in members(actor=request.actor)}
    cards = approvals.open_approvals(actor=request.actor, limit=MOST)
    cases = [card.request.subject_id for card in cards if card.request.verb == GESTURE]
    gestures = {one.case_id: one for one in asked_gestures(actor=request.actor, case_ids=cases)}
    waiting = [
        {"approval": card, "gesture": _gesture(card, gestures), "asked_by": names.get(card.asked_by, ""),
         "deed": APPROVALS.get(card.request.verb, _("Un accord est demandé")),
         "ceiling": _ceiling(card.request.ceiling_code),
         "is_own": card.asked_by == request.actor.id, "is_late": card.expires_at <= request.now}
        for card in cards
    ]  # fmt: skip
    context = shell(request, section="desk:approvals") | {
        "waiting": waiting, "reads_rules": Permission.CONSOLE_ENTER in request.actor.permissions,
    }  # fmt: skip
    return render(request, "desk/approvals.html", context)


def _gesture(card: OpenApproval, gestures: Mapping[int, GestureCard]) -> dict[str, object] | None:
    """The sum and the words of a gesture that waits; None for what is no gesture."""
    one = gestures.get(card.request.subject_id) if card.request.verb == GESTURE else None
    if one is None:
        return None
    return {"card": one, "kind": KIND_WORDS[one.kind], "severity": SEVERITY_WORDS[one.severity],
            "proposed": KIND_WORDS[one.proposed_kind]}  # fmt: skip


def _ceiling(code: str) -> str | Promise:
    """Which ceiling was passed; of a gesture, the role that the table of leeway names."""
    kind, _sep, role = code.partition("_")
    if kind == "gesture" and role in set(Role):
        return _("Marges : %(role)s") % {"role": ROLE_NAMES[Role(role)]}
    return CEILINGS.get(code, _("Au-delà d’un plafond"))


@require_POST
def decide(request: StaffRequest, approval_id: int) -> HttpResponse:
    """Say yes or no to the very plan that was shown."""
    granted = request.POST.get("answer") == "yes"
    plan, motive = request.POST.get("plan", ""), request.POST.get("motive", "")[:500]
    asked = approvals.request_of(actor=request.actor, approval_id=approval_id)
    if asked.verb == REVIEW:
        policies.review_version(
            actor=request.actor, version_id=asked.subject_id, digest=plan, granted=granted, motive=motive,
            now=request.now,
        )  # fmt: skip
    elif asked.verb == GESTURE:
        return _answer_gesture(request, asked.subject_id, granted=granted)
    else:
        approvals.decide(
            actor=request.actor, approval_id=approval_id, granted=granted, plan_digest=plan, motive=motive,
            now=request.now,
        )  # fmt: skip
    told(request, _("Accord donné.") if granted else _("Accord refusé."))
    return see_other("desk:approvals")
