"""Questions about promises and money, always for an actor."""

from savoir.resolutions.queries.alongside import (
    BesideReport,
    BesideRow,
    alongside_report,
    held_digest,
)
from savoir.resolutions.queries.asked import remedies_asked, remedies_waiting
from savoir.resolutions.queries.clocks_wanted import cases_without_clock
from savoir.resolutions.queries.comparing import payments_that_differ
from savoir.resolutions.queries.due import (
    DueClock,
    DueFilter,
    DueSum,
    DueSums,
    Window,
    clocks_by_hand,
    due_clocks,
    due_sums,
)
from savoir.resolutions.queries.ending import (
    Ending,
    EndingRow,
    Fate,
    HeldRefund,
    ending_of,
    held_refunds,
)
from savoir.resolutions.queries.erasing import erasure_plan
from savoir.resolutions.queries.gestures import (
    asked_gestures,
    gesture_answers,
    gestures_of_case,
    preview_gesture,
)
from savoir.resolutions.queries.invariants import (
    INVARIANTS,
    CheckCard,
    Finding,
    Invariant,
    check_invariants,
    last_checks,
)
from savoir.resolutions.queries.journey import journey_of_case
from savoir.resolutions.queries.leeway import beyond_rule
from savoir.resolutions.queries.legal_dates import dispute_of, legal_dates_of_case
from savoir.resolutions.queries.move_in_runs import MoveInCard, MoveInRow, move_in_report, move_ins
from savoir.resolutions.queries.moving_in import digest_of, plan_cases
from savoir.resolutions.queries.naming import refund_names
from savoir.resolutions.queries.plans import offers_of_case, offers_with_plans, preview_plan
from savoir.resolutions.queries.postage import PostageCard, postage_of_case
from savoir.resolutions.queries.posting import refund_if_posted
from savoir.resolutions.queries.reducing import kept_of_case, preview_reduction
from savoir.resolutions.queries.refunds import (
    BY_LAW,
    Owed,
    OwedSum,
    money_of_case,
    owed,
    owed_sums,
    refund_card,
    refunds_listed,
    refunds_of_case,
    totals_of_organization,
)
from savoir.resolutions.queries.wording import choice_words, decision_letters, decision_words

__all__ = [
    "BY_LAW",
    "INVARIANTS",
    "BesideReport",
    "BesideRow",
    "CheckCard",
    "DueClock",
    "DueFilter",
    "DueSum",
    "DueSums",
    "Ending",
    "EndingRow",
    "Fate",
    "Finding",
    "HeldRefund",
    "Invariant",
    "MoveInCard",
    "MoveInRow",
    "Owed",
    "OwedSum",
    "PostageCard",
    "Window",
    "alongside_report",
    "asked_gestures",
    "beyond_rule",
    "cases_without_clock",
    "check_invariants",
    "choice_words",
    "clocks_by_hand",
    "decision_letters",
    "decision_words",
    "digest_of",
    "dispute_of",
    "due_clocks",
    "due_sums",
    "ending_of",
    "erasure_plan",
    "gesture_answers",
    "gestures_of_case",
    "held_digest",
    "held_refunds",
    "journey_of_case",
    "kept_of_case",
    "last_checks",
    "legal_dates_of_case",
    "money_of_case",
    "move_in_report",
    "move_ins",
    "offers_of_case",
    "offers_with_plans",
    "owed",
    "owed_sums",
    "payments_that_differ",
    "plan_cases",
    "postage_of_case",
    "preview_gesture",
    "preview_plan",
    "preview_reduction",
    "refund_card",
    "refund_if_posted",
    "refund_names",
    "refunds_listed",
    "refunds_of_case",
    "remedies_asked",
    "remedies_waiting",
    "totals_of_organization",
]
