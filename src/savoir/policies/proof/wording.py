"""Words of a counter-example, French and English side by side: facts, remedies, papers."""

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]

# As the page of a version heads its tables (`web/console/policies/words.py`).
NAMES_OF_POINTS: Final[Mapping[str, Pair]] = {
    "eligibility": ("Solutions", "Remedies"), "return_way": ("Retour et frais", "Return and postage"),
    "evidence": ("Preuves", "Evidence"), "refund_trigger": ("Remboursé quand", "Refunded when"),
    "promises": ("Promesses", "Promises"), "routing": ("Orientation", "Routing"),
    "gesture": ("Gestes", "Gestures"), "leeway": ("Marges", "Leeway"),
    "risk_look": ("Vigilance", "Risk look"), "disposition": ("Devenir", "Disposition"),
}  # fmt: skip
CITIZENS: Final[Mapping[str, Pair]] = {
    "FR": ("française", "French"), "BE": ("belge", "Belgian"), "DE": ("allemande", "German"),
    "ES": ("espagnole", "Spanish"), "IT": ("italienne", "Italian"),
}  # fmt: skip
CHANNELS: Final[Mapping[str, Pair]] = {
    "web": ("achat en ligne", "bought online"),
    "marketplace": ("achat sur une place de marché", "bought on a marketplace"),
    "click_collect": ("achat en ligne retiré en magasin", "bought online, collected in the shop"),
    "store": ("achat en magasin", "bought in a shop"),
    "phone": ("achat par téléphone", "bought by phone"),
    "off_premises": ("achat hors établissement", "bought off premises"),
}
CONTRACTS: Final[Mapping[str, Pair]] = {
    "regular_delivery": ("(livraison régulière)", "(regular delivery)"),
    "service": ("(service)", "(service)"),
    "digital_content": ("(contenu numérique)", "(digital content)"),
}  # fmt: skip
REASONS: Final[Mapping[str, Pair]] = {
    "changed_mind": ("change d’avis", "changes her mind"),
    "too_small": ("trouve l’article trop petit", "finds it too small"),
    "too_large": ("trouve l’article trop grand", "finds it too large"),
    "not_as_described": ("signale un article différent de sa description", "reports it is not as described"),
    "defective": ("signale une panne", "reports a defect"),
    "damaged_on_arrival": ("signale un article arrivé abîmé", "reports damage on arrival"),
    "missing_part": ("signale une pièce manquante", "reports a missing part"),
    "wrong_item": ("a reçu un autre article", "received another item"),
    "never_arrived": ("n’a rien reçu", "received nothing"),
    "late": ("attend sa livraison", "still waits for the delivery"),
    "refund_not_received": ("attend son remboursement", "waits for her refund"),
    "recalled": ("rapporte un article rappelé", "brings back what was recalled"),
    "billing": ("conteste la facture", "disputes the invoice"),
    "how_to_use": ("demande de l’aide", "asks for help"),
    "other": ("a un autre motif", "has another reason"),
}
INTENTS: Final[Mapping[str, Pair]] = {
    "cancellation": ("veut annuler", "wants to cancel"), "withdrawal": ("se rétracte", "withdraws"),
    "return": ("veut rendre l’article", "wants to return it"),
    "exchange": ("veut l’échanger", "wants an exchange"),
    "claim": ("réclame", "claims"), "repair": ("demande une réparation", "asks for a repair"),
    "assistance": ("demande de l’aide", "asks for help"),
}  # fmt: skip
REMEDIES: Final[Mapping[str, Pair]] = {
    "refund": ("le remboursement", "the refund"), "repair": ("la réparation", "the repair"),
    "replacement": ("le remplacement", "the replacement"),
    "price_reduction": ("la réduction du prix", "the price reduction"),
    "exchange": ("l’échange", "the exchange"),
    "store_credit": ("un avoir", "a store credit"), "gesture": ("un geste", "a gesture"),
    "returnless_refund": ("le remboursement sans retour", "the refund without return"),
    "assistance": ("de l’aide", "help"), "by_law": ("ce que la loi donne", "what the law gives"),
}  # fmt: skip
DOCUMENTS: Final[Mapping[str, Pair]] = {
    "receipt": ("le ticket", "the receipt"), "serial_number": ("le numéro de série", "the serial number"),
    "video": ("une vidéo", "a video"), "sworn_statement": ("une attestation", "a sworn statement"),
    "original_packaging": ("l’emballage d’origine", "the original packaging"),
    "unopened": ("un article non ouvert", "an unopened item"),
    "police_report": ("un dépôt de plainte", "a police report"),
    "carrier_reserves": ("des réserves au livreur", "reserves made to the carrier"),
    "written_form": ("un formulaire imposé", "a form of the shop"),
    "written_reason": ("un motif écrit", "a written reason"),
}  # fmt: skip
BANNED: Final[Mapping[str, Pair]] = {
    "replacement": ("remplace par du reconditionné", "replaces by a refurbished one"),
    "referral": ("renvoie chez le fabricant", "sends her to the manufacturer"),
}  # fmt: skip
# What a yes says of the thing or of the sale; facts that are no or unknown are not told.
TRAITS: Final[Mapping[str, Pair]] = {
    "unsealed": ("article ouvert", "opened"),
    "hygiene_sealed": ("scellé pour l’hygiène", "sealed for hygiene"),
    "made_to_order": ("fait sur mesure", "made to order"), "perishable": ("périssable", "perishable"),
    "second_hand": ("d’occasion", "second-hand"), "on_sale": ("acheté en solde", "bought on sale"),
    "gift": ("offert en cadeau", "a gift"), "recalled": ("visé par un rappel", "under a recall"),
    "attempt_failed": ("après un premier remède sans succès", "after a first remedy that failed"),
    "remedy_overdue": ("après un remède hors délai", "after a remedy that came too late"),
    "exchange_failed": ("après un échange qui n’a pas abouti", "after an exchange that fell through"),
    "outside_main_activity": ("hors de son activité principale", "outside the main activity"),
}  # fmt: skip
# What a no, or a fact that nobody told, says of a shop that kept silent.
SILENT: Final[Mapping[str, Pair]] = {
    "return_cost_announced": ("sans que le coût du retour soit annoncé", "not told what a return costs"),
    "withdrawal_information_given": ("jamais informée de son droit", "never told of her right"),
}  # fmt: skip
TOLD: Final = frozenset(
    {
        *TRAITS, *SILENT, "country", "channel", "contract",
        "buyer_kind", "intent", "reason", "days_since_delivery",
        "delivered",
        "months_since_delivery", "withdrawal_open", "guarantee_open", "days_since_contract", "contract_on",
        "delivered_on", "asked_on", "defect", "damaged_on_arrival", "missing_part", "wrong_item", "seller",
    }
)  # fmt: skip
MONTHS_AFTER_DAYS: Final = 60
