"""Plans, dates, gestures and leeway; no database, no clock."""

from savoir.resolutions.rules.dates import (
    TRANSIT,
    counted_from,
    fires,
    legal_refund_date,
    promised_if_posted,
    settle_by,
)
from savoir.resolutions.rules.gestures import (
    answer_of,
    is_own,
    may_be_owed,
    price_of,
    room_for,
    wished,
    worth,
)
from savoir.resolutions.rules.leeway import beyond_of, leeway_of, leeway_of_remedy
from savoir.resolutions.rules.letters import days_told_anew
from savoir.resolutions.rules.plans import (
    GOODS_WITHIN,
    POSTING_GRACE,
    MoneyBefore,
    PaidBy,
    Promised,
    Returned,
    TriggerRule,
    may_be,
    paired,
    plan_remedy,
    same_money,
    shared_out,
    spread,
)

__all__ = [
    "GOODS_WITHIN",
    "POSTING_GRACE",
    "TRANSIT",
    "MoneyBefore",
    "PaidBy",
    "Promised",
    "Returned",
    "TriggerRule",
    "answer_of",
    "beyond_of",
    "counted_from",
    "days_told_anew",
    "fires",
    "is_own",
    "leeway_of",
    "leeway_of_remedy",
    "legal_refund_date",
    "may_be",
    "may_be_owed",
    "paired",
    "plan_remedy",
    "price_of",
    "promised_if_posted",
    "room_for",
    "same_money",
    "settle_by",
    "shared_out",
    "spread",
    "wished",
    "worth",
]
