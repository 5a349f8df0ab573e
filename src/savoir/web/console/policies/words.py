"""Words of the pages of rules."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from savoir.web.desk.words import INTENTS, REASONS, REMEDIES

Words = dict[str, str | Promise]

POINTS: Final[Words] = {
    "eligibility": _("Solutions"),
    "return_way": _("Retour et frais"),
    "evidence": _("Preuves"),
    "refund_trigger": _("Remboursé quand"),
    "promises": _("Promesses"),
    "routing": _("Orientation"),
    "gesture": _("Gestes"),
    "leeway": _("Marges"),
    "risk_look": _("Vigilance"),
    "disposition": _("Devenir"),
}
HITS: Final[Words] = {
    "unique": _("Une seule ligne répond"),
    "first": _("La première ligne qui répond décide"),
    "any": _("Les lignes qui répondent s’accordent"),
    "collect": _("Toutes les lignes qui répondent parlent"),
    "priority": _("La plus haute priorité décide"),
}
# What a version is today: the words, and how they are marked.
STANDINGS: Final[dict[str, tuple[str | Promise, str]]] = {
    "draft": (_("Brouillon"), "info"),
    "reviewed": (_("Relue"), "info"),
    "scheduled": (_("Programmée"), "warn"),
    "in_force": (_("En vigueur"), "ok"),
    "ended": (pgettext_lazy("version", "Terminée"), ""),
    "retired": (_("Retirée"), ""),
}
PROOFS: Final[dict[str, tuple[str | Promise, str]]] = {
    "": (_("Pas encore prouvée"), ""),
    "proved": (_("Au-dessus de la loi, prouvé"), "ok"),
    "below": (_("Passe sous la loi"), "bad"),
    "open": (_("Une personne doit trancher"), "warn"),
}

CODES: Final[Words] = {
    **{str(code): words for known in (INTENTS, REASONS, REMEDIES) for code, words in known.items()},
    "by_law": _("ce que la loi donne"),
}


def in_words(code: str) -> str:
    """A code of a table as the desk says it; one without words stays as it is written."""
    return str(CODES.get(code, code))
