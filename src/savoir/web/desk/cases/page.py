"""Everything the case page shows, asked once."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.middleware.csrf import get_token
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from savoir.cases.queries import (
    attachments_of_case,
    case_card,
    case_lines,
    cases_of_customer,
    current_decisions,
    is_question_open,
    promises_of_case,
    rights_of_order,
    routed_case,
    timeline_of_case,
    who_answers,
)
from savoir.cases.states import CaseState
from savoir.cases.values import CaseCard, CaseLineCard, DecisionCard, LineRights
from savoir.conversations.queries import is_every_answer_withheld, messages_of_case
from savoir.conversations.states import Direction
from savoir.kernel.access import Permission
from savoir.kernel.ahead import foreseen
from savoir.kernel.ledger import LedgerEntry
from savoir.kernel.values.days import local_day
from savoir.logistics.queries import inspections_of_case, returns_of_case
from savoir.logistics.states import ReturnMethod
from savoir.orders.queries import customer_card, order_card
from savoir.orders.values import CustomerCard
from savoir.organizations.queries import member_names
from savoir.resolutions.queries import journey_of_case, money_of_case, postage_of_case, refunds_of_case
from savoir.resolutions.values import GOODS_REMEDIES
from savoir.web.components.stencils import stenciled
from savoir.web.components.words import short_day
from savoir.web.desk import words
from savoir.web.desk.addresses import CaseAddresses, address_of
from savoir.web.desk.cases.asked import asked_panel
from savoir.web.desk.cases.beside import Beside
from savoir.web.desk.cases.choices import proposal_of
from savoir.web.desk.cases.choosing import choices_drawn, letters_drawn
from savoir.web.desk.cases.gestures import gesture_panel
from savoir.web.desk.cases.losses import waiting_losses
from savoir.web.desk.cases.options import member_options, motive_options
from savoir.web.desk.cases.routed import routed_shown
from savoir.web.desk.cases.sentences import Teller, told_of
from savoir.web.desk.cases.steps import open_steps
from savoir.web.desk.cases.talk import talk_drawn
from savoir.web.desk.lists import View
from savoir.web.desk.queue.drawing import promise_drawn
from savoir.web.desk.queue.rows import row_of
from savoir.web.desk.replies import undo_offered
from savoir.web.desk.shell import shell, view_of
from savoir.web.requests import StaffRequest
from savoir.web.rights.recalled import recall_shown
from savoir.web.rights.words import article_sentence, deciding

_UNDECIDED = frozenset({CaseState.OPEN, CaseState.WAITING_ON_CUSTOMER, CaseState.WAITING_ON_PARTNER})

_ANSWERED = frozenset({"offer_accepted", "case_refused"})


def case_page(request: StaffRequest, reference: str, **kept: Any) -> dict[str, Any]:
    """Context of the case page. `kept`: what was typed and why it was refused. Raises NotFound."""
    case = case_card(actor=request.actor, reference=reference)
    beside = Beside(request, view_of(request))
    about = {
        "case_id": case.id, "kind": "case", "subject_id": case.id, "order_id": case.order_id,
        "customer_id": case.customer_id, "currency": case.value.currency, "now": request.now,
    }  # fmt: skip
    page = ("desk case", case.state, case.needs_person, request.actor.permissions)
    with foreseen(page, [beside.asked()], **about):
        return _page_of(request, case, beside, kept)


def _page_of(request: StaffRequest, case: CaseCard, beside: Beside, kept: dict[str, Any]) -> dict[str, Any]:
    decisions = current_decisions(actor=request.actor, case_id=case.id)
    colleagues = member_names(actor=request.actor)
    choices = tuple((card.id, card.name) for card in who_answers(actor=request.actor))
    view = beside.view
    context = shell(request) | _form_start(request, view) | beside.drawn(case) | {
        "case": case, "row": row_of(case), "view": view,
        "member_options": member_options(choices, case.owner_id),
        "owner": colleagues.get(case.owner_id or 0, ""), "state_word": words.state_words(case),
        "undo": undo_offered(request, request.now), "here": _here(case, view),
        "goods": GOODS_REMEDIES, "motive_options": motive_options(request.language),
        "at": CaseAddresses(case.reference), "rights_url": address_of("case_rights", case.reference),
        "promise_pill": promise_drawn(case.next_due_at, request.now, request.language),
        "rank_word": words.RANKS.get(case.escalated_to, ""),
        "snooze_word": words.SNOOZES.get(case.snooze_reason, ""),
        "routed": routed_shown(routed_case(actor=request.actor, case_id=case.id), request.language),
    }  # fmt: skip
    context |= _history(request, case, colleagues)
    context |= _things(request, case)
    _show_photos_in_talk(context)
    context["talk"] = talk_drawn(context["talk"], reference=case.reference)
    context |= _people_and_money(request, case)
    context |= _decision(request, case, decisions, colleagues, kept)  # reads again what these have read
    proposal = context["proposal"]
    context |= gesture_panel(request, case, proposal.answer if proposal else None, context["facts"])
    context |= asked_panel(request, case, context["facts"], colleagues)
    if context["has_question"] and case.needs_person:
        context["state_word"] = _("À répondre")
    return context | kept


def _form_start(request: StaffRequest, view: View) -> dict[str, Any]:
    """What each of the eight forms of the page begins with: one token, and the list one came through."""
    token = get_token(request)
    fields = [("csrfmiddlewaretoken", token), ("vue", view.slug)]
    hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', fields)
    return {"csrf_token": token, "form_start": hidden}


def is_undecided(case: CaseCard, decisions: tuple[DecisionCard, ...]) -> bool:
    """Whether a person may still answer."""
    return case.state in _UNDECIDED and all(card.outcome == "offered" for card in decisions)


def _here(case: CaseCard, view: View) -> str:
    return f"{address_of('case', case.reference)}?{urlencode({'vue': view.slug})}"


def _decision(
    request: StaffRequest, case: CaseCard, decisions: tuple[DecisionCard, ...], colleagues: Mapping[int, str],
    kept: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    if is_undecided(case, decisions) and case.order_id is not None:  # decided anew it has no decision left
        everything = bool(request.GET.get("tout") or request.POST.get("tout"))
        proposal = proposal_of(actor=request.actor, case=case, now=request.now, everything=everything)
        return {
            "proposal": proposal, "decided": None,
            "everything": everything or not proposal.answer.remedies,  # what nothing gives is all shown
            "choices": choices_drawn(proposal.choices, chosen=kept["chosen"], language=request.language),
            "letters": letters_drawn(
                proposal.choices, chosen=kept["chosen"], kept=kept["kept_text"], language=request.language
            ),
        }  # fmt: skip
    taken = decisions[0] if decisions else None
    return {
        "proposal": None, "decided": taken, "decided_law": deciding(taken.articles) if taken else None,
        "decided_by": colleagues.get(taken.actor_id, "") if taken and taken.actor_kind == "member" else "",
        "decided_word": words.REMEDIES.get(taken.remedy or "", "") if taken else "",
        "motive_word": _motive(taken) if taken else "",
        "decided_ground": words.GROUNDS.get(taken.ground, "") if taken else "",
        "ground_said": article_sentence(taken.ground_article) if taken else "",
    }  # fmt: skip


def _motive(card: DecisionCard) -> object:
    return words.REFUSAL_MOTIVES.get(card.motive) or words.OTHER_MOTIVES.get(card.motive, "")


def _show_photos_in_talk(context: dict[str, Any]) -> None:
    """A message of the customer and its photos were kept at one instant: each stands where it was sent."""
    for entry in context["talk"]:
        card = entry["card"]
        entry["photos"] = [
            file for file in context["files"]
            if card.direction is Direction.IN and file.kind == "photo" and file.created_at == card.created_at
        ]  # fmt: skip


def _history(request: StaffRequest, case: CaseCard, colleagues: Mapping[int, str]) -> dict[str, Any]:
    actor, teller = request.actor, Teller(request.zone, colleagues, request.actor)
    facts = timeline_of_case(actor=actor, case_id=case.id)
    done = told_of(_readable(request, facts), teller)
    ahead = open_steps(journey_of_case(actor=actor, case_id=case.id), request.zone)
    said = messages_of_case(actor=actor, case_id=case.id)
    alive = [p for p in promises_of_case(actor=actor, case_id=case.id) if p.state in ("running", "paused")]
    return {
        "facts": facts, "steps": [*done, *ahead],
        "has_question": is_question_open(fact.kind for fact in facts),
        "may_end": case.state in _UNDECIDED and any(fact.kind in _ANSWERED for fact in facts)
        and not is_every_answer_withheld(said),
        "talk": [
            {"card": card, "who": colleagues.get(card.author_id, "") if card.author_kind == "member" else "",
             "step": words.STEPS[card.step], "state": words.MESSAGE_STATES[card.state]}
            for card in said
        ],
        "promise": min(alive, key=lambda p: p.due_at) if alive else None,
    }  # fmt: skip


def _readable(request: StaffRequest, facts: tuple[LedgerEntry, ...]) -> tuple[LedgerEntry, ...]:
    """The facts of a case; those of refunds for whoever may read refunds, as over the API."""
    if Permission.REFUND_READ in request.actor.permissions:
        return facts
    return tuple(fact for fact in facts if "refund_id" not in fact.payload)


def _things(request: StaffRequest, case: CaseCard) -> dict[str, Any]:
    actor = request.actor
    sold = rights_of_order(actor=actor, order_id=case.order_id, now=request.now) if case.order_id else ()
    by_id = {rights.sale.line_id: rights for rights in sold}
    lines = case_lines(actor=actor, case_id=case.id)
    files = attachments_of_case(actor=actor, case_id=case.id)
    inspections = inspections_of_case(actor=actor, case_id=case.id)
    returns = returns_of_case(actor=actor, case_id=case.id)
    is_posted_by_him = any(ra.method is ReturnMethod.OWN_POST and not ra.customer_pays for ra in returns)
    now = request.now
    return {
        "postage": postage_of_case(actor=actor, case_id=case.id, now=now) if is_posted_by_him else None,
        "lines": [_line(request, line, by_id.get(line.order_line_id or 0)) for line in lines],
        "files": files,
        "returns": [
            {"card": ra, "method": words.METHODS.get(ra.method, "")}
            for ra in returns
        ],
        "losses": waiting_losses(request, case) if inspections else (),
        "inspections": [
            {"card": card, "finding": words.FINDINGS.get(card.finding, ""),
             "disposition": words.DISPOSITIONS.get(card.disposition or "", "")}
            for card in inspections
        ],
    }  # fmt: skip


def _line(request: StaffRequest, line: CaseLineCard, rights: LineRights | None) -> dict[str, Any]:
    sale, until = (rights.sale, rights.guarantee_until) if rights else (None, None)
    return {
        "card": line, "sale": sale, "guarantee": until,
        "guarantee_until": _("jusqu’au %(day)s") % {"day": _day(request, until)} if until else "",
        "sku": _("Réf. %(sku)s") % {"sku": sale.sku} if sale else "",
        "reason": words.REASONS.get(line.reason, ""),
        "wanted": words.REMEDIES.get(line.wanted or "", ""), "reception": words.RECEPTIONS[line.reception],
        "paid": sale.paid_for(line.quantity, before=0) if sale else None,
        "recall": recall_shown(rights.recall) if rights else None,
        "rights_url": address_of("line_rights", sale.line_id) if sale else "",
    }  # fmt: skip


def _day(request: StaffRequest, day: date) -> str:
    return short_day(day, request.language, local_day(request.now, request.zone))


def _people_and_money(request: StaffRequest, case: CaseCard) -> dict[str, Any]:
    actor = request.actor
    sees_money = Permission.REFUND_READ in actor.permissions
    refunds = refunds_of_case(actor=actor, case_id=case.id) if sees_money else ()
    others = _cases_of_customer(request, case)
    customer = customer_card(actor=actor, customer_id=case.customer_id) if case.customer_id else None
    return {
        "customer": customer, "customer_since": _since(customer),
        "customer_url": address_of("customer", case.customer_id or 0), "customer_cases": len(others),
        "other_cases": _others_drawn(others, request.language),
        "order": order_card(actor=actor, order_id=case.order_id) if case.order_id else None,
        "order_url": address_of("order", case.order_id or 0),
        "money": money_of_case(actor=actor, case_id=case.id) if sees_money else None,
        "refunds": [
            {"card": card, "state": words.REFUND_STATES[card.state],
             "trigger": words.TRIGGERS[card.trigger], "tender": words.TENDERS.get(card.tender, card.tender)}
            for card in refunds
        ],
    }  # fmt: skip


def _since(customer: CustomerCard | None) -> str:
    since_on = customer.since_on if customer else None
    return _("chez nous depuis %(year)s") % {"year": since_on.year} if since_on else ""


def _cases_of_customer(request: StaffRequest, case: CaseCard) -> list[CaseCard]:
    if case.customer_id is None:
        return []
    found = cases_of_customer(actor=request.actor, customer_id=case.customer_id)
    return [other for other in found if other.id != case.id]


def _others_drawn(others: list[CaseCard], language: str) -> SafeString:
    rows = (
        {
            "address": address_of("case", other.reference),
            "reference": other.reference,
            "headline": other.headline,
        }
        for other in others
    )
    return stenciled("desk/_other_case.html", rows, language=language)
