"""What a decision table may know: the registry of facts, and the frozen facts of one decision.

A fact that is not known is absent: it is never guessed, and a row that tests it does not fire.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from savoir.kernel.values.digests import digest
from savoir.orders.states import Channel, DeliveryMode, Seller

Value = bool | int | str
LONGEST_TEXT = 100
LARGEST_NUMBER = 10**15


class Point(StrEnum):
    """Where a policy decides."""

    ELIGIBILITY = "eligibility"
    REFUND_TRIGGER = "refund_trigger"


# What answers a claim under the law: nobody's worth or history may be read there.
STATUTORY_POINTS = frozenset({Point.ELIGIBILITY})


class FactType(StrEnum):
    """`number` is a whole number in the fact's unit; `choice` has a closed domain; `text` is a code."""

    BOOLEAN = "boolean"
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"


class About(StrEnum):
    """Whom or what a fact describes."""

    SALE = "sale"
    CLAIM = "claim"
    CUSTOMER = "customer"


class Source(StrEnum):
    """Where the fact comes from: the shop, the brand, the customer, the dock, or the law's own answer."""

    EXPORTED = "exported"
    DECLARED = "declared"
    ASKED = "asked"
    INSPECTED = "inspected"
    COMPUTED = "computed"


class WrongFact(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A fact is unknown to the registry, or its value can't be one."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        super().__init__(f"{name} = {value!r}: expected {expected}")
        self.name, self.value, self.expected = name, value, expected


class StatutoryPointReadsCustomer(TypeError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A fact about the customer's worth was registered for a point that answers a statutory claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSpec:
    """One fact: its type, the unit of a number, the domain of a choice, and the points that may read it.

    Raises StatutoryPointReadsCustomer when a fact about the customer names a statutory point.
    """

    name: str
    type: FactType
    label_fr: str
    label_en: str
    source: Source
    about: About = About.SALE
    unit: str = ""
    domain: tuple[str, ...] = ()
    points: frozenset[Point] = frozenset(Point)

    def __post_init__(self) -> None:
        if self.about is About.CUSTOMER and self.points & STATUTORY_POINTS:
            raise StatutoryPointReadsCustomer(self.name)

    @property
    def expected(self) -> str:
        """What a value looks like, in English, for an error."""
        match self.type:
            case FactType.BOOLEAN:
                return "oui or non"
            case FactType.CHOICE:
                return f"one of {', '.join(self.domain)}"
            case FactType.NUMBER:
                return f"a whole number ({self.unit}), 0 or more"
        return f"a code of 1 to {LONGEST_TEXT} characters without commas"

    def admits(self, value: object) -> bool:
        """Whether `value` can be this fact's; True is never the number 1."""
        kind = self.type
        if kind is FactType.BOOLEAN:
            return value is True or value is False
        if kind is FactType.CHOICE:
            return isinstance(value, str) and value in self.domain
        if kind is FactType.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_NUMBER
        return isinstance(value, str) and _is_code(value)


@lru_cache(maxsize=4096)
def _is_code(text: str) -> bool:
    is_tight = text == text.strip() and "," not in text and text.isprintable()
    return is_tight and 0 < len(text) <= LONGEST_TEXT


INTENTS = ("cancellation", "withdrawal", "return", "exchange", "claim", "repair", "assistance")
REASONS = (
    "changed_mind", "too_small", "too_large", "not_as_described", "defective", "damaged_on_arrival",
    "missing_part", "wrong_item", "never_arrived", "late", "refund_not_received", "billing", "how_to_use",
    "other",
)  # fmt: skip
REMEDIES = (
    "refund", "exchange", "replacement", "repair", "store_credit", "price_reduction", "returnless_refund",
    "assistance",
)  # fmt: skip
RETURN_METHODS = ("own_post", "store", "no_return", "contact_us")
_COMMERCIAL = frozenset(Point) - STATUTORY_POINTS


def _choice(name: str, fr: str, en: str, source: Source, domain: tuple[str, ...]) -> FactSpec:
    about = About.CLAIM if source is Source.ASKED else About.SALE
    return FactSpec(
        name=name, type=FactType.CHOICE, label_fr=fr, label_en=en, source=source, domain=domain, about=about
    )


def _text(name: str, fr: str, en: str) -> FactSpec:
    return FactSpec(name=name, type=FactType.TEXT, label_fr=fr, label_en=en, source=Source.EXPORTED)


def _number(name: str, fr: str, en: str, unit: str, source: Source = Source.EXPORTED) -> FactSpec:
    about = About.CLAIM if source is Source.ASKED else About.SALE
    return FactSpec(
        name=name, type=FactType.NUMBER, label_fr=fr, label_en=en, unit=unit, source=source, about=about
    )


def _yes_no(name: str, fr: str, en: str, source: Source = Source.EXPORTED) -> FactSpec:
    about = About.CLAIM if source is Source.ASKED else About.SALE
    return FactSpec(name=name, type=FactType.BOOLEAN, label_fr=fr, label_en=en, source=source, about=about)


def _chosen(name: str, fr: str, en: str, domain: tuple[str, ...]) -> FactSpec:
    return FactSpec(
        name=name, type=FactType.CHOICE, label_fr=fr, label_en=en, source=Source.ASKED, domain=domain,
        about=About.CLAIM, points=frozenset({Point.REFUND_TRIGGER}),
    )  # fmt: skip


def _standing(name: str, fr: str, en: str, unit: str) -> FactSpec:
    return FactSpec(
        name=name, type=FactType.NUMBER, label_fr=fr, label_en=en, unit=unit, source=Source.EXPORTED,
        about=About.CUSTOMER, points=_COMMERCIAL,
    )  # fmt: skip


_EXPORTED, _ASKED, _COMPUTED = Source.EXPORTED, Source.ASKED, Source.COMPUTED
_SPECS: tuple[FactSpec, ...] = (
    _choice("channel", "Canal de vente", "Sales channel", _EXPORTED, tuple(Channel)),
    _text("country", "Pays de livraison", "Country of delivery"),
    _text("currency", "Devise", "Currency"),
    _text("brand", "Enseigne", "Brand"),
    _choice("seller", "Vendeur", "Seller", _EXPORTED, tuple(Seller)),
    _choice("buyer_kind", "Acheteur", "Buyer", _EXPORTED, ("consumer", "professional")),
    _text("marketplace", "Place de marché", "Marketplace"),
    _text("payment_tender", "Moyen de paiement", "Means of payment"),
    _choice("intent", "Demande", "Intent", _ASKED, INTENTS),
    _choice("reason", "Motif du client", "Customer’s reason", _ASKED, REASONS),
    _text("category", "Catégorie", "Category"),
    _text("dangerous_goods", "Matière dangereuse", "Dangerous goods"),
    _number("days_since_delivery", "Jours depuis la livraison", "Days since delivery", "days", _COMPUTED),
    _number("days_since_contract", "Jours depuis l’achat", "Days since purchase", "days", _COMPUTED),
    _number("months_since_delivery", "Mois depuis la livraison", "Months since it came", "months", _COMPUTED),
    _yes_no("withdrawal_open", "Rétractation ouverte", "Withdrawal still open", _COMPUTED),
    _yes_no("guarantee_open", "Garantie légale ouverte", "Statutory guarantee still open", _COMPUTED),
    _number("line_value", "Montant payé", "Amount paid", "minor units"),
    _number("quantity", "Quantité demandée", "Quantity asked for", "pieces", _ASKED),
    _yes_no("is_partial", "Retour partiel", "Part of the order", _ASKED),
    _yes_no("hygiene_sealed", "Scellé pour l’hygiène", "Sealed for hygiene"),
    _yes_no("unsealed", "Descellé", "Seal opened", _ASKED),
    _yes_no("made_to_order", "Fait sur mesure", "Made to order"),
    _yes_no("perishable", "Périssable", "Perishable"),
    _yes_no("second_hand", "Occasion", "Second-hand"),
    _yes_no("serial_tracked", "Suivi par numéro de série", "Tracked by serial number"),
    _yes_no("gift", "Cadeau", "Gift"),
    _yes_no("delivered", "Livré", "Delivered"),
    _choice("delivery_mode", "Mode de livraison", "Way of delivery", _EXPORTED, tuple(DeliveryMode)),
    _yes_no("photo_given", "Photo fournie", "Photo given", _ASKED),
    _yes_no("declared_posted", "Déclaré expédié", "Declared posted", _ASKED),
    _yes_no("defect", "Défaut signalé", "Defect reported", _ASKED),
    _yes_no("damaged_on_arrival", "Arrivé abîmé", "Damaged on arrival", _ASKED),
    _yes_no("missing_part", "Pièce manquante", "Part missing", _ASKED),
    _yes_no("wrong_item", "Mauvais article", "Wrong item", _ASKED),
    _chosen("remedy", "Solution choisie", "Remedy chosen", REMEDIES),
    _chosen("return_method", "Mode de retour", "Way of return", RETURN_METHODS),
    _standing("customer_orders", "Commandes du client", "Customer’s orders", "orders"),
    _standing("customer_refunds", "Remboursements du client", "Customer’s refunds", "refunds"),
    _standing("customer_rejected", "Retours refusés du client", "Customer’s rejected returns", "returns"),
)

FACTS: Mapping[str, FactSpec] = MappingProxyType({spec.name: spec for spec in _SPECS})


@dataclass(frozen=True, slots=True)
class PolicyFacts(Mapping[str, Value]):
    """The known facts of one decision, made by `PolicyFacts.of(...)`: codes and numbers, nothing personal."""

    _known: Mapping[str, Value] = field(default_factory=dict)

    @classmethod
    def of(cls, **facts: Value | None) -> "PolicyFacts":
        """Keep the facts that are known: None and "" are unknown and left out.

        Raises WrongFact for a name the registry lacks, or a value its type does not admit.
        """
        return cls.read(facts)

    @classmethod
    def read(cls, facts: Mapping[str, Value | None]) -> "PolicyFacts":
        """The same from a mapping."""
        known: dict[str, Value] = {}
        for name, value in facts.items():
            if type(value) is bool:
                known[name] = value if name in _YES_NO else _checked(name, value)
            elif type(value) is int and 0 <= value <= LARGEST_NUMBER and name in _NUMBERS:
                known[name] = value
            elif value is not None and value != "":
                known[name] = _checked(name, value)
        return cls(MappingProxyType(known))

    def __getitem__(self, name: str) -> Value:
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __hash__(self) -> int:
        return hash(frozenset(self._known.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PolicyFacts) and dict(self._known) == dict(other._known)

    @property
    def digest(self) -> str:
        """Stable fingerprint of names and values, whatever order they were given in."""
        return digest(self._known)

    @property
    def known(self) -> Mapping[str, Value]:
        """The facts as a read-only mapping; what a case stores."""
        return self._known


_YES_NO = frozenset(spec.name for spec in _SPECS if spec.type is FactType.BOOLEAN)
_NUMBERS = frozenset(spec.name for spec in _SPECS if spec.type is FactType.NUMBER)


@lru_cache(maxsize=8192, typed=True)  # True is not the number 1
def _checked(name: str, value: Value) -> Value:
    spec = FACTS.get(name)
    if spec is None:
        raise WrongFact(name, value, "a fact of the registry")
    if not spec.admits(value):
        raise WrongFact(name, value, spec.expected)
    return str(value) if isinstance(value, StrEnum) else value
