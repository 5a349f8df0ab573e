"""Facts about policies; the stream is the policy's."""

from datetime import datetime

from savoir.kernel.ledger import Code, Digest, Event, event


@event("policy_created", subject="policy")
class PolicyCreated(Event):
    """A brand has a policy, without a version yet."""

    brand_id: int


@event("policy_version_drafted", subject="policy")
class VersionDrafted(Event):
    """Content was written down as a numbered draft."""

    version_id: int
    number: int
    digest: Digest


@event("policy_version_changed", subject="policy")
class VersionChanged(Event):
    """A draft has other content; whatever was reviewed or proved of the old one holds no more."""

    version_id: int
    number: int
    revision: int
    digest: Digest


@event("policy_review_asked", subject="policy")
class ReviewAsked(Event):
    """A draft waits for a second person."""

    version_id: int
    number: int
    digest: Digest


@event("policy_version_reviewed", subject="policy")
class VersionReviewed(Event):
    """A second person read the draft; `granted` False sends it back to its author."""

    version_id: int
    number: int
    digest: Digest
    granted: bool


@event("policy_version_proved", subject="policy")
class VersionProved(Event):
    """A version was held against the law; `outcome` is proved, below or open."""

    version_id: int
    number: int
    digest: Digest
    outcome: Code


@event("policy_proof_settled", subject="policy")
class ProofSettled(Event):
    """A person answers for what the proof of this content left open."""

    version_id: int
    number: int
    digest: Digest


@event("policy_version_published", subject="policy")
class VersionPublished(Event):
    """A version decides from `begins_at`; the one before it ends there."""

    version_id: int
    number: int
    digest: Digest
    begins_at: datetime


@event("policy_version_retired", subject="policy")
class VersionRetired(Event):
    """A version stopped deciding, without a successor."""

    version_id: int
    number: int
    ends_at: datetime


@event("policy_version_called_off", subject="policy")
class VersionCalledOff(Event):
    """A scheduled version will not begin; the one it would have ended goes on."""

    version_id: int
    number: int
    was_to_begin_at: datetime
