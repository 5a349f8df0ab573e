"""Two people at once: who was first, when, and what he decided. What the second one typed stays."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from savoir.kernel.errors import NotFound, Refused
from savoir.organizations.queries import member_card
from savoir.web.desk import words
from savoir.web.errors import sentence_for
from savoir.web.requests import StaffRequest


@dataclass(frozen=True, slots=True)
class Clash:
    """A notice, and the text to keep."""

    text: str
    kept: str


def clash_of(request: StaffRequest, refusal: Refused, typed: str) -> Clash:
    """« Décidé il y a 4 s par Léa : échange. Votre texte est gardé. »"""
    at = refusal.facts.get("at")
    if not isinstance(at, datetime):
        sentence = sentence_for(refusal)
        said = f"{sentence.title} {sentence.text}"
        if "article" in refusal.facts:  # below the law: what he may do instead is not to be guessed
            said = f"{sentence.title}. {sentence.text} {sentence.way_out}"
    else:
        said = _("Décidé il y a %(ago)s par %(who)s : %(what)s.") % {
            "ago": _ago(int((request.now - at).total_seconds())),
            "who": _who(request, refusal.facts.get("by")), "what": _what(refusal),
        }  # fmt: skip
    return Clash(text=f"{said} {_('Votre texte est gardé.')}" if typed else said, kept=typed)


def _ago(seconds: int) -> str:
    if seconds < 60:
        return _("%(n)d s") % {"n": max(seconds, 1)}
    if seconds < 3600:
        return _("%(n)d min") % {"n": seconds // 60}
    return _("%(n)d h") % {"n": seconds // 3600}


def _who(request: StaffRequest, member_id: object) -> str:
    if not isinstance(member_id, int) or not member_id:
        return _("le client ou une règle")
    try:
        return member_card(actor=request.actor, member_id=member_id).name
    except NotFound:
        return _("le client ou une règle")


def _what(refusal: Refused) -> str | Promise:
    if refusal.facts.get("outcome") == "refused":
        return _("refus")
    remedy = str(refusal.facts.get("remedy") or "")
    return str(words.REMEDIES.get(remedy, _("décision"))).lower()
