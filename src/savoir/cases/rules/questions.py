"""Whether a customer waits for our word about a decided case."""

from collections.abc import Iterable

_RAISED = "question_raised"
_OF_QUESTIONS = frozenset({_RAISED, "question_settled", "case_decided", "case_refused"})


def is_question_open(kinds: Iterable[str]) -> bool:
    """Of the kinds of a case's facts, oldest first: he wrote last, and nobody has answered since."""
    return [kind for kind in kinds if kind in _OF_QUESTIONS][-1:] == [_RAISED]
