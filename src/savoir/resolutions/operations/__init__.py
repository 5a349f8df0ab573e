"""Verbs of the promise and of the money."""

from savoir.resolutions.operations.accepting import accept_offer, request_remedy
from savoir.resolutions.operations.alongside import (
    HeldMoved,
    Stopped,
    give_up_held,
    release_held,
    stop_alongside,
)
from savoir.resolutions.operations.asked import (
    WishAnswered,
    answer_asked_remedy,
    end_asked_remedy,
    take_back_asked_remedy,
)
from savoir.resolutions.operations.asking import ask_for_remedy
from savoir.resolutions.operations.checking import ask_for_check, keep_findings
from savoir.resolutions.operations.choosing import (
    ApprovalNeeded,
    NobodyGrants,
    NotTheApprover,
    OfferMoved,
    RemedyNotOffered,
)
from savoir.resolutions.operations.clocking import NotByHand, keep_clocks, note_clock_kept, watch_clock
from savoir.resolutions.operations.comparing import ask_about_pending, compare_payment, tell_missing
from savoir.resolutions.operations.ending import StillAgreed, close_without_action
from savoir.resolutions.operations.erasing import ErasureMustWait, erase_customer, erase_customers
from savoir.resolutions.operations.finishing import finish_case
from savoir.resolutions.operations.fulfilling import NothingToSend, call_off_goods, fulfil_goods
from savoir.resolutions.operations.gesturing import (
    GestureBeyondPrice,
    GestureMoved,
    GestureNotCarried,
    answer_gesture,
    grant_gesture,
)
from savoir.resolutions.operations.keeping import keep_line_history
from savoir.resolutions.operations.move_in_runs import (
    PlanMoved,
    begin_move_in,
    carry_out_move_in,
    check_some,
    drop_move_in,
    forget_move_ins,
    move_some,
)
from savoir.resolutions.operations.moving_in import move_in
from savoir.resolutions.operations.outside import PaymentMoved, count_money_returned_elsewhere
from savoir.resolutions.operations.pausing import NotPaused, ask_about_paused, resume_refund
from savoir.resolutions.operations.postage import PostageNotOurs, PostageRepaid, ToldHigher, tell_postage
from savoir.resolutions.operations.reducing import NothingToReduce, decline_reduction, reduce_refund
from savoir.resolutions.operations.repairing import (
    AnothersReference,
    NoSuchReturn,
    cancel_refund,
    retry_refund,
    settle_by_hand,
    settle_by_return_elsewhere,
)
from savoir.resolutions.operations.settling import (
    Attempt,
    NotSettling,
    apply_rail_answer,
    begin_attempt,
    fail_refund,
)
from savoir.resolutions.operations.sheets import (
    FormerCase,
    SheetUnreadable,
    move_in_column,
    move_in_sentence,
    move_in_template,
    read_former_cases,
)
from savoir.resolutions.operations.telling import (
    answer_with_question,
    answer_with_refusal,
    answer_with_remedy,
)
from savoir.resolutions.operations.told import ask_for_told_returns, count_told_return
from savoir.resolutions.operations.triggering import (
    MoneyHasLeft,
    date_refunds,
    leave_on_last_day,
    meet_trigger,
    take_back_trigger,
)
from savoir.resolutions.operations.undoing import TooLateToUndo, undo_refund

__all__ = [
    "AnothersReference",
    "ApprovalNeeded",
    "Attempt",
    "ErasureMustWait",
    "FormerCase",
    "GestureBeyondPrice",
    "GestureMoved",
    "GestureNotCarried",
    "HeldMoved",
    "MoneyHasLeft",
    "NoSuchReturn",
    "NobodyGrants",
    "NotByHand",
    "NotPaused",
    "NotSettling",
    "NotTheApprover",
    "NothingToReduce",
    "NothingToSend",
    "OfferMoved",
    "PaymentMoved",
    "PlanMoved",
    "PostageNotOurs",
    "PostageRepaid",
    "RemedyNotOffered",
    "SheetUnreadable",
    "StillAgreed",
    "Stopped",
    "ToldHigher",
    "TooLateToUndo",
    "WishAnswered",
    "accept_offer",
    "answer_asked_remedy",
    "answer_gesture",
    "answer_with_question",
    "answer_with_refusal",
    "answer_with_remedy",
    "apply_rail_answer",
    "ask_about_paused",
    "ask_about_pending",
    "ask_for_check",
    "ask_for_remedy",
    "ask_for_told_returns",
    "begin_attempt",
    "begin_move_in",
    "call_off_goods",
    "cancel_refund",
    "carry_out_move_in",
    "check_some",
    "close_without_action",
    "compare_payment",
    "count_money_returned_elsewhere",
    "count_told_return",
    "date_refunds",
    "decline_reduction",
    "drop_move_in",
    "end_asked_remedy",
    "erase_customer",
    "erase_customers",
    "fail_refund",
    "finish_case",
    "forget_move_ins",
    "fulfil_goods",
    "give_up_held",
    "grant_gesture",
    "keep_clocks",
    "keep_findings",
    "keep_line_history",
    "leave_on_last_day",
    "meet_trigger",
    "move_in",
    "move_in_column",
    "move_in_sentence",
    "move_in_template",
    "move_some",
    "note_clock_kept",
    "read_former_cases",
    "reduce_refund",
    "release_held",
    "request_remedy",
    "resume_refund",
    "retry_refund",
    "settle_by_hand",
    "settle_by_return_elsewhere",
    "stop_alongside",
    "take_back_asked_remedy",
    "take_back_trigger",
    "tell_missing",
    "tell_postage",
    "undo_refund",
    "watch_clock",
]
