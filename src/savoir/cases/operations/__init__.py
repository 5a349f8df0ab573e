"""Verbs of a case."""

from savoir.cases.operations.appealing import take_back_decision
from savoir.cases.operations.asking_again import ask_after_inspection, ask_after_undoing
from savoir.cases.operations.attaching import attach_file
from savoir.cases.operations.deciding import (
    CaseMoved,
    DecisionToRecord,
    record_decision,
    refuse_case,
    require_undecided,
)
from savoir.cases.operations.drafting import DraftOfAnotherOrder, clear_draft, forget_drafts, keep_draft
from savoir.cases.operations.ending import NeverAnswered, ThingOnItsWay, end_without_action
from savoir.cases.operations.erasing import erase_words_of_cases, lock_cases_of
from savoir.cases.operations.handing import (
    BeyondPromise,
    NobodyAbove,
    NotToDo,
    SnoozeImpossible,
    escalate_case,
    snooze_case,
    take_from_person,
    take_next,
    wake_case,
)
from savoir.cases.operations.lawful import BelowTheLaw, require_lawful_remedy, require_lawful_words
from savoir.cases.operations.leaving import expect_giving_back, give_back_cases
from savoir.cases.operations.locking import GoneUp, lock_case, require_rank
from savoir.cases.operations.measuring import measure_decidability
from savoir.cases.operations.moving import (
    assign_case,
    assign_cases,
    close_case,
    hand_to_person,
    reopen_case,
    resolve_case,
    set_reception,
)
from savoir.cases.operations.moving_in import MovedInAlready, move_in_case, point_out_late
from savoir.cases.operations.opening import ClaimAlreadyOpen, NothingToOpen, TooManyCases, open_case
from savoir.cases.operations.promising import (
    break_promise,
    cancel_promise,
    keep_promise,
    make_promise,
    pause_promises,
    resume_promises,
)
from savoir.cases.operations.routing import route_case
from savoir.cases.operations.teams import expect_finding, expect_leaving, find_team, leave_team
from savoir.cases.operations.waiting import (
    ask_customer,
    customer_answered,
    go_on_without_reply,
    remind_customer,
    settle_question,
)

__all__ = [
    "BelowTheLaw",
    "BeyondPromise",
    "CaseMoved",
    "ClaimAlreadyOpen",
    "DecisionToRecord",
    "DraftOfAnotherOrder",
    "GoneUp",
    "MovedInAlready",
    "NeverAnswered",
    "NobodyAbove",
    "NotToDo",
    "NothingToOpen",
    "SnoozeImpossible",
    "ThingOnItsWay",
    "TooManyCases",
    "ask_after_inspection",
    "ask_after_undoing",
    "ask_customer",
    "assign_case",
    "assign_cases",
    "attach_file",
    "break_promise",
    "cancel_promise",
    "clear_draft",
    "close_case",
    "customer_answered",
    "end_without_action",
    "erase_words_of_cases",
    "escalate_case",
    "expect_finding",
    "expect_giving_back",
    "expect_leaving",
    "find_team",
    "forget_drafts",
    "give_back_cases",
    "go_on_without_reply",
    "hand_to_person",
    "keep_draft",
    "keep_promise",
    "leave_team",
    "lock_case",
    "lock_cases_of",
    "make_promise",
    "measure_decidability",
    "move_in_case",
    "open_case",
    "pause_promises",
    "point_out_late",
    "record_decision",
    "refuse_case",
    "remind_customer",
    "reopen_case",
    "require_lawful_remedy",
    "require_lawful_words",
    "require_rank",
    "require_undecided",
    "resolve_case",
    "resume_promises",
    "route_case",
    "set_reception",
    "settle_question",
    "snooze_case",
    "take_back_decision",
    "take_from_person",
    "take_next",
    "wake_case",
]
