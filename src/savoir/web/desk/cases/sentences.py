"""The history of a case in sentences: one per fact of its stream."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from savoir.cases.queries import row_told
from savoir.cases.states import Urgency
from savoir.kernel.access import Actor
from savoir.kernel.ledger import LedgerEntry
from savoir.kernel.values.money import Money
from savoir.web.components import words as spoken
from savoir.web.desk import words
from savoir.web.desk.due.words import KEPT, LOST
from savoir.web.desk.people import AFTER, HANDLERS, URGENCIES

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One step as `_timeline.html` shows it; `tag` marks what the customer does not see, no law is cited."""

    state: str
    title: str
    when: str
    text: str = ""
    tag: str = ""
    tag_level: str = ""
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Teller:
    """What sentences need to know: the reader's language and clock, colleagues by id, and who reads, for the
    words of rows that facts name.
    """

    zone: str
    members: Mapping[int, str]
    actor: Actor | None = None

    @property
    def language(self) -> str:
        return get_language() or "fr"

    def day(self, text: str | None) -> str:
        return spoken.long_day(date.fromisoformat(text), self.language) if text else ""

    def moment(self, text: str) -> str:
        return spoken.moment(datetime.fromisoformat(text), ZoneInfo(self.zone), self.language)

    def money(self, amount: Facts | None) -> str:
        return spoken.money(Money(amount["minor"], amount["currency"]), self.language) if amount else ""

    def row(self, facts: Facts) -> str:
        """The row that a fact names, by its number and words; "" for none."""
        row = row_told(actor=self.actor, told=facts) if self.actor else None
        if row is None:
            return ""
        label = row.label_en if self.language.startswith("en") else row.label_fr
        return _("ligne %(number)s « %(label)s »") % {"number": row.number, "label": label}

    def who(self, entry: LedgerEntry) -> str:
        if entry.actor_kind == "member":
            name = self.members.get(entry.actor_id, "")
            if entry.via_key_id is not None:
                return _("par un programme, au nom de %(name)s") % {"name": name}
            return name
        return _("le client") if entry.actor_kind == "customer" else ""


Sentence = Callable[[Teller, Facts], tuple[str, str]]


def _opened(teller: Teller, facts: Facts) -> tuple[str, str]:
    entry = str(words.ENTRIES.get(facts["entry"], ""))
    return _("Demande reçue"), _("%(entry)s · réponse promise avant %(moment)s") % {
        "entry": entry, "moment": teller.moment(facts["answer_by"]),
    }  # fmt: skip


def _accepted(teller: Teller, facts: Facts) -> tuple[str, str]:
    title = _("%(remedy)s : accepté") % {"remedy": words.REMEDIES[facts["remedy"]]}
    parts = [teller.money(facts["amount"]) if facts["amount"]["minor"] else "", facts.get("ra_number", "")]
    if facts.get("promised_on"):
        parts.append(_("promis au plus tard le %(day)s") % {"day": teller.day(facts["promised_on"])})
    return title, " · ".join(part for part in parts if part)


def _broken(teller: Teller, facts: Facts) -> tuple[str, str]:
    return _("Promesse manquée"), _("Nouvelle date : %(moment)s") % {
        "moment": teller.moment(facts["new_due_at"])
    }


def _dated(teller: Teller, facts: Facts) -> tuple[str, str]:
    return _("Date du remboursement fixée"), _("au plus tard le %(day)s") % {
        "day": teller.day(facts["promised_on"])
    }


def _assigned(teller: Teller, facts: Facts) -> tuple[str, str]:
    owner = teller.members.get(facts.get("member_id") or 0, "")
    return (_("Dossier pris"), owner) if owner else (_("Dossier rendu à l’équipe"), "")


def _routed(teller: Teller, facts: Facts) -> tuple[str, str]:
    by, after = str(HANDLERS.get(facts["handled_by"], "")), AFTER.get(str(facts.get("after", "")))
    urgency = facts.get("urgency") or Urgency.NORMAL.value
    told = [facts["team"], by, "" if urgency == Urgency.NORMAL.value else str(URGENCIES.get(urgency, ""))]
    text = " · ".join(part for part in told if part)
    if after is None:
        return _("Confié à d’autres"), text
    return _("Dossier réorienté"), f"{text} · {_because(teller, facts, str(after))}"


def _because(teller: Teller, facts: Facts, cause: str) -> str:
    row = teller.row(facts)
    return _("%(cause)s : %(row)s") % {"cause": cause, "row": row} if row else cause


