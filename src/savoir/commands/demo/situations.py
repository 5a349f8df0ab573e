"""What happens to customers of the demo: a few dozen situations that make four hundred cases."""

from dataclasses import dataclass, field

from savoir.cases.states import Intent, Reason, Remedy
from savoir.commands.demo.catalog import ATELIER, ELECTRO, MAISON, THINGS


@dataclass(frozen=True, slots=True)
class Step:
    """A deed some days after the one before; `before_end` counts hours back from the present instead."""

    deed: str
    low: float
    high: float
    before_end: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """`count` cases alike, opened `ages` days ago, on things delivered `after` days before."""

    code: str
    count: int
    ages: tuple[float, float]
    after: tuple[int, int]
    intent: Intent
    reason: Reason
    skus: tuple[str, ...]
    wanted: Remedy | None
    steps: tuple[Step, ...]
    words: tuple[str, ...]
    photos: int = 0
    answers: dict[str, bool] = field(default_factory=dict)
    channel: str = "web"
    is_banked: bool = True
    is_delivered: bool = True
    refused_before: int = 0  # returns of this customer that the dock refused in years we do not play


def _skus(brand: str, *, without: str = "", most: int = 1_000_000) -> tuple[str, ...]:
    barred = {"made_to_order", "perishable", "hygiene_sealed", "lithium_battery", "second_hand"} | {without}
    fitting = (t for t in THINGS if t.brand == brand and t.price < most)
    return tuple(t.sku for t in fitting if not barred & set(t.flags))


def _then(deed: str, low: float, high: float) -> Step:
    return Step(deed, low, high)


def _lately(deed: str, low: float, high: float) -> Step:
    return Step(deed, low, high, before_end=True)


HOME, POWER, WEAR = _skus(MAISON, most=30_000), _skus(ELECTRO, most=60_000), _skus(ATELIER)
EVERYWHERE = (*HOME, *POWER, *WEAR)
POST, RECEIVE, INSPECT = _then("post", 1, 3), _then("receive", 2, 4), _then("inspect", 0.02, 1)
BACK = (POST, RECEIVE, INSPECT)
MENDED = (POST, RECEIVE, _then("inspect_defect", 0.02, 1), _then("send", 0.1, 2))
_MIND = (
    "La couleur ne va pas avec le salon.", "Je l’imaginais plus grand.", "J’ai changé d’avis.",
    "C’était un cadeau, elle l’a déjà.", "Le tissu est plus épais que sur la photo.", "",
)  # fmt: skip
_SMALL = ("Trop serré aux épaules.", "Je prends d’habitude du 40, celui-ci taille petit.", "Trop court.", "")
_LARGE = ("Deux tailles de trop.", "Il flotte, je voudrais la taille en dessous.", "")
_DEAD = (
    "Il ne s’allume plus depuis samedi.", "Il s’arrête au bout de deux minutes et sent le chaud.",
    "Le moteur fait un bruit de crécelle.", "Il disjoncte dès qu’on le branche.",
)  # fmt: skip
_BROKEN = ("Arrivé fêlé, le carton était enfoncé.", "Un éclat sur le bord, visible sur la photo.",
           "Cassé en deux à l’ouverture.")  # fmt: skip
_LOST = ("Le transporteur dit livré, je n’ai rien reçu.", "Le suivi n’a pas bougé depuis huit jours.")
_LATE = ("Je n’ai pas pu m’en occuper avant, j’étais hospitalisée.", "Est-ce encore possible ?",
         "Jamais sorti de sa boîte, promis.")  # fmt: skip
_SEAL = ("Le film était déjà ouvert quand je l’ai reçu.", "Je l’ai ouvert pour sentir, il ne me plaît pas.")
_NAME = ("Le prénom est mal gravé : « Lou » est devenu « Luo ».", "Je n’en ai plus l’usage.")
_FIRE = ("La batterie gonfle, j’ai peur qu’elle prenne feu.", "Il chauffe très fort pendant la charge.")
_HELP = ("Comment fait-on le détartrage ?", "Je ne trouve pas le bouton d’appairage.")
_OTHER = ("Il manque peut-être un sachet de vis, je ne suis pas sûr.", "La facture est au mauvais nom.")
_I, _R, _M = Intent, Reason, Remedy

