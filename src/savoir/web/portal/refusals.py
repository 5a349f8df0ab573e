"""Refusals as the customer reads them: what, why and what to do, in one or two sentences."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.kernel.errors import Refused
from savoir.web.errors import sentence_for

_HEIC: Final = _(
    "Ce format de photo (HEIC) n’est pas lu partout. Prenez la photo en mode « le plus compatible », "
    "ou envoyez une capture d’écran."
)
_WORDS: Final[dict[str, str | Promise]] = {
    "PostingNotProved": _("Donnez le numéro de suivi du reçu, ou ajoutez une photo du reçu."),
    "PostingDateImpossible": _("Choisissez un jour entre l’ouverture de ce dossier et aujourd’hui."),
    "AlreadyPosted": _("Un envoi est déjà noté pour ce colis. S’il faut le corriger, écrivez-nous."),
    "NotAwaited": _("Nous n’attendons plus ce colis : il est arrivé, ou ce retour a été annulé."),
    "EmptyFile": _("Ce fichier est vide. Choisissez-en un autre."),
    "TooLarge": _("Ce fichier dépasse 10 Mo. Envoyez une photo plus légère."),
    "TooMany": _("Dix fichiers au plus par demande. Retirez-en pour en ajouter."),
    "UnknownKind": _("Ce fichier n’est ni une photo (JPEG, PNG, WebP) ni un PDF. Choisissez-en un autre."),
    "HeicPhoto": _HEIC,
    "BrokenFile": _("Ce fichier est abîmé et ne s’ouvre pas. Reprenez la photo."),
    "PixelBomb": _("Cette image est trop grande. Envoyez-en une plus petite."),
    "ActivePaper": _("Ce PDF contient des scripts ou un mot de passe. Envoyez plutôt une photo."),
}


def told(refusal: Refused) -> str:
    """What the customer reads for a refusal, in the active language."""
    found = next((_WORDS[cls.__name__] for cls in type(refusal).__mro__ if cls.__name__ in _WORDS), None)
    if found is not None:
        return str(found)
    sentence = sentence_for(refusal)
    return f"{sentence.text} {sentence.way_out}"


def named(refusal: Refused, file_label: str) -> str:
    """The same; what is wrong with a file begins with the name of its field."""
    words = told(refusal)
    return f"{file_label}\u00a0: {words}" if refusal.field == "file" else words
