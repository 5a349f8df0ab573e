"""What may have happened, in the customer's words, and what it means in ours."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.cases.states import Intent, Reason
from savoir.cases.values import LineRights


@dataclass(frozen=True, slots=True)
class Cause:
    """One plain answer to « Que se passe-t-il ? »."""

    code: str
    intent: Intent
    reason: Reason
    title: str | Promise
    hint: str | Promise
    icon: str

    @property
    def is_change_of_mind(self) -> bool:
        """True when the thing is fine and the customer does not want it."""
        return self.intent in (Intent.WITHDRAWAL, Intent.RETURN)


_ALL: Final = (
    Cause(
        "panne",
        Intent.CLAIM,
        Reason.DEFECTIVE,
        _("Il est en panne"),
        _("Ne marche plus, s’arrête, fait du bruit"),
        "tool",
    ),
    Cause(
        "abime",
        Intent.CLAIM,
        Reason.DAMAGED_ON_ARRIVAL,
        _("Il est arrivé abîmé"),
        _("Cassé, rayé, taché"),
        "alert-triangle",
    ),
    Cause(
        "manque",
        Intent.CLAIM,
        Reason.MISSING_PART,
        _("Il manque quelque chose"),
        _("Une pièce, un accessoire, la notice"),
        "package",
    ),
    Cause(
        "erreur",
        Intent.CLAIM,
        Reason.WRONG_ITEM,
        _("Ce n’est pas le bon article"),
        _("Taille, couleur ou modèle différent de la commande"),
        "tag",
    ),
    Cause(
        "different",
        Intent.CLAIM,
        Reason.NOT_AS_DESCRIBED,
        _("Il ne correspond pas à l’annonce"),
        _("Photo, matière ou fonction différente"),
        "eye",
    ),
    Cause("petit", Intent.RETURN, Reason.TOO_SMALL, _("Trop petit"), _("Échange ou retour"), "minus"),
    Cause("grand", Intent.RETURN, Reason.TOO_LARGE, _("Trop grand"), _("Échange ou retour"), "plus"),
    Cause(
        "avis",
        Intent.WITHDRAWAL,
        Reason.CHANGED_MIND,
        _("J’ai changé d’avis"),
        _("Sans raison à donner"),
        "arrow-back-up",
    ),
    Cause(
        "absent",
        Intent.CLAIM,
        Reason.NEVER_ARRIVED,
        _("Je n’ai rien reçu"),
        _("Le colis n’est pas arrivé"),
        "truck-delivery",
    ),
    Cause(
        "retard",
        Intent.CLAIM,
        Reason.LATE,
        _("La livraison est en retard"),
        _("La date annoncée est passée"),
        "clock",
    ),
    Cause(
        "rappel",
        Intent.CLAIM,
        Reason.RECALLED,
        _("Je réponds au rappel de sécurité"),
        _("Arrêtez de vous en servir : la reprise est gratuite"),
        "alert-circle",
    ),
    Cause(
        "annuler",
        Intent.CANCELLATION,
        Reason.CHANGED_MIND,
        _("Je veux annuler ma commande"),
        _("Avant de la recevoir"),
        "x",
    ),
    Cause(
        "autre",
        Intent.ASSISTANCE,
        Reason.OTHER,
        _("Autre chose"),
        _("Racontez-nous : une personne vous répond"),
        "message",
    ),
)
CAUSES: Final = {cause.code: cause for cause in _ALL}
_BEFORE_DELIVERY: Final = ("rappel", "absent", "retard", "annuler", "autre")
_AFTER_DELIVERY: Final = (
    "rappel",
    "panne",
    "abime",
    "manque",
    "erreur",
    "different",
    "petit",
    "grand",
    "avis",
    "absent",
    "autre",
)
_OF_SIZE: Final = frozenset({"petit", "grand"})


def causes_of(lines: tuple[LineRights, ...]) -> tuple[Cause, ...]:
    """The answers that make sense for these lines together: sizes only for things that come in variants, a
    recall only for things that it names.
    """
    is_here = all(line.received_on is not None for line in lines)
    codes = _AFTER_DELIVERY if is_here else _BEFORE_DELIVERY
    has_variants = all(bool(line.sale.variant) for line in lines)
    out = frozenset() if has_variants else _OF_SIZE
    if not all(line.recall for line in lines):
        out |= {"rappel"}
    return tuple(CAUSES[code] for code in codes if code not in out)
