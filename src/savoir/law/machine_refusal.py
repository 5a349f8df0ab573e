"""No machine refuses alone, GDPR article 22: nor a person who only signs what a score says (C-634/21)."""

from dataclasses import dataclass
from typing import NamedTuple

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer

_ALONE, _SCORE, _HEARD = "RGPD 22", "CJUE C-634/21", "RGPD 22(3)"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """How an answer to a customer came about; None = unknown.

    `refuses`: he gets less than he asked, or is shut out; `draws_strongly`: the person follows the score
    as a rule; `saw_facts`: had the case, not only the score; `may_overrule`: could decide otherwise.
    """

    refuses: bool | None = None
    by_person: bool | None = None
    score_used: bool | None = None
    draws_strongly: bool | None = None
    saw_facts: bool | None = None
    may_overrule: bool | None = None
    reason_given: bool | None = None
    appeal_told: bool | None = None


class Decided(NamedTuple):
    """`answer`: whether the decision may leave as it is; no = to a person, who tells `tell`."""

    answer: Answer
    articles: tuple[str, ...]
    tell: tuple[str, ...]
    missing: tuple[str, ...]


_TELL = ("refusal_by_person", "refusal_reason", "refusal_contest")
# What must be so, in order; a wrong one refuses the refusal, an unknown one leaves it with a person.
_PERSON = (("by_person", True, _ALONE),)
_WITH_SCORE = (("draws_strongly", False, _SCORE), ("saw_facts", True, _SCORE), ("may_overrule", True, _SCORE))
_AFTER = (("reason_given", True, _HEARD), ("appeal_told", True, _HEARD))


def machine_refusal(decision: Decision) -> Decided:
    """Whether a decision may be told: a full acceptance always, a refusal only as a person's own.

    A machine may accept. It may propose a refusal, which a person then decides on facts, with a reason and a
    way to contest it.
    """
    if decision.refuses is None:
        return Decided(NEEDS_FACTS, (_ALONE,), (), ("refuses",))
    if not decision.refuses:
        return Decided(YES, (_ALONE,), (), ())
    asked = (*_PERSON, *(_WITH_SCORE if decision.score_used else ()), *_AFTER)
    missing: tuple[str, ...] = ("score_used",) if decision.score_used is None else ()
    for name, wanted, article in asked:
        known = getattr(decision, name)
        if known is None:
            missing += (name,)
        elif known is not wanted:
            return Decided(NO, (article,), _TELL, ())
    return Decided(NEEDS_FACTS if missing else YES, (_ALONE, _HEARD), _TELL, missing)
