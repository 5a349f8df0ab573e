"""What to do, and when: one or two sentences per right, dated as if the customer spoke today."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.utils.translation import gettext

from savoir.cases.queries import LineLaw
from savoir.kernel.values.answers import Answer
from savoir.law.values import Basis, Party, Right
from savoir.web.components.words import long_day
from savoir.web.rights.covers import renounce_until
from savoir.web.rights.recalled import recall_shown
from savoir.web.rights.words import PERILS, is_english

_Told = list[str]


def todo_of(right: Right, line: LineLaw) -> tuple[str, ...]:
    """Sentences in the order in which to act; () for a right that the law rules out, that a case uses, or
    that nobody described.
    """
    tell = _TELLERS.get(right.basis.value)
    if tell is None or right.answer is Answer.NO or line.basis is right.basis:
        return ()
    return tuple(tell(right, line))


def _day(line: LineLaw, name: str, basis: Basis) -> str:
    """A day of the law had the customer spoken today, "" when it sets none."""
    found = getattr(line.if_asked.of(basis), name)
    return long_day(found, "en" if is_english() else "fr", line.today) if found else ""


def _withdrawal(right: Right, line: LineLaw) -> _Told:
    told = [gettext("Dites-le-nous dans ce délai. Notre accusé de réception prouve la date : gardez-le.")]
    if line.received_on and (back := _day(line, "send_back_last_day", Basis.WITHDRAWAL)):
        text = gettext("Si vous le dites aujourd’hui, l’article se renvoie jusqu’au %(day)s inclus.")
        told.append(text % {"day": back})
    if right.ends_linked_contracts:
        told.append(gettext("L’extension ou l’assurance achetée avec l’article prend fin aussi, sans frais."))
    return told


def _conformity(right: Right, line: LineLaw) -> _Told:
    if line.received_on is None:
        return [gettext("Elle commence le jour où vous recevez l’article.")]
    told = [gettext("Signalez le défaut, photo à l’appui si vous pouvez.")]
    if right.proof_on is Party.SELLER:
        told.append(gettext("Vous n’avez pas à prouver d’où il vient."))
    elif right.proof_on is Party.CONSUMER:
        told.append(gettext("À vous de montrer qu’il existait à la livraison."))
    if due := _day(line, "remedy_due_on", Basis.CONFORMITY):
        text = gettext("Signalé aujourd’hui : réparation ou remplacement au plus tard le %(day)s.")
        told.append(text % {"day": due})
    return told


def _hidden(_right: Right, line: LineLaw) -> _Told:
    told = [gettext("À vous de montrer un défaut grave, invisible à l’achat et présent dès la vente.")]
    if until := _day(line, "last_day", Basis.HIDDEN_DEFECTS):
        text = gettext("Découvert aujourd’hui, il se signale jusqu’au %(day)s inclus.")
        told.append(text % {"day": until})
    return told


def _delivery(_right: Right, line: LineLaw) -> _Told:
    if line.received_on:
        return [gettext("Dites-nous ce qui est arrivé, avec une photo si vous pouvez.")]
    return [gettext("Fixez-nous un nouveau délai ; s’il passe aussi, vous pouvez annuler.")]


def _warranty(_right: Right, _line: LineLaw) -> _Told:
    return [gettext("Elle s’ajoute à la garantie légale, gratuite et plus large : commencez par celle-ci.")]


def _cover(right: Right, line: LineLaw) -> _Told:
    if right.yields_to is None:
        told = [gettext("Lisez le contrat : il dit ce qui est couvert, et comment le demander.")]
    else:
        told = _warranty(right, line)
    if perils := line.rights.facts.cover_perils:
        covered = ", ".join(str(PERILS[peril]) for peril in PERILS if peril in perils)
        told.insert(0, gettext("Elle couvre : %(perils)s.") % {"perils": covered})
    if day := renounce_until(line):
        text = gettext("Vous pouvez renoncer à l’assurance, sans frais, jusqu’au %(day)s inclus.")
        told.append(text % {"day": long_day(day, "en" if is_english() else "fr", line.today)})
    return told


def _recall(_right: Right, line: LineLaw) -> _Told:
    told = recall_shown(line.recall)
    if told is None:
        return [gettext("N’utilisez plus l’article et suivez l’avis de rappel.")]
    return [one for one in (told.hazard, told.instructions, told.check) if one]


_TELLERS: Mapping[str, Callable[[Right, LineLaw], _Told]] = MappingProxyType(
    {
        "withdrawal": _withdrawal,
        "conformity": _conformity,
        "hidden_defects": _hidden,
        "delivery": _delivery,
        "commercial_warranty": _warranty,
        "cover": _cover,
        "recall": _recall,
    }
)
