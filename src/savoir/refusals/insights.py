"""Refusals of a replay: title, reason, way out."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.refusals.policies import RELOAD

INSIGHTS: Final[dict[str, tuple[Promise, Promise, Promise]]] = {
    "SameRules": (
        _("Ces deux versions disent la même chose"),
        _("Leur contenu est le même que celui de la version %(number)s : aucune réponse ne peut changer."),
        _("Comparez avec une autre version."),
    ),
    "ReplayOver": (
        _("Ce rejeu est déjà fini"),
        _("Il n’y a plus rien à arrêter."),
        RELOAD,
    ),
}
