"""What waits for a second person, and his word on the very plan that was shown."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from savoir.kernel import approvals
from savoir.kernel.access import Permission, Role
from savoir.kernel.approvals import OpenApproval
from savoir.kernel.errors import Conflict, MotiveMissing, NotFound
from savoir.logistics import operations as logistics
from savoir.logistics.queries import condemned
from savoir.logistics.values import DESTRUCTION, CondemnedCard
from savoir.organizations.queries import member_names
from savoir.policies import operations as policies
from savoir.policies.values import REVIEW
from savoir.resolutions import operations as resolutions
from savoir.resolutions.queries import asked_gestures, remedies_waiting
from savoir.resolutions.states import AskedState
from savoir.resolutions.values import GESTURE, REMEDY, AnsweredRemedy, AskedRemedyCard, GestureCard
from savoir.web.components.words import money
from savoir.web.desk.cases.asked import LAPSES, asked_drawn
from savoir.web.desk.cases.gestures import KIND_WORDS, SEVERITY_WORDS, UNDO_WINDOW
from savoir.web.desk.replies import offer_undo, see_other, told, told_refused
from savoir.web.desk.shell import shell
from savoir.web.dock.words import FINDINGS, GRADES
from savoir.web.errors import attempt
from savoir.web.requests import StaffRequest
from savoir.web.roles import ROLE_NAMES

MOST = 100
DEEDS: Final = {
    DESTRUCTION: gettext_lazy("Détruire un article revenu"),
    REVIEW: gettext_lazy("Relire une version des règles"),
    GESTURE: gettext_lazy("Accorder un geste commercial"),
    REMEDY: gettext_lazy("Accorder une solution hors règle"),
}
CEILINGS: Final = {
    "destruction": gettext_lazy("Une destruction ne se décide pas seul"),
    "policy_review": gettext_lazy("Les règles se publient à deux"),
}
_BY_LEEWAY: Final = ("gesture", "remedy")


@require_safe
def show_approvals(request: StaffRequest) -> HttpResponse:
    """Requests beyond a ceiling, oldest first; nobody grants his own."""
    return _page(request)


def _page(request: StaffRequest, *, status: int = 200) -> HttpResponse:
    names = member_names(actor=request.actor)
    cards = approvals.open_approvals(actor=request.actor, limit=MOST)
    actor = request.actor
    gestures = {one.case_id: one for one in asked_gestures(actor=actor, case_ids=_of(cards, GESTURE))}
    remedies = {one.case_id: one for one in remedies_waiting(actor=actor, case_ids=_of(cards, REMEDY))}
    things = condemned(actor=actor, inspection_ids=_of(cards, DESTRUCTION))
    waiting = [
        {"approval": card, "gesture": _gesture(card, gestures), "remedy": _remedy(card, remedies),
         "thing": _thing(card, things),
         "asked_by": names.get(card.asked_by, ""),
         "deed": DEEDS.get(card.request.verb, _("Un accord est demandé")),
         "ceiling": _ceiling(card.request.ceiling_code),
         "is_own": card.asked_by == request.actor.id, "is_late": card.expires_at <= request.now}
        for card in cards
    ]  # fmt: skip
    context = shell(request, section="desk:approvals") | {"waiting": waiting}
    return render(request, "desk/approvals.html", context, status=status)


def _of(cards: tuple[OpenApproval, ...], verb: str) -> list[int]:
    """The subjects of one verb; nothing is asked about those of which none waits."""
    return [card.request.subject_id for card in cards if card.request.verb == verb]


def _gesture(card: OpenApproval, gestures: Mapping[int, GestureCard]) -> dict[str, object] | None:
    """The sum and the words of a gesture that waits; None for what is no gesture."""
    one = gestures.get(card.request.subject_id) if card.request.verb == GESTURE else None
    if one is None:
        return None
    return {"card": one, "kind": KIND_WORDS[one.kind], "severity": SEVERITY_WORDS[one.severity],
            "proposed": KIND_WORDS[one.proposed_kind]}  # fmt: skip


def _remedy(card: OpenApproval, remedies: Mapping[int, AskedRemedyCard]) -> dict[str, Any] | None:
    """An answer beyond the rule that waits; None for what is none."""
    one = remedies.get(card.request.subject_id) if card.request.verb == REMEDY else None
    return None if one is None else asked_drawn(one)


def _thing(card: OpenApproval, things: Mapping[int, CondemnedCard]) -> dict[str, Any] | None:
    """Units to be destroyed, as the dock found them; None for what is no destruction."""
    one = things.get(card.request.subject_id) if card.request.verb == DESTRUCTION else None
    if one is None:
        return None
    return {"card": one, "grade": GRADES[one.grade][0], "finding": FINDINGS[one.finding]}


def _ceiling(code: str) -> str | Promise:
    """Which ceiling was passed; of a gesture or a solution, the role that the table of leeway names."""
    kind, _sep, role = code.partition("_")
    if kind in _BY_LEEWAY and role in set(Role):
        return _("Marges : %(role)s") % {"role": ROLE_NAMES[Role(role)]}
    return CEILINGS.get(code, _("Au-delà d’un plafond"))


@require_POST
def decide(request: StaffRequest, approval_id: int) -> HttpResponse:
    """Say yes or no to the very plan that was shown; a yes carries it out. What waits no more (it was taken
    back, it lapsed, somebody answered) is said over what still does (404); so is a no without words (422).
    """
    with attempt() as tried:
        done = _answer(request, approval_id)
    if tried.refusal is None:
        return done
    if isinstance(tried.refusal, MotiveMissing):
        told_refused(request, _("Dites pourquoi vous refusez : qui l’a demandé le lit."))
        return _page(request, status=422)
    if not isinstance(tried.refusal, NotFound):
        raise tried.refusal
    said = _("Cette demande n’attend plus : retirée, tombée, ou une personne y a répondu.")
    told_refused(request, said)
    return _page(request, status=404)


def _answer(request: StaffRequest, approval_id: int) -> HttpResponse:
    asked = approvals.request_of(actor=request.actor, approval_id=approval_id)
    said: dict[str, Any] = {
        "granted": request.POST.get("answer") == "yes", "motive": request.POST.get("motive", "")[:500],
        "now": request.now,
    }  # fmt: skip
    plan = request.POST.get("plan", "")
    match asked.verb:
        case verb if verb == GESTURE:
            return _answer_gesture(request, asked.subject_id, said | {"plan_digest": plan})
        case verb if verb == REMEDY:
            return _answer_remedy(request, asked.subject_id, said | {"plan_digest": plan})
        case verb if verb == REVIEW:
            policies.review_version(actor=request.actor, version_id=asked.subject_id, digest=plan, **said)
        case verb if verb == DESTRUCTION:
            if plan != asked.plan_digest:
                raise Conflict("approval", code="moved")
            return _answer_destruction(request, approval_id, asked.subject_id, said)
        case _:
            approvals.decide(actor=request.actor, approval_id=approval_id, plan_digest=plan, **said)
    told(request, _("Accord donné.") if said["granted"] else _("Accord refusé."))
    return see_other("desk:approvals")


def _answer_destruction(
    request: StaffRequest, approval_id: int, inspection_id: int, said: dict[str, Any]
) -> HttpResponse:
    """A yes sends the thing to the bin of what is destroyed; a no tells the dock, in the words given."""
    asked = {"approval_id": approval_id, "inspection_id": inspection_id, "motive": said["motive"]}
    if said["granted"]:
        place = logistics.approve_destruction(actor=request.actor, now=request.now, **asked)
        told(request, _("Accord donné : l’article va au casier %(bin)s pour être détruit.") % {"bin": place})
    else:
        logistics.refuse_destruction(actor=request.actor, now=request.now, **asked)
        told(request, _("Destruction refusée : le quai lit votre motif et choisit un autre bac."))
    return see_other("desk:approvals")


def _answer_gesture(request: StaffRequest, case_id: int, said: dict[str, Any]) -> HttpResponse:
    """Grant a gesture that waits, or refuse it with words for who asked."""
    done = resolutions.answer_gesture(actor=request.actor, case_id=case_id, **said)
    if done.refund_references:
        text = _("Geste de %(amount)s accordé (%(reference)s).") % {
            "amount": money(done.amount, request.language), "reference": done.case_reference,
        }  # fmt: skip
        until = request.now + UNDO_WINDOW
        offer_undo(request, text=text, reference=done.refund_references[0], until=until)
        return see_other("desk:case", done.case_reference)
    told(request, _("Geste refusé : qui l’a demandé lit votre motif."))
    return see_other("desk:approvals")


def _answer_remedy(request: StaffRequest, case_id: int, said: dict[str, Any]) -> HttpResponse:
    """Give the answer that waits as it was asked for, or refuse it with words for who asked."""
    done = resolutions.answer_asked_remedy(actor=request.actor, case_id=case_id, **said)
    if done.state is AskedState.DECLINED:
        told(request, _("Accord refusé : qui l’a demandé lit votre motif, le client n’en sait rien."))
        return see_other("desk:approvals")
    if done.lapse is not None:
        told_refused(request, _("Rien n’est accordé. %(why)s") % {"why": LAPSES[done.lapse]})
    else:
        _tell_given(request, done)
    return see_other("desk:case", done.case_reference)


def _tell_given(request: StaffRequest, done: AnsweredRemedy) -> None:
    """Given; money that leaves at once may still be held back by who may."""
    given = done.accepted
    may_undo = Permission.REFUND_REQUEST in request.actor.permissions
    if given is not None and given.refund_references and not given.ra_number and may_undo:
        text = _("%(amount)s à rembourser (%(reference)s).") % {
            "amount": money(given.amount, request.language), "reference": done.case_reference,
        }  # fmt: skip
        until = request.now + UNDO_WINDOW
        offer_undo(request, text=text, reference=given.refund_references[0], until=until)
        return
    said = _("%(reference)s : accordé comme demandé, le message part.")
    told(request, said % {"reference": done.case_reference})
