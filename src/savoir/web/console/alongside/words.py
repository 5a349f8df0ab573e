"""What the pages of running alongside say."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.organizations.values import Alongside
from savoir.resolutions.queries import Fate

Words = tuple[str | Promise, str]

VERDICTS: Final[dict[str, Words]] = {
    "same": (_("même montant par ailleurs"), "ok"),
    "less": (_("moins par ailleurs"), "bad"),
    "more": (_("plus par ailleurs"), "bad"),
    "not_yet": (_("pas encore par ailleurs"), "info"),
    "late": (_("rien par ailleurs, date légale passée"), "bad"),
}
FATES: Final[dict[Fate, Words]] = {
    Fate.MATCHED: (_("payé par ailleurs : clos"), "ok"),
    Fate.AMBIGUOUS: (_("doute : payé peut-être, reste retenu"), "warn"),
    Fate.HELD: (_("rien par ailleurs : reste retenu"), "info"),
}
ON: Final[Words] = (_("en parallèle"), "warn")
ENDED: Final[Words] = (_("terminé"), "info")
NEVER: Final[Words] = (_("seul"), "ok")


def state_of(beside: Alongside) -> Words:
    """How a brand stands, and how loudly to say so."""
    if beside.is_on:
        return ON
    return ENDED if beside.since is not None else NEVER
