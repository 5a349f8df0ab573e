"""Names of the questions that a solver left open, in two languages: a person answers for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from savoir.law.values import Basis, Component
from savoir.policies.facts import Point
from savoir.policies.proof.wording import NAMES_OF_POINTS
from savoir.policies.tables import POINTS, RowHit

_BASES: Final[Mapping[Basis, tuple[str, str]]] = {
    Basis.WITHDRAWAL: ("rétractation", "withdrawal"),
    Basis.CONFORMITY: ("garantie légale", "statutory guarantee"),
    Basis.DELIVERY: ("livraison", "delivery"),
    Basis.RECALL: ("rappel de sécurité", "safety recall"),
}
_PARTS: Final[Mapping[Component, tuple[str, str]]] = {
    Component.REMEDIES: ("les solutions offertes", "the remedies offered"),
    Component.CHOICE: ("qui choisit", "who chooses"),
    Component.LAST_DAY: ("le dernier jour", "the last day"),
    Component.PAYER: ("qui paie le retour", "who pays the return"),
    Component.REFUND: ("la somme rendue", "the sum refunded"),
    Component.REFUND_DATE: ("la date du remboursement", "the date of the refund"),
    Component.MEANS: ("le moyen du remboursement", "the means of the refund"),
    Component.DEMANDS: ("ce qui est exigé du client", "what is demanded of the customer"),
    Component.PERSON: ("la réponse d’une personne", "the answer of a person"),
}


@dataclass(frozen=True, slots=True)
class StillOpen:
    """One question without an answer in time."""

    fr: str
    en: str


ENDED: Final = StillOpen(
    "le solveur s’est arrêté avant d’avoir répondu", "the solver ended before it had answered"
)
NO_APPROVER: Final = StillOpen(
    "marges : quelqu’un peut-il toujours accorder\u202f?", "leeway: can somebody always grant it?"
)


def part_of(basis: Basis, component: Component) -> StillOpen:
    """Whether an offer on a basis lies below the law in one part."""
    (fr, en), (part_fr, part_en) = _BASES[basis], _PARTS[component]
    return StillOpen(f"{fr} : {part_fr}, jamais sous la loi\u202f?", f"{en}: {part_en}, never below the law?")


def date_of(basis: Basis, point: Point, output: str) -> StillOpen:
    """Whether an answer on a basis passes the law's date."""
    (fr, en), spec = _BASES[basis], POINTS[point].outputs.get(output)
    name_fr, name_en = (spec.label_fr.lower(), spec.label_en.lower()) if spec else (output, output)
    return StillOpen(
        f"{fr} : {name_fr}, jamais après la date de la loi\u202f?",
        f"{en}: {name_en}, never past the legal date?",
    )


def silence_of(point: Point) -> StillOpen:
    """Whether a point leaves facts unanswered."""
    fr, en = NAMES_OF_POINTS[point]
    return StillOpen(
        f"« {fr} » : toute demande a-t-elle une ligne\u202f?", f"“{en}”: has every request a row?"
    )


def odds_of(table: str) -> StillOpen:
    """Whether rows of a table are at odds."""
    return StillOpen(
        f"table {table} : des lignes se contredisent-elles\u202f?",
        f"table {table}: do rows contradict each other?",
    )


def rows_of(table: str) -> StillOpen:
    """Whether each row of a table is reached."""
    return StillOpen(
        f"table {table} : chaque ligne sert-elle\u202f?", f"table {table}: is every row reached by anybody?"
    )


def row_of(hit: RowHit) -> StillOpen:
    """Whether one row is reached."""
    return StillOpen(
        f"table {hit.table}, ligne {hit.number} : sert-elle\u202f?",
        f"table {hit.table}, row {hit.number}: reached by anybody?",
    )
