"""Words of the desk for the codes of the rooms."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.cases.states import CaseState, Entry, Intent, Rank, Reason, Remedy, SnoozeReason
from savoir.cases.values import CaseCard

Words = dict[str, str | Promise]

REMEDIES: Final[Words] = {
    Remedy.REFUND: _("Remboursement"),
    Remedy.EXCHANGE: _("Échange"),
    Remedy.REPLACEMENT: _("Remplacement à neuf"),
    Remedy.REPAIR: _("Réparation"),
    Remedy.STORE_CREDIT: _("Bon d’achat"),
    Remedy.PRICE_REDUCTION: _("Réduction de prix"),
    Remedy.RETURNLESS_REFUND: _("Remboursement sans retour"),
    Remedy.ASSISTANCE: _("Aide"),
}
REMEDY_VERBS: Final[Words] = {
    Remedy.REFUND: _("Rembourser"),
    Remedy.EXCHANGE: _("Échanger"),
    Remedy.REPLACEMENT: _("Remplacer"),
    Remedy.REPAIR: _("Réparer"),
    Remedy.STORE_CREDIT: _("Créditer"),
    Remedy.PRICE_REDUCTION: _("Réduire le prix"),
    Remedy.RETURNLESS_REFUND: _("Rembourser sans retour"),
    Remedy.ASSISTANCE: _("Aider"),
    "": _("Une personne décide"),
}
ACCEPT: Final[Words] = {
    Remedy.REFUND: _("Accepter le remboursement"),
    Remedy.EXCHANGE: _("Accepter l’échange"),
    Remedy.REPLACEMENT: _("Accepter le remplacement"),
    Remedy.REPAIR: _("Accepter la réparation"),
    Remedy.STORE_CREDIT: _("Accepter le bon d’achat"),
    Remedy.PRICE_REDUCTION: _("Accepter la réduction"),
    Remedy.RETURNLESS_REFUND: _("Rembourser sans retour"),
    Remedy.ASSISTANCE: _("Proposer de l’aide"),
}
CHIPS: Final = {  # the hue of a remedy's chip
    Remedy.REFUND: "refund", Remedy.RETURNLESS_REFUND: "refund", Remedy.EXCHANGE: "exchange",
    Remedy.REPLACEMENT: "replacement", Remedy.REPAIR: "repair", Remedy.STORE_CREDIT: "credit",
    Remedy.PRICE_REDUCTION: "reduction", Remedy.ASSISTANCE: "person", "": "person",
}  # fmt: skip
REASONS: Final[Words] = {
    Reason.CHANGED_MIND: _("a changé d’avis"),
    Reason.TOO_SMALL: _("trop petit"),
    Reason.TOO_LARGE: _("trop grand"),
    Reason.NOT_AS_DESCRIBED: _("différent de la description"),
    Reason.DEFECTIVE: _("en panne"),
    Reason.DAMAGED_ON_ARRIVAL: _("abîmé à l’arrivée"),
    Reason.MISSING_PART: _("pièce manquante"),
    Reason.WRONG_ITEM: _("mauvais article"),
    Reason.NEVER_ARRIVED: _("jamais arrivé"),
    Reason.LATE: _("en retard"),
    Reason.RECALLED: _("article rappelé"),
    Reason.REFUND_NOT_RECEIVED: _("remboursement attendu"),
    Reason.BILLING: _("question de facture"),
    Reason.HOW_TO_USE: _("question d’usage"),
    Reason.OTHER: _("autre demande"),
}
INTENTS: Final[Words] = {
    Intent.CANCELLATION: _("annulation"),
    Intent.WITHDRAWAL: _("rétractation"),
    Intent.RETURN: _("retour"),
    Intent.EXCHANGE: _("échange"),
    Intent.CLAIM: _("réclamation"),
    Intent.REPAIR: _("réparation"),
    Intent.ASSISTANCE: _("assistance"),
}
ENTRIES: Final[Words] = {
    Entry.PORTAL: _("Portail"),
    Entry.DESK: _("Téléphone"),
    Entry.COUNTER: _("Magasin"),
    Entry.DOCK: _("Quai"),
    Entry.REPLAY: _("Import"),
    Entry.MOVED_IN: _("Ancien système"),
    Entry.API: _("Boutique en ligne"),
}
ENTRY_ICONS: Final = {
    Entry.PORTAL: "world", Entry.DESK: "phone", Entry.COUNTER: "building-store",
    Entry.DOCK: "building-warehouse", Entry.REPLAY: "history",
    Entry.MOVED_IN: "truck-return", Entry.API: "bolt",
}  # fmt: skip
STATES: Final[Words] = {
    CaseState.OPEN: _("En cours"),
    CaseState.WAITING_ON_CUSTOMER: _("Attend le client"),
    CaseState.WAITING_ON_PARTNER: _("Attend un partenaire"),
    CaseState.RESOLVED: _("Résolu"),
    CaseState.CLOSED: _("Clos"),
}
BASES: Final[Words] = {
    "withdrawal": _("rétractation"),
    "conformity": _("garantie légale"),
    "hidden_defects": _("vices cachés"),
    "delivery": _("livraison"),
    "commercial_warranty": _("garantie commerciale"),
    "cover": _("protection achetée"),
    "recall": _("rappel de produit"),
}
TENDERS: Final[Words] = {
    "card": _("Carte"),
    "paypal": _("PayPal"),
    "transfer": _("Virement"),
    "cash": _("Espèces"),
    "voucher": _("Bon d’achat"),
}
REFUND_STATES: Final[Words] = {
    "requested": _("promis"),
    "awaiting_approval": _("accord demandé"),
    "settling": _("en train de partir"),
    "settled": _("parti"),
    "failed": _("refusé par la banque"),
    "paused": _("en pause, une personne décide"),
    "canceled": _("annulé"),
}
FAILURES: Final[Words] = {
    "resource_missing": _("Le paiement est introuvable chez le prestataire."),
    "expired_or_canceled_card": _("La carte a expiré ou a été résiliée."),
    "lost_or_stolen_card": _("La carte a été déclarée perdue ou volée."),
    "insufficient_funds": _("Le compte chez le prestataire n’a pas assez de fonds."),
    "charge_already_refunded": _("Le prestataire a déjà rendu ce paiement."),
    "charge_disputed": _("La banque du client conteste déjà ce paiement."),
    "declined": _("La banque du client a refusé le versement."),
    "came_back": _("L’argent est revenu après son départ."),
}
TRIGGERS: Final[Words] = {
    "request": _("dès l’accord"),
    "posting": _("dès l’expédition du colis"),
    "receipt": _("à l’arrivée du colis"),
    "inspection": _("après contrôle du colis"),
}
RECEPTIONS: Final[Words] = {
    "not_expected": _("rien à recevoir"),
    "awaiting": _("attendu"),
    "in_transit": _("en route"),
    "received": _("reçu"),
    "lost": _("perdu"),
    "expired": _("délai passé"),
    "canceled": _("annulé"),
}
METHODS: Final[Words] = {
    "own_post": _("envoi par le client"),
    "contact_us": _("retour à organiser"),
    "store": _("dépôt en magasin"),
    "no_return": _("sans retour"),
}
FINDINGS: Final[Words] = {
    "conform": _("conforme"),
    "unused": _("neuf"),
    "used": _("utilisé"),
    "defect_proven": _("défaut constaté"),
    "defect_not_found": _("défaut non trouvé"),
    "damaged": _("abîmé"),
    "part_missing": _("pièce manquante"),
    "wrong_item": _("autre article"),
}
DISPOSITIONS: Final[Words] = {
    "restock": _("remis en stock"),
    "refurbish": _("à reconditionner"),
    "return_to_vendor": _("rendu au fournisseur"),
    "second_life": _("seconde vie"),
    "donate": _("donné"),
    "recycle": _("recyclé"),
    "destroy": _("détruit"),
    "quarantine": _("mis de côté"),
}
REFUSAL_MOTIVES: Final[Words] = {
    "out_of_time": _("Délai dépassé"),
    "excluded_product": _("Article exclu par la loi ou la règle"),
    "used_beyond_trial": _("Utilisé au-delà de l’essai"),
    "damage_by_use": _("Dommage dû à l’usage"),
    "no_proof": _("Preuve d’achat introuvable"),
    "not_our_sale": _("Vendu par un autre vendeur"),
    "other": _("Autre motif"),
}
REFUSAL_GROUNDS: Final[Words] = {
    "period_over": _("Délai dépassé, information donnée, aucune réparation ne l’allonge (L221-20)"),
    "facts_corrected": _("Les faits de la commande ont été corrigés depuis la demande"),
    "professional_buyer": _("Acheteur professionnel (L221-3)"),
    "private_seller": _("Vendeur particulier"),
    "made_to_spec": _("Fait sur mesure ou personnalisé (L221-28 3°)"),
    "perishable": _("Périssable (L221-28 4°)"),
    "unsealed_hygiene": _("Scellé d’hygiène ouvert (L221-28 5°)"),
    "inseparably_mixed": _("Mélangé à d’autres articles (L221-28 6°)"),
    "speculative_alcohol": _("Alcool au prix du marché, livré après 30 jours (L221-28 7°)"),
    "urgent_repair": _("Réparation urgente demandée à domicile (L221-28 8°)"),
    "unsealed_media": _("Disque ou logiciel descellé (L221-28 9°)"),
    "single_newspaper": _("Journal ou magazine au numéro (L221-28 10°)"),
    "public_auction": _("Enchères publiques (L221-28 11°)"),
    "market_price": _("Prix lié aux marchés financiers (L221-28 2°)"),
    "service_performed": _("Service achevé, renoncement exprès (L221-28 1°)"),
    "digital_started": _("Contenu numérique commencé, renoncement exprès (L221-28 13°)"),
    "fault_disproved": _("Pas de défaut, preuve faite (L217-7)"),
    "delivery_proved": _("Livré en main propre, preuve faite (L216-2)"),
    "anothers_warranty": _("Garantie légale finie, l’autre garantie est donnée par un tiers (L217-21)"),
    "not_recalled": _("Numéro vérifié : il n’est pas de ceux du rappel"),
    "foreign_law": _("Droit d’un autre pays, lu par une personne"),
}
GROUNDS: Final[Words] = REFUSAL_GROUNDS | {  # on a granted remedy, too
    "customer_agreed": _("Le client l’a accepté expressément (L221-24)"),
    "repair_disproportionate": _("Réparation impossible ou disproportionnée, écrite au client (L217-12)"),
    "replacement_disproportionate": _(
        "Remplacement impossible ou disproportionné, écrit au client (L217-12)"
    ),
}
END_MOTIVES: Final[Words] = {
    "already_settled": _("Tout est déjà réglé"),
    "returned_elsewhere": _("L’argent est parti par ailleurs"),
    "customer_gave_up": _("Le client renonce"),
    "duplicate": _("Doublon d’un autre dossier"),
    "other": _("Autre motif"),
}
OTHER_MOTIVES: Final[Words] = {
    "customer_asked": _("Le client le préfère"),
    "out_of_stock": _("Plus en stock"),
    "repeated_fault": _("Panne répétée"),
    "gesture": _("Geste commercial"),
    "cheaper": _("Moins coûteux pour tous"),
    "repair_disproportionate": _("Réparation impossible ou disproportionnée (L217-12)"),
    "replacement_disproportionate": _("Remplacement impossible ou disproportionné (L217-12)"),
    "other": _("Autre motif"),
}
CALL_OFFS: Final[Words] = {
    "out_of_stock": _("Plus en stock"),
    "cannot_be_mended": _("Réparation impossible"),
    "customer_asked": _("Le client préfère autre chose"),
    "other": _("Autre raison"),
}
QUESTIONS: Final[Words] = {
    "photo": _("Une photo"),
    "serial": _("Le numéro de série"),
    "proof_of_purchase": _("La preuve d’achat"),
    "posting_proof": _("La preuve de dépôt"),
    "address": _("Une adresse"),
    "other": _("Autre chose"),
}
SNOOZES: Final[Words] = {
    SnoozeReason.SUPPLIER: _("On attend le fournisseur"),
    SnoozeReason.CARRIER: _("On attend le transporteur"),
    SnoozeReason.COLLEAGUE: _("Un collègue vérifie"),
    SnoozeReason.CALL_BACK: _("Rappeler ce jour-là"),
    SnoozeReason.OTHER: _("Autre raison, dite en note"),
}
RANKS: Final[Words] = {
    Rank.SENIOR: _("Un conseiller senior"),
    Rank.SUPERVISOR: _("La personne responsable d’équipe"),
}
STEPS: Final[Words] = {
    "acknowledgement": _("Accusé de réception"),
    "information_needed": _("Demande d’information"),
    "reminder": _("Rappel de la question"),
    "decision": _("Décision"),
    "refusal": _("Refus"),
    "reduction": _("Retenue annoncée"),
    "received": _("Colis arrivé"), "refunded": _("Remboursement"), "gesture": _("Geste commercial"),
    "delay": _("Retard annoncé"),
    "closing": _("Clôture"),
    "access_link": _("Lien d’accès"),
    "free_text": _("Message"),
}  # fmt: skip
MESSAGE_STATES: Final[Words] = {
    "waiting": _("en attente d’envoi"),
    "sent": _("envoyé"),
    "refused": _("refusé par le serveur"),
    "kept": _("gardé"),
}


def state_words(case: CaseCard) -> str | Promise:
    """What the case waits for, in a word or two."""
    if case.state is CaseState.OPEN and case.needs_person:
        if case.snoozed_until is not None:
            return _("Reporté")
        if case.escalated_to:
            return _("Monté")
        if case.look_by is not None:
            return _("À regarder")
        return _("À décider") if case.proposal else _("À étudier")
    if case.state is CaseState.OPEN and case.intent in (Intent.WITHDRAWAL, Intent.RETURN):
        return _("Colis attendu")
    return STATES[case.state]


def reason_words(case: CaseCard) -> str | Promise:
    """The customer's reason in plain words."""
    return REASONS.get(case.reason, "")
