"""Where the law raised what a rule offered, in one sentence each: "La loi garantit ..."."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language, gettext

from savoir.law.floor import Moved
from savoir.law.values import Component, Remedy
from savoir.web.components.words import long_day
from savoir.web.rights.words import REMEDIES, either


def guaranteed(moves: Iterable[Moved]) -> tuple[str, ...]:
    """A sentence for each part that the law raised: what it guarantees, where, and what the rule said."""
    return tuple(_sentence(move) for move in moves)


def _sentence(move: Moved) -> str:
    words = {
        "after": _part(move.component, move.after), "before": _part(move.component, move.before),
        "article": move.article,
    }  # fmt: skip
    return gettext("La loi garantit %(after)s (%(article)s), la règle donnait %(before)s.") % words


def _part(component: Component, value: str) -> str:
    if not value:
        return gettext("rien")
    match component:
        case Component.REMEDIES:
            return either([str(REMEDIES[Remedy(one)]) for one in value.split(", ")])
        case Component.REFUND_DATE:
            day = long_day(date.fromisoformat(value), get_language() or "fr")
            return gettext("l’argent au plus tard le %(day)s") % {"day": day}
        case Component.PAYER if value == "seller":
            return gettext("un retour payé par le vendeur")
        case Component.PAYER:
            return gettext("un retour payé par le client")
    return value
