"""The recall of a bought thing as pages say it: the danger, what to do, what becomes of the thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from savoir.kernel.values.answers import YES, Answer
from savoir.orders.states import WayBack
from savoir.orders.values import Recalled
from savoir.web.rights.words import plain_day

WAYS_BACK: Final[Mapping[WayBack, str | Promise]] = {
    WayBack.POST: _("Retour gratuit : nous payons l’envoi."),
    WayBack.COLLECT: _("Ne l’envoyez pas par la poste : nous venons le chercher, sans frais."),
    WayBack.DISPOSE: _("Rien à renvoyer : suivez la consigne de l’avis."),
}
MOST_NUMBERS: Final = 5


@dataclass(frozen=True, slots=True)
class RecallShown:
    """A recall in words; `check` says which numbers it is about while it is not known of this piece."""

    title: str
    hazard: str
    instructions: str
    way_back: str
    notice_url: str
    check: str


def recall_shown(found: tuple[Recalled, Answer] | None) -> RecallShown | None:
    """What a page says of the recall of a line; None without one."""
    if found is None:
        return None
    recall, answer = found
    title = gettext("Rappel de sécurité depuis le %(day)s") % {"day": plain_day(recall.began_on)}
    return RecallShown(
        title=title, hazard=recall.hazard, instructions=recall.instructions,
        way_back=str(WAYS_BACK[recall.way_back]), notice_url=recall.notice_url,
        check="" if answer is YES else _to_check(recall),
    )  # fmt: skip


def _to_check(recall: Recalled) -> str:
    numbers = ", ".join(recall.serials[:MOST_NUMBERS])
    more = len(recall.serials) - MOST_NUMBERS
    told = gettext("Seules certaines pièces sont rappelées. Numéros à chercher sur l’article : %(numbers)s.")
    if more > 0:
        count = ngettext("%(n)s autre dans l’avis", "%(n)s autres dans l’avis", more) % {"n": more}
        numbers = f"{numbers}, {count}"
    return told % {"numbers": numbers}
