"""Rules of a case: facts in, answers out; no database, no clock."""

from savoir.cases.rules.answering import PolicyInForce, answer_line
from savoir.cases.rules.better import better_answer
from savoir.cases.rules.facts import law_facts, with_declared
from savoir.cases.rules.inspected import (
    KnownLine,
    WantedLook,
    look_found,
    reads_inspection,
    routing_found,
)
from savoir.cases.rules.line_law import LineLaw, law_of_line
from savoir.cases.rules.looking import (
    last_day_for,
    legal_day,
    looked,
    reads_customer,
    standing_facts,
    with_look,
)
from savoir.cases.rules.promises import awaited_reply, first_answer_due
from savoir.cases.rules.questions import is_question_open
from savoir.cases.rules.rights import rights_of_line
from savoir.cases.rules.routing import NOBODY_SAID, routing_of
from savoir.cases.rules.sources import policy_facts

__all__ = [
    "NOBODY_SAID",
    "KnownLine",
    "LineLaw",
    "PolicyInForce",
    "WantedLook",
    "answer_line",
    "awaited_reply",
    "better_answer",
    "first_answer_due",
    "is_question_open",
    "last_day_for",
    "law_facts",
    "law_of_line",
    "legal_day",
    "look_found",
    "looked",
    "policy_facts",
    "reads_customer",
    "reads_inspection",
    "rights_of_line",
    "routing_found",
    "routing_of",
    "standing_facts",
    "with_declared",
    "with_look",
]  # fmt: skip
