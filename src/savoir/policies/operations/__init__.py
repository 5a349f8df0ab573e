"""Verbs of policies: write, ask, review, prove, publish, call off, roll back, retire."""

from savoir.policies.operations.drafting import LONGEST_NAME, change_draft, create_policy, draft_version
from savoir.policies.operations.ending import VersionNotInForce, VersionNotScheduled, call_off, retire
from savoir.policies.operations.proving import (
    LONGEST_MOTIVE,
    NothingOpen,
    ProofMissing,
    ProofOpen,
    VersionBelowTheLaw,
    ask_proof,
    record_proof,
    settle_proof,
    tell_progress,
)
from savoir.policies.operations.publishing import (
    AnotherBeginsThen,
    BeginsInThePast,
    PolicyHasBegun,
    VersionUnreviewed,
    found_version,
    publish_version,
    roll_back,
)
from savoir.policies.operations.reviewing import OwnVersion, ReviewNotAsked, ask_review, review_version
from savoir.policies.operations.rows import PROVE, VersionMoved, VersionNotDraft

__all__ = [
    "LONGEST_MOTIVE",
    "LONGEST_NAME",
    "PROVE",
    "AnotherBeginsThen",
    "BeginsInThePast",
    "NothingOpen",
    "OwnVersion",
    "PolicyHasBegun",
    "ProofMissing",
    "ProofOpen",
    "ReviewNotAsked",
    "VersionBelowTheLaw",
    "VersionMoved",
    "VersionNotDraft",
    "VersionNotInForce",
    "VersionNotScheduled",
    "VersionUnreviewed",
    "ask_proof",
    "ask_review",
    "call_off",
    "change_draft",
    "create_policy",
    "draft_version",
    "found_version",
    "publish_version",
    "record_proof",
    "retire",
    "review_version",
    "roll_back",
    "settle_proof",
    "tell_progress",
]  # fmt: skip
