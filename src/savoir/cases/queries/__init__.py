"""Questions about cases, always for an actor."""

from savoir.cases.queries.answers import (
    answer_for,
    answer_of_case,
    first_answer_by,
    law_of_case,
    law_of_sold_line,
    offers_for,
    rights_of_order,
)
from savoir.cases.queries.cards import (
    attachments_of_case,
    awaited_reply,
    case_by_id,
    case_card,
    case_lines,
    cases_of_customer,
    cases_of_order,
    current_decisions,
    decided_facts,
    draft_content,
    has_draft,
    has_open_question,
    line_facts,
    message_context,
    promises_of_case,
    refusal_told,
    timeline_of_case,
)
from savoir.cases.queries.decidable import (
    DECLARABLE,
    Decidability,
    MissingFact,
    decidability,
    decidability_of,
    measured_decidability,
)
from savoir.cases.queries.desk_lists import QueueView
from savoir.cases.queries.fact_words import fact_words
from savoir.cases.queries.granted import former_grants_below
from savoir.cases.queries.late import broken_answers
from savoir.cases.queries.listing import (
    CaseFilter,
    ListedCase,
    cases_listed,
    listed_case,
)
from savoir.cases.queries.naming import case_names
from savoir.cases.queries.queue import (
    MOST_COUNTED,
    Bounds,
    CaseBeside,
    QueuePage,
    cases_beside,
    queue,
    queue_counts,
    ranks_above,
)
from savoir.cases.queries.search import cases_formerly, find_cases
from savoir.cases.queries.standing import Standing, standing_of_case
from savoir.cases.rules import LineLaw, is_question_open

__all__ = [
    "DECLARABLE",
    "MOST_COUNTED",
    "Bounds",
    "CaseBeside",
    "CaseFilter",
    "Decidability",
    "LineLaw",
    "ListedCase",
    "MissingFact",
    "QueuePage",
    "QueueView",
    "Standing",
    "answer_for",
    "answer_of_case",
    "attachments_of_case",
    "awaited_reply",
    "broken_answers",
    "case_by_id",
    "case_card",
    "case_lines",
    "case_names",
    "cases_beside",
    "cases_formerly",
    "cases_listed",
    "cases_of_customer",
    "cases_of_order",
    "current_decisions",
    "decidability",
    "decidability_of",
    "decided_facts",
    "draft_content",
    "fact_words",
    "find_cases",
    "first_answer_by",
    "former_grants_below",
    "has_draft",
    "has_open_question",
    "is_question_open",
    "law_of_case",
    "law_of_sold_line",
    "line_facts",
    "listed_case",
    "measured_decidability",
    "message_context",
    "offers_for",
    "promises_of_case",
    "queue",
    "queue_counts",
    "ranks_above",
    "refusal_told",
    "rights_of_order",
    "standing_of_case",
    "timeline_of_case",
]
