"""Words of the pages of replays."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from savoir.insights.states import ReplayState

Words = str | Promise

STATES: Final[dict[ReplayState, tuple[Words, str]]] = {
    ReplayState.RUNNING: (pgettext_lazy("replay", "En cours"), "info"),
    ReplayState.DONE: (pgettext_lazy("replay", "Fini"), "ok"),
    ReplayState.STOPPED: (pgettext_lazy("replay", "Arrêté"), "quiet"),
    ReplayState.FAILED: (_("Sans réponse"), "bad"),
}
STEPS: Final[dict[str, Words]] = {
    "": _("Ce rejeu attend son tour"),
    "reading": _("Lecture des dossiers passés"),
    "asking": _("Les deux versions répondent à chaque dossier"),
    "listing": _("Liste des réponses qui changent"),
}
FAILURES: Final[dict[str, Words]] = {
    "broken": _("Le calcul s’est interrompu avant la fin, ou a duré trop longtemps. Rien n’en a été gardé."),
    "moved": _("L’une des deux versions a changé ou a été retirée depuis la demande. Rien n’en a été gardé."),
    "disk": _("Le disque du serveur a refusé d’écrire les dossiers passés. Vérifiez la place qui reste."),
    "fault": _("Une erreur est survenue de notre côté. Elle est notée dans le journal du serveur."),
    "silent": _("Plus aucun signe de ce calcul depuis deux heures. Vérifiez que le travail de fond tourne."),
}
CUTS: Final[dict[str, Words]] = {
    "categorie": _("Catégorie"), "motif": _("Motif"), "canal": _("Canal"), "pays": _("Pays"),
}  # fmt: skip
FACT_OF_CUT: Final = {"categorie": "category", "motif": "reason", "canal": "channel", "pays": "country"}
CHANNELS: Final[dict[str, Words]] = {
    "web": _("Site"), "marketplace": _("Place de marché"), "click_collect": _("Retrait en magasin"),
    "store": _("Magasin"), "phone": _("Téléphone"), "off_premises": _("Hors établissement"),
}  # fmt: skip
EFFECTS: Final[dict[str, tuple[Words, str, str]]] = {
    "gains": (_("Gagne"), "gain", "arrow-up"),
    "loses": (_("Perd"), "lose", "arrow-down"),
    "mixed": (_("Gagne et perd"), "", "arrow-right"),
}
FILTERS: Final[dict[str, tuple[str, Words]]] = {
    "": ("", _("Tous")), "gagnent": ("gains", _("Gagnent")), "perdent": ("loses", _("Perdent")),
    "mixtes": ("mixed", _("Les deux")),
}  # fmt: skip
SPANS: Final[dict[str, tuple[int, Words]]] = {
    "12": (12, _("Les 12 derniers mois")), "3": (3, _("Les 3 derniers mois")),
    "tous": (0, _("Tous les dossiers")),
}  # fmt: skip
MONEY: Final[dict[str, Words]] = {
    "money": _("Remboursements"), "label_cost": _("Étiquettes de retour"), "voucher": _("Bons d’achat"),
}  # fmt: skip
NUMBERS: Final[dict[str, Words]] = {
    "refunds": _("Remboursements"), "labels": _("Étiquettes payées par la maison"),
    "persons": _("Réponses données par une personne"), "refusals": _("Refus dits par une personne"),
    "agree": _("Comme les équipes ont décidé"),
}  # fmt: skip
