"""The floor under every door: nobody gives less than the law without a ground that the law bears out."""

from collections.abc import Iterable
from datetime import date

from django.utils.functional import lazy
from django.utils.translation import get_language

from savoir.cases.models import Case, CaseLine, Decision
from savoir.cases.queries.answers import answer_of_case
from savoir.cases.queries.shown import is_end_shown
from savoir.cases.rules.lawful import (
    GROUND_OF_MOTIVE,
    as_overdue,
    demanded_below,
    former_wish,
    grant_below,
    is_owed,
    refusal_below,
)
from savoir.cases.states import EndMotive, Intent, Missing, Remedy
from savoir.cases.values import CaseAnswer
from savoir.kernel.access import Actor
from savoir.kernel.errors import Conflict, Invalid
from savoir.law.demands import demands_in
from savoir.law.grounds import Ground
from savoir.law.parameters import article
from savoir.law.values import Ban, Component, Gap

MOVED_IN = "moved_in"  # the motive of what another system had granted before the case came here
_DEMANDED = {Missing.PROOF_OF_PURCHASE.value: {Ban.DEMAND_THE_RECEIPT: ""}}


def _told(code: str, words: str) -> str:
    try:
        found = article(code)
    except KeyError:
        return ""
    is_english = (get_language() or "fr").startswith("en")
    said = found.en if is_english else found.fr
    if not words:
        return said
    return f"“{words}”: {said}" if is_english else f"«\u00a0{words}\u00a0»\u00a0: {said}"


_sentence = lazy(_told, str)


class BelowTheLaw(Conflict):
    """The customer would get less than the law gives him. `facts`: the article, its plain sentence, the part
    of the offer that is too low; of a demand, its `words`, for whoever wrote them to say it otherwise.
    """

    @classmethod
    def of(cls, gap: Gap, field: str, words: str = "") -> "BelowTheLaw":
        """The refusal for a gap; `field` names what was given, `words` are those that demand too much."""
        said = _sentence(gap.article, words)
        return cls(field, code=gap.component.value, article=gap.article, said=said, words=words)


def read_ground(ground: str, motive: str) -> Ground | None:
    """The ground somebody named, or the one his motive shows by itself. Raises Invalid for another word."""
    if not ground:
        return GROUND_OF_MOTIVE.get(motive)
    if ground not in list(Ground):
        raise Invalid("ground", code="unknown")
    return Ground(ground)


def require_lawful_refusal(case: Case, answer: CaseAnswer, ground: Ground | None) -> None:
    """Raise BelowTheLaw unless the law, asked with the ground, gives nothing on any line."""
    owed = _owed_when_opened(case)
    lines = CaseLine.objects.filter(case=case).order_by("position").values_list("id", flat=True)
    for line_id, line in zip(lines, answer.lines, strict=True):
        gap = refusal_below(line, ground, was_owed=line_id in owed)
        if gap is not None:
            raise BelowTheLaw.of(gap, "ground")


def _owed_when_opened(case: Case) -> frozenset[int]:
    """Lines on which the law said yes on the day of the request, by the facts of that day."""
    rows = Decision.objects.filter(case=case, outcome=Decision.Outcome.OFFERED)
    found = rows.order_by("id").values_list("line_id", "offer__law_answer")
    return frozenset(line_id for line_id, answer in found if answer == "yes")


def require_lawful_remedy(
    *, actor: Actor, case_id: int, answer: CaseAnswer, remedy: Remedy, motive: str, ground: str, today: date
) -> None:
    """What `record_decision` asks of a remedy, for a room that keeps an answer before it is given.

    Raises BelowTheLaw, Invalid for an unknown ground.
    """
    lines = CaseLine.objects.filter(case_id=case_id).order_by("position")
    shown = read_ground(ground, motive)
    require_lawful_grant(actor, lines, answer, remedy, motive=motive, ground=shown, today=today)


def require_lawful_grant(
    actor: Actor, lines: Iterable[CaseLine], answer: CaseAnswer, remedy: Remedy, *, motive: str,
    ground: Ground | None, today: date,
) -> None:  # fmt: skip
    """Raise BelowTheLaw when the remedy is less than the law's `today` and the customer has not chosen it.

    What another system had granted counts as his wish only for the exchange he came for; that he waited there
    for longer than thirty days takes back nothing he was granted.
    """
    if actor.is_customer:
        return
    for line, its_answer in zip(lines, answer.lines, strict=True):
        as_read = its_answer if motive == MOVED_IN else as_overdue(its_answer, today)
        gaps = grant_below(as_read, remedy, _wish(line, motive), ground)
        if gaps:
            raise BelowTheLaw.of(gaps[0], "remedy")


def _wish(line: CaseLine, motive: str) -> Remedy | None:
    if motive == MOVED_IN:
        return former_wish(Intent(line.intent))
    if not line.wanted and line.intent == Intent.EXCHANGE.value:
        return Remedy.EXCHANGE
    return Remedy(line.wanted) if line.wanted else None


def require_lawful_words(*, actor: Actor, case_id: int, text: str, what: str = "") -> None:
    """Raise BelowTheLaw when words to the customer, or what he is asked for, demand what no merchant may."""
    demands = {**_DEMANDED.get(what, {}), **demands_in(text)}
    for line in answer_of_case(actor=actor, case_id=case_id).lines if demands else ():
        for ban, words in demands.items():
            if gaps := demanded_below(line, frozenset({ban})):
                raise BelowTheLaw.of(gaps[0], "text", words)


def require_lawful_end(actor: Actor, case: Case, motive: EndMotive) -> None:
    """Raise BelowTheLaw when a case would end with nothing given though the law says yes, unless a fact of
    the house shows the motive (`queries.shown`): a person's word alone ends nothing.
    """
    owed = [line for line in answer_of_case(actor=actor, case_id=case.id).lines if is_owed(line)]
    if owed and not is_end_shown(actor, case, motive, owed):
        raise BelowTheLaw.of(Gap(Component.REMEDIES, owed[0].articles[0]), "motive")
