"""Words of the dock: short, plain, the same on every page."""

from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from savoir.cases.states import Reason
from savoir.logistics.states import DispositionKind, Finding, Grade, Turn, Why
from savoir.logistics.values import ReceiptWarning

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # only in the type stubs

REASONS: Final[dict[str, Promise]] = {
    Reason.CHANGED_MIND.value: _("Changement d’avis"),
    Reason.TOO_SMALL.value: _("Trop petit"),
    Reason.TOO_LARGE.value: _("Trop grand"),
    Reason.NOT_AS_DESCRIBED.value: _("Différent de la description"),
    Reason.DEFECTIVE.value: _("En panne ou défectueux"),
    Reason.DAMAGED_ON_ARRIVAL.value: _("Abîmé à l’arrivée"),
    Reason.MISSING_PART.value: _("Pièce manquante"),
    Reason.WRONG_ITEM.value: _("Mauvais article reçu"),
    Reason.LATE.value: _("Arrivé en retard"),
    Reason.RECALLED.value: _("Rappel de sécurité"),
    Reason.OTHER.value: _("Autre motif"),
}

GRADES: Final[dict[Grade, tuple[Promise, Promise]]] = {
    Grade.A: (_("Comme neuf"), _("scellé, complet")),
    Grade.B: (_("Ouvert"), _("complet, propre")),
    Grade.C: (_("Défaut"), _("ou pièce absente")),
    Grade.D: (_("Hors d’usage"), _("cassé, dangereux")),
}

FINDINGS: Final[dict[Finding, Promise]] = {
    Finding.CONFORM: _("Conforme"),
    Finding.UNUSED: pgettext_lazy("constat", "Pas utilisé"),
    Finding.USED: pgettext_lazy("constat", "Utilisé"),
    Finding.DEFECT_PROVEN: _("Défaut prouvé"),
    Finding.DEFECT_NOT_FOUND: _("Défaut introuvable"),
    Finding.DAMAGED: pgettext_lazy("constat", "Abîmé"),
    Finding.PART_MISSING: _("Pièce manquante"),
    Finding.WRONG_ITEM: _("Autre article que prévu"),
}

KINDS: Final[dict[DispositionKind, Promise]] = {
    DispositionKind.RESTOCK: _("Remise en stock"),
    DispositionKind.REFURBISH: _("Remise en état"),
    DispositionKind.RETURN_TO_VENDOR: _("Retour fournisseur"),
    DispositionKind.SECOND_LIFE: _("Seconde vie"),
    DispositionKind.DONATE: _("Don"),
    DispositionKind.RECYCLE: _("Recyclage"),
    DispositionKind.QUARANTINE: _("Quarantaine"),
}
CHOICES: Final[dict[DispositionKind, Promise]] = {
    **KINDS, DispositionKind.DESTROY: _("Destruction, à demander"),
}  # fmt: skip

GROUNDS: Final[dict[str, Promise]] = {
    "wrong_item": _("ce n’est pas l’article annoncé"),
    "recalled": _("article rappelé, à ne pas revendre"),
    "maybe_recalled": _("rappel de certains numéros : vérifier le sien"),
    "dangerous": _("matière dangereuse, à faire voir"),
    "defect_of_supplier": _("à réclamer au fournisseur"),
    "beyond_use": _("hors d’usage"),
    "perishable": _("denrée périssable"),
    "hygiene_unsealed": _("scellé d’hygiène ouvert"),
    "to_complete": _("à compléter"),
    "to_repair": _("à réparer"),
    "second_hand": _("article d’occasion"),
    "as_new": _("comme neuf"),
    "opened_complete": _("ouvert mais complet"),
    "traces_of_use": _("traces d’usage"),
    "rules": _("les règles de la marque le disent"),
    "two_people": _("à détruire : il faut une deuxième personne"),
}

WHYS: Final[dict[Why, Promise]] = {
    Why.WRONG_ITEM: _("Ce n’est pas l’article annoncé"),
    Why.RECALLED: _("Article rappelé"),
    Why.MAYBE_RECALLED: _("Certains numéros de cet article sont rappelés"),
    Why.DANGEROUS: _("Matière dangereuse"),
    Why.TWO_PEOPLE: _("À détruire, d’après les règles de la marque"),
    Why.ASKED: _("Destruction demandée"),
    Why.LAPSED: _("Destruction demandée, personne n’a répondu"),
    Why.REFUSED: _("Destruction refusée"),
    Why.DISPUTED: _("Un agent regarde le dossier"),
    Why.CHOSEN: _("Mis de côté au contrôle"),
    Why.UNKNOWN: _("Personne ne l’avait annoncé"),
}  # why something waits in quarantine
STEPS: Final[dict[Why, Promise]] = {
    Why.WRONG_ITEM: _("L’agent dit ce qu’il devient ; choisissez ensuite son bac."),
    Why.RECALLED: _("À rendre, à réparer ou à recycler, selon la réponse ; jamais à revendre tel quel."),
    Why.MAYBE_RECALLED: _("Comparez son numéro à l’avis de rappel, puis choisissez son bac."),
    Why.DANGEROUS: _("Faites-la voir au responsable du site, puis choisissez son bac."),
    Why.TWO_PEOPLE: _("Demandez la destruction, ou choisissez un autre bac."),
    Why.ASKED: _("Laissez-le dans son bac."),
    Why.LAPSED: _("Demandez-la de nouveau, ou choisissez un autre bac."),
    Why.REFUSED: _("Choisissez un autre bac."),
    Why.DISPUTED: _("Attendez sa réponse ; choisissez ensuite son bac."),
    Why.CHOSEN: _("Choisissez son bac."),
    Why.UNKNOWN: _("Cherchez son dossier."),
}  # what is done next, by whoever's turn it is
ANSWERED: Final[dict[Why, Promise]] = {
    Why.WRONG_ITEM: _("Le dossier n’attend plus d’agent : choisissez son bac."),
}  # the same where an agent had the word, and the dock has it now
TURNS: Final[dict[Turn, Promise]] = {
    Turn.DOCK: _("À vous"),
    Turn.AGENT: _("Attend l’agent du dossier"),
    Turn.APPROVER: _("Attend une deuxième personne"),
    Turn.SUPPLIER: _("Attend le fournisseur"),
}

WARNINGS: Final[dict[ReceiptWarning, Promise]] = {
    ReceiptWarning.OTHER_SITE: _("Ce colis était attendu sur un autre site : il est reçu ici."),
    ReceiptWarning.PAST_COURTESY_DATE: _("Arrivé après la date prévue : il est reçu quand même."),
    ReceiptWarning.CANCELED: _("Ce retour était annulé : il est reçu quand même."),
    ReceiptWarning.PARTIAL: _("Il manque encore des articles de ce bon."),
    ReceiptWarning.SURPLUS: _("Le surplus attend dans « À identifier »."),
}

CHECKS: "Final[tuple[tuple[str, _StrPromise, bool], ...]]" = (
    ("right_item", _("Bon article"), True),
    ("right_quantity", _("Bonne quantité"), True),
    ("used_or_damaged", _("Utilisé ou abîmé"), False),
    ("defect_proven", _("Défaut prouvé"), False),
    ("in_time", _("Dans les temps"), True),
)  # name, label, the answer that needs no second look
