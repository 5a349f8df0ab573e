"""The way of a case in the words of the customer: one promise, then what is done, now and next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext

from savoir.cases.states import CaseState, Remedy
from savoir.cases.values import CaseCard
from savoir.kernel.values.money import Money
from savoir.resolutions.values import JourneyStep
from savoir.web.components import words as speech
from savoir.web.portal.wording import day, if_sent_by, language, means_of, remedy_name


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step of the timeline, ready to print."""

    state: str
    title: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class PromiseShown:
    """The page's title and the sentence under it."""

    title: str
    lead: str


def steps_shown(steps: tuple[JourneyStep, ...], *, today: date, verified: bool) -> tuple[StepShown, ...]:
    """Every step with its date; amounts and means only for somebody who came through the address on file."""
    return tuple(
        StepShown(step.state, _title(step), _when(step, today), _text(step, today, verified))
        for step in steps
    )


def position(steps: tuple[JourneyStep, ...]) -> dict[str, int]:
    """Where it stands and of how many, for the bar; past the last when all is done."""
    done = sum(1 for step in steps if step.state == "done")
    return {"step_now": done + 1, "steps_all": len(steps)}


def promise_of(case: CaseCard, steps: tuple[JourneyStep, ...], *, today: date) -> PromiseShown:
    """What we owe next and by when: the title of the page."""
    by_code = {step.code: step for step in steps}
    if "refused" in by_code:
        return PromiseShown(
            gettext("Votre réponse est prête"),
            gettext("Elle est expliquée ci-dessous. Vous pouvez nous écrire pour la discuter."),
        )
    if case.state is CaseState.CLOSED:
        return PromiseShown(
            gettext("Ce dossier est terminé"),
            gettext("Un souci revient ? Écrivez-nous ici, nous le rouvrons."),
        )
    if "information" in by_code:
        return _information(by_code["answered"], today)
    answered = by_code.get("answered")
    if answered is not None and answered.state != "done":
        return _before_answer(answered, today)
    if "refunded" in by_code:
        return _money(by_code["refunded"], by_code.get("posted"), today)
    if "prepared" in by_code:
        return _goods(by_code["prepared"], today)
    return PromiseShown(gettext("Votre demande est acceptée"), "")


def _information(answered: JourneyStep, today: date) -> PromiseShown:
    """The customer's turn; what happens without a word of his is said, with its date."""
    lead = gettext("Dès que nous l’avons, nous reprenons votre dossier.")
    if when := _when(answered, today):
        without = gettext("Sans elle, une personne vous répond %(when)s avec ce que nous savons.")
        lead = f"{lead} {without % {'when': when}}"
    return PromiseShown(gettext("Il nous manque une réponse de votre part"), lead)


def _before_answer(step: JourneyStep, today: date) -> PromiseShown:
    when = _when(step, today)
    title = gettext("Une réponse %(when)s") % {"when": when} if when else gettext("Une personne vous répond")
    return PromiseShown(title, gettext("Une personne lit votre demande. Vous n’avez rien à faire d’ici là."))


def _money(step: JourneyStep, posted: JourneyStep | None, today: date) -> PromiseShown:
    if step.state == "done":
        title = gettext("Votre argent est parti %(day)s") % {"day": _day_of(step, today)}
        return PromiseShown(title, gettext("La plupart des banques l’affichent dans les sept jours."))
    when = _when(step, today)
    title = gettext("Votre argent %(when)s") % {"when": when} if when else gettext("Votre argent revient")
    waits = posted is not None and posted.state != "done"
    return PromiseShown(title, _condition(step, posted.fact("method"), today) if posted and waits else "")


def _condition(step: JourneyStep, method: str, today: date) -> str:
    """What the day of the money assumes, and the day the law would leave us."""
    posted_by, law_until = step.fact("if_posted_by"), step.fact("law_until")
    if not posted_by:
        return ""
    told = if_sent_by(method, _told_day(posted_by, today))
    if not law_until or step.on is None or date.fromisoformat(law_until) <= step.on:
        return told
    law = gettext("La loi nous laisse jusqu’au %(day)s.") % {"day": _told_day(law_until, today)}
    return f"{told}\n{law}"


def _told_day(iso: str, today: date) -> str:
    """A day in words; today by that name."""
    when = date.fromisoformat(iso)
    return gettext("aujourd’hui") if when == today else day(when, today)


def _goods(step: JourneyStep, today: date) -> PromiseShown:
    name = remedy_name(Remedy(step.fact("remedy")))
    if step.state == "done":
        return PromiseShown(
            gettext("%(remedy)s : c’est parti %(day)s") % {"remedy": name, "day": _day_of(step, today)}, ""
        )
    when = _when(step, today)
    return PromiseShown(gettext("%(remedy)s %(when)s") % {"remedy": name, "when": when} if when else name, "")


