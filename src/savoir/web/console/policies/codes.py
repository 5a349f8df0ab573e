"""Codes of the tables as the desk says them; one code may stand for other things in another column."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from savoir.web.desk.words import DISPOSITIONS, FINDINGS, INTENTS, METHODS, REASONS, REMEDIES, TRIGGERS
from savoir.web.roles import ROLE_NAMES

Words = dict[str, str | Promise]

_COMMON: Final[Words] = {
    **{str(code): words for known in (INTENTS, REASONS, REMEDIES) for code, words in known.items()},
    "by_law": _("ce que la loi donne"),
}
_ROLES: Final[Words] = {str(role): words for role, words in ROLE_NAMES.items()}
_WHO: Final[Words] = {"customer": _("le client"), "merchant": _("vous")}
_OF_COLUMN: Final[dict[str, Words]] = {
    "choice_by": _WHO,
    "return_paid_by": _WHO,
    "replacement": {
        "new": _("du neuf"),
        "as_sold": _("un article comme celui vendu"),
        "refurbished": _("du reconditionné"),
    },
    "referral": {"none": _("personne"), "manufacturer": _("le fabricant")},
    "refund_of": {"paid": _("ce qui a été payé"), "recomputed": _("le prix recalculé sans la remise")},
    "return_method": METHODS,
    "trigger": TRIGGERS,
    "finding": FINDINGS,
    "disposition": DISPOSITIONS,
    "approver": _ROLES,
    "role": _ROLES,
    "documents": {
        "receipt": _("ticket ou facture"),
        "serial_number": _("numéro de série"),
        "video": _("vidéo"),
        "sworn_statement": _("attestation sur l’honneur"),
        "original_packaging": _("emballage d’origine"),
        "unopened": _("article non ouvert"),
        "police_report": _("dépôt de plainte"),
        "carrier_reserves": _("réserves faites au livreur"),
        "written_form": _("formulaire imposé"),
        "written_reason": _("motif écrit"),
    },
    "handled_by": {
        "agents": _("le service client"),
        "store": _("le magasin"),
        "supplier": _("le fournisseur"),
        "repair_center": _("l’atelier de réparation"),
        "call_center": _("le centre d’appels"),
    },
    "urgency": {"normal": _("normale"), "high": _("haute"), "urgent": _("urgente")},
    "gesture": {"none": _("aucun"), "free_return": _("retour offert")},
    "channel": {
        "web": _("en ligne"),
        "marketplace": _("place de marché"),
        "click_collect": _("retrait en magasin"),
        "store": _("en magasin"),
        "phone": _("par téléphone"),
        "off_premises": _("hors établissement"),
    },
    "seller": {
        "us": _("vous"),
        "third_party_trader": _("un vendeur professionnel tiers"),
        "private": _("un particulier"),
    },
    "buyer_kind": {"consumer": _("un consommateur"), "professional": _("un professionnel")},
    "contract": {
        "goods": _("un bien"),
        "regular_delivery": _("des livraisons régulières"),
        "service": _("un service"),
        "digital_content": _("un contenu numérique"),
        "leisure_service_dated": _("un loisir à date fixe"),
        "lodging_dated": _("un hébergement à date fixe"),
        "goods_transport_dated": _("un transport de biens à date fixe"),
        "car_rental_dated": _("une location de voiture à date fixe"),
        "catering_dated": _("un repas à date fixe"),
    },
    "delivery_mode": {
        "parcel": _("colis"),
        "click_collect": _("retrait en magasin"),
        "store": _("en magasin"),
    },
    "severity": {
        "slight": _("légère"),
        "annoying": _("gênante"),
        "serious": _("sérieuse"),
        "grave": pgettext_lazy("severity", "grave"),
    },
}


def in_words(code: str, column: str = "") -> str:
    """A code of a column (a fact or an output) as the desk says it; one without words as it is written."""
    return str(_OF_COLUMN.get(column, {}).get(code) or _COMMON.get(code, code))
