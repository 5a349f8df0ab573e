"""Customers one can be: an order number and an address each, for the welcome text and the tutorial."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from savoir.cases.states import Intent, Reason, Remedy
from savoir.commands.demo.catalog import BY_SKU
from savoir.commands.demo.people import buyer, hand
from savoir.commands.demo.sales import Sale, Sold
from savoir.commands.demo.script import Scene, awake
from savoir.commands.demo.situations import Situation


@dataclass(frozen=True, slots=True)
class Example:
    """One customer to be. `days`: delivered so long ago; `opened`: his case so many days ago, or none."""

    number: str
    name: str
    skus: tuple[str, ...]
    days: float
    what: str
    opened: float | None = None
    channel: str = "web"
    is_broken: bool = False


EXAMPLES = (
    Example("AL-24018", "Claire Martin", ("AL-3001", "AL-3017"), 9,
            "une robe à rendre, livrée il y a 9 jours"),
    Example("LE-24027", "Camille Roy", ("LE-2002",), 213, "un aspirateur en panne au bout de 7 mois"),
    Example("ML-24031", "Thomas Petit", ("ML-1003", "ML-1005"), 6, "un retour ouvert, colis à poster", 1.5),
    Example("ML-24044", "Nadia Haddad", ("ML-1009", "ML-1021", "ML-1008"), 4,
            "un mug gravé (exclu), un voilage, un mug arrivé fêlé"),
    Example("LE-24063", "Élodie Faure", ("LE-2001",), 213,
            "un aspirateur sans fil en panne, dossier ouvert", 0.1, is_broken=True),
    Example("AL-24052", "Julien Garnier", ("AL-3010",), 12, "des baskets achetées en magasin", None, "store"),
)  # fmt: skip
_OPEN_RETURN = Situation(
    "example", 1, (1, 2), (2, 5), Intent.RETURN, Reason.CHANGED_MIND, ("ML-1003",), Remedy.REFUND, (), ("",)
)
_BROKEN = Situation(
    "example",
    1,
    (0, 1),
    (213, 214),
    Intent.CLAIM,
    Reason.DEFECTIVE,
    ("LE-2001",),
    Remedy.REPLACEMENT,
    (),
    ("",),
)
SHOWN = "LE-24063"  # whose case the story shows to whoever has none of his own yet
_NO_STEPS = 5


def example_sales(*, now: datetime) -> tuple[Sale, ...]:
    """One sale for each example."""
    return tuple(_sale(place, example, now) for place, example in enumerate(EXAMPLES))


def example_scenes(sales: tuple[Sale, ...], *, now: datetime) -> tuple[Scene, ...]:
    """The cases that examples have open already."""
    return tuple(
        Scene(sale, _situation(example), awake(now - timedelta(days=example.opened), latest=now),
              _words(example), _NO_STEPS)
        for sale, example in zip(sales, EXAMPLES, strict=True)
        if example.opened is not None
    )  # fmt: skip


def _situation(example: Example) -> Situation:
    return _BROKEN if example.is_broken else _OPEN_RETURN


def _words(example: Example) -> str:
    return "Il ne charge plus." if example.is_broken else "La couleur ne va pas avec le canapé."


def _sale(place: int, example: Example, now: datetime) -> Sale:
    draw = hand(place)
    delivered_at = awake(now - timedelta(days=example.days), latest=now)
    is_store = example.channel == "store"
    things = tuple(Sold(BY_SKU[sku]) for sku in example.skus)
    return Sale(
        number=example.number, brand=things[0].thing.brand, lines=things, channel=example.channel,
        buyer=buyer(draw, 900 + place, example.name), delivered_at=delivered_at,
        contract_at=delivered_at if is_store else delivered_at - timedelta(days=3),
        store="lille" if is_store else "", last4=f"{4821 + place}",
    )  # fmt: skip


def email_of(example: Example) -> str:
    """The address the portal asks for."""
    return buyer(hand(0), 1, example.name).email
