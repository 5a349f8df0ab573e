"""The answer on the phone: what it is, why, and what may be chosen."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language

from savoir.kernel.values.money import Money
from savoir.resolutions.values import MONEY_REMEDIES, Offers
from savoir.web.desk import words
from savoir.web.desk.cases.choices import notes_of
from savoir.web.desk.people import WHY_PERSON
from savoir.web.rights.words import Deciding, deciding


@dataclass(frozen=True, slots=True)
class Offered:
    """One remedy of the answer."""

    remedy: str
    title: str | Promise
    note: str
    cost: Money | None
    digest: str
    key: int


@dataclass(frozen=True, slots=True)
class Answered:
    """The sentence, its articles, whether a person confirms, and the remedies."""

    sentence: str
    articles: tuple[str, ...]
    person: str | Promise
    needs_person: bool
    choices: tuple[Offered, ...]

    @property
    def law(self) -> Deciding | None:
        """The article that decides, with its sentence."""
        return deciding(self.articles)


def offered(found: Offers) -> Answered:
    """The answer as the page reads it to the caller."""
    first = found.answer.lines[0]
    english = (get_language() or "fr").startswith("en")
    return Answered(
        sentence=first.sentence_en if english else first.sentence_fr, articles=first.articles,
        person=WHY_PERSON.get(found.answer.why_person, ""), needs_person=found.answer.needs_person,
        choices=tuple(
            Offered(
                remedy=plan.remedy.value, title=words.REMEDIES[plan.remedy], note=" · ".join(notes_of(plan)),
                cost=plan.amount if plan.remedy in MONEY_REMEDIES else None, digest=plan.digest, key=key,
            )
            for key, plan in enumerate(found.plans, start=1)
        ),
    )  # fmt: skip
