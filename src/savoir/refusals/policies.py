"""Refusals of the rules of a brand, from the draft to its end: title, reason, way out."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = tuple[Promise, Promise, Promise]
RELOAD: Final = _("Rechargez la page pour voir où en sont les choses, puis recommencez si besoin.")

POLICIES: Final[dict[str, Words]] = {
    "VersionNotDraft": (
        _("Cette version n’est plus un brouillon"),
        _("Elle a été relue ou publiée. Publiée, elle ne se modifie plus : elle vaut pour ses ventes."),
        _("Créez un nouveau brouillon à partir d’elle."),
    ),
    "VersionMoved": (
        _("Cette version a changé entre-temps"),
        _("Quelqu’un d’autre vient de la modifier. Rien n’a été écrit."),
        _("Rechargez la page, relisez ce qui a changé, puis recommencez."),
    ),
    "VersionUnreviewed": (
        _("Personne d’autre n’a relu cette version"),
        _("Une version est publiée après la relecture d’une seconde personne."),
        _("Demandez la relecture."),
    ),
    "ReviewNotAsked": (
        _("Aucune relecture n’est demandée"),
        _("La demande a expiré, ou la version a changé depuis."),
        _("Son auteur peut demander la relecture à nouveau."),
    ),
    "OwnVersion": (
        _("Vous avez écrit cette version"),
        _("Une autre personne la relit et en répond."),
        _("Demandez à une ou un collègue."),
    ),
    "ProofMissing": (
        _("Cette version n’est pas encore prouvée"),
        _("Rien n’est publié sans la preuve que personne n’y perd un droit."),
        _("Lancez la vérification, puis publiez."),
    ),
    "VersionBelowTheLaw": (
        _("La vérification interdit de publier cette version"),
        _("Quelqu’un passerait sous la loi, des lignes se contredisent, ou un exemple ne tient plus."),
        _("Lisez ce qui a été trouvé et corrigez la ligne."),
    ),
    "ProofOpen": (
        _("La vérification n’a pas tout tranché"),
        _("Ce qui reste ouvert attend la réponse d’une personne qui n’a pas écrit cette version."),
        _("Demandez-lui de lire ce qui reste ouvert et d’en répondre."),
    ),
    "NothingOpen": (
        _("La vérification n’a rien laissé ouvert"),
        _("Il n’y a rien dont une personne doive répondre."),
        RELOAD,
    ),
    "PolicyHasBegun": (
        _("Cette marque a déjà des règles publiées"),
        _("Les suivantes sont écrites, relues et vérifiées."),
        _("Créez un brouillon."),
    ),
    "BeginsInThePast": (
        _("Cette date est déjà passée"),
        _("Une règle ne peut pas commencer avant aujourd’hui : les ventes déjà faites gardent la leur."),
        _("Choisissez une date à venir."),
    ),
    "AnotherBeginsThen": (
        _("Une autre version commence à cet instant"),
        _("Deux versions ne peuvent pas commencer ensemble."),
        _("Choisissez une autre date."),
    ),
    "VersionNotInForce": (
        _("Cette version n’est pas en vigueur"),
        _("Elle est finie, ou pas encore commencée."),
        RELOAD,
    ),
    "VersionNotScheduled": (
        _("Cette version n’est pas programmée"),
        _("Elle répond déjà à des ventes, ou elle n’est pas publiée : il n’y a rien à annuler."),
        _("Une version en vigueur se retire, ou se remplace par une autre."),
    ),
}
