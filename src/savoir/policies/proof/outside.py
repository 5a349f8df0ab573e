"""What the form of the law leaves out, each with its reason; `docs/explanation/proof.md` tells it."""

from typing import NamedTuple


class Outside(NamedTuple):
    """One thing no fact of a policy tells. `facts`: those of the law that stay unknown in the proof.

    `gives_more`: told, they may give the customer more than the proof asks for; else they only take away.
    """

    code: str
    fr: str
    en: str
    facts: tuple[str, ...] = ()
    gives_more: bool = True


OUTSIDE: tuple[Outside, ...] = (
    Outside(
        "several_parcels",
        "Une commande en plusieurs colis : les tables ne connaissent que le jour où la ligne est arrivée.",
        "An order in several parcels: tables only know the day on which the line came.",
    ),
    Outside(
        "days_away",
        "Les jours passés en réparation ou en pourparlers, qui prolongent la garantie.",
        "Days away for repair or in talks, which lengthen the guarantee.",
        facts=("immobilized_days", "repair_requested_on", "handed_over_on"),
    ),
    Outside(
        "imposed_replacement",
        "Un remplacement imposé, qui ouvre une garantie nouvelle.",
        "A replacement that was imposed, which opens a new guarantee.",
        facts=("imposed_replacement_on", "chosen_remedy"),
    ),
    Outside(
        "digital_elements",
        "Les éléments numériques fournis plus longtemps que la garantie.",
        "Digital elements supplied for longer than the guarantee.",
        facts=("digital_supply_until_on",),
    ),
    Outside(
        "shorter_guarantee_agreed",
        "Une garantie plus courte convenue pour une occasion : la preuve compte la durée entière.",
        "A shorter guarantee agreed for second-hand goods: the proof counts the whole one.",
        facts=("used_guarantee_agreed_months",),
        gives_more=False,
    ),
    Outside(
        "late_information",
        "Une information sur la rétractation donnée après l’achat, un jour connu.",
        "Information on the withdrawal given after the purchase, on a known day.",
        facts=("info_given_on",),
    ),
    Outside(
        "unsolicited_visit",
        "Une visite non sollicitée : la loi demande si elle l’était, la preuve aussi.",
        "An unsolicited visit: the law asks whether it was one, and so does the proof.",
        facts=("unsolicited_visit",),
    ),
    Outside(
        "other_exceptions",
        "Les exceptions de l’article L221-28 que seul le vendeur peut montrer et qu’aucun fait ne dit.",
        "Exceptions of article L221-28 that only the seller can show and no fact tells.",
        facts=(
            "audio_video_software",
            "inseparably_mixed",
            "started",
            "paid_content",
            "price_follows_markets",
            "alcohol",
            "delivery_after_thirty_days",
            "speculative_value",
            "urgent_home_repair",
            "visit_requested",
            "strictly_necessary",
            "newspaper",
            "single_issue",
            "public_auction",
            "fully_performed",
            "express_consent",
            "acknowledged_loss",
            "confirmed_durably",
        ),
        gives_more=False,
    ),
    Outside(
        "grave_or_minor_defects",
        "Un défaut grave ou mineur, une remise en état impossible : une personne en juge.",
        "A grave or a minor defect, mending that is impossible: a person judges.",
        facts=(
            "serious",
            "minor",
            "repair_excluded",
            "replacement_excluded",
            "reasons_in_writing",
            "major_inconvenience",
            "removal_cost_left",
            "rest_unreasonable",
        ),
    ),
    Outside(
        "earlier_refusals",
        "Une réclamation déjà refusée pour le même défaut, qui ouvre droit à l’argent.",
        "A claim refused before for the same fault, after which the money is due.",
        facts=("seller_refused",),
    ),
    Outside(
        "agreed_delivery",
        "Le jour de livraison convenu et le délai supplémentaire fixé par le client.",
        "The day of delivery agreed on, and the extra time the customer set.",
        facts=(
            "agreed_delivery_on",
            "date_is_essential",
            "own_carrier",
            "extra_deadline_on",
            "extra_deadline_reasonable",
        ),
    ),
    Outside(
        "hidden_defects",
        "Le vice caché, que l’acheteur prouve à une personne.",
        "The hidden defect, which the buyer proves to a person.",
        facts=("hidden", "prior_to_sale"),
    ),
    Outside(
        "covers_bought",
        "Ce qu’une extension ou une assurance promet : son contrat le dit.",
        "What an extension or an insurance promises: its contract says.",
        facts=(
            "cover_is_insurance",
            "cover_sold_on",
            "cover_first_paid_on",
            "cover_first_on",
            "cover_last_on",
            "cover_perils",
            "cover_used",
            "cover_renounced_on",
            "sale_undone_on",
            "peril",
        ),
    ),
    Outside(
        "narrowed_recalls",
        "Un rappel dont l’annonce écarte un remède.",
        "A recall whose notice leaves a remedy out.",
        facts=(
            "recalled_on",
            "repair_possible",
            "replacement_possible",
            "repair_disproportionate",
            "replacement_disproportionate",
            "refund_disproportionate",
            "recall_remedy_failed",
        ),
        gives_more=False,
    ),
    Outside(
        "gifts",
        "La demande de qui a reçu un cadeau : elle attend le mot de l’acheteur.",
        "The request of who was given a present: it waits for the buyer’s word.",
        facts=("claimant",),
        gives_more=False,
    ),
    Outside(
        "sets",
        "Un lot vendu d’un bloc, dont une partie seulement revient.",
        "A set sold as one, of which a part comes back.",
        facts=("separable", "is_partial"),
        gives_more=False,
    ),
    Outside(
        "way_back",
        "Qui va chercher l’article, ce que la poste ne prend pas, et un retour que le vendeur offre à tous.",
        "Who fetches the thing, what the post does not take, and a return the seller offers to everybody.",
        facts=(
            "seller_pays_return",
            "collection_by_seller",
            "not_postable",
            "return_amount_announced",
            "handed_over_at_home",
        ),
    ),
    Outside(
        "goods_on_their_way_back",
        "Le jour où l’article repart ou arrive : il fixe la date du remboursement, jamais le droit.",
        "The day the thing is posted or comes back: it sets the day of the refund, never the right.",
        facts=("posted_on", "received_back_on"),
    ),
    Outside(
        "other_contracts",
        "Les contrats liés à la vente, et la place de marché dont le vendeur est inconnu.",
        "Contracts tied to the sale, and a marketplace whose seller is unknown.",
        facts=("linked_contracts", "marketplace"),
    ),
    Outside(
        "amounts",
        "Le montant exact : les frais de livraison rendus, la dépréciation, ce que calcule le comptoir.",
        "The exact amount: delivery costs given back, loss of value, what the counter reckons.",
        facts=(
            "delivery_paid",
            "delivery_standard",
            "delivery_of_kept",
            "price_unpaid",
            "early_start_requested",
            "performed_basis_points",
        ),
    ),
    Outside(
        "other_countries",
        "Le droit des pays sans fichier : une personne le lit.",
        "The law of countries without a file: a person reads it.",
        facts=("place", "region"),
    ),
    Outside(
        "far_away_days",
        "Plus de quarante réparations, ou plus de vingt mille jours depuis l’achat.",
        "More than forty repairs, or more than twenty thousand days since the purchase.",
        gives_more=False,
    ),
)