def _look(teller: Teller, facts: Facts) -> tuple[str, str]:
    return _("À regarder par une personne"), _("avant la fin du %(day)s · %(because)s") % {
        "day": teller.day(facts["by"]), "because": _because(teller, facts, str(AFTER["inspection"])),
    }  # fmt: skip


def _inspected(teller: Teller, facts: Facts) -> tuple[str, str]:
    finding = str(words.FINDINGS.get(facts["finding"], facts["finding"]))
    return _("Article contrôlé"), _("Grade %(grade)s · %(finding)s") % {
        "grade": facts["grade"], "finding": finding,
    }  # fmt: skip


def _received(teller: Teller, facts: Facts) -> tuple[str, str]:
    return _("Colis reçu"), "" if facts["complete"] else _("Il manque quelque chose : une personne regarde.")


SENTENCES: Final[Mapping[str, Sentence]] = {
    "case_opened": _opened,
    "refund_held": lambda t, f: (
        _("Remboursement calculé, pas parti"), _("La marque fonctionne en parallèle."),
    ),
    "case_moved_in": lambda t, f: (
        _("Dossier repris de l’ancien système"),
        _("réponse due avant %(moment)s") % {"moment": t.moment(f["answer_by"])},
    ),
    "offer_accepted": _accepted,
    "case_refused": lambda t, f: (_("Demande refusée"), str(words.REFUSAL_MOTIVES.get(f["motive"], ""))),
    "customer_asked": lambda t, f: (_("Question posée au client"), str(words.QUESTIONS.get(f["what"], ""))),
    "customer_reminded": lambda t, f: (_("Question rappelée au client"), ""),
    "customer_silent": lambda t, f: (
        _("Le client n’a pas répondu"), _("Une personne reprend avec ce que nous savons."),
    ),
    "question_settled": lambda t, f: (_("Question du client traitée"), ""),
    "nothing_to_answer": lambda t, f: (_("Rien à répondre au client"), ""),
    "case_assigned": _assigned,
    "case_routed": _routed,
    "look_asked": _look,
    "case_snoozed": lambda t, f: (
        _("Reporté"), _("jusqu’au %(moment)s") % {"moment": t.moment(f["until"])}
    ),
    "case_woken": lambda t, f: (_("De retour dans la file"), ""),
    "case_escalated": lambda t, f: (_("Monté"), str(words.RANKS.get(f["to"], ""))),
    "promise_broken": _broken,
    "case_resolved": lambda t, f: (_("Dossier résolu"), _("Tout ce qui était convenu est fait.")),
    "case_ended": lambda t, f: (
        _("Clos sans suite"), str(words.END_MOTIVES.get(f["motive"], "")),
    ),
    "case_closed": lambda t, f: (_("Dossier clos"), ""),
    "case_reopened": lambda t, f: (_("Dossier rouvert"), ""),
    "return_authorized": lambda t, f: (_("Retour autorisé"), str(f["ra_number"])),
    "authorization_canceled": lambda t, f: (_("Retour annulé"), ""),
    "parcel_posted": lambda t, f: (_("Colis expédié"), t.day(f["posted_on"])),
    "parcel_received": _received,
    "item_inspected": _inspected,
    "value_loss_proposed": lambda t, f: (
        _("Perte de valeur mesurée au quai"), t.money(f["amount"]),
    ),
    "value_loss_declined": lambda t, f: (
        _("Rien n’est retenu"), _("Le remboursement reste entier."),
    ),
    "refund_reduced": lambda t, f: (
        _("Retenue sur le remboursement"),
        _("%(kept)s retenus, %(left)s remboursés · %(article)s") % {
            "kept": t.money(f["kept"]), "left": t.money(f["amount"]), "article": f["article"],
        },
    ),
    "disposition_confirmed": lambda t, f: (
        _("Sort de l’article décidé"), str(words.DISPOSITIONS.get(f["disposition"], "")),
    ),
    "destruction_refused": lambda t, f: (
        _("Destruction refusée"), _("L’article reste en quarantaine, le quai choisit un autre bac."),
    ),
    "parcel_identified": lambda t, f: (_("Colis retrouvé pour ce dossier"), str(f["reference"])),
    "refund_leaving": lambda t, f: (_("Remboursement en train de partir"), t.money(f["amount"])),
    "inspection_undone": lambda t, f: (_("Contrôle annulé"), ""),
    "refund_held_back": lambda t, f: (_("Remboursement remis en attente"), t.money(f["amount"])),
    "refund_dated": _dated,
    "refund_settled": lambda t, f: (_("Remboursement parti"), t.money(f["amount"])),
    "refund_paused": lambda t, f: (_("Remboursement mis en pause"), t.money(f["amount"])),
    "refund_resumed": lambda t, f: (_("Remboursement repris"), t.money(f["amount"])),
    "refund_failed": lambda t, f: (
        _("Remboursement refusé par la banque"), str(words.FAILURES.get(f["code"], f["code"])),
    ),
    "legal_clock_kept": lambda t, f: (
        str(KEPT.get(str(f["clock"]), f["clock"])), t.money(f.get("amount")),
    ),
    "postage_told": lambda t, f: (_("Frais d’envoi payés par le client"), t.money(f["amount"])),
    "legal_clock_lost": lambda t, f: (
        str(LOST.get(str(f["clock"]), f["clock"])),
        _("Le transporteur ne paie plus ; le client ne perd rien."),
    ),
    "gesture_asked": lambda t, f: (_("Accord demandé pour un geste"), t.money(f["amount"])),
    "gesture_granted": lambda t, f: (_("Geste commercial accordé"), t.money(f["amount"])),
    "gesture_refused": lambda t, f: (_("Geste commercial refusé"), t.money(f["amount"])),
    "gesture_canceled": lambda t, f: (_("Geste commercial annulé"), t.money(f["amount"])),
    "gesture_paid": lambda t, f: (_("Geste commercial parti"), t.money(f["amount"])),
    "remedy_asked": lambda t, f: (
        _("Accord demandé pour une solution hors règle"), str(words.REMEDIES.get(f["remedy"], "")),
    ),
    "remedy_approved": lambda t, f: (
        _("Solution hors règle accordée"), _("demandée par %(name)s") % {
            "name": t.members.get(f["member_id"], ""),
        },
    ),
    "remedy_declined": lambda t, f: (
        _("Solution hors règle refusée"), str(words.REMEDIES.get(f["remedy"], "")),
    ),
    "remedy_lapsed": lambda t, f: (
        _("Demande d’accord retirée") if f["why"] == "taken_back" else _("Demande d’accord sans suite"),
        str(words.REMEDIES.get(f["remedy"], "")),
    ),
    "replacement_sent": lambda t, f: (_("Nouvel article envoyé"), str(f["order_reference"])),
    "replacement_called_off": lambda t, f: (
        _("Envoi impossible"), str(words.CALL_OFFS.get(f["why"], "")),
    ),
    "message_sent": lambda t, f: (_("Message envoyé"), str(words.STEPS.get(f["step"], ""))),
    "message_refused": lambda t, f: (_("Message non parti"), str(f["code"])),
    "customer_wrote": lambda t, f: (_("Le client a écrit"), ""),
}  # fmt: skip
_LATE: Final = frozenset({
    "promise_broken", "refund_failed", "refund_paused", "message_refused", "legal_clock_lost",
})  # fmt: skip
_INSIDE: Final = frozenset({
    "case_assigned", "case_routed", "look_asked", "refund_failed", "message_refused", "item_inspected",
    "disposition_confirmed", "destruction_refused",
    "nothing_to_answer", "refund_leaving", "case_snoozed", "case_woken", "case_escalated",
    "inspection_undone", "refund_held_back", "refund_paused", "refund_resumed", "case_ended",
    "legal_clock_lost", "value_loss_proposed", "value_loss_declined", "gesture_asked", "gesture_granted",
    "gesture_refused", "gesture_canceled", "remedy_asked", "remedy_approved", "remedy_declined",
    "remedy_lapsed",
})  # fmt: skip


def told_of(entries: tuple[LedgerEntry, ...], teller: Teller) -> tuple[Told, ...]:
    """The facts that have a sentence, in their order."""
    return tuple(_told(entry, teller) for entry in entries if entry.kind in SENTENCES)


def _told(entry: LedgerEntry, teller: Teller) -> Told:
    title, text = SENTENCES[entry.kind](teller, entry.payload)
    is_visible = entry.kind not in _INSIDE
    return Told(
        state="late" if entry.kind in _LATE else "done", title=title,
        when=spoken.short_moment(entry.at, ZoneInfo(teller.zone), teller.language),
        text=" · ".join(part for part in (text, teller.who(entry)) if part),
        tag="" if is_visible else _("interne"), tag_level="quiet",
    )  # fmt: skip
