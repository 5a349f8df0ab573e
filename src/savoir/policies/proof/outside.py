"""What the form of the law leaves out, each with its reason; `docs/explanation/proof.md` tells it."""

from typing import NamedTuple


class Outside(NamedTuple):
    """One thing no fact of a policy tells; `lengthens`: the law may give more than the proof asks for."""

    code: str
    fr: str
    en: str
    lengthens: bool = True


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
    ),
    Outside(
        "imposed_replacement",
        "Un remplacement imposé, qui ouvre une garantie nouvelle.",
        "A replacement that was imposed, which opens a new guarantee.",
    ),
    Outside(
        "digital_elements",
        "Les éléments numériques fournis plus longtemps que la garantie.",
        "Digital elements supplied for longer than the guarantee.",
    ),
    Outside(
        "shorter_guarantee_agreed",
        "Une garantie plus courte convenue pour une occasion : la preuve compte la durée entière.",
        "A shorter guarantee agreed for second-hand goods: the proof counts the whole one.",
        lengthens=False,
    ),
    Outside(
        "late_information",
        "Une information sur la rétractation donnée après l’achat, un jour connu.",
        "Information on the withdrawal given after the purchase, on a known day.",
        lengthens=False,
    ),
    Outside(
        "unsolicited_visit",
        "Une visite non sollicitée : la loi demande si elle l’était, la preuve aussi.",
        "An unsolicited visit: the law asks whether it was one, and so does the proof.",
    ),
    Outside(
        "other_exceptions",
        "Les exceptions de l’article L221-28 que seul le vendeur peut montrer et qu’aucun fait ne dit.",
        "Exceptions of article L221-28 that only the seller can show and no fact tells.",
        lengthens=False,
    ),
    Outside(
        "grave_or_minor_defects",
        "Un défaut grave ou mineur, une remise en état impossible : une personne en juge.",
        "A grave or a minor defect, mending that is impossible: a person judges.",
    ),
    Outside(
        "agreed_delivery",
        "Le jour de livraison convenu et le délai supplémentaire fixé par le client.",
        "The day of delivery agreed on, and the extra time the customer set.",
    ),
    Outside(
        "hidden_defects",
        "Le vice caché, que l’acheteur prouve à une personne.",
        "The hidden defect, which the buyer proves to a person.",
    ),
    Outside(
        "covers_bought",
        "Ce qu’une extension ou une assurance promet : son contrat le dit.",
        "What an extension or an insurance promises: its contract says.",
    ),
    Outside(
        "narrowed_recalls",
        "Un rappel dont l’annonce écarte un remède.",
        "A recall whose notice leaves a remedy out.",
        lengthens=False,
    ),
    Outside(
        "gifts",
        "La demande de qui a reçu un cadeau : elle attend le mot de l’acheteur.",
        "The request of who was given a present: it waits for the buyer’s word.",
        lengthens=False,
    ),
    Outside(
        "amounts",
        "Le montant exact : les frais de livraison rendus, la dépréciation, ce que calcule le comptoir.",
        "The exact amount: delivery costs given back, loss of value, what the counter reckons.",
    ),
    Outside(
        "other_countries",
        "Le droit des pays sans fichier : une personne le lit.",
        "The law of countries without a file: a person reads it.",
    ),
    Outside(
        "far_away_days",
        "Plus de quarante réparations, ou plus de vingt mille jours depuis l’achat.",
        "More than forty repairs, or more than twenty thousand days since the purchase.",
        lengthens=False,
    ),
)
