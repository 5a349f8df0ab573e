"""What is still to come in a case: the journey's open steps, after the history's sentences."""

from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from savoir.resolutions.values import JourneyStep
from savoir.web.components import words as spoken
from savoir.web.desk.cases.sentences import Told
from savoir.web.desk.words import Words

TITLES: Final[Words] = {
    "asked": gettext_lazy("Demande"),
    "answered": gettext_lazy("Décision à prendre"),
    "refused": gettext_lazy("Refus"),
    "information": gettext_lazy("Réponse du client"),
    "posted": gettext_lazy("Colis à expédier par le client"),
    "received": gettext_lazy("Colis à recevoir"),
    "refunded": gettext_lazy("Remboursement"),
    "prepared": gettext_lazy("Article à préparer et envoyer"),
    "checked": gettext_lazy("Vérification auprès du client, puis clôture"),
}


def open_steps(journey: tuple[JourneyStep, ...], zone: str) -> tuple[Told, ...]:
    """The steps that are not done, with their last moment."""
    return tuple(_told(step, zone) for step in journey if step.state != "done")


def _told(step: JourneyStep, zone: str) -> Told:
    language, when = get_language() or "fr", ""
    if step.by is not None:
        when = _("avant %(moment)s") % {"moment": spoken.moment(step.by, ZoneInfo(zone), language)}
    elif step.on is not None:
        when = _("au plus tard le %(day)s") % {"day": spoken.long_day(step.on, language)}
    elif step.about is not None:
        when = _("vers le %(day)s") % {"day": spoken.long_day(step.about, language)}
    return Told(state=step.state, title=str(TITLES[step.code]), when=when)
