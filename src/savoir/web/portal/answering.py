"""The third screen: the answer, and the choice that makes a case of it."""

from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from savoir.cases.queries import first_answer_by
from savoir.cases.states import Entry
from savoir.cases.values import CaseRequest
from savoir.kernel.errors import Conflict, Refused
from savoir.kernel.values.days import local_day
from savoir.resolutions.operations import request_remedy
from savoir.resolutions.queries import offers_with_plans
from savoir.resolutions.values import Offers, Plan
from savoir.web.errors import attempt, status_of
from savoir.web.portal.causes import CAUSES
from savoir.web.portal.drafts import Draft, forget, kept_draft, way_back
from savoir.web.portal.pages import go, page, proved
from savoir.web.portal.refusals import told
from savoir.web.portal.wording import choice_of, language
from savoir.web.requests import PortalRequest, actor_for_order
from savoir.web.rights.words import article_name, is_consumer_code

PERSON: Final = "personne"


@require_http_methods(["GET", "HEAD", "POST"])
@proved
def answer(request: PortalRequest) -> HttpResponse:
    """Show what is possible, each with cost, date and reason; a POST chooses one, or a person."""
    draft = kept_draft(request)
    if draft is None:
        return go(request, "items")
    actor = actor_for_order(request, draft.order_id)
    with attempt() as tried:
        offers = offers_with_plans(actor=actor, lines=draft.asked, now=request.now)
    if tried.refusal:  # the quantity is no longer there: back to the question
        return go(request, "items")
    if request.method == "POST":
        return _choose(request, draft, offers)
    return _page(request, draft, offers)


def _choose(request: PortalRequest, draft: Draft, offers: Offers) -> HttpResponse:
    wanted = request.POST.get("remedy", "")
    plan = next((one for one in offers.plans if one.remedy.value == wanted), None)
    if plan is None and wanted != PERSON:
        return _page(request, draft, offers, error=_choose_one(offers), status=422)
    shown = request.POST.get(f"plan-{wanted}" if plan else "answer", "")
    if shown != (plan.digest if plan else offers.answer.digest):
        return _page(request, draft, offers, moved=True, status=409)
    return _open(request, draft, offers, plan)


def _choose_one(offers: Offers) -> str:
    if offers.plans:
        return gettext("Choisissez une solution, ou demandez à un conseiller.")
    return gettext("Cette solution n’est plus proposée : demandez à un conseiller.")


def _open(request: PortalRequest, draft: Draft, offers: Offers, plan: Plan | None) -> HttpResponse:
    remedy = plan.remedy if plan else None
    asked = CaseRequest(
        order_id=draft.order_id, entry=Entry.PORTAL, language=request.language, lines=draft.requests(remedy)
    )
    with attempt() as tried:
        case, _ = request_remedy(
            actor=actor_for_order(request, draft.order_id),
            request=asked,
            remedy=remedy,
            plan_digest=plan.digest if plan else "",
            now=request.now,
        )
    if tried.refusal:
        return _refused(request, draft, offers, tried.refusal)
    return forget(request, draft.order_id, go(request, "tracking", case.reference))


def _refused(request: PortalRequest, draft: Draft, offers: Offers, refusal: Refused) -> HttpResponse:
    if type(refusal).__name__ == "OfferMoved":
        fresh = offers_with_plans(
            actor=actor_for_order(request, draft.order_id), lines=draft.asked, now=request.now
        )
        return _page(request, draft, fresh, moved=True, status=409)
    status = 409 if isinstance(refusal, Conflict) else status_of(refusal)
    return _page(request, draft, offers, error=told(refusal), status=status)


def _page(
    request: PortalRequest, draft: Draft, offers: Offers, *, error: str = "", moved: bool = False,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor = actor_for_order(request, draft.order_id)
    look = offers.answer.look
    shown: dict[str, Any] = {
        **_story(draft, offers),
        **_why(offers),
        "cards": _cards(offers, today=local_day(request.now, request.zone), verified=actor.verified),
        "chosen": request.POST.get("remedy", ""),
        "person": PERSON,
        "answer_by": first_answer_by(
            actor=actor, order_id=draft.order_id, now=request.now, look_by=look.by if look else None
        ),
        "lead": _lead(len(offers.plans)),
        "error": error,
        "moved": moved,
        "back_url": _question(request, draft),
        "way_back": way_back(request),
        "step": 3,
        "steps_total": 4,
    }
    return page(request, "answer.html", shown, status=status)


def _cards(offers: Offers, *, today: date, verified: bool) -> list[dict[str, Any]]:
    """One card per remedy, each with the digest of the plan it shows."""
    return [
        {
            "value": plan.remedy.value,
            "digest": plan.digest,
            "card": choice_of(plan, offers, today=today, verified=verified),
        }
        for plan in offers.plans
    ]


def _story(draft: Draft, offers: Offers) -> dict[str, Any]:
    """What was said, line by line."""
    pairs = zip(offers.answer.lines, draft.lines, strict=True)
    return {"items": [(line.sale, CAUSES[said.cause], line.asked) for line, said in pairs]}


def _why(offers: Offers) -> dict[str, Any]:
    """The law's sentence with its articles, and whether a person has the last word."""
    first, french = offers.answer.lines[0], not language().startswith("en")
    return {
        "digest": offers.answer.digest,
        "needs_person": offers.answer.needs_person,
        "photo_wanted": offers.answer.why_person == "photo_missing",
        "law": first.sentence_fr if french else first.sentence_en,
        "articles": [code for code in first.articles if is_consumer_code(code)],
        "others": [article_name(code) for code in first.articles if not is_consumer_code(code)],
        "line_id": first.sale.line_id,
        "is_covered": first.law_answer == "yes",
        "is_free": not first.customer_pays_return,
    }


def _question(request: PortalRequest, draft: Draft) -> str:
    """The page before, with the same items."""
    return f"{reverse('portal:happened', args=[request.brand.slug])}?{draft.query}"


def _lead(count: int) -> str:
    words = ngettext(
        "Une solution, et toujours un conseiller.", "%(n)s solutions. Le choix vous revient.", count
    )
    return words % {"n": count}
