"""Plans in the words of the person who chooses."""

from datetime import date
from typing import Any, Final

from django.utils.translation import get_language, gettext, pgettext

from savoir.cases.states import Remedy
from savoir.resolutions.states import Trigger
from savoir.resolutions.values import MONEY_REMEDIES, Offers, Plan
from savoir.web.components import words as speech

ICONS: Final = {
    "means": "credit-card",
    "way": "package",
    "law": "heart-handshake",
    "delivery": "truck-delivery",
}


def language() -> str:
    """The active language, French when none is."""
    return get_language() or "fr"


def day(when: date, today: date) -> str:
    """A day in words, with its year when it is another one."""
    return speech.long_day(when, language(), today)


def remedy_name(remedy: Remedy) -> str:
    """The remedy as the title of a choice."""
    return {
        Remedy.REFUND: gettext("Remboursement"),
        Remedy.EXCHANGE: gettext("Échange"),
        Remedy.REPLACEMENT: gettext("Remplacement"),
        Remedy.REPAIR: gettext("Réparation"),
        Remedy.RETURNLESS_REFUND: gettext("Remboursement, et vous gardez l’article"),
        Remedy.STORE_CREDIT: gettext("Bon d’achat"),
        Remedy.PRICE_REDUCTION: gettext("Réduction du prix"),
        Remedy.ASSISTANCE: gettext("Aide d’une personne"),
    }[remedy]


def _button(remedy: Remedy) -> str:
    return {
        Remedy.REFUND: gettext("Choisir le remboursement"),
        Remedy.EXCHANGE: gettext("Choisir l’échange"),
        Remedy.REPLACEMENT: gettext("Choisir le remplacement"),
        Remedy.REPAIR: gettext("Choisir la réparation"),
        Remedy.RETURNLESS_REFUND: gettext("Choisir le remboursement"),
    }.get(remedy, gettext("Choisir cette solution"))


def means_of(tender: str, last4: str) -> str:
    """Where money goes back to: « Sur votre carte se terminant par 4821 »; the digits only when given."""
    names = {
        "card": gettext("sur votre carte"),
        "paypal": gettext("sur votre compte PayPal"),
        "transfer": gettext("sur votre compte bancaire"),
        "gift_card": gettext("sur votre carte cadeau"),
    }
    name = names.get(tender, gettext("sur votre moyen de paiement d’origine"))
    return (
        gettext("%(means)s se terminant par %(last4)s") % {"means": name, "last4": last4} if last4 else name
    )


def choice_of(plan: Plan, offers: Offers, *, today: date, verified: bool) -> dict[str, Any]:
    """One card: name and cost, date, condition, reasons. All cards have the same parts and weight."""
    return {
        "title": remedy_name(plan.remedy),
        "cost": _cost(plan),
        "date": _date(plan, offers, today),
        "note": _note(plan, today),
        "facts": [*_facts(plan, offers, verified), *_late(plan, today)],
        "button": _button(plan.remedy),
    }


def _cost(plan: Plan) -> str:
    if plan.remedy in MONEY_REMEDIES:
        return pgettext("money", "%(amount)s rendus") % {"amount": speech.money(plan.amount, language())}
    return gettext("0 €")


def _date(plan: Plan, offers: Offers, today: date) -> str:
    if plan.remedy in MONEY_REMEDIES:
        means = means_of(plan.moves[0].tender, "") if plan.moves else means_of("", "")
        if plan.promised_on is None:
            return _first_capital(means)
        return _first_capital(
            gettext("%(means)s au plus tard %(day)s") % {"means": means, "day": day(plan.promised_on, today)}
        )
    if plan.promised_on is not None:
        return gettext("Au plus tard %(day)s") % {"day": day(plan.promised_on, today)}
    return (
        gettext("Il part dès que votre colis est contrôlé")
        if plan.return_needed
        else gettext("Une personne vous donne la date")
    )


def _note(plan: Plan, today: date) -> str:
    if not plan.return_needed:
        return gettext("Vous n’avez rien à renvoyer.")
    if plan.remedy in MONEY_REMEDIES and plan.if_posted_by and plan.trigger is not Trigger.REQUEST:
        return if_sent_by(plan.return_method, day(plan.if_posted_by, today))
    if plan.return_method == "contact_us":
        return gettext("Le jour de l’enlèvement se convient avec vous.")
    if plan.send_back_by and plan.return_method == "store":
        return gettext("À rapporter jusqu’au %(day)s inclus.") % {"day": day(plan.send_back_by, today)}
    if plan.send_back_by:
        return gettext("Colis à déposer jusqu’au %(day)s inclus.") % {"day": day(plan.send_back_by, today)}
    return ""


def if_sent_by(method: str, day_words: str) -> str:
    """What the day of the money assumes, by how the goods come back; `day_words`: as people say it."""
    condition = {
        "store": gettext("Si vous le rapportez au plus tard %(day)s."),
        "contact_us": gettext("Si nous l’enlevons au plus tard %(day)s."),
    }.get(method) or gettext("Si vous déposez le colis au plus tard %(day)s.")
    return condition % {"day": day_words}


def _facts(plan: Plan, offers: Offers, verified: bool) -> list[dict[str, str]]:
    facts = []
    if verified and plan.moves and plan.moves[0].last4:
        facts.append(
            {
                "icon": ICONS["means"],
                "text": _first_capital(means_of(plan.moves[0].tender, plan.moves[0].last4)) + ".",
            }
        )
    if plan.return_needed:
        facts.append({"icon": ICONS["way"], "text": _way(plan)})
    facts.extend(_delivery(plan))
    if any(plan.remedy in line.beyond_law for line in offers.answer.lines):
        facts.append({"icon": ICONS["law"], "text": gettext("Notre geste, en plus de la loi.")})
    else:
        facts.append({"icon": "shield-check", "text": gettext("C’est votre droit.")})
    return facts


def _late(plan: Plan, today: date) -> list[dict[str, str]]:
    """The law's last day, said plainly when we are past it."""
    if plan.law_over_on is None:
        return []
    text = gettext("La loi nous donnait jusqu’au %(day)s.") % {"day": day(plan.law_over_on, today)}
    return [{"icon": "calendar", "text": text}]


def _way(plan: Plan) -> str:
    if plan.return_method == "store":
        return gettext("À rapporter en magasin, sans frais.")
    if plan.return_method == "contact_us":
        return gettext("Nous organisons l’enlèvement : n’envoyez rien par la poste.")
    if plan.customer_pays_return:
        return gettext("Les frais d’envoi du retour sont à votre charge.")
    return gettext("Retour gratuit : nous payons l’envoi.")


def _delivery(plan: Plan) -> list[dict[str, str]]:
    told = []
    if plan.delivery_back.minor:
        text = gettext("Dont %(amount)s de livraison.") % {
            "amount": speech.money(plan.delivery_back, language())
        }
        told.append({"icon": ICONS["delivery"], "text": text})
    if plan.fee_kept.minor:
        text = gettext("Nos conditions retiennent %(amount)s de frais.")
        told.append(
            {"icon": ICONS["means"], "text": text % {"amount": speech.money(plan.fee_kept, language())}}
        )
    if plan.delivery_kept.minor:
        text = gettext("Le supplément de livraison rapide (%(amount)s) n’est pas rendu.")
        told.append(
            {
                "icon": ICONS["delivery"],
                "text": text % {"amount": speech.money(plan.delivery_kept, language())},
            }
        )
    return told


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]
