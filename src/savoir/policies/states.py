"""Life of a policy version."""

from enum import StrEnum

from savoir.kernel.values.lifecycles import Lifecycle


class VersionState(StrEnum):
    """Draft, in force (from its period's start), retired."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


VERSION = Lifecycle(
    name="policy_version",
    states=VersionState,
    initial=VersionState.DRAFT,
    moves={
        VersionState.DRAFT: frozenset({VersionState.PUBLISHED}),
        VersionState.PUBLISHED: frozenset({VersionState.RETIRED}),
        VersionState.RETIRED: frozenset(),
    },
    final=frozenset({VersionState.RETIRED}),
)
