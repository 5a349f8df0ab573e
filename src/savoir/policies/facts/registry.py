"""The registry: every fact a decision table may read, in the order in which the docs list them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from savoir.orders.states import Channel, ContractKind, DeliveryMode, Seller
from savoir.policies.facts.specs import STATUTORY_POINTS, About, FactSpec, FactType, Point, Source

INTENTS = ("cancellation", "withdrawal", "return", "exchange", "claim", "repair", "assistance")
OF_THE_LAW = frozenset({"withdrawal_open", "guarantee_open"})  # each takes the reading of a whole right
REASONS = (
    "changed_mind", "too_small", "too_large", "not_as_described", "defective", "damaged_on_arrival",
    "missing_part", "wrong_item", "never_arrived", "late", "recalled", "refund_not_received", "billing",
    "how_to_use", "other",
)  # fmt: skip
REMEDIES = (
    "refund", "exchange", "replacement", "repair", "store_credit", "price_reduction", "returnless_refund",
    "assistance",
)  # fmt: skip
RETURN_METHODS = ("own_post", "store", "no_return", "contact_us")
ROLES = ("agent", "senior", "supervisor", "finance", "store", "warehouse", "admin")
CONTRACTS = tuple(ContractKind)
SEVERITIES = ("slight", "annoying", "serious", "grave")
GRADES = ("A", "B", "C", "D")
FINDINGS = (
    "conform", "unused", "used", "defect_proven", "defect_not_found", "damaged", "part_missing", "wrong_item",
)  # fmt: skip
MOST_DAYS, MOST_MONTHS = 20_000, 600

_P = Point
_COMMERCIAL = frozenset(Point) - STATUTORY_POINTS
_ONCE_CHOSEN = frozenset(
    {_P.REFUND_TRIGGER, _P.PROMISES, _P.ROUTING, _P.GESTURE, _P.LEEWAY, _P.RISK_LOOK, _P.DISPOSITION}
)
_ONCE_INSPECTED = frozenset({_P.ROUTING, _P.GESTURE, _P.LEEWAY, _P.RISK_LOOK, _P.DISPOSITION})
_AT_A_DESK = frozenset({_P.GESTURE, _P.LEEWAY})
_EXPORTED, _DECLARED, _ASKED = Source.EXPORTED, Source.DECLARED, Source.ASKED
_INSPECTED, _COMPUTED = Source.INSPECTED, Source.COMPUTED
_ABOUT_BY_SOURCE = {_ASKED: About.CLAIM, _INSPECTED: About.THING}


def _fact(kind: FactType, name: str, fr: str, en: str, source: Source, **more: Any) -> FactSpec:
    about = more.pop("about", _ABOUT_BY_SOURCE.get(source, About.SALE))
    return FactSpec(name=name, type=kind, label_fr=fr, label_en=en, source=source, about=about, **more)


def _choice(name: str, fr: str, en: str, source: Source, domain: tuple[str, ...], **more: Any) -> FactSpec:
    return _fact(FactType.CHOICE, name, fr, en, source, domain=domain, **more)


def _text(name: str, fr: str, en: str, kind: FactType = FactType.TEXT, **more: Any) -> FactSpec:
    return _fact(kind, name, fr, en, _EXPORTED, **more)


def _number(name: str, fr: str, en: str, unit: str, source: Source = _EXPORTED, **more: Any) -> FactSpec:
    bounds = {"days": MOST_DAYS, "months": MOST_MONTHS}
    if unit in bounds:
        more["most"] = bounds[unit]
    return _fact(FactType.NUMBER, name, fr, en, source, unit=unit, **more)


def _day(name: str, fr: str, en: str) -> FactSpec:
    return _fact(FactType.DATE, name, fr, en, _COMPUTED)


def _yes_no(name: str, fr: str, en: str, source: Source = _EXPORTED, **more: Any) -> FactSpec:
    return _fact(FactType.BOOLEAN, name, fr, en, source, **more)


def _standing(name: str, fr: str, en: str, unit: str) -> FactSpec:
    return _number(name, fr, en, unit, _COMPUTED, about=About.CUSTOMER, points=_COMMERCIAL)


_SALE: tuple[FactSpec, ...] = (
    _choice("channel", "Canal de vente", "Sales channel", _EXPORTED, tuple(Channel)),
    _text("country", "Pays de livraison", "Country of delivery"),
    _text("currency", "Devise", "Currency"),
    _text("brand", "Enseigne", "Brand"),
    _choice("seller", "Vendeur", "Seller", _EXPORTED, tuple(Seller)),
    _choice("buyer_kind", "Acheteur", "Buyer", _EXPORTED, ("consumer", "professional")),
    _number("employees", "Salariés de l’acheteur", "Employees of the buyer", "people"),
    _yes_no("outside_main_activity", "Hors de son activité principale", "Outside his main activity"),
    _text("marketplace", "Place de marché", "Marketplace"),
    _text("payment_tender", "Moyen de paiement", "Means of payment"),
    _choice("contract", "Nature du contrat", "Kind of contract", _EXPORTED, CONTRACTS),
    _day("contract_on", "Jour de l’achat", "Day of purchase"),
    _day("delivered_on", "Jour de la livraison", "Day of delivery"),
    _day("asked_on", "Jour de la demande", "Day of the request"),
    _text("category", "Catégorie", "Category", FactType.TREE),
    _text("supplier", "Fournisseur", "Supplier"),
    _text("dangerous_goods", "Matière dangereuse", "Dangerous goods"),
    _number("days_since_delivery", "Jours depuis la livraison", "Days since delivery", "days", _COMPUTED),
    _number("days_since_contract", "Jours depuis l’achat", "Days since purchase", "days", _COMPUTED),
    _number("months_since_delivery", "Mois depuis la livraison", "Months since it came", "months", _COMPUTED),
    _yes_no("withdrawal_open", "Rétractation ouverte", "Withdrawal still open", _COMPUTED),
    _yes_no("guarantee_open", "Garantie légale ouverte", "Statutory guarantee still open", _COMPUTED),
    _number("line_value", "Montant payé", "Amount paid", "minor units"),
    _yes_no("on_sale", "Vendu en solde ou en promotion", "Sold at a reduced price", _COMPUTED),
    _number("weight_grams", "Poids", "Weight", "grams"),
    _yes_no("hygiene_sealed", "Scellé pour l’hygiène", "Sealed for hygiene"),
    _yes_no("made_to_order", "Fait sur mesure", "Made to order"),
    _yes_no("perishable", "Périssable", "Perishable"),
    _yes_no("second_hand", "Occasion", "Second-hand"),
    _yes_no("serial_tracked", "Suivi par numéro de série", "Tracked by serial number"),
    _number("warranty_months", "Garantie commerciale", "Commercial warranty", "months"),
    _yes_no("gift", "Cadeau", "Gift"),
    _yes_no("delivered", "Livré", "Delivered"),
    _choice("delivery_mode", "Mode de livraison", "Way of delivery", _EXPORTED, tuple(DeliveryMode)),
    _yes_no("withdrawal_information_given", "Informé du droit de rétractation",
            "Told of the right of withdrawal", _DECLARED),
    _yes_no("return_cost_announced", "Coût du retour annoncé", "Cost of the return announced", _DECLARED),
)  # fmt: skip
_CLAIM: tuple[FactSpec, ...] = (
    _choice("intent", "Demande", "Intent", _ASKED, INTENTS),
    _choice("reason", "Motif du client", "Customer’s reason", _ASKED, REASONS),
    _number("quantity", "Quantité demandée", "Quantity asked for", "pieces", _ASKED),
    _yes_no("is_partial", "Retour partiel", "Part of the order", _ASKED),
    _yes_no("unsealed", "Descellé", "Seal opened", _ASKED),
    _yes_no("photo_given", "Photo fournie", "Photo given", _ASKED),
    _yes_no("declared_posted", "Déclaré expédié", "Declared posted", _ASKED),
    _yes_no("defect", "Défaut signalé", "Defect reported", _ASKED),
    _yes_no("damaged_on_arrival", "Arrivé abîmé", "Damaged on arrival", _ASKED),
    _yes_no("missing_part", "Pièce manquante", "Part missing", _ASKED),
    _yes_no("wrong_item", "Mauvais article", "Wrong item", _ASKED),
    _number("days_since_defect", "Jours depuis l’apparition du défaut", "Days since the defect showed",
            "days", _ASKED),
    _yes_no("same_defect", "Même défaut que celui réparé", "Same defect as the one mended", _ASKED),
    _number("days_since_hand_back", "Jours depuis la remise après réparation",
            "Days since it came back from repair", "days", _COMPUTED, about=About.CLAIM),
    _number("repairs_done", "Réparations déjà faites", "Repairs already done", "repairs", _COMPUTED,
            about=About.CLAIM),
    _yes_no("attempt_failed", "Premier remède sans succès", "First remedy without success", _COMPUTED,
            about=About.CLAIM),
    _yes_no("remedy_overdue", "Remède hors délai", "Remedy overdue", _COMPUTED, about=About.CLAIM),
    _yes_no("exchange_failed", "Échange non abouti", "Exchange that fell through", _COMPUTED,
            about=About.CLAIM),
    _number("days_since_wish", "Jours depuis la demande d’échange", "Days since the exchange was asked for",
            "days", _COMPUTED, about=About.CLAIM),
    _yes_no("recalled", "Visé par un rappel", "Under a recall"),
    _yes_no("cover_bought", "Extension ou assurance achetée", "Extension or insurance bought"),
    _choice("remedy", "Solution choisie", "Remedy chosen", _ASKED, REMEDIES, points=_ONCE_CHOSEN),
    _choice("return_method", "Mode de retour", "Way of return", _ASKED, RETURN_METHODS, points=_ONCE_CHOSEN),
)  # fmt: skip
_THING: tuple[FactSpec, ...] = (
    _choice("finding", "Constat du contrôle", "Finding", _INSPECTED, FINDINGS, points=_ONCE_INSPECTED),
    _choice("grade", "État constaté", "Grade", _INSPECTED, GRADES, points=_ONCE_INSPECTED),
    _yes_no("serial_matches", "Numéro de série conforme", "Serial number matches", _INSPECTED,
            points=_ONCE_INSPECTED),
    _yes_no("defect_proven", "Défaut constaté", "Defect proven", _INSPECTED, points=_ONCE_INSPECTED),
)  # fmt: skip
_DEED: tuple[FactSpec, ...] = (
    _choice("severity", "Gravité", "Severity", _ASKED, SEVERITIES, points=_AT_A_DESK),
    _choice("role", "Rôle de qui accorde", "Role of who grants", _COMPUTED, ROLES, about=About.DEED,
            points=_AT_A_DESK),
    _number("amount", "Montant à accorder", "Amount to grant", "minor units", _ASKED, about=About.DEED,
            points=_AT_A_DESK),
    _yes_no("beyond_law", "Au-delà de ce que la loi impose", "Beyond what the law asks", _COMPUTED,
            about=About.DEED, points=_AT_A_DESK),
)  # fmt: skip
_CUSTOMER: tuple[FactSpec, ...] = (
    _standing("customer_orders", "Commandes du client", "Customer’s orders", "orders"),
    _standing("customer_cases", "Dossiers du client", "Customer’s cases", "cases"),
    _standing("customer_refunds", "Remboursements du client", "Customer’s refunds", "refunds"),
    _standing("customer_refunded", "Montant déjà remboursé", "Amount refunded so far", "minor units"),
    _standing("customer_rejected", "Retours refusés du client", "Customer’s rejected returns", "returns"),
    _standing("customer_value", "Achats du client sur douze mois", "Customer’s purchases in twelve months",
              "minor units"),
)  # fmt: skip

FACTS: Mapping[str, FactSpec] = MappingProxyType(
    {spec.name: spec for spec in (*_SALE, *_CLAIM, *_THING, *_DEED, *_CUSTOMER)}
)
