"""The decision as proposed, with its reason, its alternatives and the message each would send."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from savoir.cases.states import DELIVERABLE, Remedy
from savoir.cases.values import CaseAnswer, CaseCard, LineAnswer
from savoir.conversations.values.wording import money
from savoir.kernel.access import Actor
from savoir.kernel.values.money import Money
from savoir.resolutions.queries import beyond_rule, decision_letters, offers_of_case, preview_plan
from savoir.resolutions.values import MONEY_REMEDIES, BeyondRule, Offers, Plan
from savoir.web.components.words import long_day
from savoir.web.desk import words
from savoir.web.desk.cases.asked import leave_words
from savoir.web.desk.people import WHY_PERSON
from savoir.web.rights.moved import guaranteed
from savoir.web.rights.words import Deciding, deciding


@dataclass(frozen=True, slots=True)
class Choice:
    """One remedy as a card: what it gives, what it costs, when, and the message that leaves with it. `asks`:
    who must let it when its reader may not alone; `is_nobodys`: the table of leeway lets nobody.
    """

    remedy: str
    title: str | Promise
    note: str
    cost: Money | None
    digest: str
    button: str | Promise
    key: str
    is_proposed: bool
    is_granted: bool
    subject: str
    letter: str
    asks: str | Promise = ""
    is_nobodys: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """Why this is proposed: the rule's row, the law's sentence and its articles."""

    rule: str
    number: int | None
    basis: str | Promise
    sentence: str
    person: str | Promise
    articles: tuple[str, ...]
    guaranteed: tuple[str, ...] = ()
    is_of_today: bool = False

    @property
    def law(self) -> Deciding | None:
        """The article that decides, with its sentence."""
        return deciding(self.articles)

    @property
    def row_said(self) -> str:
        """The row by its number, as people say it."""
        return _("Règle %(number)s") % {"number": self.number}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything the first card of the case page shows."""

    why: Why
    choices: tuple[Choice, ...]
    wanted: str | Promise
    answer: CaseAnswer


def proposal_of(*, actor: Actor, case: CaseCard, now: datetime, everything: bool) -> Proposal:
    """What may be decided. `everything` adds what neither rule nor law grants (it needs a motive); so does an
    answer that grants nothing.
    """
    offers = offers_of_case(actor=actor, case_id=case.id, now=now)
    granted = frozenset(offers.answer.remedies)
    if everything or not granted:
        offers = _widened(actor, offers, now)
    beyond = [plan for plan in offers.plans if plan.remedy not in granted]
    leave = beyond_rule(actor=actor, case=case, answer=offers.answer, plans=beyond, now=now) if beyond else {}
    letters = decision_letters(actor=actor, case_id=case.id, offers=offers, now=now)
    best = case.proposal or (offers.answer.remedies[0] if granted else None)
    plans = sorted(offers.plans, key=lambda plan: plan.remedy != best)
    return Proposal(
        why=why_of(offers.answer.lines[0], plans), wanted="", answer=offers.answer,
        choices=tuple(
            _choice(
                plan, letters, key, is_proposed=plan.remedy == best, leave=leave.get(plan.remedy)
            )
            for key, plan in enumerate(plans, start=1)
        ),
    )  # fmt: skip


def _widened(actor: Actor, offers: Offers, now: datetime) -> Offers:
    more = sorted(DELIVERABLE - set(offers.answer.remedies))
    plans = tuple(preview_plan(actor=actor, answer=offers.answer, remedy=remedy, now=now) for remedy in more)
    return Offers(answer=offers.answer, plans=offers.plans + plans)


def _choice(
    plan: Plan, letters: Mapping[Remedy, tuple[str, str]], key: int, *, is_proposed: bool,
    leave: BeyondRule | None,
) -> Choice:  # fmt: skip
    subject, letter = letters[plan.remedy]
    asks, is_nobodys = leave_words(leave.leeway) if leave else ("", False)
    return Choice(
        remedy=plan.remedy.value, title=words.REMEDIES[plan.remedy], note=" · ".join(notes_of(plan)),
        cost=plan.amount if plan.remedy in MONEY_REMEDIES else None, digest=plan.digest,
        button=_("Demander l’accord") if asks else words.ACCEPT[plan.remedy], key=str(key),
        is_proposed=is_proposed, is_granted=leave is None, subject=subject, letter=letter, asks=asks,
        is_nobodys=is_nobodys,
    )  # fmt: skip


def notes_of(plan: Plan) -> Iterable[str]:
    """Means, moment, last day, the law's where that is over, who pays the way back."""
    language = get_language() or "fr"
    if plan.moves:
        move = plan.moves[0]
        means = str(words.TENDERS.get(move.tender, move.tender))
        yield f"{means} •• {move.last4}" if move.last4 else means
        yield str(words.TRIGGERS[plan.trigger])
    last_day = plan.promised_on or plan.remedy_due_on
    if last_day:
        yield _("au plus tard le %(day)s") % {"day": long_day(last_day, language)}
    if plan.law_over_on:
        yield _("la loi donnait jusqu’au %(day)s") % {"day": long_day(plan.law_over_on, language)}
    if plan.fee_kept.minor:
        yield _("%(amount)s de frais retenus") % {"amount": money(plan.fee_kept, language)}
    if plan.return_needed:
        yield _("retour payé par le client") if plan.customer_pays_return else _("retour gratuit")
    else:
        yield _("sans retour")


def why_of(answer: LineAnswer, plans: Iterable[Plan] = ()) -> Why:
    """The rule's row and the law's sentence behind an answer, and where the law raised it or its plans."""
    english = (get_language() or "fr").startswith("en")
    row = answer.rows[0] if answer.rows else None
    moved = dict.fromkeys([*answer.law_moves, *(move for plan in plans for move in plan.law_moves)])
    return Why(
        rule=(row.label_en if english else row.label_fr) if row else "", number=row.number if row else None,
        basis=words.BASES.get(answer.basis, ""), articles=answer.articles,
        sentence=answer.sentence_en if english else answer.sentence_fr,
        person=WHY_PERSON.get(answer.why_person, ""), guaranteed=guaranteed(moved),
        is_of_today=answer.is_of_today,
    )  # fmt: skip
