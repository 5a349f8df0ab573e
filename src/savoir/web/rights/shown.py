"""The rights on one line as rows of a page: yes, not, not sure yet; never a last word by a machine."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext

from savoir.cases.queries import LineLaw
from savoir.kernel.values.answers import Answer
from savoir.law.values import Basis, Party, Remedy, Right
from savoir.law.words import say
from savoir.web.components.words import long_day
from savoir.web.rights import words
from savoir.web.rights.drawing import Chart, Span, chart_of
from savoir.web.rights.fact_names import facts_named
from savoir.web.rights.recalled import WAYS_BACK
from savoir.web.rights.todo import todo_of

_YES, _NO = Answer.YES, Answer.NO
MOST_CITED: Final = 2
_SENT_BACK: Final = frozenset({Basis.WITHDRAWAL, Basis.CONFORMITY, Basis.COMMERCIAL_WARRANTY})


@dataclass(frozen=True, slots=True)
class ArticleShown:
    """An article: as it is cited, and what it says."""

    code: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class RightShown:
    """One right. `level` is a tag's, `state` a step's; `facts` are the law's own names of what is missing."""

    code: str
    title: str
    tag: str
    level: str
    state: str
    when: str
    day: date | None
    sentence: str
    remedies: str
    then: str
    choice: str
    way_back: str
    todo: tuple[str, ...]
    missing: tuple[str, ...]
    facts: tuple[str, ...]
    bans: tuple[str, ...]
    articles: tuple[ArticleShown, ...]
    needs_person: bool
    begin: str

    @property
    def is_possible(self) -> bool:
        """Whether the law does not rule it out today."""
        return self.level != "quiet"

    @property
    def cited(self) -> str:
        """The articles that decide, as one short list; the card of the right has them all."""
        return words.cited([article.code for article in self.articles][:MOST_CITED])


def rights_shown(line: LineLaw) -> tuple[RightShown, ...]:
    """Every basis the law reads, in its order."""
    return tuple(_shown(right, line) for right in line.rights.each)


def drawn(line: LineLaw) -> Chart | None:
    """The line of time of one thing; rights that never were, or have no end, are not on it."""
    spans = [_span(right, line) for right in line.rights.each if _is_drawn(right, line)]
    return chart_of(spans, bought_on=line.bought_on, today=line.today)


def _is_drawn(right: Right, line: LineLaw) -> bool:
    """A right with an end that stands, may stand, or ended; delivery only while something is awaited."""
    if right.last_day is None or (right.basis is Basis.DELIVERY and line.received_on):
        return False
    return right.answer is not _NO or is_over(right, line.today)


def is_over(right: Right, today: date) -> bool:
    """Whether the right was there and ended; one that an article excludes never was, and the last day of a
    delivery is the seller's.
    """
    if right.answer is not _NO or right.last_day is None or right.basis is Basis.DELIVERY:
        return False
    return right.last_day < today


def _span(right: Right, line: LineLaw) -> Span:
    level = "check" if right.answer is Answer.NEEDS_FACTS else "law"
    if right.basis is Basis.WITHDRAWAL and right.answer is _YES:
        level = "mind"
    return Span(
        code=right.basis.value, title=words.title_of(right.basis.value), level=level,
        begins_on=right.first_day or line.bought_on, ends_on=right.last_day or line.today,
        longer_until=line.repaired_until if right.basis is Basis.CONFORMITY else None,
    )  # fmt: skip


def _shown(right: Right, line: LineLaw) -> RightShown:
    code, (tag, level, state) = right.basis.value, _standing(right, line.today)
    in_french, in_english = say(right)
    articles = tuple(
        ArticleShown(one, words.article_name(one), words.article_sentence(one)) for one in right.articles
    )
    return RightShown(
        code=code, title=words.title_of(code), tag=tag, level=level, state=state,
        when=when_of(right, line), day=right.last_day if when_of(right, line) else None,
        sentence=in_english if words.is_english() else in_french,
        remedies=remedy_words(right.remedies), then=_then(right, line), choice=_choice(right),
        way_back=_way_back(right, line), todo=todo_of(right, line), missing=facts_named(right.missing),
        facts=right.missing, bans=words.bans_of(right.merchant_may_not),
        articles=articles, needs_person=right.needs_person,
        begin=str(words.BEGIN.get(code, "")) or gettext("Demander ce que ce droit permet"),
    )  # fmt: skip


def _standing(right: Right, today: date) -> tuple[str, str, str]:
    """The tag, its level, and the step's state."""
    if right.answer is _YES:
        return gettext("ouvert"), "ok", "next"
    if right.answer is _NO:
        tag = gettext("terminé") if is_over(right, today) else gettext("non prévu")
        return tag, "quiet", "done" if is_over(right, today) else "maybe"
    return gettext("à vérifier"), "info", "maybe"


def when_of(right: Right, line: LineLaw) -> str:
    """Until when, in words; a right that runs from its discovery says so."""
    if right.basis is Basis.COVER and right.first_day and right.last_day:
        days = {"first": _day(right.first_day, line.today), "last": _day(right.last_day, line.today)}
        return gettext("du %(first)s au %(last)s inclus") % days
    if right.last_day is not None and not (right.basis is Basis.DELIVERY and line.received_on):
        return gettext("jusqu’au %(day)s inclus") % {"day": _day(right.last_day, line.today)}
    if right.basis is Basis.WITHDRAWAL and right.answer is not _NO and line.received_on is None:
        return gettext("dès maintenant, et après la réception")
    return gettext("à partir de sa découverte") if right.basis is Basis.HIDDEN_DEFECTS else ""


def _day(day: date, today: date) -> str:
    return long_day(day, "en" if words.is_english() else "fr", today)


def remedy_words(remedies: tuple[Remedy, ...]) -> str:
    """What may be asked, in the law's order."""
    return words.either([str(words.REMEDIES.get(one, one.value)) for one in remedies])


def _then(right: Right, line: LineLaw) -> str:
    """What opens when putting it right failed, where that is something else."""
    later = line.if_failed.of(right.basis).remedies
    return remedy_words(later) if later and later != right.remedies else ""


def _choice(right: Right) -> str:
    if right.choice_by is Party.SELLER and right.remedies:
        return gettext("Celui qui donne cette garantie choisit comment il répare.")
    if right.at_least is not None and right.at_least < len(right.remedies):
        text = gettext("Au moins %(n)s de ces solutions vous sont proposées ; c’est vous qui choisissez.")
        return text % {"n": right.at_least}
    return gettext("C’est vous qui choisissez.") if len(right.remedies) > 1 else ""


def _way_back(right: Right, line: LineLaw) -> str:
    if right.basis is Basis.RECALL and line.recall and right.answer is _YES:
        return str(WAYS_BACK[line.recall[0].way_back])
    if right.basis not in _SENT_BACK or not right.remedies or line.received_on is None:
        return ""
    if right.return_paid_by is Party.CONSUMER:
        return gettext("Les frais d’envoi du retour sont à votre charge : c’était annoncé à l’achat.")
    return gettext("Retour gratuit : nous payons l’envoi.")