SITUATIONS: tuple[Situation, ...] = (
    Situation("returned_closed", 52, (24, 88), (2, 9), _I.RETURN, _R.CHANGED_MIND, EVERYWHERE,
              _M.REFUND, BACK, _MIND),
    Situation("too_small_closed", 22, (24, 80), (2, 8), _I.RETURN, _R.TOO_SMALL, WEAR, _M.REFUND, BACK,
              _SMALL),
    Situation("returned_lately", 24, (9, 13), (2, 6), _I.RETURN, _R.CHANGED_MIND, EVERYWHERE, _M.REFUND,
              BACK, _MIND),
    Situation("to_be_posted", 28, (0.2, 8), (2, 5), _I.RETURN, _R.CHANGED_MIND, EVERYWHERE, _M.REFUND,
              (), _MIND),
    Situation("on_its_way", 22, (2.5, 7), (2, 6), _I.RETURN, _R.TOO_LARGE, WEAR, _M.REFUND,
              (_lately("post", 20, 44),), _LARGE),
    Situation("arrived_today", 12, (4, 8), (2, 6), _I.RETURN, _R.CHANGED_MIND, EVERYWHERE, _M.REFUND,
              (_then("post", 0.5, 1.5), _lately("receive", 0.2, 5)), _MIND),
    Situation("inspected_today", 10, (4, 8), (2, 6), _I.RETURN, _R.CHANGED_MIND, HOME, _M.REFUND,
              (_then("post", 0.5, 1.5), _lately("receive", 4, 6), _lately("inspect", 0.2, 3)), _MIND),
    Situation("looked_at", 3, (4, 8), (2, 6), _I.RETURN, _R.CHANGED_MIND, HOME, _M.REFUND,
              (_then("post", 0.5, 1.5), _lately("receive", 4, 6), _lately("look", 0.2, 3)), _MIND),
    Situation("worn", 4, (5, 8), (2, 6), _I.RETURN, _R.CHANGED_MIND, WEAR, _M.REFUND, (_then("post",
              0.5, 1), _then("receive", 1, 2), _then("inspect_worn", 0.02, 0.5)), _MIND),
    Situation("swapped", 14, (24, 70), (2, 10), _I.EXCHANGE, _R.TOO_SMALL, WEAR, _M.EXCHANGE, (*BACK,
              _then("send", 1, 2)), _SMALL),
    Situation("to_swap", 7, (3, 7), (2, 8), _I.EXCHANGE, _R.TOO_LARGE, WEAR, _M.EXCHANGE, (_then("post",
              0.5, 1.5),), _LARGE),
    Situation("replaced_closed", 24, (26, 86), (60, 400), _I.CLAIM, _R.DEFECTIVE, POWER, _M.REPLACEMENT,
              (*MENDED, _then("be_kind", 0.1, 1)), _DEAD),
    Situation("to_repair", 9, (2, 9), (60, 600), _I.REPAIR, _R.DEFECTIVE, POWER, _M.REPAIR,
              (_then("post", 0.5, 2), _then("receive", 1, 2)), _DEAD),
    Situation("to_replace", 8, (1, 8), (40, 500), _I.CLAIM, _R.DEFECTIVE, POWER, _M.REPLACEMENT,
              (_then("post", 1, 2), _lately("ask_kindness", 1, 9)), _DEAD),
    Situation("small_damage", 22, (9, 85), (1, 3), _I.CLAIM, _R.DAMAGED_ON_ARRIVAL, ("ML-1008",),
              _M.RETURNLESS_REFUND, (), _BROKEN, photos=1),
    Situation("damage_granted", 12, (12, 80), (1, 4), _I.CLAIM, _R.DAMAGED_ON_ARRIVAL, HOME,
              _M.REPLACEMENT, MENDED, _BROKEN, photos=2),
    Situation("damage_to_decide", 6, (0.1, 3.5), (1, 4), _I.CLAIM, _R.DAMAGED_ON_ARRIVAL, HOME,
              _M.REPLACEMENT, (), _BROKEN),
    Situation("never_arrived_granted", 10, (20, 75), (5, 9), _I.CLAIM, _R.NEVER_ARRIVED, EVERYWHERE,
              _M.REFUND, (_then("grant", 0.5, 2),), _LOST, is_delivered=False),
    Situation("never_arrived", 4, (0.1, 3), (5, 9), _I.CLAIM, _R.NEVER_ARRIVED, EVERYWHERE, _M.REFUND,
              (), _LOST, is_delivered=False),
    Situation("set_aside", 2, (0.4, 0.9), (5, 9), _I.CLAIM, _R.NEVER_ARRIVED, EVERYWHERE, _M.REFUND,
              (_lately("set_aside", 0.2, 2),), _LOST, is_delivered=False),
    Situation("canceled", 6, (10, 60), (1, 2), _I.CANCELLATION, _R.CHANGED_MIND, EVERYWHERE, _M.REFUND,
              (), _MIND, is_delivered=False),
    Situation("too_late_refused", 20, (9, 80), (45, 90), _I.RETURN, _R.CHANGED_MIND, HOME, _M.REFUND,
              (_then("refuse_late", 0.5, 2),), _LATE),
    Situation("too_late_granted", 8, (25, 80), (32, 44), _I.RETURN, _R.CHANGED_MIND, HOME, _M.REFUND,
              (_then("grant", 0.5, 2), *BACK), _LATE),
    Situation("too_late_late", 5, (3, 5), (33, 60), _I.RETURN, _R.CHANGED_MIND, POWER, _M.REFUND, (),
              _LATE),
    Situation("too_late_today", 6, (1.2, 1.9), (33, 60), _I.RETURN, _R.CHANGED_MIND, POWER, _M.REFUND,
              (), _LATE),
    Situation("sent_up", 2, (0.4, 0.9), (45, 60), _I.RETURN, _R.CHANGED_MIND, HOME, _M.REFUND,
              (_lately("send_up", 0.2, 2),), _LATE),
    Situation("too_late_week", 4, (0.1, 3.5), (33, 60), _I.RETURN, _R.CHANGED_MIND, HOME, _M.REFUND, (),
              _LATE),
    Situation("unsealed_refused", 6, (2, 50), (2, 10), _I.RETURN, _R.CHANGED_MIND, ("AL-3016",
              "AL-3017", "LE-2008"), _M.REFUND, (_then("refuse_seal", 0.4, 1.5),), _SEAL, answers={"unsealed":
              True}),
    Situation("unsealed", 4, (0.1, 1.5), (2, 10), _I.RETURN, _R.CHANGED_MIND, ("AL-3016", "AL-3017"),
              _M.REFUND, (), _SEAL, answers={"unsealed": True}),
    Situation("engraved", 3, (0.2, 3), (2, 10), _I.RETURN, _R.CHANGED_MIND, ("ML-1009", "ML-1022"),
              _M.REFUND, (), _NAME),
    Situation("battery", 4, (0.2, 1.6), (40, 500), _I.CLAIM, _R.DEFECTIVE, ("LE-2012", "LE-2013",
              "LE-2014", "LE-2020"), _M.REPLACEMENT, (), _FIRE, photos=1),
    Situation("asked", 8, (1.5, 6), (1, 4), _I.CLAIM, _R.DAMAGED_ON_ARRIVAL, HOME, _M.REPLACEMENT,
              (_then("ask", 0.2, 1),), _BROKEN),
    Situation("answered", 5, (2, 4), (1, 4), _I.CLAIM, _R.DAMAGED_ON_ARRIVAL, HOME, _M.REPLACEMENT,
              (_then("ask", 0.2, 1), _lately("reply", 0.5, 8)), _BROKEN),
    Situation("help", 6, (0.1, 1.6), (3, 60), _I.ASSISTANCE, _R.HOW_TO_USE, POWER, None, (), _HELP),
    Situation("billing", 4, (0.1, 3), (3, 20), _I.CLAIM, _R.BILLING, HOME, None, (), _OTHER),
    Situation("refund_refused", 3, (5, 8), (2, 5), _I.RETURN, _R.CHANGED_MIND, HOME, _M.REFUND, (POST,),
              _MIND, is_banked=False),
    Situation("refund_overdue", 3, (17, 21), (2, 5), _I.RETURN, _R.CHANGED_MIND, HOME, _M.REFUND, (POST,),
              _MIND, is_banked=False),
    Situation("refund_due_soon", 5, (9, 13), (2, 5), _I.RETURN, _R.CHANGED_MIND, HOME, _M.REFUND, (POST,),
              _MIND, is_banked=False),
    Situation("came_back", 2, (20, 26), (2, 5), _I.RETURN, _R.CHANGED_MIND, HOME, _M.REFUND, (*BACK,
              _lately("reopen", 3, 30)), _MIND),
    Situation("to_look_at", 1, (0.2, 0.9), (2, 5), _I.RETURN, _R.CHANGED_MIND, WEAR, _M.REFUND, (), _MIND,
              refused_before=4),
)  # fmt: skip
