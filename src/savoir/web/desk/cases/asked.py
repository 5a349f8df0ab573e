"""An answer beyond the rule on a case: what waits for whom and until when, and what became of it."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from savoir.cases.values import CaseCard
from savoir.kernel.access import Role
from savoir.kernel.ledger import LedgerEntry
from savoir.resolutions.queries import remedies_asked
from savoir.resolutions.states import AskedState, Lapse
from savoir.resolutions.values import AskedRemedyCard, Leeway
from savoir.web.desk import words
from savoir.web.requests import StaffRequest
from savoir.web.roles import ROLE_NAMES

LAPSES: Final[Mapping[Lapse, str | Promise]] = {
    Lapse.DECIDED: gettext_lazy("Une autre réponse a été donnée entre-temps."),
    Lapse.MOVED: gettext_lazy(
        "Le dossier a changé depuis la demande : regardez-le de nouveau, puis redemandez s’il le faut."
    ),
    Lapse.TAKEN_BACK: gettext_lazy("La personne qui l’avait demandé l’a retirée."),
    Lapse.EXPIRED: gettext_lazy("Personne n’a répondu en sept jours : demandez de nouveau s’il le faut."),
}


def asked_panel(
    request: StaffRequest, case: CaseCard, facts: tuple[LedgerEntry, ...], colleagues: Mapping[int, str]
) -> dict[str, Any]:
    """The newest wish of a case for an answer beyond the rule; nothing is asked where nobody ever wished."""
    if not any(fact.kind == "remedy_asked" for fact in facts):
        return {"asked_remedy": None}
    last = remedies_asked(actor=request.actor, case_id=case.id)[-1]
    return {
        "asked_remedy": asked_drawn(last) | {
            "asked_by": colleagues.get(last.asked_by, ""), "waits": last.waits(request.now),
            "answered_by": colleagues.get(last.answered_by or 0, ""),
            "is_given": last.state is AskedState.APPROVED, "is_declined": last.state is AskedState.DECLINED,
            "is_own": last.asked_by == request.actor.id, "over": _over(last, waits=last.waits(request.now)),
        },
    }  # fmt: skip


def _over(card: AskedRemedyCard, *, waits: bool) -> str | Promise:
    """Why it is over without a word; "" for what waits, and where the case's own answer says it."""
    if card.state is AskedState.ASKED and not waits:
        return LAPSES[Lapse.EXPIRED]
    return LAPSES[card.lapse] if card.lapse in (Lapse.MOVED, Lapse.EXPIRED) else ""


def asked_drawn(card: AskedRemedyCard) -> dict[str, Any]:
    """Its words: the solution, who answers for it, why it is wished."""
    return {
        "card": card, "title": words.REMEDIES[card.remedy], "approver": role_word(card.approver),
        "motive": words.OTHER_MOTIVES.get(card.motive, ""),
    }  # fmt: skip


def role_word(role: str) -> str | Promise:
    """What a role of the table of leeway is called, "" for none."""
    return ROLE_NAMES.get(Role(role), "") if role else ""


def leave_words(leeway: Leeway) -> tuple[str | Promise, bool]:
    """Who answers for a solution beyond the rule when he who reads may not alone; whether nobody may."""
    if leeway.alone:
        return "", False
    return role_word(leeway.approver), not leeway.approver
