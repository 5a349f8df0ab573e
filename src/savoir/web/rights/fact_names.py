"""What people call the facts the law asks for, customer and agent alike: each follows « Il nous manque »."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_ARRIVAL = _("le jour de réception du colis")
FACTS: Final[Mapping[str, str | Promise]] = {
    "country": _("le pays de livraison, dont la loi peut être différente"),
    "place": _("le lieu de livraison, pour ses jours fériés"),
    "sale": _("la façon dont l’achat s’est fait : en ligne, par téléphone, en magasin"),
    "buyer": _("si l’achat est privé ou professionnel"),
    "seller": _("si le vendeur est un professionnel ou un particulier"),
    "contract": _("ce qui a été acheté : un objet, un service, un contenu numérique"),
    "employees": _("le nombre de salariés de l’entreprise qui achète"),
    "outside_main_activity": _("si l’achat sort de l’activité principale de l’entreprise"),
    "concluded_on": _("le jour de l’achat"),
    "deliveries": _ARRIVAL,
    "delivered_on": _ARRIVAL,
    "more_to_come": _("si un autre colis de la commande doit encore arriver"),
    "info_given": _("si l’information sur ce droit a été donnée à l’achat"),
    "info_given_on": _("le jour où l’information sur ce droit a été donnée"),
    "return_cost_announced": _("si les frais de retour ont été annoncés"),
    "seller_pays_return": _("qui paie le retour"),
    "collection_by_seller": _("si le vendeur vient chercher l’article"),
    "withdrawn_on": _("le jour de l’annonce du changement d’avis"),
    "wish_on": _("le jour de la demande d’échange ou d’avoir"),
    "wish_failed": _("si l’échange demandé a échoué"),
    "informed_on": _("le jour où nous avons reçu l’annonce"),
    "posted_on": _("le jour d’envoi du retour"),
    "received_back_on": _("le jour où le retour est arrivé"),
    "made_to_spec": _("si l’article a été fait sur mesure"),
    "perishable": _("si l’article se périme vite"),
    "sealed_for_hygiene": _("si l’article était scellé pour l’hygiène"),
    "audio_video_software": _("s’il s’agit d’un disque, d’une vidéo ou d’un logiciel"),
    "unsealed": _("si le scellé a été ouvert"),
    "inseparably_mixed": _("si l’article a été mélangé à d’autres"),
    "started": _("si le service ou le contenu a commencé"),
    "paid_content": _("si le contenu est payant"),
    "express_consent": _("si le début immédiat a été demandé expressément"),
    "acknowledged_loss": _("si la perte du droit de changer d’avis a été acceptée"),
    "confirmed_durably": _("si cet accord a été confirmé par écrit"),
    "paid": _("le prix payé"),
    "delivery_paid": _("le prix payé pour la livraison"),
    "delivery_standard": _("le prix de la livraison normale"),
    "delivery_of_kept": _("le prix de livraison des articles gardés"),
    "is_partial": _("si toute la commande revient, ou une partie"),
    "condition": _("si l’article était neuf ou d’occasion"),
    "defect": _("si l’article a un défaut"),
    "defect_appeared_on": _("le jour où le défaut est apparu"),
    "claimed_on": _("le jour où le défaut a été signalé"),
    "chosen_remedy": _("la solution choisie"),
    "repairs": _("les réparations déjà faites"),
    "immobilized_days": _("les jours passés en réparation"),
    "imposed_replacement_on": _("le jour d’un remplacement imposé"),
    "attempt_failed": _("si une première réparation a échoué"),
    "seller_refused": _("si la mise en conformité a été refusée"),
    "remedy_overdue": _("si le délai de réparation est dépassé"),
    "serious": _("si le défaut est grave"),
    "minor": _("si le défaut est mineur"),
    "hidden": _("si le défaut était invisible à l’achat"),
    "prior_to_sale": _("si le défaut existait avant la vente"),
    "commercial_warranty_months": _("la durée de la garantie commerciale, s’il y en a une"),
    "agreed_delivery_on": _("la date de livraison convenue"),
    "date_is_essential": _("si la date de livraison était essentielle"),
    "lost_or_broken_in_transit": _("si le colis a été perdu ou abîmé en route"),
    "own_carrier": _("qui a choisi le transporteur"),
    "extra_deadline_on": _("le nouveau délai fixé pour la livraison"),
    "recalled": _("si l’article fait l’objet d’un rappel"),
    "recalled_on": _("le jour du rappel"),
    "repair_possible": _("si une réparation est possible"),
    "replacement_possible": _("si un remplacement est possible"),
    "repair_disproportionate": _("si réparer coûterait beaucoup trop"),
    "replacement_disproportionate": _("si remplacer coûterait beaucoup trop"),
    "refund_disproportionate": _("si rembourser coûterait beaucoup trop"),
    "recall_remedy_failed": _("si la solution du rappel a échoué"),
    "cover_bought": _("si une extension ou une assurance a été achetée"),
    "cover_is_insurance": _("si c’est une assurance ou une extension"),
    "cover_sold_on": _("le jour d’achat de la couverture"),
    "cover_first_paid_on": _("le jour du premier paiement de la couverture"),
    "cover_first_on": _("le premier jour de la couverture"),
    "cover_last_on": _("le dernier jour de la couverture"),
    "cover_perils": _("ce que la couverture couvre"),
    "cover_used": _("si la couverture a déjà servi"),
    "cover_renounced_on": _("le jour où la couverture a été rendue"),
    "sale_undone_on": _("le jour où l’achat a été annulé"),
    "peril": _("ce qui est arrivé : panne, usure, accident, vol, perte"),
}


def fact_name(fact: str) -> str:
    """A fact in words; a fact without any is told as what it is to people: something of the story."""
    return str(FACTS.get(fact, "")) or gettext("un détail de l’achat ou de la suite")


def facts_named(facts: tuple[str, ...]) -> tuple[str, ...]:
    """Facts in words, each sentence once."""
    return tuple(dict.fromkeys(fact_name(fact) for fact in facts))
