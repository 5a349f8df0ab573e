"""The law in plain words: rights, remedies, what nobody may demand, and how an article is named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from savoir.law.parameters import article
from savoir.law.values import Ban, Peril, Remedy
from savoir.law.words import date_en, date_fr

Words = Mapping[str, str | Promise]

TITLES: Final[Words] = {
    "withdrawal": _("Changer d’avis"),
    "conformity": _("Garantie légale"),
    "hidden_defects": _("Vice caché"),
    "delivery": _("Livraison"),
    "commercial_warranty": _("Garantie commerciale"),
    "recall": _("Rappel de sécurité"),
    "cover": _("Extension ou assurance achetée"),
}
REMEDIES: Final[Mapping[Remedy, str | Promise]] = {
    Remedy.REFUND: _("le remboursement"),
    Remedy.REPAIR: _("la réparation"),
    Remedy.REPLACEMENT: _("le remplacement"),
    Remedy.PRICE_REDUCTION: _("une baisse du prix, en gardant l’article"),
    Remedy.EXCHANGE: _("un échange"),
    Remedy.STORE_CREDIT: _("un bon d’achat"),
    Remedy.GESTURE: _("un geste"),
    Remedy.RETURNLESS_REFUND: _("le remboursement, en gardant l’article"),
}
PERILS: Final[Mapping[Peril, str | Promise]] = {
    Peril.BREAKDOWN: _("la panne"),
    Peril.WEAR: _("l’usure"),
    Peril.ACCIDENT: _("l’accident"),
    Peril.THEFT: _("le vol"),
    Peril.LOSS: _("la perte"),
}
BANS: Final[Mapping[Ban, str | Promise]] = {
    Ban.ASK_A_REASON: _("une raison"),
    Ban.DEMAND_ORIGINAL_PACKAGING: _("l’emballage d’origine"),
    Ban.DEMAND_UNOPENED: _("un article jamais ouvert"),
    Ban.IMPOSE_A_FORM: _("un formulaire précis"),
    Ban.IMPOSE_A_VOUCHER: _("un bon d’achat à la place de l’argent"),
    Ban.CHARGE_A_FEE: _("des frais de dossier ou de remise en stock"),
    Ban.WAIT_FOR_INSPECTION: _("l’attente d’un contrôle du colis"),
    Ban.SEND_TO_THE_BRAND: _("un passage par la marque ou le fabricant"),
    Ban.DEMAND_PROOF_OF_ORIGIN: _("la preuve de l’origine du défaut"),
    Ban.DEMAND_CARRIER_RESERVES: _("des réserves écrites auprès du livreur"),
    Ban.DEMAND_A_RUNNING_GUARANTEE: _("une garantie encore en cours"),
    Ban.USE_THE_COVER_FIRST: _("l’usage d’une assurance ou d’une extension avant la garantie légale"),
    Ban.DEMAND_POLICE_REPORT: _("une plainte à la police"),
    Ban.DEMAND_THE_RECEIPT: _("le ticket lui-même : toute preuve d’achat convient"),
    Ban.FIXED_DEDUCTION: _("une retenue fixée d’avance"),
    Ban.IMPOSE_MEDIATION: _("un passage par le médiateur"),
    Ban.IMPOSE_REFURBISHED: _("un article reconditionné à la place d’un neuf"),
    Ban.LINK_THE_ODR_PLATFORM: _("un passage par l’ancienne plateforme européenne"),
}
BEGIN: Final[Words] = {
    "withdrawal": _("Renoncer au contrat ici"),
    "conformity": _("Signaler une panne, un défaut"),
    "hidden_defects": _("Signaler un vice caché"),
    "delivery": _("Dire que la livraison tarde"),
    "commercial_warranty": _("Faire jouer cette garantie"),
    "recall": _("Répondre au rappel"),
    "cover": _("Faire jouer cette couverture"),
}
_CODES: Final[Words] = {
    "C. civ. ": _("Code civil, article %(number)s"),
    "C. com. ": _("Code de commerce, article %(number)s"),
    "C. assur. ": _("Code des assurances, article %(number)s"),
    "C. env. ": _("Code de l’environnement, article %(number)s"),
    "RGPD ": _("RGPD, article %(number)s"),
}
_REGULATION = re.compile(r"Reg\. \(EU\) (\S+) art\. (.+)")
_CONSUMER = re.compile(r"[LRD]\d[\d-]*(?: \d+°)?")


def is_english() -> bool:
    """Whether the page is in English; French otherwise."""
    return (get_language() or "fr").startswith("en")


def title_of(basis: str) -> str:
    """What people call a right; a new basis reads as a right of its own until somebody names it."""
    return str(TITLES.get(basis, "")) or gettext("Un autre droit")


def bans_of(bans: frozenset[Ban]) -> tuple[str, ...]:
    """What nobody may demand, always in the same order."""
    return tuple(str(text) for ban, text in BANS.items() if ban in bans)


def either(parts: list[str]) -> str:
    """`a`, `a ou b`, `a, b ou c`."""
    if len(parts) < 2:
        return "".join(parts)
    return gettext("%(first)s ou %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def is_consumer_code(code: str) -> bool:
    """Whether an article is of the consumer code, whose articles are cited by their number alone."""
    return _CONSUMER.fullmatch(code) is not None


def article_name(code: str) -> str:
    """How an article is cited: its code of law in words when it is not the consumer code."""
    for start, name in _CODES.items():
        if code.startswith(start):
            return str(name) % {"number": code.removeprefix(start)}
    if found := _REGULATION.fullmatch(code):
        return gettext("Règlement (UE) %(year)s, article %(number)s") % {"year": found[1], "number": found[2]}
    return gettext("Article %(number)s") % {"number": code} if _CONSUMER.fullmatch(code) else code


@dataclass(frozen=True, slots=True)
class Deciding:
    """The article that decides an answer, its sentence, and the codes of the others."""

    name: str
    sentence: str
    others: tuple[str, ...]


def deciding(articles: tuple[str, ...]) -> Deciding | None:
    """The first of an answer's articles, which decides; None when it names none."""
    if not articles:
        return None
    return Deciding(article_name(articles[0]), article_sentence(articles[0]), articles[1:])


def plain_day(day: date) -> str:
    """A day without its weekday, with its year: `16 avril 2028`."""
    return date_en(day) if is_english() else date_fr(day)


def cited(codes: list[str]) -> str:
    """Several articles in a line: those of the consumer code together, others by their own names."""
    own = [code for code in codes if _CONSUMER.fullmatch(code)]
    others = [article_name(code) for code in codes if not _CONSUMER.fullmatch(code)]
    if len(own) > 1:
        others.insert(0, gettext("Articles %(numbers)s") % {"numbers": ", ".join(own)})
    elif own:
        others.insert(0, article_name(own[0]))
    return ", ".join(others)


def article_sentence(code: str) -> str:
    """The article in one plain sentence, "" when the file of the law has none."""
    try:
        found = article(code)
    except KeyError:
        return ""
    return found.en if is_english() else found.fr
