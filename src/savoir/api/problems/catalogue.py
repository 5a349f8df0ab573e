"""Every code a problem may have: the door's own, and each refusal of a room by its name."""

import re
from collections.abc import Iterator
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.api.problems.faults import FAULTS, Kind
from savoir.kernel.errors import Refused
from savoir.refusals.sentences import CORRECT, RELOAD, SENTENCES, STATUSES

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
_AGAIN: Final = _("Relisez la ressource pour voir où en sont les choses, puis recommencez si besoin.")
_FIX: Final = _("Corrigez la requête, puis recommencez.")
# Bases speak of pages; a program has none.
_BASES: Final[dict[str, tuple[Promise, Promise, Promise]]] = {
    "NotFound": (
        _("Introuvable"),
        _("Rien ne porte ce nom ou ce numéro, ou votre clé ne le voit pas."),
        _("Vérifiez le numéro, et la marque à laquelle la clé est limitée."),
    ),
    "NotAllowed": (
        _("Votre clé ne permet pas cela"),
        _("Il lui manque un droit, ou il faut une personne. Rien n’a été changé."),
        _("Demandez une clé qui a ce droit à la personne qui administre votre organisation."),
    ),
    "Conflict": (
        _("Les choses ont bougé entre-temps"),
        _("Quelqu’un d’autre vient de modifier ceci. Rien n’a été fait."),
        _AGAIN,
    ),
    "Invalid": (
        _("Une valeur ne va pas"),
        _("Elle est lisible, mais ne peut pas être juste ici. Rien n’a été fait."),
        _FIX,
    ),
}
_KINDS: dict[type[Refused], tuple[str, Kind]] = {}


def code_of(refusal: type[Refused]) -> str:
    """`OfferMoved` -> `offer_moved`; what a room keeps to itself (`_Unclear`) goes by its base."""
    name = next(cls.__name__ for cls in refusal.__mro__ if not cls.__name__.startswith("_"))
    return _WORD.sub("_", name).lower()


def words_of(refusal: type[Refused]) -> tuple[str | Promise, str | Promise, str | Promise]:
    """Title, reason and way out: the page's sentence, or its nearest base's, without what only makes sense on
    a page.
    """
    name = next(cls.__name__ for cls in refusal.__mro__ if cls.__name__ in SENTENCES)
    title, text, way_out = _BASES.get(name) or SENTENCES[name]
    return title, text, _AGAIN if way_out is RELOAD else _FIX if way_out is CORRECT else way_out


def status_of(refusal: type[Refused]) -> int:
    """The HTTP status of a refusal's class."""
    return next(STATUSES[cls.__name__] for cls in refusal.__mro__ if cls.__name__ in STATUSES)


def kind_of(refusal: type[Refused]) -> tuple[str, Kind]:
    """Code, status and words of a refusal's class."""
    if refusal not in _KINDS:
        _KINDS[refusal] = code_of(refusal), Kind(status_of(refusal), *words_of(refusal))
    return _KINDS[refusal]


def _below(base: type[Refused]) -> Iterator[type[Refused]]:
    yield base
    for child in base.__subclasses__():
        yield from _below(child)


def every_code() -> dict[str, Kind]:
    """Every code with its words, the door's own first: what the pages of the documentation list."""
    rooms = (one for one in _below(Refused) if one.__module__.startswith("savoir."))
    return FAULTS | dict(sorted((kind_of(one) for one in rooms), key=lambda pair: pair[0]))
