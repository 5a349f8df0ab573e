"""Date by date: what was, today, and what the law still wants; for a line and for a case."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext

from savoir.cases.queries import LineLaw
from savoir.law.mediation import Mediation
from savoir.resolutions.values import LegalDates, RefundDue
from savoir.web.components.words import long_day
from savoir.web.rights.covers import renounce_until
from savoir.web.rights.shown import RightShown
from savoir.web.rights.used import mediator_of, remedy_due
from savoir.web.rights.words import cited, either, is_english

_RENOUNCE: Final = "C. assur. L112-10"


@dataclass(frozen=True, slots=True)
class DatedStep:
    """A step of `components/_timeline.html`, with the day it is sorted by (None: undated, last)."""

    day: date | None
    state: str
    title: str
    when: str
    text: str = ""
    tag: str = ""
    tag_level: str = ""
    cite: str = ""


def said_day(day: date, today: date) -> str:
    """A day in words, with its year when it is another one."""
    return long_day(day, "en" if is_english() else "fr", today)


def dates_of_line(line: LineLaw, rights: tuple[RightShown, ...]) -> tuple[DatedStep, ...]:
    """Purchase, delivery, today, and the end of each right that was or is, in the order of their days."""
    ends = [_end(right) for right in rights if right.when and (right.state != "maybe" or right.is_possible)]
    return _in_order([_bought(line), _received(line), _today(line, rights), *_renounced(line), *ends])


def _in_order(steps: list[DatedStep]) -> tuple[DatedStep, ...]:
    return tuple(sorted(steps, key=lambda step: (step.day is None, step.day or date.max)))


def _bought(line: LineLaw) -> DatedStep:
    return DatedStep(line.bought_on, "done", gettext("Vous achetez"), said_day(line.bought_on, line.today))


def _received(line: LineLaw) -> DatedStep:
    text, title = gettext("Les délais partent de ce jour."), gettext("Vous recevez")
    if line.received_on is None:
        return DatedStep(None, "next", title, gettext("pas encore livré"), text)
    return DatedStep(line.received_on, "done", title, said_day(line.received_on, line.today), text)


def _today(line: LineLaw, rights: tuple[RightShown, ...]) -> DatedStep:
    open_now = [right.title for right in rights if right.level == "ok"]
    if line.open_case:
        return DatedStep(
            line.today, "now", gettext("Votre demande est en cours"), _now(line.today),
            gettext("Vos autres droits restent ouverts."), line.open_case, "info",
        )  # fmt: skip
    text = gettext("Ouvert aujourd’hui : %(rights)s.") % {"rights": ", ".join(open_now)} if open_now else ""
    return DatedStep(line.today, "now", gettext("Vous en êtes ici"), _now(line.today), text)


def _now(today: date) -> str:
    return gettext("%(day)s, aujourd’hui") % {"day": said_day(today, date.min)}


def _renounced(line: LineLaw) -> list[DatedStep]:
    """The last day to give up the insurance that was bought with it."""
    day = renounce_until(line)
    if day is None:
        return []
    when = gettext("jusqu’au %(day)s inclus") % {"day": said_day(day, line.today)}
    text = gettext("Sans frais, tant qu’elle n’a pas servi.")
    return [DatedStep(day, "next", gettext("Renoncer à l’assurance"), when, text, cite=cited([_RENOUNCE]))]


def _end(right: RightShown) -> DatedStep:
    state = "maybe" if right.day is None else right.state
    late = gettext("Délai passé. Une demande faite à temps compte toujours : dites-le-nous.")
    text = late if right.state == "done" else right.sentence
    return DatedStep(right.day, state, right.title, right.when, text, right.tag, right.level, right.cited)


def steps_of_case(dates: LegalDates, lines: tuple[LineLaw, ...], today: date) -> tuple[DatedStep, ...]:
    """What this case still owes to whom, by when; what is done stays with its day."""
    remedy_due_on, mediator = remedy_due(lines), mediator_of(dates, lines)
    asked = DatedStep(dates.asked_on, "done", gettext("Vous demandez"), said_day(dates.asked_on, today))
    steps = [asked, *_sent_back(dates, today), *_mended(dates, remedy_due_on, today)]
    steps += [_refund(due, dates, today) for due in dates.refunds]
    if dates.refused_on:
        refused, when = gettext("Nous refusons"), said_day(dates.refused_on, today)
        steps.append(DatedStep(dates.refused_on, "done", refused, when, gettext("Une personne l’a décidé.")))
    steps += _mediator(mediator, today, is_refused=dates.refused_on is not None)
    return _in_order(_with_today(steps, today))


def _with_today(steps: list[DatedStep], today: date) -> list[DatedStep]:
    return [*steps, DatedStep(today, "now", gettext("Vous en êtes ici"), _now(today))]


def _mediator(mediator: Mediation | None, today: date, *, is_refused: bool) -> list[DatedStep]:
    """From when to when the mediator may be asked, if nobody agrees meanwhile."""
    if mediator is None or mediator.first_day is None or mediator.last_day is None:
        return []
    when = gettext("du %(first)s au %(last)s inclus") % {
        "first": said_day(mediator.first_day, today), "last": said_day(mediator.last_day, today),
    }  # fmt: skip
    text = gettext("Gratuit, et jamais obligatoire. Plus tôt si nous refusons par écrit.")
    if is_refused:
        text = gettext("Gratuit, et jamais obligatoire.")
    state = "next" if mediator.first_day <= today else "maybe"
    law = cited(list(mediator.articles[:1]))
    return [DatedStep(mediator.first_day, state, gettext("Le médiateur, sans accord"), when, text, cite=law)]


def _sent_back(dates: LegalDates, today: date) -> list[DatedStep]:
    title = gettext("L’article revient")
    if dates.sent_on or dates.received_on:
        day = dates.sent_on or dates.received_on or today
        return [DatedStep(day, "done", title, said_day(day, today))]
    if dates.send_back_by is None or dates.refused_on:
        return []
    text = gettext("L’envoyer ce jour-là suffit. Après, votre droit ne tombe pas : prévenez-nous.")
    state = "late" if dates.send_back_by < today else "next"
    return [DatedStep(dates.send_back_by, state, title, _by(dates.send_back_by, today), text)]


def _by(day: date, today: date) -> str:
    return gettext("au plus tard le %(day)s") % {"day": said_day(day, today)}


def _mended(dates: LegalDates, due_on: date | None, today: date) -> list[DatedStep]:
    title = either([gettext("Réparation"), gettext("remplacement")])
    if dates.mended_on:
        return [DatedStep(dates.mended_on, "done", title, said_day(dates.mended_on, today))]
    if due_on is None or dates.refused_on or dates.refunds:
        return []
    text = gettext("Sans frais. Ce délai passé, vous pouvez demander le remboursement ou une baisse du prix.")
    state, law = "late" if due_on < today else "next", cited(["L217-10", "L217-14"])
    return [DatedStep(due_on, state, title, _by(due_on, today), text, cite=law)]


def _refund(due: RefundDue, dates: LegalDates, today: date) -> DatedStep:
    title = gettext("Votre argent")
    if due.settled_on:
        return DatedStep(due.settled_on, "done", title, said_day(due.settled_on, today))
    if not due.is_owed:
        return _promised(title, dates, today)
    if due.due_on is None:
        return _waiting(title, dates, today)
    more = due.steps[0][1].article if due.steps else ""
    text = (
        gettext("C’est le dernier jour de la loi. Après, la somme due augmente chaque jour.") if more else ""
    )
    state, law = "late" if due.due_on < today else "next", cited([more] if more else [])
    return DatedStep(due.due_on, state, title, _by(due.due_on, today), text, cite=law)


def _promised(title: str, dates: LegalDates, today: date) -> DatedStep:
    """Money that no law wants: the day we promise, and no article."""
    text = gettext("C’est notre promesse : la loi ne nous y oblige pas.")
    day = dates.promised_on
    if day is None:
        return DatedStep(None, "next", title, gettext("il est en route"), text)
    when = _by(day, today)
    if dates.if_posted_by:
        when = gettext("au plus tard le %(day)s, si le colis part le %(sent)s") % {
            "day": said_day(day, today), "sent": said_day(dates.if_posted_by, today),
        }  # fmt: skip
    return DatedStep(day, "late" if day < today else "next", title, when, text)


def _waiting(title: str, dates: LegalDates, today: date) -> DatedStep:
    """The clock of the money starts with the parcel or the proof that it left."""
    text = gettext("Nous pouvons attendre le colis ou la preuve de son envoi, pas plus.")
    if dates.refund_if_posted and dates.if_posted_by:
        when = gettext("au plus tard le %(day)s, si le colis part le %(sent)s") % {
            "day": said_day(dates.refund_if_posted, today), "sent": said_day(dates.if_posted_by, today),
        }  # fmt: skip
        return DatedStep(dates.refund_if_posted, "next", title, when, text)
    return DatedStep(None, "maybe", title, gettext("dès que l’article revient"), text)
