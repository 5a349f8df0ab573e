"""Facts about policies; the stream is the policy's."""

from datetime import datetime

from savoir.kernel.ledger import Digest, Event, event


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
