"""Life of a policy version, and what was proved of it."""

from enum import StrEnum

from savoir.kernel.values.lifecycles import Lifecycle


class VersionState(StrEnum):
    """Draft, read by a second person, published (deciding from its period's start), retired; or called off
    before it had begun.
    """

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    RETIRED = "retired"
    CALLED_OFF = "called_off"


class ProofOutcome(StrEnum):
    """Never below the law; below it somewhere; not settled, so that a person looks at what is open."""

    PROVED = "proved"
    BELOW = "below"
    OPEN = "open"


UNPUBLISHED = frozenset({VersionState.DRAFT, VersionState.REVIEWED})
VERSION = Lifecycle(
    name="policy_version",
    states=VersionState,
    initial=VersionState.DRAFT,
    moves={
        VersionState.DRAFT: frozenset({VersionState.REVIEWED}),
        VersionState.REVIEWED: frozenset({VersionState.DRAFT, VersionState.PUBLISHED}),
        VersionState.PUBLISHED: frozenset({VersionState.RETIRED, VersionState.CALLED_OFF}),
        VersionState.RETIRED: frozenset(),
        VersionState.CALLED_OFF: frozenset(),
    },
    final=frozenset({VersionState.RETIRED, VersionState.CALLED_OFF}),
)
