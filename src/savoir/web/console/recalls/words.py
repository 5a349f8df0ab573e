"""How the page of recalls speaks."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.orders.states import Possible, RecallEnd, WayBack

Words = str | Promise
POSSIBLE: Final[Mapping[Possible, Words]] = {
    Possible.POSSIBLE: _("possible"),
    Possible.IMPOSSIBLE: _("impossible"),
    Possible.DISPROPORTIONATE: _("coûterait beaucoup trop"),
}
WAYS_BACK: Final[Mapping[WayBack, Words]] = {
    WayBack.POST: _("le client le renvoie, à nos frais"),
    WayBack.COLLECT: _("nous venons le chercher"),
    WayBack.DISPOSE: _("le client le jette comme l’avis le dit"),
}
STATES: Final[Mapping[RecallEnd | None, tuple[Words, str]]] = {
    None: (_("en cours"), "bad"),
    RecallEnd.OVER: (_("terminé"), "quiet"),
    RecallEnd.MISTAKE: (_("déclaré par erreur"), "quiet"),
}
ENDS: Final[Mapping[RecallEnd, tuple[Words, Words]]] = {
    RecallEnd.OVER: (
        _("Le rappel est terminé"),
        _("Ce qui est vendu après aujourd’hui est sûr. Ce qui a été acheté jusqu’ici reste rappelé."),
    ),
    RecallEnd.MISTAKE: (
        _("Il a été déclaré par erreur"),
        _("Aucun article n’est rappelé. Les clients ne voient plus rien de ce rappel."),
    ),
}
FAULTS: Final[Mapping[tuple[str, str], Words]] = {
    ("products", "missing"): _("Donnez au moins une référence."),
    ("products", "too_many"): _("500 références au plus : déclarez un second rappel pour les autres."),
    ("products", "unknown"): _("Aucun de vos produits ne porte cette référence : %(names)s."),
    ("began_on", "in_the_future"): _("Ce jour n’est pas encore là."),
    ("sold_last_on", "before_first"): _("La fin des ventes est avant leur début."),
    ("notice_url", "not_https"): _("L’adresse de l’avis commence par https://."),
    ("serials", "too_many"): _("500 numéros au plus : utilisez un début de numéro suivi de *."),
    ("serials", "not_a_serial"): _(
        "Un numéro par ligne, 80 signes au plus. Une étoile seule n’en est pas un."
    ),
}
