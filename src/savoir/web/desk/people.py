"""Why a person answers, who handles a case, and how urgent it is, in words."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from savoir.cases.states import Handler, Urgency
from savoir.web.desk.words import Words

WHY_PERSON: Final[Words] = {
    "nothing_offered": _("Ni la règle ni la loi n’accordent de solution d’office."),
    "dangerous_goods": _("Marchandise dangereuse : le retour se prépare avec vous."),
    "recalled": _("Article rappelé : la poste ne le porte pas, la reprise se prépare avec vous."),
    "photo_missing": _("La règle demande une photo, il n’y en a pas."),
    "policy": _("La règle veut qu’une personne réponde."),
    "no_policy": _("Aucune règle ne couvre cette demande."),
    "look": _("La règle veut qu’une personne regarde avant que la réponse parte."),
    "nothing_in_common": _("Aucune solution ne convient à tous les articles."),
}
HANDLERS: Final[Words] = {
    Handler.AGENTS: _("nos conseillers"),
    Handler.STORE: _("le magasin"),
    Handler.SUPPLIER: _("le fournisseur"),
    Handler.REPAIR_CENTER: _("le centre de réparation"),
    Handler.CALL_CENTER: _("le centre d’appels"),
}
URGENCIES: Final[Words] = {
    Urgency.NORMAL: _("normale"),
    Urgency.HIGH: _("prioritaire"),
    Urgency.URGENT: _("urgent"),
}
AFTER: Final[Words] = {
    "inspection": _("après le contrôle"),
    "inspection_undone": _("contrôle annulé"),
    "team_made": _("l’équipe existe désormais"),
    "team_ended": _("équipe terminée"),
}
URGENCY_LEVELS: Final = {Urgency.NORMAL: "", Urgency.HIGH: "warn", Urgency.URGENT: "bad"}
