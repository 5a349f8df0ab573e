"""Words of the pages of rules."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
    "called_off": (pgettext_lazy("version", "Annulée"), ""),
}
PROOFS: Final[dict[str, tuple[str | Promise, str]]] = {
    "": (_("Pas encore prouvée"), ""),
    "proved": (_("Au-dessus de la loi, prouvé"), "ok"),
    "below": (_("Ne peut pas être publiée"), "bad"),
    "open": (_("Une personne doit trancher"), "warn"),
    "settled": (_("Une personne en répond"), "ok"),
}
