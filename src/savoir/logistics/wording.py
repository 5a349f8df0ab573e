"""Words printed on a slip, in the language that is active. French is the source; dates never break."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext

from savoir.cases.states import Reason, Remedy

_NBSP = "\u00a0"


def day_in_words(day: date) -> str:
    """« mardi 8 décembre 2026 », its figures held together by no-break spaces."""
    french = (get_language() or "fr").startswith("fr")
    number = "1er" if french and day.day == 1 else str(day.day)
    return f"{date_format(day, 'l')} {number}{_NBSP}{date_format(day, 'F')}{_NBSP}{day.year}"


def instant_in_words(instant: datetime, zone: str) -> str:
    """« mardi 24 novembre 2026, 15 h 04 » in the place's time."""
    local = instant.astimezone(ZoneInfo(zone))
    clock = pgettext("heure d’un instant", "%(hour)s\u00a0h\u00a0%(minute)s")
    return f"{day_in_words(local.date())}, " + clock % {"hour": local.hour, "minute": f"{local.minute:02d}"}


def remedy_in_words(remedy: Remedy) -> str:
    """What the customer gets, as a noun."""
    return {
        Remedy.REFUND: gettext("Remboursement"),
        Remedy.EXCHANGE: gettext("Échange"),
        Remedy.REPLACEMENT: gettext("Remplacement à neuf"),
        Remedy.REPAIR: gettext("Réparation"),
        Remedy.STORE_CREDIT: gettext("Avoir"),
        Remedy.PRICE_REDUCTION: gettext("Réduction de prix"),
        Remedy.RETURNLESS_REFUND: gettext("Remboursement sans retour"),
        Remedy.ASSISTANCE: gettext("Assistance"),
    }[remedy]


def reason_in_words(reason: Reason) -> str:
    """The customer's reason."""
    return {
        Reason.CHANGED_MIND: gettext("Changement d’avis"),
        Reason.TOO_SMALL: gettext("Trop petit"),
        Reason.TOO_LARGE: gettext("Trop grand"),
        Reason.NOT_AS_DESCRIBED: gettext("Différent de la description"),
        Reason.DEFECTIVE: gettext("En panne ou défectueux"),
        Reason.DAMAGED_ON_ARRIVAL: gettext("Abîmé à l’arrivée"),
        Reason.MISSING_PART: gettext("Pièce manquante"),
        Reason.WRONG_ITEM: gettext("Mauvais article reçu"),
        Reason.NEVER_ARRIVED: gettext("Jamais arrivé"),
        Reason.LATE: gettext("Arrivé en retard"),
        Reason.RECALLED: gettext("Rappel de sécurité"),
        Reason.REFUND_NOT_RECEIVED: gettext("Remboursement non reçu"),
        Reason.BILLING: gettext("Question de facture"),
        Reason.HOW_TO_USE: gettext("Question d’utilisation"),
        Reason.OTHER: gettext("Autre motif"),
    }[reason]
