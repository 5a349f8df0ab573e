"""Rules of a case: facts in, answers out; no database, no clock."""

from savoir.cases.rules.answering import PolicyInForce, answer_line
from savoir.cases.rules.better import better_answer
from savoir.cases.rules.facts import law_facts, with_declared
from savoir.cases.rules.line_law import LineLaw, law_of_line
from savoir.cases.rules.looking import looked, reads_customer, standing_facts, with_look
from savoir.cases.rules.promises import awaited_reply, first_answer_due
from savoir.cases.rules.questions import is_question_open
from savoir.cases.rules.rights import rights_of_line
from savoir.cases.rules.routing import NOBODY_SAID, routing_of
from savoir.cases.rules.sources import policy_facts

__all__ = [
    "NOBODY_SAID",
    "LineLaw",
    "PolicyInForce",
    "answer_line",
    "awaited_reply",
    "better_answer",
    "first_answer_due",
    "is_question_open",
    "law_facts",
    "law_of_line",
    "looked",
    "policy_facts",
    "reads_customer",
    "rights_of_line",
    "routing_of",
    "standing_facts",
    "with_declared",
    "with_look",
]  # fmt: skip