def _title(step: JourneyStep) -> str:
    done = step.state == "done"
    pairs: dict[str, tuple[str, str]] = {
        "asked": (gettext("Demande reçue"), gettext("Demande reçue")),
        "answered": (_accepted(step), gettext("Nous vous répondons")),
        "refused": (gettext("Réponse donnée"), gettext("Réponse donnée")),
        "information": (gettext("Vous nous avez répondu"), gettext("Vous nous répondez")),
        "posted": (gettext("Colis expédié"), _to_send(step.fact("method"))),
        "received": (gettext("Colis arrivé chez nous"), gettext("Nous recevons et contrôlons")),
        "refunded": (gettext("Remboursement parti"), gettext("Nous vous remboursons")),
        "prepared": (gettext("Envoi parti"), gettext("Nous préparons votre envoi")),
        "checked": (gettext("Dossier terminé"), gettext("Nous vérifions avec vous")),
    }
    return pairs[step.code][0 if done else 1]


def _to_send(method: str) -> str:
    """Whose turn it is until the goods are on their way."""
    turns = {"store": gettext("Vous rapportez l’article"), "contact_us": gettext("Nous enlevons le colis")}
    return turns.get(method) or gettext("Vous déposez le colis")


def _accepted(step: JourneyStep) -> str:
    remedy = step.fact("remedy")
    return (
        gettext("Accepté : %(remedy)s") % {"remedy": remedy_name(Remedy(remedy)).lower()}
        if remedy
        else gettext("Réponse donnée")
    )


def _when(step: JourneyStep, today: date) -> str:
    """The moment it happened, or the last moment it will; "" when no date was given."""
    zone = timezone.get_current_timezone()
    if step.at is not None:
        return speech.moment(step.at, zone, language(), today)
    if step.by is not None:
        return gettext("avant %(moment)s") % {"moment": speech.moment(step.by, zone, language(), today)}
    if step.on is None:
        return _expected(step, today)
    if step.code in ("posted", "information"):
        return gettext("jusqu’au %(day)s inclus") % {"day": day(step.on, today)}
    return gettext("au plus tard %(day)s") % {"day": day(step.on, today)}


def _expected(step: JourneyStep, today: date) -> str:
    """A day nobody promised: « vers lundi 30 novembre »; late for what should have come, "" without any."""
    if step.about is None:
        return gettext("une semaine plus tard") if step.code == "checked" else ""
    if step.about < today:
        return gettext("attendu depuis %(day)s") % {"day": day(step.about, today)}
    return gettext("vers %(day)s") % {"day": day(step.about, today)}


def _day_of(step: JourneyStep, today: date) -> str:
    return day(timezone.localtime(step.at).date(), today) if step.at else ""


_WAITING: Final = ("now", "next")


def _text(step: JourneyStep, today: date, verified: bool) -> str:
    if step.code == "refunded":
        return _amount(step) if verified else ""
    if step.code == "answered" and step.state == "done":
        return _answered_by(step)
    if step.state in _WAITING:
        return {
            "posted": gettext("Le jour se convient avec vous.")
            if step.fact("method") == "contact_us"
            else gettext("C’est à vous. Le plus tôt sera le mieux."),
            "received": gettext("Nous vous prévenons le jour même."),
            "checked": gettext("Un message pour savoir si tout va bien."),
            "information": _reminded(step, today),
        }.get(step.code, "")
    return gettext("Le message de confirmation prouve cette date.") if step.code == "asked" else ""


def _reminded(step: JourneyStep, today: date) -> str:
    """Our question waits; one reminder, on a day that is told."""
    told = step.fact("remind_on")
    on = timezone.localtime(datetime.fromisoformat(told)).date() if told else today
    if on <= today:
        return gettext("C’est à vous : une réponse suffit.")
    return gettext("C’est à vous : une réponse suffit. Nous vous le rappelons %(day)s.") % {
        "day": day(on, today)
    }


def _answered_by(step: JourneyStep) -> str:
    by = gettext("Réponse d’une personne.") if step.fact("by_person") else gettext("Réponse immédiate.")
    ra = step.fact("ra")
    return gettext("%(by)s Bon de retour %(ra)s.") % {"by": by, "ra": ra} if ra else by


def _amount(step: JourneyStep) -> str:
    money = Money(int(step.fact("minor")), step.fact("currency"))
    means = means_of(step.fact("tender"), step.fact("last4"))
    return gettext("%(amount)s %(means)s.") % {"amount": speech.money(money, language()), "means": means}
